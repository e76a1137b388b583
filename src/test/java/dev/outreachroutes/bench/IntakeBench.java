package dev.outreachroutes.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.quota.Pauses;
import dev.outreachroutes.sandbox.SampleEvents;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.StringReader;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Events per second from Kafka to the durable fold, beside a bare consumer that parses and has PostgreSQL copy the rows into a table,
 * durably and with its offsets committed after, and beside one that only parses. The first third warms up. {@code
 * -Dunmapped=50} makes half of them events of which nothing is mapped.
 */
final class IntakeBench {

    private static final int EVENTS = Integer.getInteger("events", 900_000);
    private static final int PROSPECTS = Integer.getInteger("prospects", 100_000);

    private static final String UNMAPPED_EVENT =
            """
            {"identityMap":{"oid":[{"id":"%d"}]},"segmentMembership":{"ups":{"5d0f7c1e-0000-4a9e-b0c5-71e2d94f6a10":\
            {"lastQualificationTime":"2026-03-01T00:00:00Z","status":"realized"}}}}""";

    private static final int UNMAPPED = Integer.getInteger("unmapped", 0);

    private IntakeBench() {}

    public static void main(String[] arguments) throws Exception {
        try (Rig rig = new Rig()) {
            produce(rig.broker.address());
            double reference = Math.max(consume(rig.broker.address(), null), consume(rig.broker.address(), null));
            double copied = copy(rig);

            ConfigurableApplicationContext runtime = rig.runtime();
            runtime.getBean(Pauses.class).pause(Rig.DESTINATION, Pauses.Cause.OPERATOR, "benchmark");
            MeterRegistry meters = runtime.getBean(MeterRegistry.class);
            await(meters, EVENTS / 3);
            long first = count(meters);
            long start = System.nanoTime();
            await(meters, EVENTS * 98 / 100);
            double intake = (count(meters) - first) / ((System.nanoTime() - start) / 1e9);
            runtime.close();

            System.out.println("| intake, " + EVENTS + " events of " + PROSPECTS + " prospects | |");
            System.out.println("|---|---|");
            Rig.row("Kafka to durable fold", intake, "events/s");
            Rig.row("reference: a consumer that parses and copies rows into a table", copied, "events/s");
            Rig.row("reference: a consumer that only parses", reference, "events/s");
        }
        System.exit(0);
    }

    private static void await(MeterRegistry meters, int events) throws InterruptedException {
        while (count(meters) < events) {
            Thread.sleep(20);
        }
    }

    /** Events that are folded: the counter is moved before the fold of its batch, so one batch is not counted yet. */
    private static long count(MeterRegistry meters) {
        return (long) meters.find("outreach.events").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static void produce(String brokers) {
        SampleEvents events = new SampleEvents(1, 1, PROSPECTS);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "linger.ms", "20", "batch.size", "262144"),
                new StringSerializer(),
                new StringSerializer())) {
            Instant time = Instant.parse("2026-03-01T00:00:00Z");
            for (int i = 0; i < EVENTS; i++) {
                String event = i * 37 % 100 < UNMAPPED
                        ? UNMAPPED_EVENT.formatted(1 + i * 7919L % PROSPECTS)
                        : events.next(time.plusMillis(i));
                producer.send(new ProducerRecord<>("segment-events", i % 4, null, event));
            }
        }
    }

    private static double copy(Rig rig) throws Exception {
        try (Connection database = rig.postgres.getPostgresDatabase().getConnection()) {
            database.createStatement()
                    .execute("create schema bench create table copied (prospect_id text, event text)");
            return consume(
                    rig.broker.address(), database.unwrap(PGConnection.class).getCopyAPI());
        }
    }

    /** @param copies null: it only parses */
    private static double consume(String brokers, CopyManager copies) throws Exception {
        ObjectMapper json = new ObjectMapper();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "group.id",
                        "reference-" + System.nanoTime(),
                        "auto.offset.reset",
                        "earliest",
                        "max.poll.records",
                        "1000"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of("segment-events"));
            long start = 0;
            int read = 0;
            long fields = 0;
            while (read < EVENTS) {
                var records = consumer.poll(Duration.ofMillis(200));
                if (start == 0 && !records.isEmpty()) {
                    start = System.nanoTime();
                }
                StringBuilder rows = new StringBuilder();
                for (ConsumerRecord<byte[], byte[]> each : records) {
                    try {
                        JsonNode event = json.readTree(each.value());
                        fields += event.size();
                        rows.append(event.findPath("oid").path(0).path("id").asText())
                                .append('\t')
                                .append(event.path("segmentMembership"))
                                .append('\n');
                    } catch (JsonProcessingException e) {
                        fields++;
                    }
                }
                if (copies != null) {
                    copies.copyIn("copy bench.copied from stdin", new StringReader(rows.toString()));
                    consumer.commitSync();
                }
                read += records.count();
            }
            return fields == 0 ? 0 : read / ((System.nanoTime() - start) / 1e9);
        }
    }
}
