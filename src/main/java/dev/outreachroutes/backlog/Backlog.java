package dev.outreachroutes.backlog;

import dev.outreachroutes.backlog.run.RunCounts;
import dev.outreachroutes.database.Outage;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.mapping.ProspectChange;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The durable fold: takes prospect changes in. Deliveries take them out again by {@link Claims}.
 *
 * <p>A fold is one transaction; doing it twice, or in another order, gives the same state.
 */
public final class Backlog {

    private static final int DEADLOCKS = 5;

    /** Changes that are folded in one transaction: a record may hold tens of thousands, and their rows take memory. */
    private static final int CHANGES_TOGETHER = 2_000;

    /** Prospects of one fold that fail, after which no more of them are looked for. */
    private static final int MOST_ERRORS = 20;

    private final Destinations destinations;
    private final TransactionTemplate transactions;
    private final ProspectTable prospects;
    private final FieldRegister fields;
    private final ForgottenProspects forgotten;
    private final RunCounts runs;
    private final BlockedMappings blocked;
    private final InstantSource clock;
    private final Map<String, List<Runnable>> waiting = new ConcurrentHashMap<>();

    /**
     * @param blocked what is not sent: a prospect of which nothing else is pending is not due
     */
    public Backlog(
            Destinations destinations,
            JdbcClient jdbc,
            TransactionTemplate transactions,
            BlockedMappings blocked,
            InstantSource clock) {
        this.transactions = transactions;
        this.destinations = destinations;
        this.prospects = new ProspectTable(jdbc, destinations);
        this.fields = new FieldRegister(jdbc, transactions, clock);
        this.forgotten = new ForgottenProspects(jdbc);
        this.runs = new RunCounts(jdbc);
        this.blocked = blocked;
        this.clock = clock;
    }

    /**
     * Folds changes into a destination's backlog, in the order given, so many at a time. What is folded twice changes nothing. Of a
     * prospect that is {@linkplain ForgottenProspects forgotten} only what was written since is folded.
     *
     * @return what became of them, once it is durable
     * @throws RuntimeException an outage of the database, see {@link Outage}: nothing may be folded then. Or an error about one of
     *     the prospects: the others are folded all the same
     */
    public FoldCount fold(String destination, List<ProspectChange> changes) {
        if (changes.isEmpty()) {
            return new FoldCount(0, 0, 0, 0);
        }
        destinations.find(destination).ifPresent(fields::register);
        List<RuntimeException> errors = new ArrayList<>();
        FoldTally tally = new FoldTally();
        for (int from = 0; from < changes.size(); from += CHANGES_TOGETHER) {
            int to = Math.min(from + CHANGES_TOGETHER, changes.size());
            tally.add(fold(destination, byProspect(changes.subList(from, to)), errors));
        }
        if (tally.queued > 0) {
            wake(destination);
        }
        if (!errors.isEmpty()) {
            throw errors.get(0);
        }
        return new FoldCount(tally.queued, tally.merged, tally.unchanged, tally.forgotten);
    }

    private static NavigableMap<Long, List<ProspectChange>> byProspect(List<ProspectChange> changes) {
        NavigableMap<Long, List<ProspectChange>> byProspect = new TreeMap<>();
        changes.forEach(change -> byProspect
                .computeIfAbsent(change.prospectId(), id -> new ArrayList<>(1))
                .add(change));
        return byProspect;
    }

    /** What fails with an error is folded in halves, so that only the prospects that it is about are left out. */
    private FoldTally fold(
            String destination, NavigableMap<Long, List<ProspectChange>> byProspect, List<RuntimeException> errors) {
        try {
            return againIfDeadlocked(() -> foldAll(destination, byProspect));
        } catch (RuntimeException e) {
            if (Outage.is(e) || errors.size() >= MOST_ERRORS) {
                throw e;
            }
            if (byProspect.size() == 1) {
                errors.add(e);
                return new FoldTally();
            }
            Long middle = List.copyOf(byProspect.keySet()).get(byProspect.size() / 2);
            FoldTally tally = fold(destination, byProspect.headMap(middle, false), errors);
            tally.add(fold(destination, byProspect.tailMap(middle, true), errors));
            return tally;
        }
    }

    /**
     * Withdraws refusals, so that what is desired now is tried again. Doing it twice makes at most one more request.
     *
     * @param attributes by prospect, those to try again; none named means all that were refused
     * @return how many prospects have something to deliver because of it
     * @throws org.springframework.dao.DataAccessException when the database does not answer; nothing is changed then
     */
    public int tryAgain(String destination, Map<Long, Set<String>> attributes) {
        int due = againIfDeadlocked(() -> withdrawRefusals(destination, attributes));
        if (due > 0) {
            wake(destination);
        }
        return due;
    }

    private int withdrawRefusals(String destination, Map<Long, Set<String>> attributes) {
        Instant now = clock.instant();
        Set<String> impossible = blocked.of(destination).keySet();
        Map<Long, ProspectRow> rows = prospects.lock(destination, attributes.keySet());
        rows.values().forEach(row -> {
            row.state.withdrawRefusals(attributes.get(row.prospectId));
            if (row.claim == null) {
                row.attempts = 0;
            }
            row.reschedule(now, now, impossible);
        });
        prospects.update(destination, List.copyOf(rows.values()));
        prospects.bringBack(destination, attributes.keySet());
        return (int) rows.values().stream()
                .filter(row -> row.state.isPending(impossible))
                .count();
    }

