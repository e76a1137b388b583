package dev.outreachroutes.convergence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Writes records, and knows afterwards where they are. */
final class Feed {

    private static final long LONGEST_WRITE_SECONDS = 120;

    private final Topic topic;
    private final List<Written> written = new ArrayList<>();

    private record Written(FeedRecord record, Future<RecordMetadata> answer) {}

    /** A record with its place in its partition. */
    record Placed(FeedRecord record, long offset) {}

    Feed(Topic topic) {
        this.topic = topic;
    }

    synchronized void write(FeedRecord record) {
        written.add(new Written(record, topic.send(record)));
    }

    /** Waits until the broker has everything. */
    synchronized List<Placed> placed() {
        List<Placed> placed = new ArrayList<>();
        for (Written each : written) {
            try {
                placed.add(new Placed(
                        each.record(),
                        each.answer()
                                .get(LONGEST_WRITE_SECONDS, TimeUnit.SECONDS)
                                .offset()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("a record could not be written", e);
            }
        }
        return placed;
    }

    /** The time in which a whole history is written. */
    static Duration length() {
        return Duration.ofMillis(4000);
    }
}
