package dev.outreachroutes.account.check;

import dev.outreachroutes.account.ConnectionState;
import dev.outreachroutes.account.Connections;
import dev.outreachroutes.account.check.AccountCheckTable.Row;
import dev.outreachroutes.account.token.FieldsAnswer;
import dev.outreachroutes.account.token.FieldsClient;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.database.LogThrottle;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.outreach.NotConnectedException;
import dev.outreachroutes.outreach.field.FieldCatalogue;
import dev.outreachroutes.outreach.field.MappingCheck;
import dev.outreachroutes.outreach.field.MappingFinding;
import dev.outreachroutes.quota.AccountRequests;
import dev.outreachroutes.quota.AccountRequests.Permit;
import dev.outreachroutes.quota.BackOff;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/**
 * Asks Outreach which fields an account's prospects have, and blocks the mappings that cannot work, before a request is spent on them.
 *
 * <p>Asks when an account is connected, when its destinations change, once a day, more often while something is blocked, and when
 * somebody wants it; of all replicas one asks, by the row of the account, and its requests count like any other. The answer is kept in
 * the database. What follows from it each replica finds for itself, by its own configuration, so that a change of the configuration counts
 * at once. An answer that does not come blocks nothing: the one before stands, with its age.
 */
public class AccountCheck {

    private static final Logger LOG = LoggerFactory.getLogger(AccountCheck.class);

    /** Longer than two requests take. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

    /** An answer this young needs no other because of an edit: the fields do not follow the configuration. */
    private static final Duration YOUNG = Duration.ofMinutes(1);

    private static final BackOff AFTER_FAILURE = new BackOff(Duration.ofMinutes(1), Duration.ofHours(1));
    private static final int TOLD = 10;

    private final Destinations destinations;
    private final BlockedMappings blocked;
    private final Connections connections;
    private final AccountRequests requests;
    private final FieldsClient client;
    private final AccountCheckTable table;
    private final AccountCheckSettings settings;
    private final TaskScheduler scheduler;
    private final InstantSource clock;

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Map<String, CheckedAccount> checked = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> told = new ConcurrentHashMap<>();
    private final Map<String, Instant> firstWaited = new ConcurrentHashMap<>();
    private final LogThrottle errors = new LogThrottle(Duration.ofMinutes(1));
    private volatile boolean edited;

    /** An account as it was read from the database the last time. */
    private record Known(Row row, Set<String> scopes) {}

    AccountCheck(
            Destinations destinations,
            BlockedMappings blocked,
            Connections connections,
            AccountRequests requests,
            FieldsClient client,
            AccountCheckTable table,
            AccountCheckSettings settings,
            TaskScheduler scheduler,
            InstantSource clock) {
        this.destinations = destinations;
        this.blocked = blocked;
        this.connections = connections;
        this.requests = requests;
        this.client = client;
        this.table = table;
        this.settings = settings;
        this.scheduler = scheduler;
        this.clock = clock;
        if (settings.enabled()) {
            blocked.unknownWhile(this::isUnknown);
            destinations.onReplace(this::replaced);
        }
    }

    private boolean isUnknown(String account) {
        Known here = known.get(account);
        Instant now = clock.instant();
        Instant awaited = here == null
                ? firstWaited.computeIfAbsent(account, name -> now).plus(settings.patience())
                : here.row().awaitedUntil();
        return awaited != null && awaited.isAfter(now);
    }

    private void replaced() {
        edited = true;
        destinations.used().forEach(account -> evaluate(account, known.get(account.name())));
        soon();
    }

    /** Looks at once, without waiting for it: an account has been connected. */
    public void soon() {
        if (settings.enabled()) {
            scheduler.schedule(this::look, Instant.now());
        }
    }

    /** What is known of an account; nothing but that it was not checked when it was not. */
    public CheckedAccount of(String account) {
        return checked.getOrDefault(account, new CheckedAccount(null, "", null, List.of()));
    }

