package dev.outreachroutes.console.login;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;

/** Goes on to the page that was asked for. */
public final class LoginSuccess extends SavedRequestAwareAuthenticationSuccessHandler {

    private final PageAskedFor pageAskedFor;
    private final LoginCounter counter;
    private final Duration sessionTimeout;

    LoginSuccess(PageAskedFor pageAskedFor, LoginCounter counter, Duration sessionTimeout) {
        this.pageAskedFor = pageAskedFor;
        this.counter = counter;
        this.sessionTimeout = sessionTimeout;
        setRequestCache(pageAskedFor);
    }

    @Override
    public void onAuthenticationSuccess(HttpServletRequest request, HttpServletResponse response, Authentication who)
            throws IOException, ServletException {
        counter.count(LoginResult.SUCCESS);
        request.getSession().setMaxInactiveInterval((int) sessionTimeout.toSeconds());
        pageAskedFor.removeRequest(request, response);
        super.onAuthenticationSuccess(request, response, who);
    }
}
