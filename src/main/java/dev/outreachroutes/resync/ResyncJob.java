package dev.outreachroutes.resync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.account.Connections;
import dev.outreachroutes.account.token.AccessToken;
import dev.outreachroutes.account.token.ProspectsAnswer;
import dev.outreachroutes.account.token.ProspectsClient;
import dev.outreachroutes.backlog.Reconciliation;
import dev.outreachroutes.backlog.Reconciliation.Found;
import dev.outreachroutes.backlog.Reconciliation.Scope;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.database.LogThrottle;
import dev.outreachroutes.database.Outage;
import dev.outreachroutes.database.Rest;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.outreach.NotConnectedException;
import dev.outreachroutes.quota.AccountRequests;
import dev.outreachroutes.quota.AccountRequests.Permit;
import dev.outreachroutes.quota.Pauses;
import dev.outreachroutes.resync.Resync.State;
import dev.outreachroutes.resync.ResyncTable.Row;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Works on the resyncs that are running, one page of prospects at a time: asks Outreach what it holds of them, and compares. Of all replicas
 * one works on a resync, for as long as its lease; how far it is, is written with what it did, so that a crash repeats one request and
 * nothing else.
 *
 * <p>It is behind everything else: a page is asked for only when nothing of the account is due, or after a wait; it counts in the quota, and
 * none is asked for while the destination is paused or the account waits, is not connected or has quiet hours. What fails is tried again a
 * bounded number of times.
 */
public class ResyncJob {

    private static final Logger LOG = LoggerFactory.getLogger(ResyncJob.class);

    /** Longer than the requests for one page and what is done about their answers. */
    static final Duration LEASE = Duration.ofMinutes(3);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration LOOK_LATER = Duration.ofSeconds(10);

    /** In one look, so that other resyncs have their turn. */
    private static final int PAGES_TOGETHER = 10;

    private static final Duration TOGETHER = Duration.ofSeconds(2);

    /** Requests for one page, when Outreach tells it in parts. */
    private static final int MOST_PARTS = 4;

    /** Answers that say nothing of how many prospects were asked for. */
    private static final Set<Integer> SAME_AGAIN = Set.of(401, 403, 429);

    private final Destinations destinations;
    private final Reconciliation reconciliation;
    private final Connections connections;
    private final AccountRequests requests;
    private final Pauses pauses;
    private final ProspectsClient client;
    private final Resyncs resyncs;
    private final ResyncTable table;
    private final ResyncSettings settings;
    private final TransactionTemplate transactions;
    private final MeterRegistry meters;
    private final Rest rest = new Rest();
    private final InstantSource clock;
    private final UUID worker = UUID.randomUUID();
    private final LogThrottle errors = new LogThrottle(Duration.ofMinutes(1));

    ResyncJob(
            Destinations destinations,
            Reconciliation reconciliation,
            Connections connections,
            AccountRequests requests,
            Pauses pauses,
            ProspectsClient client,
            Resyncs resyncs,
            ResyncTable table,
            ResyncSettings settings,
            TransactionTemplate transactions,
            MeterRegistry meters,
            InstantSource clock) {
        this.destinations = destinations;
        this.reconciliation = reconciliation;
        this.connections = connections;
        this.requests = requests;
        this.pauses = pauses;
        this.client = client;
        this.resyncs = resyncs;
        this.table = table;
        this.settings = settings;
        this.transactions = transactions;
        this.meters = meters;
        this.clock = clock;
        resyncs.onBegin(rest::end);
    }

    /** Called once a second. Looks when a resync is under way, and else seldom. */
    @Scheduled(fixedDelayString = "${outreach.resync.look:1s}")
    public void lookUnlessAtRest() {
        if (rest.isOver()) {
            rest.begin();
            if (look()) {
                rest.end();
            }
        }
    }

    /** @return whether there is something to do, or will be soon */
    public boolean look() {
        try {
            beginScheduled();
            for (long id : table.due(clock.instant())) {
                work(id, clock.instant().plus(TOGETHER));
            }
            return table.anyRunning();
        } catch (RuntimeException e) {
            if (Outage.is(e)) {
                LOG.debug("The database does not answer, so resyncs go on later");
            } else if (errors.times() > 0) {
                LOG.error("Resyncs cannot be worked on; trying again", e);
            }
            return true;
        }
    }