    /**
     * Asks Outreach at once, for somebody who waits for it.
     *
     * @return what is known then
     * @throws DataAccessException when the database does not answer
     */
    public CheckedAccount check(Account account) {
        if (!settings.enabled()) {
            return new CheckedAccount(null, "OUTREACH_CHECK is false, so Outreach is not asked", null, List.of());
        }
        read(account);
        Instant now = clock.instant();
        table.due(account.name(), now, now);
        askIfDue(account);
        return of(account.name());
    }

    /** Asks Outreach about every account that is due, and takes in what other replicas have been told. Called every 10 seconds. */
    @Scheduled(fixedDelayString = "${outreach.check.look:10s}")
    public void look() {
        if (!settings.enabled()) {
            return;
        }
        boolean all = edited;
        edited = false;
        Set<Account> accounts = destinations.used();
        for (Account account : accounts) {
            each(account, () -> {
                read(account);
                if (all) {
                    Instant now = clock.instant();
                    table.due(account.name(), now, now.minus(YOUNG));
                }
            });
        }
        accounts.forEach(account -> each(account, () -> askIfDue(account)));
        known.keySet().retainAll(destinations.usedNames());
    }

    private void each(Account account, Runnable look) {
        try {
            look.run();
        } catch (DataAccessException | TransactionException e) {
            LOG.atDebug()
                    .addKeyValue(LogFields.ACCOUNT, account.name())
                    .log("The database does not answer, so the account '{}' is checked later", account.name());
        } catch (RuntimeException e) {
            // Of one account, which delivers as it did; the others are looked at.
            if (errors.times() > 0) {
                LOG.atError()
                        .addKeyValue(LogFields.ACCOUNT, account.name())
                        .log("{}: the fields of prospects cannot be checked; trying again", account.name(), e);
            }
        }
    }

    private void read(Account account) {
        String name = account.name();
        Instant now = clock.instant();
        ConnectionState state = connections.state(name);
        Instant awaited = now.plus(settings.patience());
        Optional<Row> row = table.find(name);
        if (row.isEmpty()) {
            table.add(name, now, awaited);
        }
        if (row.isEmpty() || state.grantNumber() > 0 && row.get().grantNumber() != state.grantNumber()) {
            table.granted(name, state.grantNumber(), now, awaited);
            row = table.find(name);
        }
        take(account, new Known(row.orElseThrow(), scopes(state)));
    }

    private static Set<String> scopes(ConnectionState state) {
        return state.authorisation() == null ? Set.of() : state.authorisation().scopes();
    }

    private void take(Account account, Known now) {
        Known before = known.put(account.name(), now);
        if (!now.equals(before)) {
            evaluate(account, now);
        }
    }

    private void askIfDue(Account account) {
        Instant now = clock.instant();
        if (!table.begin(account.name(), now, now.plus(LONGEST))) {
            return;
        }
        try {
            ask(account, connections.accessToken(account.name()));
        } catch (NotConnectedException e) {
            LOG.debug("{}", e.getMessage());
            postpone(account, now.plus(settings.patience()));
        } finally {
            read(account);
        }
    }

    /** Nothing leaves without a token either, so what is awaited stays so. */
    private void postpone(Account account, Instant awaitedUntil) {
        table.postponed(account.name(), clock.instant().plus(LOOK_AGAIN), awaitedUntil);
    }

    private void ask(Account account, String token) {
        long grant = connections.state(account.name()).grantNumber();
        FieldsAnswer answer = ask(account, token, client::types);
        String refused = "";
        if (answer instanceof FieldsAnswer.NotHere notHere) {
            refused = "Outreach does not tell types (" + notHere.reason() + ")";
            answer = ask(account, token, client::labels);
        }
        Instant now = clock.instant();
        if (answer == null) {
            postpone(account, now.plus(settings.patience()));
        } else if (answer instanceof FieldsAnswer.Unknown unknown) {
            int failures = table.find(account.name()).map(Row::failures).orElse(0);
            table.failed(account.name(), now, now.plus(AFTER_FAILURE.after(failures + 1)), unknown.reason());
            LOG.atInfo()
                    .addKeyValue(LogFields.ACCOUNT, account.name())
                    .log("{}: the fields of prospects cannot be checked now: {}", account.name(), unknown.reason());
        } else {
            FieldCatalogue fields = answer instanceof FieldsAnswer.Known told ? told.fields() : null;
            String problem = refused
                    + (answer instanceof FieldsAnswer.NotHere notHere
                            ? ", and no labels (" + notHere.reason() + "), so mappings are not checked"
                            : refused.isEmpty() ? "" : ", so only labels are checked");
            boolean blocks = findings(account, fields, scopes(connections.state(account.name()))).stream()
                    .anyMatch(MappingFinding::blocks);
            Instant due = now.plus(blocks ? settings.whileBlocked() : settings.every());
            table.answered(account.name(), grant, now, due, fields, problem);
        }
    }

