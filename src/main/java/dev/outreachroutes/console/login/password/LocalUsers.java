package dev.outreachroutes.console.login.password;

import dev.outreachroutes.console.login.ConsoleProperties;
import dev.outreachroutes.console.login.ConsoleProperties.LocalUser;
import dev.outreachroutes.console.login.Role;
import dev.outreachroutes.settings.InvalidSettingException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/** Knows the users that the configuration names. They do not depend on the database. */
final class LocalUsers implements UserDetailsService {

    private static final String MAKE_A_HASH =
            "Make a hash with: htpasswd -nbBC 12 \"\" PASSWORD | tr -d ':\\n' (it begins with $2y$12$; put it in single quotes"
                    + " where $ has a meaning, and double every $ in a Compose file).";

    /** Costs beyond 16 would take seconds for every login. */
    private static final Pattern HASH =
            Pattern.compile("(?:\\{bcrypt})?(\\$2[aby]\\$(?:0[4-9]|1[0-6])\\$[./A-Za-z0-9]{53})");

    private static final Pattern LIKE_A_HASH = Pattern.compile("(?:\\{bcrypt}|\\$2[aby]?\\$).*");

    private final Map<String, UserDetails> users;

    private LocalUsers(Map<String, UserDetails> users) {
        this.users = Map.copyOf(users);
    }

    /** What the dearest of their hashes costs. */
    int cost() {
        return users.values().stream()
                .mapToInt(user -> Passwords.cost(user.getPassword()))
                .max()
                .orElse(Passwords.COST);
    }

    /**
     * The users that are configured.
     *
     * @throws InvalidSettingException when one of them cannot be as configured
     */
    static LocalUsers of(ConsoleProperties properties) {
        Map<String, UserDetails> users = new HashMap<>();
        properties.users().forEach((name, user) -> users.put(name, configured(name, user)));
        if (!properties.password().isEmpty()) {
            UserDetails admin = admin(properties.username(), properties.password());
            if (users.put(admin.getUsername(), admin) != null) {
                throw new InvalidSettingException(
                        "The console's user \"" + admin.getUsername() + "\" is configured twice",
                        "Remove CONSOLE_PASSWORD, or give one of the two another name (CONSOLE_USERNAME).");
            }
        }
        return new LocalUsers(users);
    }

    private static UserDetails configured(String name, LocalUser user) {
        String property = "console.users." + name;
        if (user.role() == null) {
            throw new InvalidSettingException(
                    "The console's user \"" + name + "\" has no role",
                    "Set " + property + ".role to viewer, operator or admin.");
        }
        Matcher hash = HASH.matcher(user.password());
        if (!hash.matches()) {
            throw new InvalidSettingException(
                    "The password of the console's user \"" + name + "\" is "
                            + (user.password().isEmpty() ? "missing" : "not a bcrypt hash"),
                    "Set " + property + ".password to a bcrypt hash. " + MAKE_A_HASH);
        }
        return user(name, hash.group(1), user.role());
    }

    private static UserDetails admin(String name, String password) {
        Matcher hash = HASH.matcher(password);
        if (hash.matches()) {
            return user(name, hash.group(1), Role.ADMIN);
        }
        if (LIKE_A_HASH.matcher(password).matches()) {
            throw new InvalidSettingException(
                    "CONSOLE_PASSWORD begins like a bcrypt hash and is none", "Give the whole hash. " + MAKE_A_HASH);
        }
        if (Passwords.isTooLong(password)) {
            throw new InvalidSettingException(
                    "CONSOLE_PASSWORD is longer than " + Passwords.LONGEST + " bytes", "Choose a shorter one.");
        }
        return user(name, Passwords.hash(password), Role.ADMIN);
    }

    private static UserDetails user(String name, String hash, Role role) {
        requireName(name);
        return User.withUsername(name)
                .password(hash)
                .authorities(role.authority())
                .build();
    }

    /** A name goes into the log, so it is none that could be an address or a password. */
    static void requireName(String name) {
        if (!isName(name)) {
            throw new InvalidSettingException(
                    "The console's user \"" + name + "\" cannot have this name",
                    "A name has 1 to 64 letters, digits, dots, hyphens and underscores.");
        }
    }

    static boolean isName(String text) {
        return text.matches("[A-Za-z0-9._-]{1,64}");
    }

    @Override
    public UserDetails loadUserByUsername(String name) {
        UserDetails user = users.get(name);
        if (user == null) {
            throw new UsernameNotFoundException("no such user");
        }
        return User.withUserDetails(user).build();
    }
}
