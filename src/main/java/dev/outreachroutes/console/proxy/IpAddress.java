package dev.outreachroutes.console.proxy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads IP addresses as servers and proxies write them. Never asks a name server: what is no address is none. */
public final class IpAddress {

    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

    /** Some proxies add the port; IPv6 then stands in brackets. */
    private static final Pattern V4 = Pattern.compile("((?:" + OCTET + "\\.){3}" + OCTET + ")(?::\\d{1,5})?");

    private static final Pattern V6 = Pattern.compile("\\[?([0-9A-Fa-f:.]{2,45})(?:%[^]]{1,32})?(?:](?::\\d{1,5})?)?");

    private IpAddress() {}

    /** Empty when it is none. */
    public static Optional<InetAddress> parse(String text) {
        Matcher v4 = V4.matcher(text);
        if (v4.matches()) {
            return literal(v4.group(1));
        }
        Matcher v6 = V6.matcher(text);
        return v6.matches() && v6.group(1).contains(":") ? literal("[" + v6.group(1) + "]") : Optional.empty();
    }

    private static Optional<InetAddress> literal(String address) {
        try {
            return Optional.of(InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
