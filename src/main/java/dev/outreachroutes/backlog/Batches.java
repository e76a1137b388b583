package dev.outreachroutes.backlog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.backlog.Settlement.Attributes;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.backlog.bulk.BulkMove;
import dev.outreachroutes.backlog.bulk.ChangeKey;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Mode;
import dev.outreachroutes.outreach.Narrowing;
import dev.outreachroutes.outreach.answer.BatchAnswer;
import dev.outreachroutes.outreach.answer.BatchItems;
import dev.outreachroutes.outreach.request.BatchRequest;
import dev.outreachroutes.quota.BackOff;
import dev.outreachroutes.quota.QuotaLedger;
import dev.outreachroutes.quota.QuotaState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes bulk requests of what is pending of many prospects alike, and follows each until it is known what became of every prospect of it.
 *
 * <p>What a bulk request brings is in doubt from before it leaves until Outreach tells its end. Meanwhile its prospects carry it as their
 * claim, so nothing else is sent for them; where the end is not told in time they are sent one by one, and the batch is looked after: if it
 * ends later, what it brought is in doubt once more, since it may have undone what was sent in between. All of it stands in the database,
 * so any replica goes on where another has stopped.
 */
public final class Batches {

    private static final Logger LOG = LoggerFactory.getLogger(Batches.class);

    /** Batches that one turn looks at. */
    private static final int LOOKED_AT_TOGETHER = 20;

    private static final int ITEMS_OF_A_PAGE = 250;

    /** How long a group that cannot be claimed together is left to requests for each prospect. */
    private static final Duration LEFT = Duration.ofMinutes(1);

    /** Between two looks at a batch that was given up. */
    private static final Duration LONGEST_LATE_LOOK = Duration.ofHours(1);

    /** Nobody looks at a batch whose turn was so long ago. */
    private static final Duration ABANDONED = Duration.ofMinutes(5);

    /** A prospect of a batch that is in doubt again has a request under way just now. */
    private static final Duration BEHIND_A_REQUEST = Duration.ofSeconds(10);

    private final Destinations destinations;
    private final BlockedMappings blocked;
    private final TransactionTemplate transactions;
    private final ProspectTable prospects;
    private final BatchTable batches;
    private final QuotaLedger ledger;
    private final Claims claims;
    private final BulkPlans plans;
    private final BulkLimits limits;
    private final BacklogSettings backlog;
    private final BulkSettings settings;
    private final BackOff looks;
    private final BackOff lateLooks;
    private final InstantSource clock;

    public Batches(
            Destinations destinations,
            BlockedMappings blocked,
            JdbcClient jdbc,
            TransactionTemplate transactions,
            Claims claims,
            BulkPlans plans,
            BacklogSettings backlog,
            BulkSettings settings,
            InstantSource clock) {
        this.destinations = destinations;
        this.blocked = blocked;
        this.transactions = transactions;
        this.prospects = new ProspectTable(jdbc, destinations);
        this.batches = new BatchTable(jdbc);
        this.ledger = new QuotaLedger(jdbc);
        this.claims = claims;
        this.plans = plans;
        this.limits = new BulkLimits(batches, settings);
        this.backlog = backlog;
        this.settings = settings;
        this.looks = new BackOff(settings.firstLook(), settings.longestLook());
        this.lateLooks = new BackOff(settings.longestLook(), LONGEST_LATE_LOOK);
        this.clock = clock;
    }

    /** What one turn did. */
    public record Turn(List<BatchStep> next, List<Settlement> settled) {}

    private static final Turn NOTHING = new Turn(List.of(), List.of());

