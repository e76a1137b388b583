package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.sandbox.LoggedRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Records that are on the topic and are not for us: those of transactions that were aborted, and those that retention removed. */
@ExtendWith(OutputCaptureExtension.class)
class WhatKafkaTakesBackIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void whatATransactionWroteThatIsAbortedIsNotRead() throws Exception {
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 10));
                KafkaProducer<byte[], byte[]> producer = transactional(fixture)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(fixture.topic().record(0, bytes(Events.event(7, Events.HOT, "exited", 3_600))));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(fixture.topic().record(0, bytes(Events.event(7, Events.HOT, "realized", 0))));
            producer.commitTransaction();

            fixture.start();
            await(SOON).until(() -> !fixture.patches().isEmpty());

            assertThat(fixture.patches())
                    .extracting(LoggedRequest::body)
                    .singleElement()
                    .asString()
                    .contains("realized");
            assertThat(fixture.topic().committed(SALES)).containsEntry(0, 3L);
            assertThat(fixture.topic().written())
                    .as("with the marker that ends the last transaction, which nobody reads")
                    .containsEntry(0, 4L);
        }
    }

    @Test
    void recordsThatKafkaRemovedBeforeTheyWereReadAreToldAndCounted(CapturedOutput output) throws Exception {
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 100))) {
            TopicPartition partition = new TopicPartition(fixture.topic().name(), 0);
            fixture.topic().send(Events.join(1, 10));
            remove(fixture, partition, 4);
            ConfigurableApplicationContext first = fixture.start();
            fixture.awaitRest(SALES, SOON);
            assertThat(lost(first)).as("of a new group").isZero();
            fixture.stop();
            assertThat(output).doesNotContain("Kafka has removed");

            fixture.topic().send(Events.join(11, 40));
            remove(fixture, partition, 25);
            ConfigurableApplicationContext second = fixture.start();
            fixture.awaitRest(SALES, SOON);

            assertThat(lost(second)).isEqualTo(15);
            assertThat(output)
                    .containsOnlyOnce(partition
                            + ": Kafka has removed the records at 15 offsets, 10 to 24, before "
                            + fixture.topic().name() + "." + SALES + " had read them");
            assertThat(fixture.patches()).hasSize(6 + 15);
        }
    }

    private static double lost(ConfigurableApplicationContext runtime) {
        return RuntimeFixture.count(runtime, "outreach.records.lost");
    }

    private static void remove(RuntimeFixture fixture, TopicPartition partition, long before) throws Exception {
        try (Admin admin = Admin.create(
                Map.of("bootstrap.servers", fixture.topic().broker().address()))) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
        }
    }

    private static KafkaProducer<byte[], byte[]> transactional(RuntimeFixture fixture) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        fixture.topic().broker().address(),
                        "transactional.id",
                        fixture.topic().name()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