    /** Some pages, but for no longer than a moment: other work shares the thread. */
    private void work(long id, Instant until) {
        boolean more = true;
        for (int page = 0; more && page < PAGES_TOGETHER && clock.instant().isBefore(until); page++) {
            more = work(id);
        }
    }

    private void beginScheduled() {
        for (Destination destination : destinations.destinations()) {
            String name = destination.name();
            Optional<Duration> period = destination.resync().period();
            if (period.isPresent()
                    && !table.scheduledSince(name, clock.instant().minus(period.get()))) {
                resyncs.beginScheduled(name).ifPresent(begun -> LOG.atInfo()
                        .addKeyValue(LogFields.DESTINATION, name)
                        .log(
                                "{}: resync {} has begun, as destinations.yaml says: {} prospects, {} requests",
                                name,
                                begun.id(),
                                begun.expected(),
                                begun.pages()));
            }
        }
    }

    /** @return whether the next page may follow at once */
    private boolean work(long id) {
        Instant now = clock.instant();
        Optional<Row> begun = table.begin(id, worker, now, now.plus(LEASE));
        if (begun.isEmpty()) {
            return false;
        }
        try {
            return work(begun.get());
        } catch (RuntimeException e) {
            if (Outage.is(e)) {
                throw e;
            }
            LOG.error("Resync {} cannot go on; trying again", id, e);
            return failed(
                    begun.get(),
                    0,
                    "an error in this program, see the log: " + e.getClass().getSimpleName(),
                    false);
        }
    }

    private boolean work(Row row) {
        Resync resync = row.resync();
        Optional<Destination> found = destinations.find(resync.request().destination());
        if (found.isEmpty()) {
            return end(row, State.FAILED, 0, "the destination is not configured any more");
        }
        Destination destination = found.get();
        Account account = destination.account();
        Scope scope = Resyncs.scope(resync.request(), destination);
        List<Long> ids = reconciliation.after(scope, row.lookedTo(), resync.pageSize());
        if (ids.isEmpty()) {
            return end(row, State.DONE, 0, "");
        }
        if (pauses.isPaused(destination.name())) {
            return postpone(row, LOOK_LATER, null, "delivery is paused");
        }
        if (reconciliation.anyDue(account)) {
            Instant now = clock.instant();
            Instant waitsSince = row.waitsSince() == null ? now : row.waitsSince();
            if (waitsSince.plus(settings.patience()).isAfter(now)) {
                return postpone(row, LOOK_AGAIN, waitsSince, "what is due is delivered first");
            }
        }
        try {
            return ask(row, scope, account, ids, connections.token(account.name()));
        } catch (NotConnectedException e) {
            return postpone(row, LOOK_LATER, row.waitsSince(), e.getMessage());
        }
    }

    private boolean ask(Row row, Scope scope, Account account, List<Long> ids, AccessToken token) {
        Map<Long, Map<String, JsonNode>> held = new HashMap<>();
        List<Long> open = new ArrayList<>(ids);
        Instant askedAt = clock.instant();
        for (int sent = 1; sent <= MOST_PARTS; sent++) {
            Optional<Permit> permit = requests.permit(account);
            if (permit.isEmpty()) {
                return postpone(row, LOOK_LATER, row.waitsSince(), "the account sends no requests now");
            }
            ProspectsAnswer answer = client.prospects(open, scope.attributes(), token.value());
            settle(permit.get(), account, token, answer);
            meters.counter(
                            "outreach.resync.requests",
                            "destination",
                            scope.destination(),
                            "result",
                            answer instanceof ProspectsAnswer.Told ? "answered" : "failed")
                    .increment();
            if (answer instanceof ProspectsAnswer.Refused refused) {
                return end(row, State.FAILED, sent, refused.reason());
            }
            if (answer instanceof ProspectsAnswer.Unknown unknown) {
                return failed(row, sent, unknown.reason(), !SAME_AGAIN.contains(unknown.status()));
            }
            ProspectsAnswer.Told told = (ProspectsAnswer.Told) answer;
            Map<Long, Map<String, JsonNode>> prospects = told.page().prospects();
            if (!open.containsAll(prospects.keySet())) {
                return end(
                        row,
                        State.FAILED,
                        sent,
                        "Outreach's list has prospects in it that were not asked for, so it does not keep to filter[id], and who"
                                + " is not in it says nothing");
            }
            held.putAll(prospects);
            open.removeAll(prospects.keySet());
            if (!told.page().more() || open.isEmpty()) {
                return take(row, scope, ids, held, askedAt, sent);
            }
            if (prospects.isEmpty()) {
                break;
            }
        }
        return failed(row, MOST_PARTS, "Outreach's list goes on and on with fewer prospects than were asked for", true);
    }

