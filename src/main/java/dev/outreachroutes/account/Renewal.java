package dev.outreachroutes.account;

import dev.outreachroutes.account.token.AccessToken;
import dev.outreachroutes.account.token.OutreachProperties;
import dev.outreachroutes.account.token.TokenAnswer;
import dev.outreachroutes.account.token.TokenClient;
import dev.outreachroutes.database.LogFields;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Gets the newest token of one account, from the database if another replica has already asked for it, else from Outreach.
 *
 * <p>The row of the account is locked for as long as Outreach is asked, so of all replicas one asks and the others find its
 * token. For the same reason a dead grant needs no second look: nobody can have replaced the refresh token meanwhile.
 * The new refresh token is committed before anybody gets to see the access token. Should the commit fail, the tokens are kept
 * and stored at the next attempt, since the old refresh token may be spent.
 *
 * <p>Not for several threads at once.
 */
final class Renewal {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final Duration STORE_PAUSE = Duration.ofSeconds(5);

    /** How soon a grant that somebody has given meanwhile, on any replica, is found. Asks the database, never Outreach. */
    static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

    private final String account;
    private final OutreachProperties properties;
    private final ConnectionStore store;
    private final TransactionOperations newTransaction;
    private final TokenClient client;
    private final BootstrapTokens bootstrap;
    private final InstantSource clock;

    private boolean started;
    private boolean bootstrapAsked;
    private boolean bootstrapUsed;
    private volatile long grantNumber;
    private Unsaved unsaved;

    private record Unsaved(String storedRefreshToken, StoredConnection result) {}

    /**
     * Where a renewal has led.
     *
     * @param token null when there is none to use
     * @param status of the account
     * @param problem empty when there is none
     * @param retryAt the moment from which another renewal makes sense; null when there is no need to wait
     * @param news whether this replica is the one that found the problem out, or has just started
     */
    record Outcome(AccessToken token, ConnectionStatus status, String problem, Instant retryAt, boolean news) {

        Outcome(AccessToken token, ConnectionStatus status, String problem, Instant retryAt) {
            this(token, status, problem, retryAt, true);
        }
    }

    Renewal(
            String account,
            OutreachProperties properties,
            ConnectionStore store,
            TransactionOperations newTransaction,
            TokenClient client,
            BootstrapTokens bootstrap,
            InstantSource clock) {
        this.account = account;
        this.properties = properties;
        this.store = store;
        this.newTransaction = newTransaction;
        this.client = client;
        this.bootstrap = bootstrap;
        this.clock = clock;
    }

    /**
     * @param enough how long a token that is already there must still live to be kept
     * @param rejected a token that Outreach's API does not accept any more; null when there is none
     * @param notBefore when Outreach may be asked at the earliest; null for now
     */
    Outcome renew(Duration enough, String rejected, Instant notBefore) {
        if (properties.clientId().isEmpty()) {
            return new Outcome(
                    null,
                    ConnectionStatus.NOT_CONFIGURED,
                    "OUTREACH_CLIENT_ID is not set; set it and OUTREACH_CLIENT_SECRET to those of the application registered"
                            + " with Outreach",
                    clock.instant().plus(LOOK_AGAIN));
        }
        try {
            bootstrapAsked = false;
            Outcome outcome = newTransaction.execute(status -> locked(enough, rejected, notBefore));
            bootstrapUsed |= bootstrapAsked;
            unsaved = null;
            started = true;
            return outcome;
        } catch (DataAccessException | TransactionException e) {
            return new Outcome(
                    null,
                    ConnectionStatus.STORE_UNAVAILABLE,
                    "The database does not answer, so there is no access to the tokens; check DATABASE_URL",
                    clock.instant().plus(STORE_PAUSE));
        }
    }

    /** Whether the grant is another than at the last renewal: given, or taken away, by a person. */
    boolean isReplaced() {
        try {
            return store.grantNumber(account) != grantNumber;
        } catch (DataAccessException e) {
            LOG.atDebug()
                    .addKeyValue(LogFields.ACCOUNT, account)
                    .log("{}: the database does not answer, so the grant is taken to be the same", account);
            return false;
        }
    }