    /**
     * Takes in how requests of batches ended, in one transaction, and hands out those that are to be made next, in another: first looks at
     * batches, then new bulk requests.
     *
     * @param ends of steps of this destination
     * @param limit the most steps to hand out; the quota may leave room for fewer
     */
    public Turn settleAndNext(String destinationName, List<BatchEnd> ends, int limit) {
        Destination destination = destinations.named(destinationName);
        Instant at = clock.instant();
        boolean asks = limit > 0 && destination.account().quietUntil(at).isEmpty();
        if (ends.isEmpty() && !(asks && (batches.anyDue(destinationName, at) || mayBegin(destination, at)))) {
            return NOTHING;
        }
        List<Settlement> settled = new ArrayList<>();
        if (!ends.isEmpty()) {
            inTurn(destination, quota -> settle(destination, quota, ends, settled, clock.instant()));
        }
        List<BatchStep> next = new ArrayList<>();
        if (asks) {
            int before = settled.size();
            inTurn(destination, quota -> {
                Instant now = clock.instant();
                next.addAll(next(destination, quota, limit, settled, now));
                claims.count(destinationName, settled.subList(before, settled.size()), 0, now);
                return Map.of();
            });
        }
        return new Turn(List.copyOf(next), List.copyOf(settled));
    }

    /** Whether nothing of a destination is pending, and no batch's end is awaited. */
    public boolean isAtRest(String destinationName) {
        return claims.isAtRest(destinationName) && !batches.any(destinationName);
    }

    /** In a transaction in which nobody else claims anything of the account. */
    private void inTurn(Destination destination, Function<QuotaState, Map<String, String>> work) {
        String[] waitedFor = new String[1];
        Map<String, String> paused = new TreeMap<>();
        QuotaState after = transactions.execute(status -> {
            QuotaState quota = ledger.lock(destination.account().name());
            waitedFor[0] = quota.closedReason();
            paused.putAll(work.apply(quota));
            ledger.save(quota);
            return quota;
        });
        Claims.tell(waitedFor[0], after, paused);
        claims.tellGrant(after);
    }

    private boolean mayBegin(Destination destination, Instant now) {
        return Boolean.TRUE.equals(
                transactions.execute(status -> !plans.moves(destination, now).isEmpty()));
    }

    // What ended

    private Map<String, String> settle(
            Destination destination, QuotaState quota, List<BatchEnd> ends, List<Settlement> settled, Instant now) {
        Map<String, String> paused = new TreeMap<>();
        Map<BatchEnd, Batch> current = new LinkedHashMap<>();
        for (BatchEnd end : ends) {
            // What was settled before, or what somebody else has gone on with, is over.
            batches.lock(end.step().batch().id())
                    .filter(batch -> batch.isStill(end.step().batch()) || isLateAnswer(batch, end))
                    .ifPresent(batch -> current.put(end, batch));
        }
        lockProspects(destination.name(), current.values());
        List<RequestEnd> requests =
                current.keySet().stream().map(Batches::requestEnd).toList();
        claims.settleAccount(
                destination.account(),
                quota,
                requests.stream()
                        .filter(end -> claims.tellsOfUser(end.leaseUntil(), quota))
                        .toList(),
                paused,
                now);
        current.forEach((end, batch) -> settle(batch, end, settled, now));
        claims.settleLedger(destination.account(), quota, requests, now);
        plans.forget(destination.name());
        claims.count(
                destination.name(),
                settled,
                requests.stream().filter(RequestEnd::sent).count(),
                now);
        return paused;
    }

    /** Outreach has told the number of a batch that was taken for lost. */
    private static boolean isLateAnswer(Batch batch, BatchEnd end) {
        return end.step().request().step() == BatchRequest.Step.CREATE
                && end.kind() == BatchEnd.Kind.ANSWERED
                && batch.state() == Batch.State.LATE
                && batch.outreachId() == null;
    }

    private static RequestEnd requestEnd(BatchEnd end) {
        Outcome outcome =
                switch (end.kind()) {
                    case ANSWERED -> Outcome.ACKNOWLEDGED;
                    case WAIT -> Outcome.WAIT;
                    // Outreach answered, whatever it said. What a guard held back says nothing of it.
                    case REFUSED, FORBIDDEN, GONE -> end.sent() ? Outcome.REFUSED : Outcome.SKIPPED;
                    case UNKNOWN, UNREACHED -> Outcome.RETRY;
                    case SKIPPED -> Outcome.SKIPPED;
                    case NOT_SENT -> Outcome.RELEASED;
                };
        return new RequestEnd(
                outcome,
                end.sent(),
                end.kind() == BatchEnd.Kind.ANSWERED,
                end.kind() == BatchEnd.Kind.UNKNOWN,
                end.retryAfter(),
                end.rateLimit(),
                end.at(),
                end.reason(),
                end.step().leaseUntil());
    }

