package dev.outreachroutes.account;

import dev.outreachroutes.encryption.Encryption;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Refresh tokens from the environment, which connect an account without a browser: {@code OUTREACH_REFRESH_TOKEN} for the
 * account {@code default}, {@code OUTREACH_REFRESH_TOKEN_EMEA_OPS} for {@code emea-ops}. When there is only one account, the
 * plain variable connects it whatever its name is, unless it has one of its own.
 *
 * <p>A token is used once; the grant that is stored from then on rules. A changed value replaces only a grant that Outreach has
 * refused, or one that was taken away.
 */
public final class BootstrapTokens {

    private static final String VARIABLE = "OUTREACH_REFRESH_TOKEN";
    private static final String DEFAULT_ACCOUNT = "default";

    private final Set<String> accounts;
    private final UnaryOperator<String> environment;

    /**
     * @param accounts all there are, asked at each use
     * @param environment name of a variable to its value, or null
     */
    public BootstrapTokens(Set<String> accounts, UnaryOperator<String> environment) {
        this.accounts = accounts;
        this.environment = environment;
    }

    /** The variable of the account, whether it is set or not. */
    static String variable(String account) {
        return account.equals(DEFAULT_ACCOUNT)
                ? VARIABLE
                : VARIABLE + "_" + account.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** What to do about an account that has no grant. */
    static String howToConnect(String account) {
        return "press Connect on the console's page /accounts/" + account + ", or set " + variable(account)
                + " to a new refresh token and restart";
    }

    /** The variable that connects the account: its own, or, if that is not set and there is no other account, the plain one. */
    public String source(String account) {
        boolean plain = value(variable(account)).isEmpty() && accounts.equals(Set.of(account));
        return plain ? VARIABLE : variable(account);
    }

    /** The refresh token that the environment has for an account. */
    public Optional<String> token(String account) {
        return value(source(account));
    }

    static String hash(String token) {
        return Encryption.sha256(token.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<String> value(String variable) {
        return Optional.ofNullable(environment.apply(variable))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }
}