    private Outcome locked(Duration enough, String rejected, Instant notBefore) {
        StoredConnection row = store.lock(account);
        Instant now = clock.instant();
        grantNumber = row.grantNumber();
        if (row.oldKey() && row.unreadable() == null) {
            store.save(row);
            LOG.atInfo()
                    .addKeyValue(LogFields.ACCOUNT, account)
                    .log("{}: the stored tokens are encrypted with the new TOKEN_ENCRYPTION_KEY now", account);
        }
        if (unsaved != null && Objects.equals(row.refreshToken(), unsaved.storedRefreshToken())) {
            row = unsaved.result();
            store.save(row);
        }
        AccessToken stored = usable(row, now, rejected);
        Optional<StoredConnection> fresh = bootstrapped(row, now);
        if (fresh.isEmpty() && (row.refreshToken() == null || dead(row))) {
            return withoutGrant(row, stored, now);
        }
        boolean idle = row.refreshedAt() != null
                && !row.refreshedAt().plus(properties.token().renewIdle()).isAfter(now);
        if (fresh.isEmpty() && stored != null && !idle && stored.expiresAt().isAfter(now.plus(enough))) {
            return new Outcome(stored, ConnectionStatus.CONNECTED, "", null);
        }
        Instant earliest = earliest(row, fresh.isPresent(), notBefore);
        if (earliest.isAfter(now)) {
            return new Outcome(stored, row.status(), row.problem(), earliest, !started);
        }
        bootstrapAsked = fresh.isPresent();
        StoredConnection result = ask(fresh.orElse(row));
        grantNumber = result.grantNumber();
        if (result.status() == ConnectionStatus.CONNECTED) {
            unsaved = new Unsaved(row.refreshToken(), result);
        }
        store.save(result);
        return new Outcome(usable(result, now, rejected), result.status(), result.problem(), result.retryAt());
    }

    private static AccessToken usable(StoredConnection row, Instant now, String rejected) {
        AccessToken token = row.accessTokenBeyond(now);
        return token == null || token.value().equals(rejected) ? null : token;
    }

    private static boolean dead(StoredConnection row) {
        return row.status() == ConnectionStatus.RECONNECT_NEEDED;
    }

    /**
     * The row with the grant from the environment, if that is to be used now. Once stored it is used up, also when a replica with
     * another one has connected the account since: two of them would ask Outreach in turn for ever.
     */
    private Optional<StoredConnection> bootstrapped(StoredConnection row, Instant now) {
        Optional<String> token = bootstrap.token(account);
        String hash = token.map(BootstrapTokens::hash).orElse(null);
        bootstrapUsed |= hash != null && hash.equals(row.bootstrapHash());
        boolean refusedFromTheFirst = row.refreshedAt() == null && row.status() == ConnectionStatus.CLIENT_REFUSED;
        boolean replaceable = row.refreshToken() == null || dead(row) || refusedFromTheFirst;
        return token.filter(value -> replaceable && !bootstrapUsed)
                .map(value ->
                        row.granted(value, hash, new Authorisation(now, bootstrap.source(account), Set.of(), null)));
    }

    private Outcome withoutGrant(StoredConnection row, AccessToken stored, Instant now) {
        Instant again = now.plus(LOOK_AGAIN);
        if (row.unreadable() != null) {
            return new Outcome(null, ConnectionStatus.UNREADABLE, row.unreadable(), again);
        }
        if (dead(row)) {
            return new Outcome(stored, row.status(), row.problem(), again, !started);
        }
        if (row.status() == ConnectionStatus.DISCONNECTED) {
            return new Outcome(null, row.status(), row.problem(), again, false);
        }
        return new Outcome(
                null,
                ConnectionStatus.NOT_CONNECTED,
                "The account '" + account + "' is not connected to Outreach; " + BootstrapTokens.howToConnect(account),
                again);
    }

    /** A restart asks again at once, unless a token has just been got: perhaps it was made to set something right. */
    private Instant earliest(StoredConnection row, boolean newGrant, Instant notBefore) {
        Instant earliest = notBefore == null ? Instant.EPOCH : notBefore;
        if (row.refreshedAt() != null) {
            earliest = later(earliest, row.refreshedAt().plus(properties.token().mintInterval()));
        }
        return started && !newGrant && row.retryAt() != null ? later(earliest, row.retryAt()) : earliest;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private StoredConnection ask(StoredConnection row) {
        TokenAnswer answer = client.refresh(account, row.refreshToken());
        Instant now = clock.instant();
        if (answer instanceof TokenAnswer.Tokens tokens) {
            return row.minted(tokens, now);
        }
        return TokenProblem.of(answer, row, properties.token().mintInterval()).in(row, now);
    }
}
