package dev.outreachroutes.connection;

import dev.outreachroutes.outreach.NotConnectedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Access tokens of the accounts: got, stored, renewed, replaced when Outreach refuses them.
 *
 * <p>Follows Outreach's page <a href="https://developers.outreach.io/api/oauth/">OAuth</a>: an access token lives 2 hours, a
 * refresh token 14 days and is replaced at every use, and a user may get one access token of an application in 60 seconds.
 * Safe for any number of threads and, by way of the database, of replicas.
 */
public class Connections {

    private static final Duration GRANT_LIFETIME = Duration.ofDays(14);

    private final Set<String> accounts;
    private final OutreachProperties properties;
    private final ConnectionStore store;
    private final TransactionOperations newTransaction;
    private final TokenClient client;
    private final BootstrapTokens bootstrap;
    private final InstantSource clock;
    private final Map<String, AccountConnection> connections = new ConcurrentHashMap<>();

    /**
     * @param accounts the accounts to keep connected
     * @param newTransaction runs its callback in a transaction of its own, whatever the caller is in
     */
    Connections(
            Set<String> accounts,
            OutreachProperties properties,
            ConnectionStore store,
            TransactionOperations newTransaction,
            TokenClient client,
            BootstrapTokens bootstrap,
            InstantSource clock) {
        this.accounts = Set.copyOf(accounts);
        this.properties = properties;
        this.store = store;
        this.newTransaction = newTransaction;
        this.client = client;
        this.bootstrap = bootstrap;
        this.clock = clock;
    }

    /**
     * A token to be sent with a request. Usually from memory; blocks for one call of the token endpoint at most, and fails at
     * once while that is to be left alone.
     *
     * @throws NotConnectedException when there is none; says why, and when to ask again
     */
    public String accessToken(String account) {
        return token(account).value();
    }

    /**
     * Reports that Outreach's API refused a token (401). If it is still the current one it is dropped, so that the next request
     * gets another: the one that another replica has got meanwhile, or a new one, though never sooner than Outreach gives one.
     * When new tokens are refused again and again, the waits grow from 60 s to 15 min.
     */
    public void reject(String account, String accessToken) {
        connection(account).reject(accessToken);
    }

    /**
     * Whether the token is the current one and so young (5 minutes) that a refusal cannot be blamed on its age. A 403 that does
     * not say why, with such a token, is a real refusal.
     */
    public boolean fresh(String account, String accessToken) {
        return connection(account).fresh(accessToken);
    }

    /**
     * Stores a grant that a person has just given, in place of the one before.
     *
     * @param accessTokenLifetime from now
     */
    public void connect(String account, String accessToken, String refreshToken, Duration accessTokenLifetime) {
        newTransaction.executeWithoutResult(status -> {
            StoredConnection row = store.lock(account);
            Instant now = clock.instant();
            store.save(row.granted(refreshToken, row.bootstrapHash(), now)
                    .minted(new TokenAnswer.Tokens(accessToken, refreshToken, accessTokenLifetime, Set.of()), now));
        });
        connection(account).forget();
    }

    /** Renews what is due, idle accounts included. Called each minute. */
    @Scheduled(fixedDelayString = "${outreach.token.check:1m}")
    public void renewDue() {
        accounts.forEach(account -> connection(account).renewIfDue());
    }

    /** How the account stands. Asks the database. */
    public ConnectionState state(String account) {
        AccountConnection here = connection(account);
        try {
            return state(account, here, store.find(account));
        } catch (DataAccessException e) {
            return new ConnectionState(
                    account, ConnectionStatus.STORE_UNAVAILABLE, "The database does not answer", null, null, null);
        }
    }

    /** Every account's {@link #state}, by name. */
    public List<ConnectionState> states() {
        return new TreeSet<>(accounts).stream().map(this::state).toList();
    }

    AccessToken token(String account) {
        return connection(account).token();
    }

    private ConnectionState state(String account, AccountConnection here, Optional<StoredConnection> stored) {
        if (stored.isEmpty()) {
            boolean untried = here.status() == ConnectionStatus.CONNECTED;
            ConnectionStatus status = untried ? ConnectionStatus.NOT_CONNECTED : here.status();
            String problem = untried ? "Not connected yet" : here.problem();
            return new ConnectionState(account, status, problem, null, null, null);
        }
        StoredConnection row = stored.get();
        boolean onlyHere = here.status() == ConnectionStatus.NOT_CONFIGURED
                || here.status() == ConnectionStatus.TOKEN_REJECTED
                || row.refreshToken() == null;
        ConnectionStatus status = onlyHere ? here.status() : row.status();
        String problem = onlyHere ? here.problem() : row.problem();
        return new ConnectionState(
                account,
                row.unreadable() == null ? status : ConnectionStatus.UNREADABLE,
                row.unreadable() == null ? problem : row.unreadable(),
                row.accessTokenExpiresAt(),
                row.grantedAt() == null ? null : row.grantedAt().plus(GRANT_LIFETIME),
                row.refreshedAt());
    }

    private AccountConnection connection(String account) {
        AccountConnection known = connections.get(account);
        return known != null
                ? known
                : connections.computeIfAbsent(
                        account,
                        name -> new AccountConnection(
                                name,
                                properties.token(),
                                new Renewal(name, properties, store, newTransaction, client, bootstrap, clock),
                                clock));
    }
}
