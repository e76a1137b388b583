package dev.outreachroutes.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The batches, and their progress. When an item runs is fixed once its batch is confirmed; {@link #catchUp} runs what has become due by
 * the sandbox's clock, in that order. It comes before anything that looks at the sandbox or changes it, so that nobody can tell whether the
 * items ran on time. No thread is needed for that, and a clock that a test moves is as good as the system's.
 */
final class BatchStore {

    private final SandboxSettings settings;
    private final ProspectStore prospects;
    private final AttributeRules rules;
    private final Faults faults;
    private final RequestLog log;
    private final NavigableMap<Long, Batch> batches = new TreeMap<>();
    private final Queue<Batch> running =
            new PriorityQueue<>(Comparator.comparing(Batch::due).thenComparing(Batch::id));
    private long lastId;
    private long lastItem;
    private long toAll;

    BatchStore(SandboxSettings settings, ProspectStore prospects, AttributeRules rules, Faults faults, RequestLog log) {
        this.settings = settings;
        this.prospects = prospects;
        this.rules = rules;
        this.faults = faults;
        this.log = log;
    }

    synchronized Batch create(Batch.Order order) {
        BatchScript script = faults.ofBatch();
        Duration delay = script.delay() == null ? settings.get(Knobs.BATCH_DELAY) : script.delay();
        Instant now = settings.clock().instant();
        Batch batch = new Batch(++lastId, lastItem + 1, order, script, now, delay, settings.get(Knobs.BATCH_RATE));
        lastItem += batch.total();
        toAll += order.toAll() ? 1 : 0;
        batches.put(batch.id(), batch);
        if (!script.isDead()) {
            log.batchBegan(order.prospects());
        }
        run(batch);
        forget();
        return batch;
    }

    private void run(Batch batch) {
        if (batch.due() != null) {
            running.add(batch);
        }
    }

    /** Forgets the oldest of those that are over, as Outreach does after a month. */
    private void forget() {
        int surplus = batches.size() - settings.get(Knobs.BATCHES_KEPT);
        for (Iterator<Batch> oldest = batches.values().iterator(); surplus > 0 && oldest.hasNext(); ) {
            Batch batch = oldest.next();
            if (batch.isOver() || batch.script().isDead()) {
                oldest.remove();
                surplus--;
            }
        }
    }

    /** Runs every item that is due. */
    synchronized void catchUp() {
        Instant now = settings.clock().instant();
        for (Batch batch = running.peek(); batch != null && !batch.due().isAfter(now); batch = running.peek()) {
            running.remove();
            Long prospect = batch.next();
            if (prospect == null) {
                batch.ran(null);
            } else {
                batch.ran(failure(batch, prospect));
                log.batchEnded(prospect);
            }
            run(batch);
        }
    }

    private String failure(Batch batch, long prospect) {
        if (batch.script().failing().contains(prospect)) {
            return "The item failed because the test says so.";
        }
        String failure = faults.ofItem(prospect, batch.order().attributes());
        if (failure != null) {
            return failure;
        }
        try {
            prospects.change(
                    prospects.find(prospect),
                    rules.accept(batch.order().attributes()),
                    Map.of(),
                    batch.order().user(),
                    batch.due());
            return null;
        } catch (Refusal refusal) {
            return refusal.detail();
        }
    }

    synchronized Batch confirm(long id, Integer count) {
        Batch batch = find(id);
        if (batch.state() != Batch.State.UNCONFIRMED) {
            throw Refusal.invalid("/data", "Batch waits for no confirmation.");
        }
        if (count != null && count != batch.total()) {
            throw Refusal.invalid("/data", "Confirmed count is not that of the batch, " + batch.total() + ".");
        }
        batch.confirm(settings.clock().instant());
        run(batch);
        return batch;
    }

    synchronized Batch cancel(long id) {
        Batch batch = find(id);
        if (batch.finished() != null) {
            throw Refusal.invalid("/data", "Batch is finished.");
        }
        if (batch.canceled() == null) {
            running.remove(batch);
            for (long prospect : batch.rest()) {
                log.batchEnded(prospect);
            }
            batch.cancel(settings.clock().instant());
        }
        return batch;
    }

    /**
     * The batch of this id.
     *
     * @throws Refusal when there is none, or it has vanished
     */
    synchronized Batch find(long id) {
        Batch batch = batches.get(id);
        if (batch == null || batch.script().hidden()) {
            throw Refusal.noResource("batch", id);
        }
        return batch;
    }

    /** Those that have not vanished, oldest first. Whoever reads them holds this store's monitor. */
    Stream<Batch> visible() {
        return batches.values().stream().filter(batch -> !batch.script().hidden());
    }

    /** Those that have not vanished, newest first. */
    Stream<Batch> visibleBackwards() {
        return batches.descendingMap().values().stream()
                .filter(batch -> !batch.script().hidden());
    }

    /** How many were for all prospects, kept or not. */
    synchronized long toAll() {
        return toAll;
    }

    /** All that are kept, as they stand. */
    synchronized List<SandboxBatch> seen() {
        Knobs.BatchWords words = settings.get(Knobs.BATCH_WORDS);
        return batches.values().stream().map(batch -> batch.seen(words)).toList();
    }

    /** How many are kept of each state. */
    synchronized Map<String, Integer> states() {
        Map<String, Integer> states = new TreeMap<>();
        Knobs.BatchWords words = settings.get(Knobs.BATCH_WORDS);
        batches.values().forEach(batch -> states.merge(batch.state().word(words), 1, Integer::sum));
        return states;
    }

    /** How many were created, kept or not. */
    synchronized long count() {
        return lastId;
    }
}
