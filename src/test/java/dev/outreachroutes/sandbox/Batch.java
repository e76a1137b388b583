package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One change to many prospects, and how far it is. Whoever uses it holds the monitor of the {@link BatchStore}. */
final class Batch {

    /** Where a batch or one of its items is; items do not progress. */
    enum State {
        UNCONFIRMED("awaiting-confirmation"),
        PENDING("queued"),
        PROGRESSING("running"),
        FINISHED("completed"),
        FAILED("error"),
        CANCELED("cancelled");

        private final String otherWord;

        State(String otherWord) {
            this.otherWord = otherWord;
        }

        String word(Knobs.BatchWords words) {
            return words == Knobs.BatchWords.FINISHED ? Knob.word(this) : otherWord;
        }
    }

    /** What was asked for; {@code toAll} when neither ids nor a filter were given. */
    record Order(long user, ObjectNode attributes, long[] prospects, boolean toAll, boolean confirmed) {}

    private static final long SECOND = 1_000_000_000L;

    private final long id;
    private final long firstItem;
    private final Order order;
    private final BatchScript script;
    private final Instant created;
    private final Duration delay;
    private final int rate;
    private final Map<Integer, String> failures = new HashMap<>();
    private Instant confirmed;
    private Instant canceled;
    private Instant finished;
    private Instant due;
    private int done;

    Batch(long id, long firstItem, Order order, BatchScript script, Instant created, Duration delay, int rate) {
        this.id = id;
        this.firstItem = firstItem;
        this.order = order;
        this.script = script;
        this.created = created;
        this.delay = delay;
        this.rate = rate;
        if (order.confirmed()) {
            confirm(created);
        }
    }

    long id() {
        return id;
    }

    Order order() {
        return order;
    }

    BatchScript script() {
        return script;
    }

    /** When the next item runs, or null when none will. */
    Instant due() {
        return due;
    }

    int total() {
        return order.prospects().length;
    }

    int pending() {
        return canceled == null ? total() - done : 0;
    }

    int failures() {
        return failures.size();
    }

    Instant created() {
        return created;
    }

    Instant confirmed() {
        return confirmed;
    }

    Instant started() {
        return done > 0 || finished != null ? timeOf(0) : null;
    }

    Instant finished() {
        return finished;
    }

    Instant canceled() {
        return canceled;
    }

    /** When it or one of its items last changed. */
    Instant updated() {
        if (isOver()) {
            return finished != null ? finished : canceled;
        }
        if (done > 0) {
            return timeOf(done - 1);
        }
        return confirmed == null ? created : confirmed;
    }

    boolean isOver() {
        return finished != null || canceled != null;
    }

    State state() {
        if (isOver()) {
            return finished != null ? State.FINISHED : State.CANCELED;
        }
        if (confirmed == null) {
            return State.UNCONFIRMED;
        }
        return done > 0 ? State.PROGRESSING : State.PENDING;
    }

    void confirm(Instant now) {
        confirmed = now;
        schedule();
    }

    /** Lets the items that have not run be as they are. */
    void cancel(Instant now) {
        canceled = now;
        due = null;
    }

    /** The prospects whose items have not run. */
    long[] rest() {
        return Arrays.copyOfRange(order.prospects(), done, total());
    }

    /** The prospect whose item is due; null when a batch without any is to end. */
    Long next() {
        return done < total() ? order.prospects()[done] : null;
    }

    /** The item that was due has run. */
    void ran(String failure) {
        if (failure != null) {
            failures.put(done, failure);
        }
        if (done < total()) {
            done++;
        }
        if (done == total()) {
            finished = due;
        }
        schedule();
    }

    private void schedule() {
        due = isOver() || done >= script.items() ? null : timeOf(done);
    }

    private Instant timeOf(int index) {
        return confirmed.plus(delay).plusNanos(index * SECOND / rate);
    }

    long firstItem() {
        return firstItem;
    }

    State stateOf(int index) {
        if (index < done) {
            return failures.containsKey(index) ? State.FAILED : State.FINISHED;
        }
        return canceled == null ? State.PENDING : State.CANCELED;
    }

    /** Why an item failed, or null. */
    String failureOf(int index) {
        return failures.get(index);
    }

    SandboxBatch seen(Knobs.BatchWords words) {
        List<SandboxBatch.Item> items = new ArrayList<>(total());
        for (int index = 0; index < total(); index++) {
            Instant ended = index < done ? timeOf(index) : canceled;
            items.add(new SandboxBatch.Item(order.prospects()[index], ended, failures.get(index)));
        }
        Map<String, Object> attributes = Call.JSON.convertValue(order.attributes(), new TypeReference<>() {});
        return new SandboxBatch(
                id,
                order.user(),
                state().word(words),
                attributes,
                order.toAll(),
                script.hidden(),
                script.equals(BatchScript.normal()),
                created,
                started(),
                finished,
                canceled,
                items);
    }
}
