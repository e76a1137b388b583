package dev.outreachroutes.convergence;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Writes records, and knows afterwards where they are. */
final class Feed {

    private static final long LONGEST_WRITE_SECONDS = 120;

    private final Topic topic;
    private final Map<Integer, Long> begin;
    private final List<Written> written = new ArrayList<>();

    private record Written(FeedRecord record, Future<RecordMetadata> answer) {}

    /** What makes records the same to whoever reads them. */
    private record Content(int partition, long timestamp, ByteBuffer value) {}

    /** A record with its place in its partition. */
    record Placed(FeedRecord record, long offset) {}

    Feed(Topic topic) {
        this.topic = topic;
        this.begin = topic.ends();
    }

    synchronized void write(FeedRecord record) {
        written.add(new Written(record, topic.send(record)));
    }

    /**
     * Waits until the broker has everything, and finds it on the topic. A record may be there twice: a broker that was killed has
     * forgotten what a producer wrote before records as old as these.
     */
    synchronized List<Placed> placed() {
        Map<Content, FeedRecord> records = new HashMap<>();
        for (Written each : written) {
            try {
                each.answer().get(LONGEST_WRITE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException("a record could not be written", e);
            }
            FeedRecord record = each.record();
            records.put(content(record.partition(), record.timestamp(), record.value()), record);
        }
        List<Placed> placed = new ArrayList<>();
        topic.read(begin, found -> {
            FeedRecord record = records.get(content(found.partition(), found.timestamp(), found.value()));
            if (record == null) {
                throw new IllegalStateException("a record on the topic that nobody wrote: " + found.offset());
            }
            placed.add(new Placed(record, found.offset()));
        });
        if (placed.size() < written.size()) {
            throw new IllegalStateException(
                    "of %d records %d are on the topic".formatted(written.size(), placed.size()));
        }
        return placed;
    }

    private static Content content(int partition, long timestamp, byte[] value) {
        return new Content(partition, timestamp, value == null ? null : ByteBuffer.wrap(value));
    }

    /** The time in which a whole history is written. */
    static Duration length() {
        return Duration.ofMillis(4000);
    }
}