    private void settle(Batch batch, BatchEnd end, List<Settlement> settled, Instant now) {
        switch (end.step().request().step()) {
            case CREATE -> {
                if (batch.state() == Batch.State.ASKED) {
                    created(batch, end, settled, now);
                } else {
                    batches.update(
                            batch.known(end.step().request().batch().id()).in(Batch.State.LATE), now);
                }
            }
            case LOOK, ITEMS -> looked(batch, end, settled, now);
            case CANCEL -> {
                boolean told = end.sent() && end.kind() != BatchEnd.Kind.WAIT && end.kind() != BatchEnd.Kind.UNKNOWN;
                batches.update(told ? batch.looked(batch.done(), false) : batch, now.plus(settings.firstLook()));
            }
        }
    }

    private void created(Batch batch, BatchEnd end, List<Settlement> settled, Instant now) {
        switch (end.kind()) {
            case ANSWERED -> {
                BatchAnswer answer = end.step().request().batch();
                if (answer.total() != null && answer.total() > batch.prospects().size()) {
                    LOG.atError()
                            .addKeyValue(LogFields.DESTINATION, batch.destination())
                            .log(
                                    "{}: Outreach counts {} prospects in batch {}, which was made for {}. Look at it in Outreach",
                                    batch.destination(),
                                    answer.total(),
                                    answer.id(),
                                    batch.prospects().size());
                }
                limits.taken(batch.account(), batch.prospects().size());
                Batch known = batch.known(answer.id());
                LOG.atDebug()
                        .addKeyValue(LogFields.DESTINATION, batch.destination())
                        .log(
                                "{}: {} prospects are in batch {}",
                                batch.destination(),
                                batch.prospects().size(),
                                answer.id());
                progress(known, answer, settled, end, now);
            }
            case UNKNOWN -> {
                if (end.status() == 0
                        && !limits.smaller(batch.account(), batch.prospects().size())) {
                    limits.refused(batch.account(), end.reason(), now);
                }
                lost(batch, end.step().claims(), end.reason(), settled, now);
            }
            default -> {
                if (end.kind() == BatchEnd.Kind.REFUSED
                        && !limits.smaller(batch.account(), batch.prospects().size())) {
                    // Not for its size, then: the answer to one of them tells.
                    plans.leave(batch.destination(), Set.of(ChangeKey.of(batch.change())), settings.refused());
                } else if (end.kind() == BatchEnd.Kind.FORBIDDEN
                        || end.kind() == BatchEnd.Kind.GONE
                        || end.kind() == BatchEnd.Kind.SKIPPED) {
                    limits.refused(batch.account(), end.reason(), now);
                }
                settleRows(
                        batch,
                        batch.prospects(),
                        end.step().claims(),
                        prospect -> Fate.released(false, end.status(), end.reason()),
                        settled,
                        now);
                batches.delete(batch.id());
            }
        }
    }

    /** It may have been taken, and nobody has heard of it. */
    private void lost(Batch batch, List<Claim> of, String reason, List<Settlement> settled, Instant now) {
        settleRows(batch, batch.prospects(), of, prospect -> Fate.released(true, 0, reason), settled, now);
        LOG.atWarn()
                .addKeyValue(LogFields.DESTINATION, batch.destination())
                .log(
                        "{}: a bulk request for {} prospects has no answer, so it is not known whether it was taken; it is made again, and"
                                + " once more when it cannot be applied any more: {}",
                        batch.destination(),
                        batch.prospects().size(),
                        reason);
        batches.update(batch.in(Batch.State.LATE), now.plus(settings.late()));
    }

