package dev.outreachroutes.monitor;

import dev.outreachroutes.account.Authorisation;
import dev.outreachroutes.account.ConnectionState;
import dev.outreachroutes.account.ConnectionStatus;
import dev.outreachroutes.account.Connections;
import dev.outreachroutes.account.check.AccountCheck;
import dev.outreachroutes.account.token.Authoriser;
import dev.outreachroutes.account.token.AuthoriserAnswer;
import dev.outreachroutes.account.token.TokenAnswer;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.outreach.NotConnectedException;
import dev.outreachroutes.outreach.field.FieldCatalogue;
import dev.outreachroutes.quota.AccountRequests;
import dev.outreachroutes.quota.AccountRequests.Grant;
import dev.outreachroutes.quota.AccountRequests.Permit;
import dev.outreachroutes.quota.Pauses;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
    private final AccountCheck check;
    private final AccountRequests requests;
    private final Pauses pauses;
    private final Audit audit;
    private final LatestOverview latest;
    private final InstantSource clock;
    private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();
    private final Map<String, List<String>> warned = new ConcurrentHashMap<>();

    Accounts(
            Destinations destinations,
            Connections connections,
            AccountCheck check,
            AccountRequests requests,
            Pauses pauses,
            Audit audit,
            LatestOverview latest,
            InstantSource clock) {
        this.destinations = destinations;
        this.connections = connections;
        this.check = check;
        this.requests = requests;
        this.pauses = pauses;
        this.audit = audit;
        this.latest = latest;
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

    /** The fields of prospects that Outreach told of when the account was checked; empty when it has not told them. */
    public Optional<FieldCatalogue> fields(Account account) {
        return Optional.ofNullable(check.of(account.name()).fields());
    }

    /** An account as operators see it. */
    public AccountMBean shown(Account account) {
        return new ManagedAccount(account.name(), latest, destinations, check);
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
        // The permit stays as it is: it may have been another user's request.
        return connections.authoriser(accessToken);
    }

    /**
     * Takes a grant in place of the one before, and lets delivery go on. The backlog stays as it is.
     *
     * @param insteadOf the number of the grant that there was when the person began
     * @param authoriser null when Outreach did not say whose grant it is
     * @param by the console's user who did it
     * @return false when there is another grant by now, so that this one is not taken
     * @throws DataAccessException when the database does not answer; the grant is not taken then
     */
    public boolean connect(
            Account account, long insteadOf, TokenAnswer.Tokens tokens, Authoriser authoriser, String by) {
        boolean otherUser = !isSameUser(account, authoriser);
        Optional<ConnectionState> connected = connections.connect(account.name(), insteadOf, tokens, authoriser, by);
        if (connected.isEmpty()) {
            return false;
        }
        check.soon();
        try {
            audit.add(new Audit.Entry(
                    by, "connect", account.name(), "account", otherUser ? "by another Outreach user than before" : ""));
            requests.connected(account, grant(connected.get()));
            reconcile(account, ConnectionStatus.CONNECTED);
        } catch (DataAccessException | TransactionException e) {
            LOG.atWarn()
                    .addKeyValue(LogFields.ACCOUNT, account.name())
                    .log(
                            "{}: connected, but the database went away; delivery goes on within a minute of its return",
                            account.name());
        }
        latest.refresh();
        return true;
    }

    private static Grant grant(ConnectionState state) {
        Authorisation authorisation = state.authorisation();
        Authoriser authoriser = authorisation.authoriser();
        return new Grant(state.grantNumber(), authorisation.since(), authoriser == null ? 0 : authoriser.id());
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
            LOG.atWarn()
                    .addKeyValue(LogFields.ACCOUNT, account.name())
                    .log(
                            "{}: disconnected, but the database went away; its destinations are paused later",
                            account.name());
        }
        latest.refresh();
    }

    /**
     * Destinations are paused for as long as their account is disconnected, and no longer: also when a token from the environment
     * has connected it, or when the database went away halfway.
     */
    private void reconcile(Account account, ConnectionStatus status) {
        for (Destination each : destinations.of(account)) {
            if (status == ConnectionStatus.DISCONNECTED) {
                String reason =
                        "The account '" + account.name() + "' is disconnected; connecting it lets delivery go on";
                audit.when(
                        () -> pauses.pause(each.name(), Pauses.Cause.DISCONNECTED, reason),
                        Audit.Entry.ofDelivery(Audit.RUNTIME, "pause", each.name(), reason));
            } else if (status == ConnectionStatus.CONNECTED) {
                audit.when(
                        () -> pauses.resume(each.name(), Pauses.Cause.DISCONNECTED),
                        Audit.Entry.ofDelivery(
                                Audit.RUNTIME,
                                "resume",
                                each.name(),
                                "The account '" + account.name() + "' is connected"));
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
        List<ConnectionState> states = connections.states();
        for (ConnectionState state : states) {
            named(state.account()).ifPresent(account -> look(account, state));
        }
        states.forEach(state -> warnOfSharedUser(state, states));
    }

    /** Each account counts for itself, so together they may send more than their user's quota: then Outreach answers 429. */
    private void warnOfSharedUser(ConnectionState state, List<ConnectionState> states) {
        List<String> others = sharingUser(state, states);
        if (others.isEmpty()) {
            warned.remove(state.account());
        } else if (!others.equals(warned.put(state.account(), others))) {
            LOG.atWarn()
                    .addKeyValue(LogFields.ACCOUNT, state.account())
                    .log(
                            "The account '{}' is connected as the same Outreach user as {}. They share that user's one quota, which is counted"
                                    + " here for each of them; connect one of them as another user, or use one account",
                            state.account(),
                            String.join(", ", others));
        }
    }

    /** The other accounts that are connected as the same Outreach user, by name. */
    public List<String> sharingUser(ConnectionState state) {
        return sharingUser(state, connections.states());
    }

    private static List<String> sharingUser(ConnectionState state, List<ConnectionState> states) {
        Authoriser user = user(state);
        return states.stream()
                .filter(other -> user != null
                        && !other.account().equals(state.account())
                        && user(other) != null
                        && user(other).id() == user.id()
                        && user(other).organisation().equals(user.organisation()))
                .map(ConnectionState::account)
                .toList();
    }

    /** The user that the account is connected as; null while there is none, or none is known. */
    private static Authoriser user(ConnectionState state) {
        return state.status() == ConnectionStatus.DISCONNECTED || state.authorisation() == null
                ? null
                : state.authorisation().authoriser();
    }

    private void look(Account account, ConnectionState state) {
        try {
            reconcile(account, state.status());
            tellQuota(account, state);
        } catch (DataAccessException | TransactionException e) {
            LOG.atDebug()
                    .addKeyValue(LogFields.ACCOUNT, account.name())
                    .log("The database does not answer, so the account '{}' is looked at later", account.name());
        }
        identify(account, state);
    }

    private void tellQuota(Account account, ConnectionState state) {
        if (state.authorisation() != null && state.status() != ConnectionStatus.DISCONNECTED) {
            requests.foundOut(account, grant(state));
        }
    }

    /** Asks Outreach whose the account's grant is, unless that is known or was asked not long ago. */
    public void identify(Account account) {
        identify(account, connections.state(account.name()));
    }

    private void identify(Account account, ConnectionState state) {
        boolean nameless = state.status() == ConnectionStatus.CONNECTED
                && state.authorisation() != null
                && state.authorisation().authoriser() == null;
        Instant next = notBefore.getOrDefault(account.name(), Instant.MIN);
        if (!nameless || next.isAfter(clock.instant())) {
            return;
        }
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
                tellQuota(account, connections.state(account.name()));
            } else if (answer instanceof AuthoriserAnswer.Unknown unknown) {
                LOG.atInfo()
                        .addKeyValue(LogFields.ACCOUNT, account.name())
                        .log(
                                "Outreach does not say who authorised the account '{}': {}",
                                account.name(),
                                unknown.reason());
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
