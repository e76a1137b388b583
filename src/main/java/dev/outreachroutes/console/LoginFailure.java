package dev.outreachroutes.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/** Goes back to the login page, which says why. Makes no session for somebody who is not known. */
final class LoginFailure implements AuthenticationFailureHandler {

    private static final Logger LOG = LoggerFactory.getLogger(LoginFailure.class);

    private final LoginCounter counter;

    LoginFailure(LoginCounter counter) {
        this.counter = counter;
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        response.sendRedirect(request.getContextPath() + "/login?" + why(failure));
    }

    private String why(AuthenticationException failure) {
        if (failure instanceof TooManyAttemptsException tooMany) {
            return LoginPage.WAIT + "=" + (tooMany.getWait().toSeconds() + 59) / 60;
        }
        if (failure instanceof LoginBusyException) {
            return LoginPage.BUSY;
        }
        if (failure instanceof LoginUnavailableException) {
            return LoginPage.UNAVAILABLE;
        }
        if (failure instanceof OAuth2AuthenticationException atProvider) {
            return atProvider(atProvider.getError().getErrorCode());
        }
        if (failure.getCause() instanceof ProviderUnavailableException) {
            counter.count(LoginResult.UNAVAILABLE);
            return LoginPage.PROVIDER_AWAY;
        }
        return LoginPage.WRONG;
    }

    /** By the error codes of OAuth 2, of OpenID Connect and of Spring Security. */
    private String atProvider(String code) {
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
