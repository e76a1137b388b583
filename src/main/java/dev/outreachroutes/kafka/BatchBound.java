package dev.outreachroutes.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Bounds the bytes of a batch. A consumer hands over no more than {@value #MOST_BYTES} bytes in {@value #SPAN_MILLIS} ms, and then
 * waits for the rest of that time. Camel passes a batch on when it has as many records as the route allows, or after the route's
 * {@code batchingIntervalMs}; with an interval of no more than that time a batch holds twice as many bytes at most, and what one
 * poll brings.
 *
 * <p>Why not by Kafka's own {@code fetch.max.bytes}: it counts what travels, and of a compressed batch of 1 MB may come thousands
 * of records of 1 MB. So a poll should also bring a few records only, by {@code max.poll.records}. A route names this class in
 * {@code interceptorClasses}.
 */
public final class BatchBound implements ConsumerInterceptor<Object, Object> {

    static final long MOST_BYTES = 4 * 1024 * 1024;
    static final long SPAN_MILLIS = 100;

    private final LongSupplier nanoTime;
    private final Pause pause;
    private long begunNanos;
    private long bytes;

    /** For Kafka, which makes one for each consumer. */
    public BatchBound() {
        this(System::nanoTime, Thread::sleep);
    }

    BatchBound(LongSupplier nanoTime, Pause pause) {
        this.nanoTime = nanoTime;
        this.pause = pause;
        begunNanos = nanoTime.getAsLong();
    }

    @Override
    public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
        long gone = nanoTime.getAsLong() - begunNanos;
        if (gone >= Duration.ofMillis(SPAN_MILLIS).toNanos()) {
            begin();
        } else if (bytes >= MOST_BYTES) {
            waitFor(Duration.ofMillis(SPAN_MILLIS).minusNanos(gone));
            begin();
        }
        for (ConsumerRecord<Object, Object> record : records) {
            bytes += Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
        }
        return records;
    }

    private void begin() {
        begunNanos = nanoTime.getAsLong();
        bytes = 0;
    }

    private void waitFor(Duration time) {
        try {
            pause.of(time.toMillis() + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

    @Override
    public void close() {}

    @Override
    public void configure(Map<String, ?> properties) {}

    interface Pause {
        void of(long millis) throws InterruptedException;
    }
}
