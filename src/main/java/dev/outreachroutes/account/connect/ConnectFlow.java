package dev.outreachroutes.account.connect;

import dev.outreachroutes.account.ConnectionState;
import dev.outreachroutes.account.ConnectionStatus;
import dev.outreachroutes.account.Connections;
import dev.outreachroutes.account.token.Authoriser;
import dev.outreachroutes.account.token.AuthoriserAnswer;
import dev.outreachroutes.account.token.TokenAnswer;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.monitor.Accounts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DataAccessException;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.transaction.TransactionException;

/**
 * Carries an attempt on from where a person has authorised an account at Outreach: exchanges the code, asks whose grant it is, and
 * puts the grant in the place of the one before. Each step leads to the next {@link ConnectAttempt}.
 */
final class ConnectFlow {

    /** A code does not live long, so a token that is not given yet is asked for again soon, and not for long. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(15);

    private static final int TRIES = 5;
    private static final Duration QUESTION_STANDS = Duration.ofMinutes(10);
    private static final String STORE_AWAY =
            "The database does not answer, so the account is as it was. Press Connect again when it is back.";

    private final Connections connections;
    private final Accounts accounts;
    private final InstantSource clock;

    ConnectFlow(Connections connections, Accounts accounts, InstantSource clock) {
        this.connections = connections;
        this.accounts = accounts;
        this.clock = clock;
    }

    /** When to go to Outreach, so that there is a token when the person comes back. Now, usually. */
    ConnectAttempt begin(String account) {
        ConnectionState state = connections.state(account);
        return state.status() == ConnectionStatus.STORE_UNAVAILABLE
                ? new ConnectAttempt.Failed(account, STORE_AWAY)
                : new ConnectAttempt.Waits(account, state.grantNumber(), connections.mayAuthoriseAt(state));
    }

    /**
     * The end of an attempt whose account somebody has disconnected, or connected in another way, since it began.
     *
     * @param grant the number of the grant when it began
     */
    Optional<ConnectAttempt> overtaken(String account, long grant) {
        ConnectionState state = connections.state(account);
        if (state.status() == ConnectionStatus.STORE_UNAVAILABLE) {
            return Optional.of(new ConnectAttempt.Failed(account, STORE_AWAY));
        }
        return state.grantNumber() == grant ? Optional.empty() : Optional.of(overtaken(state));
    }

    private static ConnectAttempt overtaken(ConnectionState state) {
        boolean taken = state.status() == ConnectionStatus.DISCONNECTED;
        String by = state.authorisation() == null
                ? "somebody"
                : state.authorisation().by();
        return new ConnectAttempt.Failed(
                state.account(),
                "Meanwhile " + by + " has " + (taken ? "disconnected" : "connected")
                        + " the account, so what you began before is not used. Press Connect again if it is still to be connected.");
    }

    boolean isDue(Instant moment) {
        return !moment.isAfter(clock.instant());
    }

    TokenAnswer exchange(OAuth2AuthorizationCodeGrantRequest request) {
        try {
            return connections.exchange(request);
        } catch (DataAccessException | TransactionException e) {
            return new TokenAnswer.Unavailable("the database does not answer", null);
        }
    }

