package dev.outreachroutes.console;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** Tells the error page why somebody who is known may not do this: which role it needs, or that the page was too old. */
final class AccessRefused implements AccessDeniedHandler {

    /** For the page of errors: the name of a role. */
    static final String NEEDED_ROLE = "neededRole";

    /** For the page of errors: set when the form's token is not that of the browser's cookie. */
    static final String STALE_PAGE = "stalePage";

    static final String CHOOSE_FIRST =
            "The one-time password is good only for choosing another: open /password in a browser.\n";

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException refusal)
            throws IOException {
        if (refusal instanceof CsrfException) {
            if (request.getRequestURI().equals(request.getContextPath() + "/login") && Browser.wantsPage(request)) {
                response.sendRedirect(request.getContextPath() + "/login?" + LoginPage.STALE);
                return;
            }
            request.setAttribute(STALE_PAGE, true);
        } else if (hasToChoosePassword()) {
            chooseFirst(request, response);
            return;
        } else {
            neededRole(refusal).ifPresent(role -> request.setAttribute(NEEDED_ROLE, role));
        }
        response.sendError(HttpServletResponse.SC_FORBIDDEN);
    }

    private static boolean hasToChoosePassword() {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        return who != null && StoredUsers.hasToChoose(who.getAuthorities());
    }

    private static void chooseFirst(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (Browser.wantsPage(request)) {
            response.sendRedirect(request.getContextPath() + PasswordPage.PATH);
            return;
        }
        response.setStatus(HttpServletResponse.SC_FORBIDDEN);
        response.setContentType(MediaType.TEXT_PLAIN_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8.name());
        response.getWriter().write(CHOOSE_FIRST);
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
