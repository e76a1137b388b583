package dev.outreachroutes.console.login;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;

/**
 * Asks whoever is not logged in who it is: a person in a browser by the login page, a program by the challenge of HTTP Basic. A
 * page's script, such as Hawtio's, gets no challenge: the browser would answer it with a box for a password.
 */
public final class LoginEntryPoint implements AuthenticationEntryPoint {

    public static final String CHALLENGE = "Basic realm=\"outreach-routes\", charset=\"UTF-8\"";

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        if (failure instanceof PasswordNotCheckedException unchecked) {
            if (unchecked.getWait() != null) {
                response.setHeader(
                        HttpHeaders.RETRY_AFTER,
                        Long.toString(unchecked.getWait().toSeconds()));
            }
            refuse(
                    request,
                    response,
                    unchecked.reason() == PasswordNotCheckedException.Reason.TOO_MANY_WRONG
                            ? HttpStatus.TOO_MANY_REQUESTS
                            : HttpStatus.SERVICE_UNAVAILABLE,
                    "The password was not checked. Try again later.");
        } else if (Browser.wantsPage(request) && !ApiPaths.isApi(request)) {
            boolean over = request.getRequestedSessionId() != null && !request.isRequestedSessionIdValid();
            response.sendRedirect(request.getContextPath() + LoginPage.PATH + (over ? "?" + LoginPage.OVER : ""));
        } else {
            if (!Browser.sent(request)) {
                response.setHeader(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE);
            }
            refuse(request, response, HttpStatus.UNAUTHORIZED, "This needs a name and a password, or a session.");
        }
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String why)
            throws IOException {
        if (ApiPaths.isApi(request)) {
            ApiPaths.answer(response, ProblemDetail.forStatusAndDetail(status, why));
        } else {
            response.sendError(status.value());
        }
    }
}
