package dev.outreachroutes.account;

import dev.outreachroutes.account.token.AccessToken;
import dev.outreachroutes.account.token.AccountRegistrations;
import dev.outreachroutes.account.token.Authoriser;
import dev.outreachroutes.account.token.AuthoriserAnswer;
import dev.outreachroutes.account.token.AuthoriserClient;
import dev.outreachroutes.account.token.OutreachProperties;
import dev.outreachroutes.account.token.TokenAnswer;
import dev.outreachroutes.account.token.TokenClient;
import dev.outreachroutes.database.LogFields;
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
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Access tokens of the accounts: got, stored, renewed, replaced when Outreach refuses them.
 *
 * <p>Follows Outreach's page <a href="https://developers.outreach.io/api/oauth/">OAuth</a>: an access token lives 2 hours, a
 * refresh token 14 days and is replaced at every use, and a user may get one access token of an application in 60 seconds.
 * Safe for any number of threads and, by way of the database, of replicas.
 */
public class Connections {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final Set<String> accounts;
    private final OutreachProperties properties;
    private final AccountRegistrations registrations;
    private final ConnectionStore store;
    private final TransactionOperations newTransaction;
    private final TokenClient client;
    private final AuthoriserClient authorisers;
    private final BootstrapTokens bootstrap;
    private final InstantSource clock;
    private final Map<String, AccountConnection> connections = new ConcurrentHashMap<>();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /**
     * The connections of some accounts, by the grants in a database. Several processes may have them, and share the tokens.
     *
     * @param accounts the names of those to keep connected, asked at each use
     * @param transactions of the database
     * @param environment name of a variable to its value, or null
     */
    public static Connections of(
            Set<String> accounts,
            OutreachProperties properties,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            UnaryOperator<String> environment,
            InstantSource clock) {
        ClientHttpRequestFactory requests = properties.requests();
        TransactionTemplate newTransaction = new TransactionTemplate(transactions);
        newTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        return new Connections(
                accounts,
                properties,
                new ConnectionStore(
                        jdbc, new TokenCipher(properties.tokenEncryptionKey(), properties.tokenEncryptionOldKeys())),
                newTransaction,
                new TokenClient(properties, new AccountRegistrations(properties, accounts), requests, clock),
                new AuthoriserClient(properties, requests, clock),
                new BootstrapTokens(accounts, environment),
                clock);
    }