    /** @return null when no request may be sent now */
    private FieldsAnswer ask(Account account, String token, Function<String, FieldsAnswer> question) {
        Optional<Permit> permit = requests.permit(account);
        if (permit.isEmpty()) {
            return null;
        }
        FieldsAnswer answer = question.apply(token);
        FieldsAnswer.Unknown unknown = answer instanceof FieldsAnswer.Unknown other ? other : null;
        requests.answered(
                permit.get(),
                answer.rateLimit(),
                answer instanceof FieldsAnswer.Known,
                unknown == null ? null : unknown.retryAfter(),
                unknown == null ? "" : unknown.reason());
        return answer;
    }

    private List<MappingFinding> findings(Account account, FieldCatalogue fields, Set<String> scopes) {
        return MappingCheck.of(destinations.of(account), Optional.ofNullable(fields), scopes, settings.rules());
    }

    private synchronized void evaluate(Account account, Known here) {
        if (here == null) {
            return;
        }
        Row row = here.row();
        List<MappingFinding> findings = findings(account, row.fields(), here.scopes());
        Map<String, Map<String, String>> reasons = new TreeMap<>();
        findings.stream().filter(MappingFinding::blocks).forEach(finding -> reasons.computeIfAbsent(
                        finding.destination(), name -> new TreeMap<>())
                .putIfAbsent(finding.attribute(), finding.problem() + ". " + finding.cure()));
        blocked.found(account.name(), reasons);
        checked.put(account.name(), new CheckedAccount(row.answeredAt(), row.problem(), row.fields(), findings));
        tell(account, findings);
    }

    /** Once for each reason that is new here, and once when one is over. */
    private void tell(Account account, List<MappingFinding> findings) {
        Map<String, List<MappingFinding>> byReason = findings.stream()
                .collect(Collectors.groupingBy(
                        finding -> finding.destination() + "\n" + finding.problem(),
                        LinkedHashMap::new,
                        Collectors.toList()));
        Map<String, String> now = new LinkedHashMap<>();
        byReason.forEach((reason, all) -> now.put(reason, names(all)));
        Map<String, String> before = told.getOrDefault(account.name(), Map.of());
        told.put(account.name(), now);
        byReason.forEach((reason, all) -> {
            MappingFinding first = all.get(0);
            if (now.get(reason).equals(before.get(reason))) {
                return;
            }
            if (first.blocks()) {
                LOG.atWarn()
                        .addKeyValue(LogFields.DESTINATION, first.destination())
                        .log(
                                "{}: nothing is sent for {}, until it is mended: {}. {}",
                                first.destination(),
                                now.get(reason),
                                first.problem(),
                                first.cure());
            } else {
                LOG.atWarn()
                        .addKeyValue(LogFields.DESTINATION, first.destination())
                        .log("{}: {}. {}", first.destination(), first.problem(), first.cure());
            }
        });
        before.forEach((reason, names) -> {
            if (!now.containsKey(reason)) {
                LOG.atInfo()
                        .addKeyValue(LogFields.DESTINATION, reason.split("\n")[0])
                        .log("{}: no more: {}", reason.split("\n")[0], reason.split("\n")[1]);
            }
        });
    }

    private static String names(List<MappingFinding> findings) {
        String first = findings.stream()
                .limit(TOLD)
                .map(finding -> finding.attribute()
                        + (finding.segment().isEmpty() ? "" : " (segment '" + finding.segment() + "')"))
                .collect(Collectors.joining(", "));
        return findings.size() > TOLD ? first + " and " + (findings.size() - TOLD) + " more" : first;
    }
}
