package dev.outreachroutes.console.login.openid;

import dev.outreachroutes.console.login.LoginCounter;
import dev.outreachroutes.console.login.LoginPage;
import dev.outreachroutes.console.login.LoginResult;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/** Goes back to the login page, which says why the OpenID provider has let nobody in. */
final class OidcFailure implements AuthenticationFailureHandler {

    private static final Logger LOG = LoggerFactory.getLogger(OidcFailure.class);

    private final LoginCounter counter;

    OidcFailure(LoginCounter counter) {
        this.counter = counter;
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        // Whatever is no answer of the provider: its metadata could not be read.
        String code = failure instanceof OAuth2AuthenticationException answer
                ? answer.getError().getErrorCode()
                : "server_error";
        response.sendRedirect(request.getContextPath() + LoginPage.PATH + "?" + why(code));
    }

    /** By the error codes of OAuth 2, of OpenID Connect and of Spring Security. */
    private String why(String code) {
        switch (code) {
            case OidcRoles.NO_ROLE -> {
                counter.count(LoginResult.NO_ROLE);
                return LoginPage.NO_ROLE;
            }
            case "authorization_request_not_found", "invalid_state_parameter", "invalid_request" -> {
                counter.count(LoginResult.REFUSED);
                return LoginPage.STALE;
            }
            case "access_denied" -> {
                counter.count(LoginResult.REFUSED);
                return LoginPage.DENIED;
            }
            case "invalid_token_response", "invalid_user_info_response", "server_error", "temporarily_unavailable" -> {
                counter.count(LoginResult.UNAVAILABLE);
                LOG.warn("A login failed because the OpenID provider did not answer as it should: {}", code);
                return LoginPage.PROVIDER_AWAY;
            }
            default -> {
                counter.count(LoginResult.REFUSED);
                LOG.warn(
                        "A login failed because the OpenID provider's answer cannot be used: {}; for details set"
                                + " LOGGING_LEVEL_ORG_SPRINGFRAMEWORK_SECURITY_OAUTH2=DEBUG",
                        code.matches("[a-z_]{1,64}") ? code : "an unknown error");
                return LoginPage.UNUSABLE;
            }
        }
    }
}
