package dev.outreachroutes.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Properties;
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
        lost.goOn(consumer, outOfRange(396), LostRecords.Reset.EARLIEST, GROUP);

        assertThat(output)
                .contains("segment-events-3: Kafka has removed the records at 2604 offsets, 396 to 2999, before "
                        + GROUP);
        assertThat(counted()).isEqualTo(2_604);
        assertThat(consumer.position(PARTITION)).isEqualTo(3_000);
    }

    @Test
    void ofATopicThatWasMadeAnewNothingIsLost(CapturedOutput output) {
        lost.takeOver(consumer("earliest"));
        lost.goOn(consumer, outOfRange(12_000), LostRecords.Reset.EARLIEST, GROUP);

        assertThat(output).doesNotContain("removed");
        assertThat(counted()).isZero();
        assertThat(consumer.position(PARTITION)).isEqualTo(3_000);
    }

    @Test
    void aNewGroupBeginsWhereItsRouteSays() {
        lost.goOn(consumer, Set.of(PARTITION), LostRecords.Reset.LATEST);

        assertThat(consumer.position(PARTITION)).isEqualTo(9_000);
    }

    @Test
    void afterATruncationReadingGoesOnWhereTheRecordsDiffer(CapturedOutput output) {
        lost.goOn(
                consumer,
                new LogTruncationException(Map.of(PARTITION, 8_000L), Map.of(PARTITION, new OffsetAndMetadata(7_500))),
                LostRecords.Reset.EARLIEST,
                GROUP);

        assertThat(consumer.position(PARTITION)).isEqualTo(7_500);
        assertThat(output).doesNotContain("removed");
    }

    @Test
    void whatARouteAsksForIsDoneByUsAndTheCounterIsThereFromTheBeginning() {
        Properties properties = consumer("earliest");

        assertThat(lost.takeOver(properties)).isEqualTo(LostRecords.Reset.EARLIEST);
        assertThat(properties).containsEntry("auto.offset.reset", "none");
        assertThat(counted()).isZero();
        assertThat(lost.takeOver(consumer("none"))).isEqualTo(LostRecords.Reset.NONE);
    }

    private double counted() {
        return meters.get("outreach.records.lost").tag("group", GROUP).counter().count();
    }

    private static Properties consumer(String reset) {
        Properties properties = new Properties();
        properties.put("group.id", GROUP);
        properties.put("auto.offset.reset", reset);
        return properties;
    }

    private static OffsetOutOfRangeException outOfRange(long position) {
        return new OffsetOutOfRangeException(Map.of(PARTITION, position));
    }
}