    private void looked(Batch batch, BatchEnd end, List<Settlement> settled, Instant now) {
        switch (end.kind()) {
            case ANSWERED -> {
                if (end.step().request().step() == BatchRequest.Step.ITEMS) {
                    items(batch, end.step().request().items(), settled, end, now);
                } else {
                    progress(batch, end.step().request().batch(), settled, end, now);
                }
            }
            case GONE, FORBIDDEN, REFUSED -> {
                if (batch.state() == Batch.State.LATE && end.kind() == BatchEnd.Kind.GONE) {
                    Instant late = batch.askedAt().plus(settings.late());
                    batches.update(batch.in(Batch.State.DOUBTFUL), late.isAfter(now) ? late : now);
                } else if (batch.state() == Batch.State.LATE || !end.sent()) {
                    lookAgain(batch, now);
                } else if (batch.state() == Batch.State.RUNNING) {
                    giveUp(
                            batch,
                            "Outreach does not tell how batch " + batch.outreachId() + " gets on: " + end.reason(),
                            settled,
                            now);
                } else {
                    oneByOne(batch, end.reason(), settled, now);
                }
            }
            default -> lookAgain(batch, now);
        }
    }

    private void lookAgain(Batch batch, Instant now) {
        BackOff waits = batch.state() == Batch.State.LATE ? lateLooks : looks;
        batches.update(batch.looked(batch.done(), false), now.plus(waits.after(batch.looks() + 1)));
    }

    /** Takes in how a batch gets on. */
    private void progress(Batch batch, BatchAnswer answer, List<Settlement> settled, BatchEnd end, Instant now) {
        Integer through = answer.through(batch.prospects().size());
        if (batch.state() == Batch.State.LATE) {
            if (answer.ended()) {
                doubtful(batch, now);
            } else {
                lookAgain(batch, now);
            }
        } else if (!answer.ended()) {
            boolean progress = through != null && through > batch.done();
            Batch next = batch.looked(progress ? through : batch.done(), progress);
            if (progress) {
                next = hold(next, now);
            }
            batches.update(next, now.plus(untilNextLook(next, progress, now)));
        } else if (answer.complete()
                && answer.failures() != null
                && (answer.total() == null
                        || answer.total() >= batch.prospects().size())) {
            if (answer.failures() == 0) {
                finish(batch, acknowledge(batch, batch.prospects(), end, settled, now), now);
            } else {
                String query =
                        "filter[batchId]=" + batch.outreachId() + "&filter[failed]=true&page[size]=" + ITEMS_OF_A_PAGE;
                batches.update(batch.reading(Batch.State.FAILURES, answer.failures(), query), now);
            }
        } else {
            String query = "filter[batchId]=" + batch.outreachId() + "&page[size]=" + ITEMS_OF_A_PAGE;
            batches.update(batch.reading(Batch.State.ITEMS, 0, query), now);
        }
    }

    /** As long as the rest takes at the speed so far. */
    private Duration untilNextLook(Batch batch, boolean progress, Instant now) {
        if (!progress) {
            return looks.after(batch.looks());
        }
        Duration soFar = Duration.between(batch.askedAt(), now);
        int rest = Math.max(1, batch.prospects().size() - batch.done());
        Duration left = soFar.multipliedBy(rest).dividedBy(Math.max(1, batch.done()));
        Duration atLeast = left.compareTo(settings.firstLook()) < 0 ? settings.firstLook() : left;
        return atLeast.compareTo(settings.longestLook()) > 0 ? settings.longestLook() : atLeast;
    }

    /** While it gets on it is waited for. */
    private Batch hold(Batch batch, Instant now) {
        if (batch.giveUpAt().isAfter(now.plus(settings.timeLimit().dividedBy(2)))) {
            return batch;
        }
        Instant later = now.plus(settings.timeLimit());
        prospects.holdUntil(batch.destination(), batch.prospects(), batch.id(), later);
        return batch.until(later);
    }

