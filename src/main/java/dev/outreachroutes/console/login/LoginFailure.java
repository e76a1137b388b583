package dev.outreachroutes.console.login;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/** Goes back to the login page, which says why. Makes no session for somebody who is not known. */
public final class LoginFailure implements AuthenticationFailureHandler {

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        response.sendRedirect(request.getContextPath() + LoginPage.PATH + "?" + why(failure));
    }

    private static String why(AuthenticationException failure) {
        if (!(failure instanceof PasswordNotCheckedException unchecked)) {
            return LoginPage.WRONG;
        }
        return switch (unchecked.reason()) {
            case TOO_MANY_WRONG -> LoginPage.WAIT + "=" + (unchecked.getWait().toSeconds() + 59) / 60;
            case BUSY -> LoginPage.BUSY;
            case DATABASE_AWAY -> LoginPage.UNAVAILABLE;
        };
    }
}