    private void settle(Permit permit, Account account, AccessToken token, ProspectsAnswer answer) {
        ProspectsAnswer.Unknown unknown = answer instanceof ProspectsAnswer.Unknown other ? other : null;
        if (unknown == null) {
            connections.accept(account.name(), token.number());
        } else if (unknown.status() == 401) {
            connections.reject(account.name(), token.number());
        }
        requests.answered(
                permit,
                answer.rateLimit(),
                answer instanceof ProspectsAnswer.Told,
                unknown == null ? null : unknown.retryAfter(),
                unknown == null ? "" : unknown.reason());
    }

    private boolean take(
            Row row, Scope scope, List<Long> ids, Map<Long, Map<String, JsonNode>> held, Instant askedAt, int sent) {
        Resync resync = row.resync();
        boolean heal = resync.request().mode() == ResyncRequest.Mode.HEAL;
        Found found = transactions.execute(status -> {
            if (!table.lock(resync.id(), worker)) {
                return null;
            }
            Found page = reconciliation.compare(scope, ids, held, askedAt.minus(settings.listLag()), heal);
            table.found(row, ids.get(ids.size() - 1), page, sent, settings.mostListed());
            return page;
        });
        if (found == null) {
            LOG.debug(
                    "Resync {} is somebody else's, or was paused or cancelled, so a page of it is not taken in",
                    resync.id());
            return false;
        }
        count(scope.destination(), found);
        reconciliation.deliver(scope.destination());
        return true;
    }

    private void count(String destination, Found found) {
        Map.of("different", found.different(), "gone", found.gone(), "back", found.back(), "left", found.left())
                .forEach((result, count) -> meters.counter(
                                "outreach.resync.found", "destination", destination, "result", result)
                        .increment(count));
        meters.counter("outreach.resync.looked", "destination", destination).increment(found.looked());
    }

    private boolean postpone(Row row, Duration wait, Instant waitsSince, String waiting) {
        table.postpone(row.resync().id(), worker, clock.instant().plus(wait), waitsSince, waiting);
        return false;
    }

    /** @param smaller whether a smaller page may be answered */
    private boolean failed(Row row, int sent, String reason, boolean smaller) {
        Resync resync = row.resync();
        int failures = resync.failures() + 1;
        if (failures >= settings.maxFailures()) {
            return end(row, State.FAILED, sent, "failed " + failures + " times in a row, the last with: " + reason);
        }
        LOG.atInfo()
                .addKeyValue(LogFields.DESTINATION, resync.request().destination())
                .log(
                        "{}: a page of resync {} is asked for again: {}",
                        resync.request().destination(),
                        resync.id(),
                        reason);
        int pageSize = smaller
                ? Math.max(Math.min(resync.pageSize(), ResyncSettings.SMALLEST_PAGE), resync.pageSize() / 2)
                : resync.pageSize();
        Instant due = clock.instant().plus(settings.backOff().after(failures));
        table.failed(resync.id(), worker, due, sent, pageSize, reason);
        return false;
    }

    private boolean end(Row row, State state, int sent, String problem) {
        long id = row.resync().id();
        if (table.end(id, worker, state, sent, problem, clock.instant())) {
            String destination = row.resync().request().destination();
            Resync ended = table.find(id).orElse(row.resync());
            Resync.Progress found = ended.progress();
            if (state == State.FAILED) {
                LOG.atWarn()
                        .addKeyValue(LogFields.DESTINATION, destination)
                        .log("{}: resync {} is given up: {}", destination, id, problem);
            } else {
                LOG.atInfo()
                        .addKeyValue(LogFields.DESTINATION, destination)
                        .log(
                                "{}: resync {} is done: of {} prospects {} are different, {} gone and {} back, {} were left alone; {} requests",
                                destination,
                                id,
                                found.looked(),
                                found.different(),
                                found.gone(),
                                found.back(),
                                found.left(),
                                found.requests());
            }
        }
        return false;
    }
}