    /**
     * @param accounts the names of those to keep connected, asked at each use
     * @param newTransaction runs its callback in a transaction of its own, whatever the caller is in
     */
    Connections(
            Set<String> accounts,
            OutreachProperties properties,
            ConnectionStore store,
            TransactionOperations newTransaction,
            TokenClient client,
            AuthoriserClient authorisers,
            BootstrapTokens bootstrap,
            InstantSource clock) {
        this.accounts = accounts;
        this.properties = properties;
        this.registrations = new AccountRegistrations(properties, accounts);
        this.store = store;
        this.newTransaction = newTransaction;
        this.client = client;
        this.authorisers = authorisers;
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
     * Reports that Outreach's API refused a token (401). Unless it is the current one that changes nothing. A token that is old is
     * dropped, so that the next request gets another: the one that another replica has got meanwhile, or a new one, though never
     * sooner than Outreach gives one. A young one (10 minutes) is used again after 2 seconds first; it is dropped when it is
     * refused again before it was accepted. When new tokens are refused again and again, the waits grow from 60 s to 15 min, and
     * start over when one is accepted.
     *
     * @param token the number of the token that the request left with
     */
    public void reject(String account, long token) {
        connection(account).reject(token);
    }

    /** Reports that Outreach's API answered a request with success that left with the token of this number. */
    public void accept(String account, long token) {
        connection(account).accept(token);
    }

    /**
     * Whether the token is the current one and so young (5 minutes) that a refusal cannot be blamed on its age. A 403 that does
     * not say why, with such a token, is a real refusal.
     */
    boolean fresh(String account, long token) {
        return connection(account).fresh(token);
    }

    /**
     * When a person may be sent to Outreach to authorise the account. Outreach gives a user one token a minute, and the code that
     * the person brings back does not live long; so if there was a token just now, the person waits before, not the code after.
     */
    public Instant mayAuthoriseAt(ConnectionState state) {
        Instant refreshed = state.refreshedAt();
        OutreachProperties.Token times = properties.token();
        return refreshed == null
                ? clock.instant()
                : refreshed.plus(times.mintInterval()).minus(times.holdCode());
    }

    /**
     * Exchanges the code that a person has brought from Outreach. Nothing is stored: see {@link #connect}. Asks nothing while
     * the newest token of the account is younger than Outreach lets tokens follow each other; the code stays good then.
     *
     * @throws DataAccessException when the database does not answer
     */
    public TokenAnswer exchange(OAuth2AuthorizationCodeGrantRequest request) {
        String account = request.getClientRegistration().getRegistrationId();
        return newTransaction.execute(status -> {
            StoredConnection row = store.lock(account);
            Instant now = clock.instant();
            Duration interval = properties.token().mintInterval();
            if (row.refreshedAt() != null && row.refreshedAt().plus(interval).isAfter(now)) {
                return new TokenAnswer.Throttled(
                        Duration.between(now, row.refreshedAt().plus(interval)));
            }
            TokenAnswer answer = client.exchange(request);
            return answer instanceof TokenAnswer.Throttled throttled && throttled.retryAfter() == null
                    ? new TokenAnswer.Throttled(interval)
                    : answer;
        });
    }

    /**
     * Asks Outreach whose token this is. It is a request like any other, so the caller counts it against the quota first.
     */
    public AuthoriserAnswer authoriser(String accessToken) {
        return authorisers.ask(accessToken);
    }

    /**
     * Stores a grant that a person has just given, in place of the one before.
     *
     * @param insteadOf the number of the grant that there was when the person began; when there is another by now, because somebody
     *     has disconnected or connected the account meanwhile, nothing is stored
     * @param tokens as they were exchanged for the code
     * @param authoriser whose they are; null when that is not known
     * @param by the console's user who did it
     * @return how the account stands now; empty when nothing was stored
     * @throws DataAccessException when the database does not answer; nothing is stored then
     */
    public Optional<ConnectionState> connect(
            String account, long insteadOf, TokenAnswer.Tokens tokens, Authoriser authoriser, String by) {
        StoredConnection stored = newTransaction.execute(status -> {
            StoredConnection row = store.lock(account);
            if (row.grantNumber() != insteadOf) {
                return null;
            }
            Instant now = clock.instant();
            Authorisation given = new Authorisation(now, by, tokens.scopes(), authoriser);
            StoredConnection granted = row.granted(tokens.refreshToken(), bootstrapHash(account, row), given)
                    .minted(tokens, now);
            store.save(granted);
            return granted;
        });
        if (stored == null) {
            return Optional.empty();
        }
        connection(account).forget();
        LOG.atInfo()
                .addKeyValue(LogFields.ACCOUNT, account)
                .log("The account '{}' was connected to Outreach in the console", account);
        return Optional.of(state(account, connection(account), Optional.of(stored)));
    }

    /**
     * Forgets an account's tokens until somebody connects it again. Outreach has no way to give a grant back, so it stays
     * listed among the user's applications there.
     *
     * @param by the console's user who did it
     * @throws DataAccessException when the database does not answer; nothing is changed then
     */
    public void disconnect(String account, String by) {
        newTransaction.executeWithoutResult(status -> {
            StoredConnection row = store.lock(account);
            store.save(row.disconnected(
                    bootstrapHash(account, row),
                    "Disconnected in the console; to go on, " + BootstrapTokens.howToConnect(account),
                    new Authorisation(clock.instant(), by, Set.of(), known(row))));
        });
        connection(account).forget();
        LOG.atInfo()
                .addKeyValue(LogFields.ACCOUNT, account)
                .log("The account '{}' was disconnected from Outreach in the console", account);
    }

    /** Who had authorised it is remembered, so that another user is noticed. */
    private static Authoriser known(StoredConnection row) {
        return row.authorisation() == null ? null : row.authorisation().authoriser();
    }

    /** The token from the environment counts as used, or it would take the place of what a person has just done. */
    private String bootstrapHash(String account, StoredConnection row) {
        return bootstrap.token(account).map(BootstrapTokens::hash).orElse(row.bootstrapHash());
    }

    /**
     * Notes whose grant it is, unless it has been replaced since the token was got.
     *
     * @param accessToken the one that was asked about
     */
    public void identified(String account, String accessToken, AuthoriserAnswer.Known known) {
        newTransaction.executeWithoutResult(status -> {
            StoredConnection row = store.lock(account);
            if (row.authorisation() != null && accessToken.equals(row.accessToken()) && row.hasTokenOfItsGrant()) {
                store.save(row.identified(known.authoriser(), known.scopes()));
            }
        });
    }

    /** Renews what is due, idle accounts included. Called each minute. */
    @Scheduled(fixedDelayString = "${outreach.token.check:1m}")
    public void renewDue() {
        accounts.forEach(account -> {
            connection(account).renewIfDue();
            warnOfExpiry(account);
        });
    }

    private void warnOfExpiry(String account) {
        ConnectionState state = state(account);
        if (!state.grantExpiresSoon()) {
            warned.remove(account);
        } else if (warned.add(account)) {
            LOG.atWarn()
                    .addKeyValue(LogFields.ACCOUNT, account)
                    .log(
                            "The grant of the account '{}' could not be renewed and ends at {}; {}",
                            account,
                            state.grantExpiresAt(),
                            state.problem().isEmpty() ? BootstrapTokens.howToConnect(account) : state.problem());
        }
    }

    /** Gives up the token of a grant that has been replaced or taken away, on this replica or another. Asks the database. */
    public void lookForAnotherGrant(String account) {
        connection(account).forgetIfReplaced();
    }

    /** What Spring Security needs to authorise these accounts. */
    public AccountRegistrations registrations() {
        return registrations;
    }

    /** How the account stands. Asks the database. */
    public ConnectionState state(String account) {
        AccountConnection here = connection(account);
        try {
            return state(account, here, store.find(account));
        } catch (DataAccessException e) {
            return ConnectionState.unknown(account, ConnectionStatus.STORE_UNAVAILABLE, "The database does not answer");
        }
    }

    /** Every account's {@link #state}, by name. */
    public List<ConnectionState> states() {
        return new TreeSet<>(accounts).stream().map(this::state).toList();
    }

    /**
     * The same as {@link #accessToken}, with its number, for who reports what became of it.
     *
     * @throws NotConnectedException when there is none; says why, and when to ask again
     */
    public AccessToken token(String account) {
        return connection(account).token();
    }

    private ConnectionState state(String account, AccountConnection here, Optional<StoredConnection> stored) {
        if (stored.isEmpty()) {
            boolean untried = here.status() == ConnectionStatus.CONNECTED;
            ConnectionStatus status = untried ? ConnectionStatus.NOT_CONNECTED : here.status();
            String problem = untried ? "Not connected yet" : here.problem();
            return ConnectionState.unknown(account, status, problem);
        }
        StoredConnection row = stored.get();
        boolean onlyHere = here.status() == ConnectionStatus.NOT_CONFIGURED
                || here.status() == ConnectionStatus.TOKEN_REJECTED
                || row.refreshToken() == null && row.status() != ConnectionStatus.DISCONNECTED;
        ConnectionStatus status = onlyHere ? here.status() : row.status();
        String problem = onlyHere ? here.problem() : row.problem();
        boolean gone = row.refreshToken() == null || row.status() == ConnectionStatus.RECONNECT_NEEDED;
        Instant expires = row.grantedAt() == null || gone
                ? null
                : row.grantedAt().plus(properties.token().grantLifetime());
        return new ConnectionState(
                account,
                row.unreadable() == null ? status : ConnectionStatus.UNREADABLE,
                row.unreadable() == null ? problem : row.unreadable(),
                row.accessTokenExpiresAt(),
                expires,
                expires != null
                        && !expires.minus(properties.token().warnBefore()).isAfter(clock.instant()),
                row.refreshedAt(),
                row.grantNumber(),
                row.authorisation());
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
