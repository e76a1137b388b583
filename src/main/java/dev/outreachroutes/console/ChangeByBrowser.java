package dev.outreachroutes.console;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.web.csrf.CsrfFilter;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** A request that may change something and may come from a browser: it has to show that its page is ours. */
final class ChangeByBrowser implements RequestMatcher {

    @Override
    public boolean matches(HttpServletRequest request) {
        return CsrfFilter.DEFAULT_CSRF_MATCHER.matches(request) && Browser.sent(request);
    }
}
