package dev.outreachroutes.backlog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.backlog.request.RequestLog;
import dev.outreachroutes.backlog.run.RunCounts;
import dev.outreachroutes.database.DatabaseClock;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.database.Outage;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Mode;
import dev.outreachroutes.destination.RoutesVersion;
import dev.outreachroutes.mapping.Position;
import dev.outreachroutes.quota.BackOff;
import dev.outreachroutes.quota.Pauses;
import dev.outreachroutes.quota.QuotaLedger;
import dev.outreachroutes.quota.QuotaState;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes prospects that are due out of a destination's backlog, and puts the result of their requests back.
 *
 * <p>A claim marks what will be sent as in doubt and enters the request in the quota ledger, in one transaction and before
 * anything is sent. It ends with its lease, which is the row's {@code due_at}: what a crashed replica held is due again then, and
 * nobody has to give it back. Claims of one account, and their settlements, follow each other by the lock on its row in {@code quota}.
 */
public final class Claims {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);

    /** Rounds without any success after which the account waits, and then tries with one request at a time. */
    private static final int FAILED_ROUNDS = 3;

    /** Due rows of which nothing may be sent that one turn looks at before it leaves the rest to the next. */
    private static final int MOST_PARKED = 5_000;

    private static final int PARKED_TOGETHER = 1_000;

    /** Outreach's answer about a prospect that was deleted or merged, or that the user may not see. */
    private static final int NOT_FOUND = 404;

    private final Destinations destinations;
    private final BlockedMappings blocked;
    private final TransactionTemplate transactions;
    private final ProspectTable prospects;
    private final QuotaLedger ledger;
    private final RequestLog requests;
    private final RunCounts runs;
    private final Pauses pauses;
    private final BulkPlans plans;
    private final BacklogSettings settings;
    private final BackOff backOff;
    private final BackOff accountBackOff;
    private final InstantSource clock;
    private final Map<String, RefusalRun> refusals = new ConcurrentHashMap<>();
    private final Set<String> toldWithheld = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> grants = new ConcurrentHashMap<>();
    private volatile Consumer<String> onGrant = account -> {};
    private volatile BiConsumer<String, String> onPause = (destination, reason) -> {};

    /**
     * @param blocked what is not sent
     * @param requests keeps which requests left
     * @param plans what is left to bulk requests
     */
    public Claims(
            Destinations destinations,
            BlockedMappings blocked,
            JdbcClient jdbc,
            TransactionTemplate transactions,
            RequestLog requests,
            BulkPlans plans,
            BacklogSettings settings,
            InstantSource clock) {
        this.destinations = destinations;
        this.blocked = blocked;
        this.transactions = transactions;
        this.prospects = new ProspectTable(jdbc, destinations);
        this.ledger = new QuotaLedger(jdbc);
        this.requests = requests;
        this.runs = new RunCounts(jdbc);
        this.pauses = new Pauses(jdbc, clock);
        this.plans = plans;
        this.settings = settings;
        this.backOff = new BackOff(settings.firstBackOff(), settings.longestBackOff());
        this.accountBackOff = new BackOff(settings.firstBackOff(), settings.longestAccountBackOff());
        this.clock = clock;
    }

    /**
     * @throws java.util.NoSuchElementException when no destination has that name
     */
    public Destination destination(String name) {
        return destinations.named(name);
    }

    /** The attributes of a destination that are not sent now, because their mappings cannot work. */
    public Set<String> blocked(String destinationName) {
        return blocked.of(destinationName).keySet();
    }

    /** The version of the routes that deliver. What others have withheld is asked for again. */
    public RoutesVersion routes() {
        return destinations.routes();
    }

    /**
     * Puts results back and claims what is due next, all in one transaction. A claim that its row carries no more, because it
     * was put back before or its lease ran out and somebody else holds the prospect, changes neither the row nor the ledger.
     *
     * @param settlements of claims of this destination
     * @param limit the most to claim, the longest waiting first; the quota may leave room for fewer
     * @return nothing when none is due, the quota is used up, the account waits, or the destination is paused or in dry run
     */
    public List<Claim> settleAndClaim(String destinationName, List<Settlement> settlements, int limit) {
        Destination destination = destinations.named(destinationName);
        Instant at = clock.instant();
        boolean claims = limit > 0
                && destination.mode() == Mode.LIVE
                && destination.account().quietUntil(at).isEmpty()
                && prospects.anyDue(destinationName, at);
        if (settlements.isEmpty() && !claims) {
            return List.of();
        }
        Turn turn = transactions.execute(status -> {
            QuotaState quota = ledger.lock(destination.account().name());
            String waitedFor = quota.closedReason();
            Map<String, String> pauses = settle(destination, quota, settlements);
            List<Claim> claimed = claims ? claim(destination, quota, limit) : List.of();
            ledger.save(quota);
            return new Turn(claimed, waitedFor, quota, pauses);
        });
        tell(turn.waitedFor(), turn.quota(), turn.pauses());
        settlements.forEach(this::tellWithheld);
        if (!turn.claimed().isEmpty()) {
            tellGrant(turn.quota());
        }
        return turn.claimed();
    }

    /** Whether nothing of a destination is pending, nor under way: until something is folded there is nothing to do. */
    public boolean isAtRest(String destinationName) {
        return !prospects.anyScheduled(destinationName);
    }

    /** How many requests of a destination may leave now; 0 while it waits for anything. */
    int permits(Destination destination, QuotaState quota, Instant now) {
        return pauses.isPaused(destination.name())
                        || leasesMayHaveEndedEarly()
                        || blocked.isUnknown(destination.account().name())
                ? 0
                : ledger.permits(destination.account(), quota, now);
    }

    /** Behind a step forward of the database's clock nothing is claimed until every request that was under way has ended. */
    boolean leasesMayHaveEndedEarly() {
        return clock instanceof DatabaseClock database && database.hasSteppedWithin(settings.lease());
    }

    void tellGrant(QuotaState quota) {
        grants.compute(quota.account(), (account, known) -> {
            if (known != null && known >= quota.grantNumber()) {
                return known;
            }
            onGrant.accept(account);
            return quota.grantNumber();
        });
    }

    /**
     * Calls back with an account's name before the first requests are sent that are claimed for a new grant of it, whichever replica
     * has brought the grant: the token of the one before is not to be sent any more.
     */
    public void onGrant(Consumer<String> callback) {
        onGrant = callback;
    }

    /** Calls back with a destination and the reason when it is paused by itself, in the transaction that does it. */
    public void onPause(BiConsumer<String, String> callback) {
        onPause = callback;
    }

    /** Once for each attribute: the same step takes it out of every request. */
    private void tellWithheld(Settlement settlement) {
        Claim claim = settlement.claim();
        for (String attribute : settlement.attributes().withheld()) {
            if (toldWithheld.add(claim.destination() + " " + attribute)) {
                LOG.atWarn()
                        .addKeyValue(LogFields.DESTINATION, claim.destination())
                        .log(
                                "{}: {} is withheld, first for prospect {}: a step of the delivery route took it out of the request. It is"
                                        + " not sent until something else is desired of it or the routes are changed{}",
                                claim.destination(),
                                attribute,
                                claim.prospectId(),
                                settlement.outcome() == Outcome.WITHHELD ? ". " + settlement.reason() : "");
            }
        }
    }

    /**
     * Asks again for what other versions of the routes have withheld, some prospects at a time.
     *
     * @param limit the most prospects
     * @return whether there may be more
     */
    public boolean releaseWithheld(String destination, int limit) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            Instant now = clock.instant();
            String routes = destinations.routes().hash();
            List<ProspectRow> rows = prospects.lockWithheld(destination, routes, limit);
            rows.forEach(row -> {
                row.state.releaseWithheld(routes);
                row.reschedule(now, now, blocked(destination));
            });
            prospects.update(destination, rows);
            return rows.size() == limit;
        }));
    }

    /**
     * Makes prospects due that wait for mappings which are not blocked any more, some at a time.
     *
     * @param limit the most prospects
     * @return whether there may be more
     */
    public boolean releaseBlocked(String destination, int limit) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            Instant now = clock.instant();
            Set<String> impossible = blocked(destination);
            List<ProspectRow> rows = prospects.lockBlocked(destination, impossible, limit);
            rows.forEach(row -> row.reschedule(now, now, impossible));
            prospects.update(destination, rows);
            return rows.size() == limit;
        }));
    }

    /**
     * Claims a prospect no more, until something new is desired of it or its dead letter is replayed.
     *
     * @param reason why, in words; never a value that was to be sent
     */
    public void setAside(String destination, long prospectId, String reason) {
        prospects.setAside(destination, prospectId, clock.instant(), reason);
    }

    /** Of all replicas, the one that settles what makes the account wait, or lets it go on, says so. */
    static void tell(String waitedFor, QuotaState quota, Map<String, String> paused) {
        if (waitedFor == null && quota.closedReason() != null) {
            LOG.atWarn()
                    .addKeyValue(LogFields.ACCOUNT, quota.account())
                    .log(
                            "{}: no requests until {}, and then one at first: {}",
                            quota.account(),
                            quota.closedUntil().truncatedTo(ChronoUnit.SECONDS),
                            quota.closedReason());
        } else if (waitedFor != null && quota.closedReason() == null) {
            LOG.atInfo()
                    .addKeyValue(LogFields.ACCOUNT, quota.account())
                    .log("{}: Outreach takes requests again", quota.account());
        }
        paused.forEach((destination, reason) -> LOG.atWarn()
                .addKeyValue(LogFields.DESTINATION, destination)
                .log("{}: delivery is paused until somebody resumes it: {}", destination, reason));
    }

    /**
     * What one turn did.
     *
     * @param waitedFor why the account waited before; null when it did not
     * @param pauses destinations that are paused since, and why
     */
    private record Turn(List<Claim> claimed, String waitedFor, QuotaState quota, Map<String, String> pauses) {}

    private List<Claim> claim(Destination destination, QuotaState quota, int limit) {
        Account account = destination.account();
        Instant now = clock.instant();
        int room = Math.min(limit, permits(destination, quota, now));
        if (room == 0) {
            return List.of();
        }
        boolean probe = quota.oneAtATime(now);
        if (!probe && plans.leavesNothing(destination, now)) {
            return List.of();
        }
        List<Claim> claims = new ArrayList<>();
        Set<String> impossible = blocked(destination.name());
        List<String> siblings = siblings(destination);
        int looked = 0;
        boolean onlyBlocked;
        Set<Long> leaving = probe ? Set.of() : plans.keys(destination, now);
        do {
            List<ProspectRow> rows = probe
                    ? prospects.lockProbe(destination.name(), siblings, now)
                    : prospects.lockDue(destination.name(), siblings, now, room, settings.priorityAge(), leaving);
            onlyBlocked = !rows.isEmpty() && claim(destination, rows, impossible, now, claims) == 0;
            looked += rows.size();
            if (onlyBlocked) {
                looked += park(destination, siblings, impossible, now, leaving);
            }
        } while (onlyBlocked && looked < MOST_PARKED);
        if (!claims.isEmpty()) {
            ledger.claimed(account, quota, now.plus(settings.lease()), claims.size(), now);
        }
        return claims;
    }

    /**
     * Takes due rows of which only blocked attributes are pending out of what is due, from the longest waiting on: they would stand before
     * the others.
     *
     * @return how many rows were looked at
     */
    private int park(
            Destination destination, List<String> siblings, Set<String> impossible, Instant now, Set<Long> leaving) {
        List<ProspectRow> rows =
                prospects.lockDue(destination.name(), siblings, now, PARKED_TOGETHER, settings.priorityAge(), leaving);
        List<ProspectRow> parked =
                rows.stream().filter(row -> !row.state.isPending(impossible)).toList();
        parked.forEach(row -> row.release(now, now, impossible));
        prospects.update(destination.name(), parked);
        return rows.size();
    }

    /** @return how many were claimed; of the others nothing is to be sent, and they are not due any more */
    private int claim(
            Destination destination, List<ProspectRow> rows, Set<String> impossible, Instant now, List<Claim> claims) {
        Instant leaseUntil = now.plus(settings.lease());
        UUID id = UUID.randomUUID();
        int before = claims.size();
        for (ProspectRow row : rows) {
            Map<String, JsonNode> attributes = row.state.next(impossible);
            if (attributes.isEmpty()) {
                row.release(now, now, impossible);
                continue;
            }
            claims.add(new Claim(
                    id,
                    destination.name(),
                    row.prospectId,
                    attributes,
                    row.state.pending(impossible),
                    row.state.narrowing(),
                    Set.copyOf(row.state.inDoubt()),
                    row.attempts,
                    row.pendingSince,
                    row.state.asked(attributes),
                    row.isAskedByEvents(),
                    leaseUntil));
            row.state.markInDoubt(attributes.keySet());
            row.claim = id;
            row.dueAt = leaseUntil;
        }
        prospects.update(destination.name(), rows);
        return claims.size() - before;
    }

    /** The account's other destinations: one prospect may be in several, and gets one request at a time from all of them. */
    List<String> siblings(Destination destination) {
        return destinations.of(destination.account()).stream()
                .map(Destination::name)
                .filter(name -> !name.equals(destination.name()))
                .toList();
    }

    /** The destinations that are paused since, and why. */
    private Map<String, String> settle(Destination destination, QuotaState quota, List<Settlement> settlements) {
        if (settlements.isEmpty()) {
            return Map.of();
        }
        Instant now = clock.instant();
        List<Settlement> telling = settlements.stream()
                .filter(each -> tellsOfUser(each.claim().leaseUntil(), quota))
                .toList();
        Map<String, String> paused = telling.isEmpty() ? Map.of() : settleQuota(destination, quota, telling, now);
        paused.forEach(onPause);
        Map<Long, Settlement> byProspect = new TreeMap<>();
        settlements.forEach(settlement -> byProspect.put(settlement.claim().prospectId(), settlement));
        List<Settlement> settled = settleRows(
                destination.name(), prospects.lock(destination.name(), byProspect.keySet()), byProspect, now);
        settleLedger(
                destination.account(),
                quota,
                settled.stream().map(RequestEnd::of).toList(),
                now);
        count(
                destination.name(),
                settled,
                settled.stream().filter(Settlement::sent).count(),
                now);
        return paused;
    }

    /**
     * Puts results back into rows that are locked.
     *
     * @param settlements by prospect
     * @return those whose row still carried the claim
     */
    List<Settlement> settleRows(
            String destination, Map<Long, ProspectRow> locked, Map<Long, Settlement> settlements, Instant now) {
        Set<String> impossible = blocked(destination);
        List<ProspectRow> rows = new ArrayList<>();
        List<Settlement> settled = new ArrayList<>();
        locked.forEach((prospectId, row) -> {
            Settlement settlement = settlements.get(prospectId);
            if (settlement != null && settlement.claim().id().equals(row.claim)) {
                settle(row, settlement, impossible, now);
                rows.add(row);
                settled.add(settlement);
            }
        });
        prospects.update(destination, rows);
        keep(destination, settled.stream().filter(Settlement::sent).toList());
        prospects.gone(destination, unknownToOutreach(settled), now);
        return settled;
    }

    /**
     * Adds to the numbers of the hour. To be called last.
     *
     * @param requests that left
     */
    void count(String destination, List<Settlement> settled, long requests, Instant now) {
        runs.settled(
                destination,
                now,
                settled.stream()
                        .filter(each -> each.outcome() == Outcome.ACKNOWLEDGED)
                        .count(),
                settled.stream()
                        .filter(each -> each.outcome() == Outcome.REFUSED)
                        .count(),
                settled.stream()
                        .mapToLong(each -> each.attributes().withheld().size())
                        .sum(),
                requests);
    }

    /** As of a row that the database does not take, it is found out whose request it is. */
    private void keep(String destination, List<Settlement> sent) {
        try {
            requests.add(destination, sent.stream().map(Claims::entry).toList());
        } catch (RuntimeException e) {
            throw sent.size() > 1 || Outage.is(e)
                    ? e
                    : new ProspectFailedException(sent.get(0).claim().prospectId(), e);
        }
    }

    /** Of what left, as far as it is known which events asked for it. */
    private static Set<String> events(Claim claim, Set<String> attributes) {
        return claim.asked().entrySet().stream()
                .filter(each -> attributes.contains(each.getKey()))
                .map(each -> each.getValue().position())
                .filter(Objects::nonNull)
                .map(Position::name)
                .collect(Collectors.toSet());
    }

    private static RequestLog.Entry entry(Settlement settlement) {
        boolean confirmed = settlement.outcome() == Outcome.ACKNOWLEDGED;
        Settlement.Left left = settlement.left();
        Map<String, JsonNode> document = left == null ? Map.of() : left.document();
        Set<String> attributes =
                document.isEmpty() ? settlement.claim().attributes().keySet() : document.keySet();
        return new RequestLog.Entry(
                settlement.claim().prospectId(),
                settlement.at(),
                settlement.outcome().name().toLowerCase(Locale.ROOT),
                confirmed,
                left == null ? settlement.status() : left.status(),
                confirmed ? "" : settlement.reason(),
                attributes,
                events(settlement.claim(), attributes),
                document,
                left == null ? null : left.took());
    }

    private static List<Long> unknownToOutreach(List<Settlement> settled) {
        return settled.stream()
                .filter(each -> each.outcome() == Outcome.REFUSED && each.status() == NOT_FOUND)
                .map(each -> each.claim().prospectId())
                .toList();
    }

    private void settle(ProspectRow row, Settlement settlement, Set<String> impossible, Instant now) {
        Claim claim = settlement.claim();
        Settlement.Attributes attributes = settlement.attributes();
        if (!attributes.acknowledged().isEmpty()) {
            row.state.acknowledge(only(claim.attributes(), attributes.acknowledged()), settlement.at());
            row.confirmed = true;
            row.attempts = 0;
        }
        if (attributes.acknowledged().containsAll(claim.pending().keySet())) {
            row.pendingSince = null;
        }
        Set<String> notApplied = new HashSet<>(
                settlement.inDoubt()
                        ? attributes.withheld()
                        : claim.attributes().keySet());
        notApplied.removeAll(attributes.acknowledged());
        row.state.notApplied(notApplied, claim.inDoubtBefore());
        row.state.withhold(
                only(claim.attributes(), attributes.withheld()),
                destinations.routes().hash());
        if (!attributes.refused().isEmpty()) {
            refuse(row, settlement, impossible);
        }
        if (attributes.narrowing() != null) {
            row.state.narrow(attributes.narrowing());
        }
        Instant due = now;
        if (backsOff(settlement)) {
            // What Outreach did not get says nothing against this prospect, unless it is the route that held it back.
            if (settlement.sent() || settlement.outcome() == Outcome.SKIPPED) {
                row.attempts++;
            }
            due = now.plus(backOff.after(row.attempts));
        }
        if (settlement.inDoubt() && due.isBefore(now.plus(settings.settleTime()))) {
            due = now.plus(settings.settleTime());
        }
        row.release(now, due, impossible);
    }

    /** Whether the same may be sent again with nothing new, and the account does not wait for a known time either. */
    private static boolean backsOff(Settlement settlement) {
        return switch (settlement.outcome()) {
            case RETRY, SKIPPED -> true;
            case WAIT -> settlement.retryAfter() == null;
            default -> false;
        };
    }

    private static void refuse(ProspectRow row, Settlement settlement, Set<String> impossible) {
        Settlement.Attributes attributes = settlement.attributes();
        if (attributes.whole()) {
            row.state.refuse(settlement.claim().pending(), impossible);
        } else {
            row.state.refuseAlone(only(settlement.claim().pending(), attributes.refused()));
        }
        row.attempts = 0;
    }

    private static Map<String, JsonNode> only(Map<String, JsonNode> values, Set<String> attributes) {
        Map<String, JsonNode> only = new HashMap<>(values);
        only.keySet().retainAll(attributes);
        return only;
    }

    /** What may have been sent for another user than the quota's stays in flight, and so counts for both. */
    void settleLedger(Account account, QuotaState quota, List<RequestEnd> ends, Instant now) {
        Map<Instant, int[]> byLease = new TreeMap<>();
        for (RequestEnd end : ends) {
            if (end.sent() && !tellsOfUser(end.leaseUntil(), quota)) {
                continue;
            }
            int[] sentAndUnsent = byLease.computeIfAbsent(end.leaseUntil(), lease -> new int[2]);
            sentAndUnsent[end.sent() ? 0 : 1]++;
        }
        byLease.forEach((leaseUntil, sentAndUnsent) -> {
            if (sentAndUnsent[0] > 0) {
                ledger.answered(account, leaseUntil, now, quota.outreachUser(), sentAndUnsent[0]);
            }
            if (sentAndUnsent[1] > 0) {
                ledger.unused(account, leaseUntil, sentAndUnsent[1], now);
            }
        });
        ledger.prune(account, now);
    }

    boolean tellsOfUser(Instant leaseUntil, QuotaState quota) {
        return quota.tellsOfUser(leaseUntil.minus(settings.lease()));
    }

    private Map<String, String> settleQuota(
            Destination destination, QuotaState quota, List<Settlement> settlements, Instant now) {
        Map<String, String> paused = new TreeMap<>();
        RefusalRun run = refusals.computeIfAbsent(destination.name(), name -> new RefusalRun(settings));
        for (Settlement settlement : settlements) {
            if (!settlement.attributes().acknowledged().isEmpty()) {
                run.taken();
            }
            if (settlement.outcome() == Outcome.REFUSED || settlement.outcome() == Outcome.NARROWED) {
                pauseAfterRun(run, settlement).ifPresent(reason -> paused.put(destination.name(), reason));
            }
        }
        settleAccount(
                destination.account(),
                quota,
                settlements.stream().map(RequestEnd::of).toList(),
                paused,
                now);
        return paused;
    }

    /**
     * Takes in what requests have told of the account.
     *
     * @param ends of requests that were certainly those of the quota's user
     * @param paused gets the destinations that are paused since, and why
     */
    void settleAccount(
            Account account, QuotaState quota, List<RequestEnd> ends, Map<String, String> paused, Instant now) {
        boolean succeeded = false;
        RequestEnd trouble = null;
        for (RequestEnd end : ends) {
            if (end.sent()) {
                quota.observe(end.rateLimit(), end.at(), account.quota().period());
            }
            succeeded |= end.taken();
            switch (end.outcome()) {
                case REFUSED, NARROWED -> succeeded |= !end.inDoubt();
                case RETRY, WAIT -> trouble = worse(trouble, end);
                case PAUSE -> {
                    for (Destination each : destinations.of(account)) {
                        if (!paused.containsKey(each.name())
                                && pauses.pause(each.name(), Pauses.Cause.REFUSED, end.reason())) {
                            paused.put(each.name(), end.reason());
                        }
                    }
                }
                case ACKNOWLEDGED, SKIPPED, WITHHELD, RELEASED -> {}
            }
        }
        quota.probed();
        if (succeeded) {
            quota.succeeded(now);
        }
        if (trouble == null) {
            return;
        }
        if (trouble.retryAfter() != null) {
            quota.close(trouble.at().plus(trouble.retryAfter()).plus(QuotaState.MARGIN), trouble.reason());
        } else if (!succeeded && !quota.isClosed(now)) {
            int tooMany = quota.failedAgain() - FAILED_ROUNDS + 1;
            if (tooMany > 0) {
                quota.close(now.plus(accountBackOff.after(tooMany)), trouble.reason());
            }
        }
    }

    /** Why the destination is paused since, if it is. */
    private Optional<String> pauseAfterRun(RefusalRun run, Settlement settlement) {
        boolean taken = !settlement.attributes().acknowledged().isEmpty();
        int refused = taken || settlement.status() == 0
                ? 0
                : run.refused(settlement.claim().prospectId(), settlement.status());
        if (refused == 0) {
            return Optional.empty();
        }
        String reason = "Outreach refused " + refused + " prospects in a row and took none in between, the last with: "
                + settlement.reason();
        return pauses.pause(settlement.claim().destination(), Pauses.Cause.REFUSED, reason)
                ? Optional.of(reason)
                : Optional.empty();
    }

    /** Of two troubles the one that asks to wait longer. */
    private static RequestEnd worse(RequestEnd one, RequestEnd other) {
        if (one == null || one.retryAfter() == null) {
            return other.retryAfter() == null && one != null ? one : other;
        }
        return other.retryAfter() == null || other.retryAfter().compareTo(one.retryAfter()) < 0 ? one : other;
    }
}
