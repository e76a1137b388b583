package dev.outreachroutes.operation;

import dev.outreachroutes.backlog.AccountRequests;
import dev.outreachroutes.backlog.AccountRequests.Permit;
import dev.outreachroutes.backlog.Pauses;
import dev.outreachroutes.connection.Authorisation;
import dev.outreachroutes.connection.Authoriser;
import dev.outreachroutes.connection.AuthoriserAnswer;
import dev.outreachroutes.connection.ConnectionState;
import dev.outreachroutes.connection.ConnectionStatus;
import dev.outreachroutes.connection.Connections;
import dev.outreachroutes.connection.TokenAnswer;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.outreach.NotConnectedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/**
 * Connects and disconnects accounts, with all that follows from it: an account that is connected again delivers at once, one that
 * was disconnected leaves its destinations paused. Finds out who authorised a grant that came without a name.
 */
public class Accounts {

    private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);

    /** How long Outreach is left alone after it did not say whose token it is. */
    private static final Duration ASK_AGAIN = Duration.ofHours(1);

    private final Destinations destinations;
    private final Connections connections;
    private final AccountRequests requests;
    private final Pauses pauses;
    private final Audit audit;
    private final Overviews overviews;
    private final InstantSource clock;
    private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();

    Accounts(
            Destinations destinations,
            Connections connections,
            AccountRequests requests,
            Pauses pauses,
            Audit audit,
            Overviews overviews,
            InstantSource clock) {
        this.destinations = destinations;
        this.connections = connections;
        this.requests = requests;
        this.pauses = pauses;
        this.audit = audit;
        this.overviews = overviews;
        this.clock = clock;
    }

    /** All that destinations use, by name. */
    public Set<Account> all() {
        return destinations.used();
    }

    /** The account of that name, if a destination uses it. */
    public Optional<Account> named(String name) {
        return destinations.used().stream()
                .filter(account -> account.name().equals(name))
                .findFirst();
    }

    /**
     * Asks Outreach whose token it is, for a person who waits for the answer.
     *
     * @throws DataAccessException when the database does not answer
     */
    public AuthoriserAnswer authoriser(Account account, String accessToken) {
        Optional<Permit> permit = requests.permitAtOnce(account);
        if (permit.isEmpty()) {
            return new AuthoriserAnswer.Unknown("the quota of the account is used up", null, null);
        }
        AuthoriserAnswer answer = connections.authoriser(accessToken);
        requests.sent(permit.get());
        return answer;
    }

    /**
     * Takes a grant in place of the one before, and lets delivery go on. The backlog stays as it is.
     *
     * @param authoriser null when Outreach did not say whose grant it is
     * @param by the console's user who did it
     * @throws DataAccessException when the database does not answer; the grant is not taken then
     */
    public void connect(Account account, TokenAnswer.Tokens tokens, Authoriser authoriser, String by) {
        boolean otherUser = !isSameUser(account, authoriser);
        connections.connect(account.name(), tokens, authoriser, by);
        try {
            audit.add(new Audit.Entry(
                    by, "connect", account.name(), "account", otherUser ? "by another Outreach user than before" : ""));
            requests.reopen(account, otherUser);
            reconcile(account, ConnectionStatus.CONNECTED);
        } catch (DataAccessException | TransactionException e) {
            LOG.warn(
                    "{}: connected, but the database went away; delivery goes on within a minute of its return",
                    account.name());
        }
        overviews.refresh();
    }

    /**
     * Forgets an account's grant and pauses its destinations, whose backlogs go on filling.
     *
     * @param by the console's user who did it
     * @throws DataAccessException when the database does not answer; nothing is changed then
     */
    public void disconnect(Account account, String by) {
        connections.disconnect(account.name(), by);
        try {
            audit.add(new Audit.Entry(by, "disconnect", account.name(), "account", ""));
            reconcile(account, ConnectionStatus.DISCONNECTED);
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("{}: disconnected, but the database went away; its destinations are paused later", account.name());
        }
        overviews.refresh();
    }

    /**
     * Destinations are paused for as long as their account is disconnected, and no longer: also when a token from the environment
     * has connected it, or when the database went away halfway.
     */
    private void reconcile(Account account, ConnectionStatus status) {
        for (Destination each : destinations.of(account)) {
            if (status == ConnectionStatus.DISCONNECTED) {
                pauses.pause(
                        each.name(),
                        Pauses.Cause.DISCONNECTED,
                        "The account '" + account.name() + "' is disconnected; connecting it lets delivery go on");
            } else if (status == ConnectionStatus.CONNECTED) {
                pauses.resume(each.name(), Pauses.Cause.DISCONNECTED);
            }
        }
    }

    /** Whether nobody else than this user has authorised the account before. */
    public boolean isSameUser(Account account, Authoriser authoriser) {
        Optional<Authoriser> before = authoriser(account);
        return before.isEmpty() || authoriser != null && before.get().id() == authoriser.id();
    }

    /** Who authorised the account's grant, dead or alive, as far as is known. */
    public Optional<Authoriser> authoriser(Account account) {
        return Optional.ofNullable(connections.state(account.name()).authorisation())
                .map(Authorisation::authoriser);
    }

    /** Sets pauses right, and finds out whose the grants are of which nobody knows. Called each minute. */
    @Scheduled(fixedDelayString = "${outreach.token.check:1m}", initialDelayString = "${outreach.token.check:1m}")
    public void look() {
        for (ConnectionState state : connections.states()) {
            named(state.account()).ifPresent(account -> look(account, state));
        }
    }

    private void look(Account account, ConnectionState state) {
        try {
            reconcile(account, state.status());
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The database does not answer, so the pauses of '{}' are looked at later", account.name());
        }
        boolean nameless = state.status() == ConnectionStatus.CONNECTED
                && state.authorisation() != null
                && state.authorisation().authoriser() == null;
        Instant next = notBefore.getOrDefault(account.name(), Instant.MIN);
        if (nameless && !next.isAfter(clock.instant())) {
            identify(account);
        }
    }

    private void identify(Account account) {
        try {
            String token = connections.accessToken(account.name());
            Optional<Permit> permit = requests.permit(account);
            if (permit.isEmpty()) {
                return;
            }
            notBefore.put(account.name(), clock.instant().plus(ASK_AGAIN));
            AuthoriserAnswer answer = ask(permit.get(), token);
            if (answer instanceof AuthoriserAnswer.Known known) {
                connections.identified(account.name(), token, known);
            } else if (answer instanceof AuthoriserAnswer.Unknown unknown) {
                LOG.info("Outreach does not say who authorised the account '{}': {}", account.name(), unknown.reason());
            }
        } catch (NotConnectedException e) {
            LOG.debug("{}", e.getMessage());
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The database does not answer, so who authorised '{}' is asked later", account.name());
        }
    }

    private AuthoriserAnswer ask(Permit permit, String accessToken) {
        AuthoriserAnswer answer = connections.authoriser(accessToken);
        boolean known = answer instanceof AuthoriserAnswer.Known;
        AuthoriserAnswer.Unknown unknown = answer instanceof AuthoriserAnswer.Unknown other ? other : null;
        requests.answered(
                permit,
                answer.rateLimit(),
                known,
                unknown == null ? null : unknown.retryAfter(),
                unknown == null ? "" : unknown.reason());
        return answer;
    }
}