    private void items(Batch batch, BatchItems items, List<Settlement> settled, BatchEnd end, Instant now) {
        Set<Long> rest = new HashSet<>(batch.prospects());
        if (!items.failures().isEmpty()) {
            settleRows(
                    batch,
                    items.failures().keySet(),
                    List.of(),
                    prospect -> Fate.retry(
                            false,
                            end.status(),
                            "batch " + batch.outreachId() + " did not change it: "
                                    + items.failures().get(prospect)),
                    settled,
                    now);
            rest.removeAll(items.failures().keySet());
        }
        if (batch.state() == Batch.State.ITEMS && !items.changed().isEmpty()) {
            acknowledge(batch, items.changed(), end, settled, now);
            rest.removeAll(items.changed());
        }
        int unknown = Math.max(0, batch.failures() - items.failures().size());
        boolean more = items.next() != null
                && !items.next().equals(batch.page())
                && rest.size() < batch.prospects().size();
        if (rest.isEmpty()) {
            batches.delete(batch.id());
        } else if (more && (batch.state() == Batch.State.ITEMS || unknown > 0)) {
            batches.update(batch.of(rest).reading(batch.state(), unknown, items.next()), now);
        } else if (batch.state() == Batch.State.FAILURES && unknown == 0) {
            finish(batch, acknowledge(batch, rest, end, settled, now), now);
        } else {
            oneByOne(batch.of(rest), "batch " + batch.outreachId() + " does not tell what became of it", settled, now);
        }
    }

    /** @param others that were sent otherwise before it had ended */
    private void finish(Batch batch, Set<Long> others, Instant now) {
        if (others.isEmpty()) {
            batches.delete(batch.id());
        } else {
            batches.update(batch.of(others).in(Batch.State.DOUBTFUL), now);
        }
    }

    /** @return those that do not carry it as their claim any more */
    private Set<Long> acknowledge(Batch batch, Set<Long> some, BatchEnd end, List<Settlement> settled, Instant now) {
        return settleRows(
                batch,
                some,
                List.of(),
                prospect -> new Fate(Outcome.ACKNOWLEDGED, batch.change().keySet(), false, end.status(), ""),
                settled,
                now);
    }

    /** It has ended, and what became of these is not known. */
    private void oneByOne(Batch batch, String reason, List<Settlement> settled, Instant now) {
        Set<Long> others =
                settleRows(batch, batch.prospects(), List.of(), prospect -> Fate.retry(true, 0, reason), settled, now);
        tellOneByOne(batch, reason);
        finish(batch, others, now);
    }

    private static void tellOneByOne(Batch batch, String reason) {
        LOG.atWarn()
                .addKeyValue(LogFields.DESTINATION, batch.destination())
                .log(
                        "{}: {} prospects are sent one by one: {}",
                        batch.destination(),
                        batch.prospects().size(),
                        reason);
    }

    private void giveUp(Batch batch, String reason, List<Settlement> settled, Instant now) {
        settleRows(batch, batch.prospects(), List.of(), prospect -> Fate.retry(true, 0, reason), settled, now);
        limits.smaller(batch.account(), batch.prospects().size());
        tellOneByOne(batch, reason);
        batches.update(batch.in(Batch.State.LATE), now);
    }

    /** Of its prospects nobody knows any more which of two requests came last. */
    private void doubtful(Batch batch, Instant now) {
        batches.update(batch.in(Batch.State.DOUBTFUL), now);
    }

    /** What becomes of prospects of a batch. */
    private record Fate(Outcome outcome, Set<String> acknowledged, boolean inDoubt, int status, String reason) {

        static Fate released(boolean inDoubt, int status, String reason) {
            return new Fate(Outcome.RELEASED, Set.of(), inDoubt, status, reason);
        }

        static Fate retry(boolean inDoubt, int status, String reason) {
            return new Fate(Outcome.RETRY, Set.of(), inDoubt, status, reason);
        }

        /** Whether the bulk request may have left. */
        boolean left() {
            return outcome != Outcome.RELEASED || inDoubt;
        }
    }

