package dev.outreachroutes.console;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * A request that may change something and may come from a browser: it has to show that its page is ours. A program that sends
 * the password by itself carries none of the headers that browsers add, and another site cannot make a browser leave them out.
 */
final class ChangeByBrowser implements RequestMatcher {

    private static final List<String> BROWSER =
            List.of(HttpHeaders.ORIGIN, HttpHeaders.REFERER, HttpHeaders.COOKIE, "Sec-Fetch-Site");

    @Override
    public boolean matches(HttpServletRequest request) {
        return CsrfFilter.DEFAULT_CSRF_MATCHER.matches(request)
                && (request.getHeader(HttpHeaders.AUTHORIZATION) == null
                        || BROWSER.stream().anyMatch(header -> request.getHeader(header) != null));
    }
}