    /** What an answer without tokens means for the person. */
    ConnectAttempt withoutTokens(
            long grant, OAuth2AuthorizationCodeGrantRequest request, int tries, TokenAnswer answer) {
        String account = request.getClientRegistration().getRegistrationId();
        if (answer instanceof TokenAnswer.Throttled throttled) {
            if (tries == TRIES) {
                return new ConnectAttempt.Failed(
                        account,
                        "Outreach gives this account no token yet, because it has given one less than a minute ago. If this"
                                + " lasts, another program uses the same application and user. Press Connect again in a minute.");
            }
            Duration wait = throttled.retryAfter().compareTo(ASK_AGAIN) < 0 ? throttled.retryAfter() : ASK_AGAIN;
            return new ConnectAttempt.Held(
                    account, grant, request, tries, clock.instant().plus(wait));
        }
        if (answer instanceof TokenAnswer.GrantDead dead) {
            return new ConnectAttempt.Failed(
                    account,
                    "Outreach does not accept the authorisation code: it is too old, or was used before. Press Connect again. ("
                            + dead.reason() + ")");
        }
        if (answer instanceof TokenAnswer.ClientRefused refused) {
            return new ConnectAttempt.Failed(
                    account,
                    "Outreach refuses the application. Check OUTREACH_CLIENT_ID, OUTREACH_CLIENT_SECRET and"
                            + " OUTREACH_REDIRECT_URI. (" + refused.reason() + ")");
        }
        String reason = answer instanceof TokenAnswer.Unavailable unavailable ? unavailable.reason() : "";
        return new ConnectAttempt.Failed(
                account, "Outreach gave no token (" + reason + "). Nothing has changed. Press Connect again.");
    }

    /** Stores a grant, unless it may be another user's than before: then the person decides. */
    ConnectAttempt complete(String name, long grant, TokenAnswer.Tokens tokens, String by) {
        try {
            Optional<ConnectAttempt> overtaken = overtaken(name, grant);
            if (overtaken.isPresent()) {
                return overtaken.get();
            }
            Account account = account(name);
            accounts.identify(account);
            AuthoriserAnswer answer = accounts.authoriser(account, tokens.accessToken());
            AuthoriserAnswer.Known known = answer instanceof AuthoriserAnswer.Known named ? named : null;
            Authoriser authoriser = known == null ? null : known.authoriser();
            Set<String> scopes = known == null || !tokens.scopes().isEmpty() ? tokens.scopes() : known.scopes();
            TokenAnswer.Tokens complete =
                    new TokenAnswer.Tokens(tokens.accessToken(), tokens.refreshToken(), tokens.lifetime(), scopes);
            if (!accounts.isSameUser(account, authoriser)) {
                String reason = answer instanceof AuthoriserAnswer.Unknown unknown ? unknown.reason() : "";
                Instant until = clock.instant().plus(QUESTION_STANDS);
                return new ConnectAttempt.Asks(name, grant, complete, authoriser, reason, until);
            }
            return connect(account, grant, complete, authoriser, by);
        } catch (DataAccessException | TransactionException e) {
            return new ConnectAttempt.Failed(name, STORE_AWAY);
        }
    }

    /** Asks for the token again that Outreach would not give before. Too early, the attempt stays as it is. */
    ConnectAttempt resume(ConnectAttempt.Held held, String by) {
        if (!isDue(held.until())) {
            return held;
        }
        Optional<ConnectAttempt> overtaken = overtaken(held.account(), held.grant());
        if (overtaken.isPresent()) {
            return overtaken.get();
        }
        TokenAnswer answer = exchange(held.request());
        return answer instanceof TokenAnswer.Tokens tokens
                ? complete(held.account(), held.grant(), tokens, by)
                : withoutTokens(held.grant(), held.request(), held.tries() + 1, answer);
    }

    /** Stores the grant that the person was asked about. */
    ConnectAttempt accept(ConnectAttempt.Asks asks, String by) {
        if (isDue(asks.until())) {
            return new ConnectAttempt.Failed(
                    asks.account(), "That question stood open for too long. Nothing has changed. Press Connect again.");
        }
        try {
            return connect(account(asks.account()), asks.grant(), asks.tokens(), asks.authoriser(), by);
        } catch (DataAccessException | TransactionException e) {
            return new ConnectAttempt.Failed(asks.account(), STORE_AWAY);
        }
    }

    private ConnectAttempt connect(
            Account account, long grant, TokenAnswer.Tokens tokens, Authoriser authoriser, String by) {
        return accounts.connect(account, grant, tokens, authoriser, by)
                ? new ConnectAttempt.Done(account.name())
                : overtaken(connections.state(account.name()));
    }

    private Account account(String name) {
        return accounts.named(name).orElseThrow(() -> new NoSuchElementException("no account " + name));
    }
}