    /**
     * Settles prospects that still carry the batch as their claim.
     *
     * @param of their claims as they were made, if they are known here
     * @param fates by prospect
     * @return those that do not carry it any more
     */
    private Set<Long> settleRows(
            Batch batch,
            Set<Long> some,
            List<Claim> of,
            LongFunction<Fate> fates,
            List<Settlement> settled,
            Instant now) {
        Map<Long, Claim> made = new HashMap<>();
        of.forEach(claim -> made.put(claim.prospectId(), claim));
        Map<Long, ProspectRow> rows = prospects.lock(batch.destination(), some);
        Map<Long, Settlement> settlements = new TreeMap<>();
        Set<Long> others = new HashSet<>();
        rows.forEach((prospectId, row) -> {
            if (!batch.id().equals(row.claim)) {
                others.add(prospectId);
                return;
            }
            Claim claim = made.containsKey(prospectId) ? made.get(prospectId) : claim(batch, row);
            Fate fate = fates.apply(prospectId);
            settlements.put(
                    prospectId,
                    new Settlement(
                            claim,
                            fate.outcome(),
                            Attributes.acknowledged(fate.acknowledged()),
                            fate.status(),
                            fate.left(),
                            fate.inDoubt(),
                            null,
                            null,
                            now,
                            fate.reason(),
                            new Settlement.Left(fate.status(), batch.change(), null)));
        });
        settled.addAll(claims.settleRows(batch.destination(), rows, settlements, now));
        return others;
    }

    /** As far as it can be told from the row: what was in doubt before it is taken to be so still. */
    private static Claim claim(Batch batch, ProspectRow row) {
        Map<String, JsonNode> pending = new LinkedHashMap<>(batch.whole() ? Map.of() : row.state.pending());
        pending.putAll(batch.change());
        return new Claim(
                batch.id(),
                batch.destination(),
                row.prospectId,
                batch.change(),
                pending,
                Narrowing.NONE,
                batch.change().keySet(),
                row.attempts,
                row.pendingSince,
                row.state.asked(batch.change()),
                row.isAskedByEvents(),
                row.dueAt);
    }

    // What is next

    private List<BatchStep> next(
            Destination destination, QuotaState quota, int limit, List<Settlement> settled, Instant now) {
        if (claims.leasesMayHaveEndedEarly()) {
            return List.of();
        }
        List<Batch> due = batches.lockDue(destination.name(), now, LOOKED_AT_TOGETHER);
        lockProspects(destination.name(), due);
        List<Batch> toLookAt = new ArrayList<>();
        for (Batch batch : due) {
            if (!isOver(batch, settled, now)) {
                toLookAt.add(batch);
            }
        }
        int permits = Math.min(limit, claims.permits(destination, quota, now));
        boolean probe = quota.oneAtATime(now);
        Instant leaseUntil = now.plus(backlog.lease());
        List<BatchStep> next = new ArrayList<>();
        for (Batch batch : toLookAt) {
            boolean lookedAt = !batch.lookAt().plus(settings.longestLook()).isBefore(now);
            if (batch.holdsProspects() && !batch.giveUpAt().isAfter(now) && lookedAt) {
                endInVain(batch, settled, now);
                continue;
            }
            if (batch.holdsProspects()) {
                waitedFor(batch, now);
            }
            if (next.size() < permits) {
                batches.lease(batch.id(), leaseUntil);
                next.add(new BatchStep(batch, request(batch), List.of(), leaseUntil));
            }
        }
        if (!probe && destination.mode() == Mode.LIVE) {
            begin(destination, permits, next, leaseUntil, now);
        }
        if (!next.isEmpty()) {
            ledger.claimed(destination.account(), quota, leaseUntil, next.size(), now);
        }
        return next;
    }

    /** All at once, so that each batch's can be read for itself in any order. */
    private void lockProspects(String destination, Collection<Batch> some) {
        prospects.lockOnly(
                destination,
                some.stream().flatMap(batch -> batch.prospects().stream()).toList());
    }