    /** Two folds that bring the same new prospects can, rarely, wait for each other; the database then ends one of them. */
    private <T> T againIfDeadlocked(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transactions.execute(status -> work.get());
            } catch (PessimisticLockingFailureException e) {
                if (attempt == DEADLOCKS) {
                    throw e;
                }
            }
        }
    }

    /** Which segment is in which field. */
    FieldRegister fields() {
        return fields;
    }

    /** Calls back, on the folding thread, whenever a fold in this process leaves new work for a destination. */
    public void onWork(String destination, Runnable callback) {
        waiting.computeIfAbsent(destination, name -> new CopyOnWriteArrayList<>())
                .add(callback);
    }

    /** Calls those back who wait for new work of a destination. */
    void wake(String destination) {
        waiting.getOrDefault(destination, List.of()).forEach(Runnable::run);
    }

    /** Ends that. */
    public void noLongerOnWork(String destination, Runnable callback) {
        waiting.getOrDefault(destination, List.of()).remove(callback);
    }

    private FoldTally foldAll(String destination, Map<Long, List<ProspectChange>> byProspect) {
        Instant now = clock.instant();
        Set<String> impossible = blocked.of(destination).keySet();
        FoldTally tally = new FoldTally();
        Map<Long, ForgottenProspects.Tombstone> tombstones = forgotten.among(destination, byProspect.keySet());
        Map<Long, List<ProspectChange>> open = notForgotten(byProspect, tombstones, tally);
        while (!open.isEmpty()) {
            Map<Long, ProspectRow> existing = prospects.lock(destination, open.keySet());
            List<ProspectRow> changed = new ArrayList<>();
            open.forEach((prospectId, changes) -> {
                ProspectRow row = existing.get(prospectId);
                if (row != null && fold(row, changes, now, due(tombstones.get(prospectId), now), impossible, tally)) {
                    changed.add(row);
                }
            });
            prospects.update(destination, changed);
            prospects.bringBack(
                    destination, changed.stream().map(row -> row.prospectId).toList());
            open.keySet().removeAll(existing.keySet());
            open.keySet().removeAll(insert(destination, open, tombstones, now, impossible, tally));
        }
        runs.folded(destination, now, tally.queued, tally.merged, tally.unchanged, tally.forgotten);
        return tally;
    }

    private static Map<Long, List<ProspectChange>> notForgotten(
            Map<Long, List<ProspectChange>> byProspect,
            Map<Long, ForgottenProspects.Tombstone> tombstones,
            FoldTally tally) {
        Map<Long, List<ProspectChange>> rest = new LinkedHashMap<>(byProspect);
        tombstones.forEach((prospectId, tombstone) -> {
            List<ProspectChange> all = byProspect.get(prospectId);
            List<ProspectChange> later = all.stream()
                    .flatMap(change -> change.writtenAfter(tombstone.at()).stream())
                    .toList();
            tally.forgotten += all.size() - later.size();
            rest.put(prospectId, later);
        });
        rest.values().removeIf(List::isEmpty);
        return rest;
    }

    private Set<Long> insert(
            String destination,
            Map<Long, List<ProspectChange>> open,
            Map<Long, ForgottenProspects.Tombstone> tombstones,
            Instant now,
            Set<String> impossible,
            FoldTally tally) {
        if (open.isEmpty()) {
            return Set.of();
        }
        Map<Long, ProspectRow> rows = new LinkedHashMap<>();
        Map<Long, FoldTally> tallies = new LinkedHashMap<>();
        Configured configured = prospects.configured(destination);
        open.forEach((prospectId, changes) -> {
            ProspectRow row = new ProspectRow(prospectId, configured);
            FoldTally own = new FoldTally();
            fold(row, changes, now, due(tombstones.get(prospectId), now), impossible, own);
            rows.put(prospectId, row);
            tallies.put(prospectId, own);
        });
        Set<Long> done = new HashSet<>(rows.keySet());
        rows.values().removeIf(row -> row.state.isEmpty());
        done.removeAll(rows.keySet());
        done.addAll(prospects.insert(destination, List.copyOf(rows.values())));
        done.forEach(prospectId -> tally.add(tallies.get(prospectId)));
        return done;
    }

    /** The request of a prospect that was forgotten may be under way still. */
    private static Instant due(ForgottenProspects.Tombstone tombstone, Instant now) {
        return tombstone == null
                        || tombstone.busyUntil() == null
                        || tombstone.busyUntil().isBefore(now)
                ? now
                : tombstone.busyUntil();
    }

    private static boolean fold(
            ProspectRow row,
            List<ProspectChange> changes,
            Instant now,
            Instant due,
            Set<String> impossible,
            FoldTally tally) {
        boolean write = row.state.isChangedByConfiguration();
        for (ProspectChange asMade : changes) {
            ProspectChange change = row.configured.translated(asMade).orElse(null);
            if (change == null) {
                tally.unchanged++;
                continue;
            }
            boolean pendingBefore = row.state.isPending();
            ProspectState.Folded folded = row.state.fold(change);
            write |= folded != ProspectState.Folded.UNCHANGED;
            if (folded != ProspectState.Folded.CHANGED) {
                tally.unchanged++;
            } else if (pendingBefore) {
                tally.merged++;
            } else if (row.state.isPending()) {
                tally.queued++;
            } else {
                tally.unchanged++;
            }
        }
        if (write) {
            if (row.blocked != null && row.state.isPending(impossible)) {
                // What waited for its mapping says nothing of how long the rest waits.
                row.pendingSince = null;
            }
            row.reschedule(now, due, impossible);
        }
        return write;
    }

    private static final class FoldTally {
        private int queued;
        private int merged;
        private int unchanged;
        private int forgotten;

        void add(FoldTally other) {
            queued += other.queued;
            merged += other.merged;
            unchanged += other.unchanged;
            forgotten += other.forgotten;
        }
    }
}
