package dev.outreachroutes.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class BatchBoundTest {

    private static final int MEGABYTE = 1024 * 1024;

    private long now;
    private final List<Long> waits = new ArrayList<>();
    private final BatchBound bound = new BatchBound(() -> now, this::waitFor);

    private void waitFor(long millis) {
        waits.add(millis);
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void smallRecordsAreHandedOverAsTheyCome() {
        for (int poll = 0; poll < 400; poll++) {
            bound.onConsume(records(5, 1_000));
        }

        assertThat(waits).isEmpty();
    }

    @Test
    void whenABatchWouldHoldTooMuchItIsWaitedUntilCamelHasPassedItOn() {
        for (int poll = 0; poll < 4; poll++) {
            bound.onConsume(records(1, MEGABYTE));
        }
        assertThat(waits).isEmpty();
        now += TimeUnit.MILLISECONDS.toNanos(30);

        bound.onConsume(records(1, MEGABYTE));

        assertThat(waits).hasSize(1);
        assertThat(now).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(BatchBound.SPAN_MILLIS));
    }

    @Test
    void whatTookLongToWorkUpIsNotWaitedForAsWell() {
        for (int poll = 0; poll < 40; poll++) {
            bound.onConsume(records(2, MEGABYTE));
            now += TimeUnit.MILLISECONDS.toNanos(60);
        }

        assertThat(waits).isEmpty();
    }

    @Test
    void inNoSpanMoreIsHandedOverThanTwiceTheBoundAndAPoll() {
        List<Long> times = new ArrayList<>();
        for (int poll = 0; poll < 200; poll++) {
            bound.onConsume(records(1, MEGABYTE));
            times.add(now);
            now += TimeUnit.MILLISECONDS.toNanos(poll % 7);
        }

        long span = TimeUnit.MILLISECONDS.toNanos(BatchBound.SPAN_MILLIS);
        assertThat(times).allSatisfy(begin -> assertThat(times.stream()
                        .filter(time -> time >= begin && time < begin + span)
                        .count())
                .isLessThanOrEqualTo(2 * BatchBound.MOST_BYTES / MEGABYTE + 1));
    }

    private static ConsumerRecords<Object, Object> records(int count, int bytes) {
        List<ConsumerRecord<Object, Object>> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(new ConsumerRecord<>(
                    "events",
                    0,
                    i,
                    0,
                    TimestampType.CREATE_TIME,
                    0,
                    bytes,
                    null,
                    new byte[0],
                    new RecordHeaders(),
                    Optional.empty()));
        }
        return new ConsumerRecords<>(Map.of(new TopicPartition("events", 0), records));
    }
}
