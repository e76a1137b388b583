package dev.outreachroutes.console.login;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Says in a header what a page may load and where its forms may lead. Our own pages have no script, and no style but the sheet.
 * Hawtio is a program in the browser: its editor writes styles into the page and makes workers from blobs. Hawtio would send a
 * header of its own, which this one replaces.
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

    private static final String PAGE_POLICY = String.join(
            "; ",
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'");

    @Override
    public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader(NAME, HAWTIO.matches(request) ? HAWTIO_POLICY : PAGE_POLICY);
    }
}
