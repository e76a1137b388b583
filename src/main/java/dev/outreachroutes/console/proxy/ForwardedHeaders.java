package dev.outreachroutes.console.proxy;

import dev.outreachroutes.database.LogThrottle;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.http.MimeHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the {@code X-Forwarded-*} headers of believed proxies through and removes all others. {@code X-Forwarded-For} counts from
 * configured proxies only: login limits go by addresses. The headers that change nothing but links and cookies in the answer to
 * this very request count from configured proxies too; while none is configured, from private addresses.
 *
 * <p>A request whose headers count, and cannot be what they say they are, is answered with an empty 400: no address can be made of them.
 * What does not count is removed, for whatever comes after this. Scheme, host, port and prefix that count are Spring's to
 * apply, but for the one thing that Tomcat has to know itself: whether the cookie of the session is for TLS only. RFC 7239's
 * {@code Forwarded} never counts: a proxy that does not know it passes on a client's.
 */
final class ForwardedHeaders extends ValveBase {

    private static final Logger LOG = LoggerFactory.getLogger(ForwardedHeaders.class);

    private static final String ADDRESS = "X-Forwarded-For";
    private static final String PROTOCOL = "X-Forwarded-Proto";
    private static final String ESCAPED = "%[0-9A-Fa-f]{2}";

    /** Each with what one of its values, between commas, has to be. */
    private static final Map<String, Pattern> LINKS = Map.of(
            PROTOCOL,
            Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*"),
            "X-Forwarded-Host",
            Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?"),
            "X-Forwarded-Port",
            Pattern.compile("[0-9]{1,5}"),
            "X-Forwarded-Prefix",
            Pattern.compile("(/([A-Za-z0-9._~!$&'()*+;=:@-]|" + ESCAPED + ")*)+"));

    private static final List<String> NEVER = List.of("Forwarded", "X-Forwarded-Ssl");

    private static final TrustedProxies PRIVATE = TrustedProxies.of(List.of(
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "::1",
            "fc00::/7",
            "fe80::/10"));

    private final TrustedProxies proxies;
    private final LogThrottle disbelieved = new LogThrottle(Duration.ofHours(1));

    ForwardedHeaders(TrustedProxies proxies) {
        super(true);
        this.proxies = proxies;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        MimeHeaders headers = request.getCoyoteRequest().getMimeHeaders();
        String peer = request.getRemoteAddr();
        List<String> forwardedFor = values(headers, ADDRESS);
        boolean trusted = proxies.contains(peer);
        if (trusted) {
            String client = proxies.client(peer, forwardedFor);
            request.setRemoteAddr(client);
            request.setRemoteHost(client);
        } else if (!forwardedFor.isEmpty()) {
            tell(peer);
        }
        headers.removeHeader(ADDRESS);
        NEVER.forEach(headers::removeHeader);
        if (trusted || proxies.isEmpty() && PRIVATE.contains(peer)) {
            if (!areWellFormed(headers)) {
                response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
                return;
            }
            List<String> protocols = values(headers, PROTOCOL);
            if (!protocols.isEmpty() && protocols.get(0).equalsIgnoreCase("https")) {
                request.setSecure(true);
            }
        } else {
            LINKS.keySet().forEach(headers::removeHeader);
        }
        getNext().invoke(request, response);
    }

    /** An empty value is as if there were none. */
    private static boolean areWellFormed(MimeHeaders headers) {
        return LINKS.entrySet().stream().allMatch(link -> values(headers, link.getKey()).stream()
                .allMatch(value ->
                        value.isEmpty() || link.getValue().matcher(value).matches()));
    }

    private void tell(String peer) {
        if (disbelieved.times() > 0) {
            LOG.warn(
                    "{} says in X-Forwarded-For for whom it asks, and is not believed: if it is your proxy, set"
                            + " CONSOLE_TRUSTED_PROXIES={}, or whoever guesses passwords through it closes the login for"
                            + " everybody behind it",
                    peer,
                    peer);
        }
    }

    /** Of a request whose head Tomcat could not read to its end, a header may have no value. */
    private static List<String> values(MimeHeaders headers, String name) {
        return Collections.list(headers.values(name)).stream()
                .filter(Objects::nonNull)
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .toList();
    }
}
