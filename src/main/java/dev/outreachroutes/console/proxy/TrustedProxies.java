package dev.outreachroutes.console.proxy;

import dev.outreachroutes.settings.InvalidSettingException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/** Knows the addresses of proxies that are believed when they say who asks. */
public final class TrustedProxies {

    private static final Pattern RANGE = Pattern.compile("[^/]+/\\d{1,3}");

    private final List<IpAddressMatcher> addresses;

    private TrustedProxies(List<IpAddressMatcher> addresses) {
        this.addresses = addresses;
    }

    /**
     * Proxies at these addresses or ranges, such as {@code 10.0.0.7} and {@code 10.1.0.0/16}.
     *
     * @throws InvalidSettingException when one is neither
     */
    static TrustedProxies of(List<String> addresses) {
        return new TrustedProxies(addresses.stream()
                .map(String::strip)
                .filter(address -> !address.isEmpty())
                .map(TrustedProxies::matcher)
                .toList());
    }

    private static IpAddressMatcher matcher(String text) {
        boolean range = RANGE.matcher(text).matches();
        String address = range ? text.substring(0, text.indexOf('/')) : text;
        try {
            InetAddress parsed = IpAddress.parse(address).orElseThrow(IllegalArgumentException::new);
            return new IpAddressMatcher(parsed.getHostAddress() + text.substring(address.length()));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "CONSOLE_TRUSTED_PROXIES has \"" + text + "\", which is no address",
                    "Give addresses or ranges, separated by commas, such as 10.0.0.7,10.1.0.0/16,fd00::/8.");
        }
    }

    boolean isEmpty() {
        return addresses.isEmpty();
    }

    boolean contains(String address) {
        return IpAddress.parse(address).filter(this::contains).isPresent();
    }

    private boolean contains(InetAddress address) {
        String text = address.getHostAddress();
        return addresses.stream().anyMatch(each -> each.matches(text));
    }

    /**
     * The address of whoever asks. Each proxy adds the address that it was asked from to the end of {@code X-Forwarded-For}, so
     * what stands before the last address that is no proxy of ours may be made up.
     *
     * @param peer from where the request has come
     * @param forwardedFor the values of {@code X-Forwarded-For}, in their order
     * @return the first from the end that is no proxy of ours; what is no address ends the way
     */
    String client(String peer, List<String> forwardedFor) {
        String client = peer;
        for (int i = forwardedFor.size() - 1; i >= 0 && contains(client); i--) {
            Optional<InetAddress> before = IpAddress.parse(forwardedFor.get(i).strip());
            if (before.isEmpty()) {
                break;
            }
            client = before.get().getHostAddress();
        }
        return client;
    }
}
