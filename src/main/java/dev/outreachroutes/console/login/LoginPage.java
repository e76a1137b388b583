package dev.outreachroutes.console.login;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * Serves the login page, which says why it asks again: the names below are parameters of its address, its template has the words.
 */
@Controller
public final class LoginPage {

    static final String WRONG = "wrong";
    static final String WAIT = "wait";
    static final String BUSY = "busy";
    static final String UNAVAILABLE = "unavailable";
    public static final String STALE = "stale";
    static final String OVER = "over";
    static final String OUT = "out";
    public static final String PATH = "/login";
    public static final String SIGNED_OUT = PATH + "?" + OUT;
    public static final String NO_ROLE = "no-role";
    public static final String DENIED = "denied";
    public static final String PROVIDER_AWAY = "provider-away";
    public static final String UNUSABLE = "unusable";

    private final boolean passwords;
    private final ConsoleProperties.Oidc oidc;

    LoginPage(ConsoleProperties properties) {
        oidc = properties.oidc();
        passwords = !oidc.isConfigured() || properties.hasLocalUsers();
    }

    @GetMapping(PATH)
    String login(@RequestParam Map<String, String> parameters, Model model) {
        String minutes = parameters.getOrDefault(WAIT, "");
        model.addAttribute("why", parameters.keySet().stream().findFirst().orElse(""));
        model.addAttribute("minutes", minutes.matches("\\d{1,4}") ? minutes : "some");
        model.addAttribute("passwords", passwords);
        model.addAttribute("provider", oidc.isConfigured() ? oidc.host() : null);
        model.addAttribute("claim", oidc.rolesClaim());
        model.addAttribute(
                "values",
                Stream.of(
                                oidc.roles().viewer(),
                                oidc.roles().operator(),
                                oidc.roles().admin())
                        .map(role -> String.join(" or ", role))
                        .collect(Collectors.joining(", ")));
        return "login";
    }
}
