package dev.outreachroutes.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class LostRecordsTest {

    private static final String GROUP = "outreach-routes.emea-sales";
    private static final TopicPartition PARTITION = new TopicPartition("segment-events", 3);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LostRecords lost = new LostRecords(meters);
    private final MockConsumer<Object, Object> consumer = new MockConsumer<>(OffsetResetStrategy.NONE);

    @BeforeEach
    void partition() {
        consumer.assign(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 3_000L));
        consumer.updateEndOffsets(Map.of(PARTITION, 9_000L));
    }

    @Test
    void whatIsBelowTheBeginningIsLostAndReadingGoesOnThere(CapturedOutput output) {
        lost.tell(consumer, outOfRange(396), GROUP);

        assertThat(output)
                .contains("segment-events-3: Kafka has removed the records at 2604 offsets, 396 to 2999, before "
                        + GROUP);
        assertThat(counted()).isEqualTo(2_604);
        assertThat(committed()).isEqualTo(3_000);
    }

    @Test
    void ofATopicThatWasMadeAnewNothingIsLost(CapturedOutput output) {
        lost.watch(GROUP);
        lost.tell(consumer, outOfRange(12_000), GROUP);

        assertThat(output).doesNotContain("removed");
        assertThat(counted()).isZero();
        assertThat(committed()).isEqualTo(3_000);
    }

    @Test
    void afterATruncationReadingGoesOnWhereTheRecordsDiffer(CapturedOutput output) {
        lost.tell(
                consumer,
                new LogTruncationException(Map.of(PARTITION, 8_000L), Map.of(PARTITION, new OffsetAndMetadata(7_500))),
                GROUP);

        assertThat(committed()).isEqualTo(7_500);
        assertThat(output).doesNotContain("removed");
    }

    private long committed() {
        return consumer.committed(Set.of(PARTITION)).get(PARTITION).offset();
    }

    private double counted() {
        return meters.get("outreach.records.lost").tag("group", GROUP).counter().count();
    }

    private static OffsetOutOfRangeException outOfRange(long position) {
        return new OffsetOutOfRangeException(Map.of(PARTITION, position));
    }
}
