package dev.outreachroutes.console.login.password;

import dev.outreachroutes.console.login.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Serves the page where somebody who has logged in with the one-time password chooses another. */
@Controller
public final class PasswordPage {

    static final int SHORTEST = 12;

    private final StoredUsers users;
    private final HttpSessionSecurityContextRepository sessions = new HttpSessionSecurityContextRepository();

    PasswordPage(StoredUsers users) {
        this.users = users;
    }

    @GetMapping(Role.CHOOSE_PASSWORD_PAGE)
    String ask(Model model) {
        model.addAttribute("shortest", SHORTEST);
        return "password";
    }

    @PostMapping(Role.CHOOSE_PASSWORD_PAGE)
    String choose(
            @RequestParam("password") String password,
            @RequestParam("again") String again,
            Authentication who,
            Model model,
            HttpServletRequest request,
            HttpServletResponse response) {
        String problem = problem(who.getName(), password, again);
        if (problem != null) {
            model.addAttribute("problem", problem);
            return ask(model);
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                who.getPrincipal(), null, List.of(new SimpleGrantedAuthority(Role.ADMIN.authority()))));
        SecurityContextHolder.setContext(context);
        request.getSession();
        request.changeSessionId();
        sessions.saveContext(context, request, response);
        return "redirect:/";
    }

    /** Null when the password has been replaced. */
    private String problem(String name, String password, String again) {
        if (!password.equals(again)) {
            return "The two are not the same.";
        }
        if (password.length() < SHORTEST) {
            return "It has fewer than " + SHORTEST + " characters.";
        }
        if (Passwords.isTooLong(password)) {
            return "It is longer than " + Passwords.LONGEST + " bytes.";
        }
        try {
            if (users.isOneTime(name, password)) {
                return "That is the one-time password. Choose another.";
            }
            return users.choose(name, password)
                    ? null
                    : "A password has been chosen already. Sign out, and in with it.";
        } catch (DataAccessException e) {
            return "The database does not answer. Try again in a moment.";
        }
    }
}