    /** Whether no request is made for it any more, and what follows from that is done. */
    private boolean isOver(Batch batch, List<Settlement> settled, Instant now) {
        boolean unheard = batch.state() == Batch.State.LATE
                && (batch.outreachId() == null
                        || batch.askedAt().plus(settings.lookAfter()).isBefore(now));
        if (batch.state() == Batch.State.ASKED) {
            lost(batch, List.of(), "the process that made it has ended", settled, now);
        } else if (batch.state() == Batch.State.DOUBTFUL || unheard) {
            askAgain(batch, now);
        } else {
            return false;
        }
        return true;
    }

    private void endInVain(Batch batch, List<Settlement> settled, Instant now) {
        String reason = "batch " + batch.outreachId() + " has not got on for "
                + settings.timeLimit().toMinutes() + " minutes";
        if (batch.state() == Batch.State.RUNNING) {
            giveUp(batch, reason, settled, now);
        } else {
            oneByOne(batch, reason, settled, now);
        }
    }

    /**
     * Ends the waiting for batches of a destination that nobody looks at: its bulk delivery does not run anywhere, or is stopped. Their
     * prospects are sent one by one, or once more.
     *
     * @return whether there were any
     */
    public boolean endAbandoned(String destinationName) {
        Destination destination = destinations.named(destinationName);
        Instant at = clock.instant();
        if (!batches.anyDue(destinationName, at.minus(ABANDONED))) {
            return false;
        }
        List<Settlement> settled = new ArrayList<>();
        inTurn(destination, quota -> {
            Instant now = clock.instant();
            if (!claims.leasesMayHaveEndedEarly()) {
                List<Batch> due = batches.lockDue(destinationName, now.minus(ABANDONED), LOOKED_AT_TOGETHER).stream()
                        .filter(batch -> !batch.giveUpAt().isAfter(now))
                        .toList();
                lockProspects(destinationName, due);
                for (Batch batch : due) {
                    if (!isOver(batch, settled, now) && batch.holdsProspects()) {
                        endInVain(batch, settled, now);
                    }
                }
                claims.count(destinationName, settled, 0, now);
            }
            return Map.of();
        });
        return !settled.isEmpty();
    }

    /** Lets the prospects of a batch go whose end cannot be stored, each to be sent by itself: what is wrong with one is found then. */
    public void letGo(BatchStep step) {
        Batch batch = step.batch();
        transactions.executeWithoutResult(status -> {
            prospects.lockOnly(batch.destination(), batch.prospects());
            prospects.release(batch.destination(), batch.prospects(), batch.id(), clock.instant());
            batches.lock(batch.id()).ifPresent(known -> batches.update(known.in(Batch.State.LATE), clock.instant()));
        });
        tellOneByOne(batch, "what became of them could not be stored");
    }

    private static BatchRequest request(Batch batch) {
        return switch (batch.state()) {
            case FAILURES, ITEMS -> BatchRequest.items(batch.outreachId(), batch.prospects(), batch.page());
            case LATE ->
                batch.looks() == 0
                        ? BatchRequest.cancel(batch.outreachId(), batch.prospects())
                        : BatchRequest.look(batch.outreachId(), batch.prospects());
            default -> BatchRequest.look(batch.outreachId(), batch.prospects());
        };
    }

    /** That nobody could ask how it gets on says nothing against it. */
    private void waitedFor(Batch batch, Instant now) {
        if (batch.lookAt().plus(settings.longestLook()).isBefore(now)) {
            Batch held = hold(batch, now);
            if (!held.giveUpAt().equals(batch.giveUpAt())) {
                batches.update(held, batch.lookAt());
            }
        }
    }

    /** Sends its prospects once more, whatever they hold by now. */
    private void askAgain(Batch batch, Instant now) {
        Set<String> impossible = blocked.of(batch.destination()).keySet();
        Set<Long> later = new HashSet<>();
        List<ProspectRow> changed = new ArrayList<>();
        prospects.lock(batch.destination(), batch.prospects()).forEach((prospectId, row) -> {
            if (row.claim != null) {
                later.add(prospectId);
                return;
            }
            Set<String> desired = new HashSet<>(batch.change().keySet());
            desired.retainAll(row.state.desired().keySet());
            if (!desired.isEmpty()) {
                row.state.markInDoubt(desired);
                row.rescheduleLast(now, now, impossible);
                changed.add(row);
            }
        });
        prospects.update(batch.destination(), changed);
        if (later.isEmpty()) {
            batches.delete(batch.id());
        } else {
            batches.update(batch.of(later).in(Batch.State.DOUBTFUL), now.plus(BEHIND_A_REQUEST));
        }
    }

