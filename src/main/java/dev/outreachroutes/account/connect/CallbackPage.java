package dev.outreachroutes.account.connect;

import dev.outreachroutes.account.token.OutreachProperties;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.web.util.UrlUtils;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.mvc.Controller;
import org.springframework.web.servlet.view.RedirectView;

/**
 * Answers the browser that comes back from Outreach. An answer to a question that this session asked was handled by Spring
 * Security before: this page leads on to how it ended. An answer that still has a state belongs to no question of this session,
 * and is refused.
 */
final class CallbackPage implements Controller {

    private static final Pattern CODE = Pattern.compile("[a-z_]{1,40}");

    private final OutreachProperties properties;

    CallbackPage(OutreachProperties properties) {
        this.properties = properties;
    }

    @Override
    public ModelAndView handleRequest(HttpServletRequest request, HttpServletResponse response) {
        HttpSession session = request.getSession();
        if (request.getParameter(OAuth2ParameterNames.STATE) != null) {
            return notAsked(request);
        }
        if (!(session.getAttribute(ConnectAttempt.ATTRIBUTE) instanceof ConnectAttempt attempt)) {
            return new ModelAndView(redirect("/"));
        }
        String error = request.getParameter(OAuth2ParameterNames.ERROR);
        if (attempt instanceof ConnectAttempt.AtOutreach && error != null) {
            session.setAttribute(
                    ConnectAttempt.ATTRIBUTE, new ConnectAttempt.Failed(attempt.account(), message(error)));
        }
        return new ModelAndView(redirect("/accounts/" + attempt.account()));
    }

    /** Never the description that came with it: anybody can write one into a link. */
    private static String message(String error) {
        return switch (error) {
            case "access_denied" -> "Access was not granted at Outreach, so nothing has changed.";
            case "invalid_scope" ->
                "Outreach does not allow the application these scopes. Register them with the application, or set"
                        + " OUTREACH_SCOPES to those it has.";
            default ->
                "Outreach did not authorise the application ("
                        + (CODE.matcher(error).matches() ? error : "unknown error") + "). Nothing has changed.";
        };
    }

    private ModelAndView notAsked(HttpServletRequest request) {
        String here = AccountPages.addressOf(UrlUtils.buildFullRequestUrl(request));
        String expected = properties.redirectUri().isEmpty() ? here : AccountPages.addressOf(properties.redirectUri());
        return new ModelAndView("callback", Map.of("here", here, "expected", expected), HttpStatus.BAD_REQUEST);
    }

    private static View redirect(String path) {
        return new RedirectView(path, true);
    }
}
