package dev.outreachroutes.console.login;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** Tells why somebody who is known may not do this: a person by the page of errors, a program by a line of text. */
public final class AccessRefused implements AccessDeniedHandler {

    /** For the page of errors: the name of a role. */
    static final String NEEDED_ROLE = "neededRole";

    /** For the page of errors: set when the form's token is not that of the browser's cookie. */
    static final String STALE_PAGE = "stalePage";

    public static final String CHOOSE_FIRST =
            "The one-time password is good only for choosing another: open /password in a browser.";

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refusal)
            throws IOException {
        boolean person = Browser.wantsPage(request) && !ApiPaths.isApi(request);
        if (refusal instanceof CsrfException) {
            withoutToken(request, response, person, refusal);
        } else if (hasToChoosePassword()) {
            if (person) {
                response.sendRedirect(request.getContextPath() + Role.CHOOSE_PASSWORD_PAGE);
            } else {
                tell(request, response, CHOOSE_FIRST);
            }
        } else {
            Optional<String> role = neededRole(refusal);
            if (person) {
                role.ifPresent(name -> request.setAttribute(NEEDED_ROLE, name));
                response.sendError(HttpServletResponse.SC_FORBIDDEN);
            } else {
                tell(
                        request,
                        response,
                        role.map(name -> "This needs the role " + name + ".").orElse("Nobody may do this here."));
            }
        }
    }

    private static void withoutToken(
            HttpServletRequest request, HttpServletResponse response, boolean person, AccessDeniedException refusal)
            throws IOException {
        boolean login = request.getRequestURI().equals(request.getContextPath() + LoginPage.PATH);
        if (person && login) {
            response.sendRedirect(request.getContextPath() + LoginPage.PATH + "?" + LoginPage.STALE);
        } else if (person) {
            request.setAttribute(STALE_PAGE, true);
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
        } else if (login || Browser.sent(request)) {
            tell(
                    request,
                    response,
                    "Without name and password this needs the token of the cookie XSRF-TOKEN as X-XSRF-TOKEN.");
        } else {
            new LoginEntryPoint()
                    .commence(request, response, new InsufficientAuthenticationException("no name", refusal));
        }
    }

    private static boolean hasToChoosePassword() {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        return who != null && Role.hasToChoosePassword(who.getAuthorities());
    }

    private static void tell(HttpServletRequest request, HttpServletResponse response, String why) throws IOException {
        if (ApiPaths.isApi(request)) {
            ApiPaths.answer(response, ProblemDetail.forStatusAndDetail(HttpStatus.FORBIDDEN, why));
            return;
        }
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setContentType(MediaType.TEXT_PLAIN_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getWriter().write(why + "\n");
    }

    private static Optional<String> neededRole(AccessDeniedException refusal) {
        if (refusal instanceof AuthorizationDeniedException denied
                && denied.getAuthorizationResult() instanceof AuthorityAuthorizationDecision decision) {
            Collection<GrantedAuthority> needed = decision.getAuthorities();
            return Arrays.stream(Role.values())
                    .filter(role ->
                            needed.stream().anyMatch(one -> role.authority().equals(one.getAuthority())))
                    .map(role -> role.name().toLowerCase(Locale.ROOT))
                    .findFirst();
        }
        return Optional.empty();
    }
}