    private void begin(Destination destination, int permits, List<BatchStep> next, Instant leaseUntil, Instant now) {
        if (next.size() >= permits) {
            return;
        }
        List<BulkMove> moves = plans.moves(destination, now);
        if (moves.isEmpty()) {
            return;
        }
        List<Batch> awaited = new ArrayList<>(batches.awaited(destination.name()));
        int most = limits.most(destination.account().name());
        // Value by value all take the same step together: whoever is behind would be in ever smaller requests.
        boolean inStep = awaited.stream().allMatch(Batch::whole);
        for (BulkMove move : moves) {
            if (!move.whole() && !inStep) {
                continue;
            }
            Optional<BatchStep> step;
            do {
                if (next.size() >= permits || awaited.size() >= settings.concurrency()) {
                    return;
                }
                boolean like = awaited.stream().anyMatch(batch -> batch.change().equals(move.change()));
                step = begin(destination, move, most, like, leaseUntil, now);
                step.ifPresent(begun -> {
                    next.add(begun);
                    awaited.add(begun.batch());
                });
            } while (step.isPresent() && step.get().claims().size() == most);
        }
    }

    /** @param like whether such a bulk request is under way, so that only a full one is made */
    private Optional<BatchStep> begin(
            Destination destination, BulkMove move, int most, boolean like, Instant leaseUntil, Instant now) {
        Set<String> impossible = blocked.of(destination.name()).keySet();
        List<ProspectRow> fit = new ArrayList<>();
        List<ProspectRow> others = new ArrayList<>();
        boolean whole = true;
        for (ProspectRow row :
                prospects.lockGroups(destination.name(), claims.siblings(destination), now, move.keys(), most)) {
            Map<String, JsonNode> pending = row.state.next(impossible);
            if (row.attempts == 0
                    && pending.entrySet().containsAll(move.change().entrySet())) {
                fit.add(row);
                whole &= pending.size() == move.change().size();
            } else {
                row.release(now, now, impossible);
                others.add(row);
            }
        }
        prospects.update(destination.name(), others);
        if (fit.size() < (like ? most : settings.fewest())) {
            if (!like) {
                // Some are set aside, or another destination has a request under way for them.
                plans.leave(destination.name(), move.keys(), LEFT);
            }
            return Optional.empty();
        }
        UUID id = UUID.randomUUID();
        Instant giveUpAt = now.plus(settings.timeLimit());
        List<Claim> made = new ArrayList<>();
        Set<Long> numbers = new HashSet<>();
        for (ProspectRow row : fit) {
            made.add(new Claim(
                    id,
                    destination.name(),
                    row.prospectId,
                    move.change(),
                    row.state.pending(impossible),
                    Narrowing.NONE,
                    Set.copyOf(row.state.inDoubt()),
                    row.attempts,
                    row.pendingSince,
                    row.state.asked(move.change()),
                    row.isAskedByEvents(),
                    giveUpAt));
            row.state.markInDoubt(move.change().keySet());
            row.claim = id;
            row.dueAt = giveUpAt;
            numbers.add(row.prospectId);
        }
        prospects.update(destination.name(), fit);
        Batch batch = new Batch(
                id,
                destination.name(),
                destination.account().name(),
                move.change(),
                whole,
                numbers,
                Batch.State.ASKED,
                null,
                now,
                leaseUntil,
                giveUpAt,
                0,
                0,
                0,
                "");
        batches.insert(batch);
        return Optional.of(new BatchStep(batch, BatchRequest.create(move.change(), numbers), made, leaseUntil));
    }
}
