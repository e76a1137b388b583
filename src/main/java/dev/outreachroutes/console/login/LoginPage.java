package dev.outreachroutes.console.login;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The page that asks who it is, and says why it asks again. */
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
    private final String provider;
    private final Map<String, Message> messages;

    LoginPage(ConsoleProperties properties) {
        ConsoleProperties.Oidc oidc = properties.oidc();
        passwords = !oidc.isConfigured() || properties.hasLocalUsers();
        provider = oidc.isConfigured() ? oidc.host() : null;
        String values = Stream.of(
                        oidc.roles().viewer(),
                        oidc.roles().operator(),
                        oidc.roles().admin())
                .map(role -> String.join(" or ", role))
                .collect(Collectors.joining(", "));
        messages = Map.ofEntries(
                Map.entry(WRONG, bad("Name or password is wrong.")),
                Map.entry(BUSY, bad("Too many passwords are being tried. Try again in a moment.")),
                Map.entry(
                        UNAVAILABLE,
                        bad("The database, which has the password, does not answer. Try again in a moment.")),
                Map.entry(STALE, new Message("warn", "The page was open too long. Try again.")),
                Map.entry(OVER, new Message("", "Your session is over. Sign in again.")),
                Map.entry(OUT, new Message("", "You are signed out.")),
                Map.entry(
                        NO_ROLE,
                        bad(provider
                                + " knows you, but gives you no role here. Ask whoever manages it for one of these values"
                                + " in the claim \"" + oidc.rolesClaim() + "\": " + values + ".")),
                Map.entry(DENIED, bad(provider + " has not let you in.")),
                Map.entry(PROVIDER_AWAY, bad(provider + " does not answer. Try again in a moment.")),
                Map.entry(UNUSABLE, bad("The answer of " + provider + " cannot be used. The log says why.")));
    }

    @GetMapping(PATH)
    String login(@RequestParam Map<String, String> parameters, Model model) {
        model.addAttribute("message", message(parameters));
        model.addAttribute("passwords", passwords);
        model.addAttribute("provider", provider);
        return "login";
    }

    private Message message(Map<String, String> parameters) {
        String minutes = parameters.get(WAIT);
        if (minutes != null && minutes.matches("\\d{1,4}")) {
            return bad("Too many wrong passwords. Try again in "
                    + (minutes.equals("1") ? "a minute." : minutes + " minutes."));
        }
        return parameters.keySet().stream()
                .filter(messages::containsKey)
                .findFirst()
                .map(messages::get)
                .orElse(null);
    }

    private static Message bad(String text) {
        return new Message("bad", text);
    }

    /**
     * What the page says.
     *
     * @param kind one of the style sheet's classes of messages
     * @param text one or two sentences
     */
    record Message(String kind, String text) {}
}
