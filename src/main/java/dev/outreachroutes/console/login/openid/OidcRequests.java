package dev.outreachroutes.console.login.openid;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import org.springframework.http.HttpMethod;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Begins a login at the OpenID provider, at one place only. That needs a session before anybody is known; it does not live longer
 * than it takes to log in there, so that nobody fills the memory by asking.
 */
final class OidcRequests implements OAuth2AuthorizationRequestResolver {

    private static final Duration LONGEST_LOGIN = Duration.ofMinutes(10);
    private static final RequestMatcher START =
            PathPatternRequestMatcher.withDefaults().matcher(HttpMethod.GET, OidcConfiguration.LOGIN);

    private final OAuth2AuthorizationRequestResolver requests;

    OidcRequests(OAuth2AuthorizationRequestResolver requests) {
        this.requests = requests;
    }

    @Override
    public OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
        return START.matches(request) ? resolve(request, OidcConfiguration.REGISTRATION) : null;
    }

    @Override
    public OAuth2AuthorizationRequest resolve(HttpServletRequest request, String registration) {
        OAuth2AuthorizationRequest start = requests.resolve(request, registration);
        HttpSession session = request.getSession();
        if (session.isNew()) {
            session.setMaxInactiveInterval((int) LONGEST_LOGIN.toSeconds());
        }
        return start;
    }
}
