package dev.outreachroutes.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.List;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * What a page may load and where its forms may lead. Our own pages have no script, and no style but the sheet. Hawtio is a
 * program in the browser: its editor writes styles into the page and makes workers from blobs. Hawtio would send a header of its
 * own, which this one replaces.
 */
final class ContentSecurityPolicy implements HeaderWriter {

    private static final String NAME = "Content-Security-Policy";
    private static final RequestMatcher HAWTIO =
            PathPatternRequestMatcher.withDefaults().matcher("/actuator/hawtio/**");

    private static final String HAWTIO_POLICY = String.join(
            "; ",
            "default-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'");

    private final String pagePolicy;

    /** @param formTargets origins to which forms lead, by redirects too: browsers hold those to the policy of the form's page */
    ContentSecurityPolicy(List<String> formTargets) {
        pagePolicy = String.join(
                "; ",
                "default-src 'none'",
                "style-src 'self'",
                "img-src 'self'",
                "base-uri 'none'",
                "form-action 'self' " + String.join(" ", formTargets),
                "frame-ancestors 'none'");
    }

    @Override
    public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader(NAME, HAWTIO.matches(request) ? HAWTIO_POLICY : pagePolicy);
    }

    /**
     * The origin of an address. Of an API's, such as {@code https://api.example.com}, also its siblings, one of which asks
     * people who they are.
     */
    static List<String> origins(String address) {
        URI uri = URI.create(address);
        String origin = uri.getScheme() + "://" + uri.getAuthority();
        return uri.getAuthority() != null && uri.getAuthority().startsWith("api.")
                ? List.of(origin, uri.getScheme() + "://*." + uri.getAuthority().substring("api.".length()))
                : List.of(origin);
    }
}
