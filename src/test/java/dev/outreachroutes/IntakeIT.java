package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.intake.Intake;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From the topic to the backlog: what becomes of records of every kind, and when their offsets are committed. */
class IntakeIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final AtomicLong NEXT_PROSPECT = new AtomicLong(1);

    private static RuntimeFixture fixture;
    private static CamelContext camel;

    @BeforeAll
    static void start() throws Exception {
        fixture = RuntimeFixture.create(sandbox -> {});
        camel = fixture.start().getBean(CamelContext.class);
        // What is folded stays pending, and so its time can be read.
        camel.getRouteController().stopRoute(SALES + ".delivery");
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void theOffsetsOfEveryPartitionAreCommitted() {
        long first = prospects(1_000);
        for (int partition = 0; partition < 4; partition++) {
            fixture.topic().send(partition, Events.join(first + 250 * partition, first + 250 * partition + 249));
        }
        fixture.topic().awaitIntake(SALES, SOON);

        assertThat(fixture.topic().committed(SALES))
                .hasSize(4)
                .isEqualTo(fixture.topic().written());
        assertThat(folded(first, first + 999)).isEqualTo(1_000);
    }

    @Test
    void whatCannotBeReadIsOneDeadLetterEachAndItsNeighboursAreFolded() throws Exception {
        long first = prospects(4);
        int partition = 2;
        List<RecordMetadata> written = fixture.topic()
                .sendRecords(List.of(
                        record(partition, Events.joins(first)),
                        record(partition, "{\"segmentMembership\":{"),
                        record(partition, Events.joins(first + 1)),
                        fixture.topic().record(partition, null),
                        fixture.topic().record(partition, new byte[] {(byte) 0xff, 0, (byte) 0xfe, 1}),
                        record(partition, Events.joins(first + 2) + "\nnot JSON\n" + Events.joins(first + 3))));
        fixture.topic().awaitIntake(SALES, SOON);

        assertThat(folded(first, first + 3)).isEqualTo(4);
        List<Long> unreadable = List.of(
                written.get(1).offset(),
                written.get(3).offset(),
                written.get(4).offset(),
                written.get(5).offset());
        assertThat(letters(partition, written.get(0).offset()))
                .extracting(letter -> letter.get("source_offset"))
                .isEqualTo(unreadable);
        assertThat(letters(partition, written.get(0).offset())).allSatisfy(letter -> assertThat(letter)
                .containsEntry("reason", "unreadable")
                .containsEntry("destination", SALES)
                .containsEntry("source_topic", fixture.topic().name()));
        assertThat(letters(partition, written.get(0).offset()))
                .extracting(letter -> letter.get("detail"))
                .containsExactly(
                        "body: ends in the middle of a JSON value",
                        "body: is empty",
                        "body: is not UTF-8 in line 1",
                        "line 2: is not JSON in line 2, near column 1");

        List<JsonNode> onTopic = new ArrayList<>();
        for (String letter : fixture.topic().deadLetters(fixture.database().deadLetters(), SOON)) {
            onTopic.add(new ObjectMapper().readTree(letter));
        }
        assertThat(onTopic)
                .filteredOn(letter -> letter.path("partition").asInt() == partition
                        && letter.path("offset").asLong() >= written.get(0).offset())
                .allSatisfy(letter -> assertThat(letter.path("reason").asText()).isEqualTo("unreadable"))
                .allSatisfy(letter -> assertThat(letter.path("topic").asText())
                        .isEqualTo(fixture.topic().name()))
                .allSatisfy(letter -> assertThat(letter.path("places").size()).isEqualTo(1))
                .allSatisfy(letter ->
                        assertThat(letter.at("/places/0/reason").asText()).isNotEmpty())
                .allSatisfy(letter ->
                        assertThat(letter.path("morePlaces").isIntegralNumber()).isTrue())
                .extracting(letter -> letter.path("offset").asLong())
                .isEqualTo(unreadable);

        int before = fixture.database().deadLetters();
        readAgain();
        assertThat(fixture.database().deadLetters()).isEqualTo(before);
    }

    @Test
    void severalEventsInOneRecordAreAllFolded() {
        long first = prospects(6);
        fixture.topic()
                .send(List.of(
                        "[" + Events.joins(first) + "," + Events.joins(first + 1) + "]",
                        "{\"profiles\":[" + Events.joins(first + 2) + "," + Events.joins(first + 3) + "]}",
                        Events.joins(first + 4) + "\n" + Events.joins(first + 5) + "\n"));
        fixture.topic().awaitIntake(SALES, SOON);

        assertThat(folded(first, first + 5)).isEqualTo(6);
    }

    @Test
    void noRecordWhateverItHoldsStopsTheIntake() {
        long first = prospects(8);
        ProducerRecord<byte[], byte[]> headers = record(1, Events.joins(first + 3));
        for (String name : List.of(
                "kafka.PARTITION",
                "kafka.OFFSET",
                "kafka.TOPIC",
                "kafka.TIMESTAMP",
                "CamelKafkaManualCommit",
                "kafka.LAST_RECORD_BEFORE_COMMIT")) {
            headers.headers().add(name, "nonsense".getBytes(StandardCharsets.UTF_8));
        }
        fixture.topic()
                .sendRecords(List.of(
                        timed(Long.MAX_VALUE, named(first, "far in the future")),
                        timed(0, named(first + 1, "1970")),
                        record(1, named(first + 2, "a\\u0000b\\ud800")),
                        headers,
                        record(1, "{\"identityMap\":{\"a\\u0000b\":7}}"),
                        record(1, named(first + 4, "x".repeat(900_000))),
                        record(
                                1,
                                Events.joins(first + 5)
                                        .replace("2026-03-01T00:00:00Z", "9999-12-31T23:59:59.999999999-18:00")),
                        record(1, Events.joins(first + 6).replace("2026-03-01T00:00:00Z", "0001-01-01T00:00:00+18:00")),
                        record(1, Events.joins(first + 7))));
        fixture.topic().awaitIntake(SALES, SOON);

        assertThat(folded(first + 7, first + 7)).isEqualTo(1);
        assertThat(folded(first + 3, first + 3)).isEqualTo(1);
    }

    @Test
    void whatTricklesInIsFoldedWithinHalfASecondAndDoesNotWaitForAFullBatch() throws Exception {
        int count = 100;
        long first = prospects(count);
        List<Instant> sent = new ArrayList<>();
        ScheduledExecutorService trickle = Executors.newSingleThreadScheduledExecutor();
        try {
            trickle.scheduleAtFixedRate(
                    () -> {
                        if (sent.size() < count) {
                            fixture.topic().send(List.of(Events.joins(first + sent.size())));
                            sent.add(Instant.now());
                        }
                    },
                    0,
                    30,
                    TimeUnit.MILLISECONDS);
            await(SOON).until(() -> folded(first, first + count - 1) == count);
        } finally {
            trickle.shutdownNow();
        }

        List<Duration> delays = new ArrayList<>();
        fixture.database()
                .jdbc()
                .query(
                        "select prospect_id, pending_since from prospect where prospect_id between ? and ?",
                        row -> {
                            delays.add(Duration.between(
                                    sent.get((int) (row.getLong(1) - first)),
                                    row.getTimestamp(2).toInstant()));
                        },
                        first,
                        first + count - 1);
        delays.sort(null);
        assertThat(delays.get(count / 2)).as("the middle one of %s", delays).isLessThan(Duration.ofMillis(500));
        assertThat(delays.get(count - 1)).as("the slowest").isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aDeadLetterThatCannotBeKeptHoldsItsBatchBackEvenWhenTheRouteIsStoppedMeanwhile() throws Exception {
        fixture.topic().awaitIntake(SALES, SOON);
        Map<Integer, Long> before = fixture.topic().committed(SALES);
        int letters = fixture.database().deadLetters();
        RefusedDeadLetters refused = new RefusedDeadLetters(fixture.database().jdbc());
        long first = prospects(2);
        fixture.topic().send(3, List.of("not JSON", Events.joins(first), "nor this", Events.joins(first + 1)));
        refused.awaitAttempts(3);
        long later = prospects(20);
        fixture.topic().send(3, Events.join(later, later + 19));
        assertThat(fixture.topic().committed(SALES)).isEqualTo(before);
        camel.getRouteController().stopRoute(SALES + ".intake");
        assertThat(fixture.topic().committed(SALES)).isEqualTo(before);
        assertThat(folded(first, first + 1)).isZero();
        refused.close();
        camel.getRouteController().startRoute(SALES + ".intake");
        fixture.topic().awaitIntake(SALES, SOON);
        assertThat(folded(first, first + 1)).isEqualTo(2);
        assertThat(folded(later, later + 19)).isEqualTo(20);
        assertThat(fixture.database().deadLetters()).isEqualTo(letters + 2);
    }

    private static void readAgain() throws Exception {
        camel.getRouteController().stopRoute(SALES + ".intake");
        fixture.topic().rewind(SALES);
        camel.getRouteController().startRoute(SALES + ".intake");
        fixture.topic().awaitIntake(SALES, SOON);
    }

    /** A replica stood still with it, until another had taken its partition and read on. */
    @Test
    void aBatchThatIsFoldedAfterTheRecordsBehindItChangesNothing() {
        long prospect = prospects(1);
        long offset = 5_000;
        List<?> overtaken = read(offset, Events.event(prospect, Events.HOT, "realized", 7));
        List<?> behind = read(offset + 1, Events.event(prospect, Events.HOT, "exited", 7));
        fold(behind);
        fold(overtaken);

        assertThat(fixture.database().desired(prospect, "custom4")).isEqualTo("exited");
    }

    private static List<?> read(long offset, String event) {
        Exchange record = new DefaultExchange(camel);
        record.getMessage().setBody(event.getBytes(StandardCharsets.UTF_8));
        record.getMessage()
                .setHeaders(Map.of(
                        KafkaConstants.TOPIC,
                        "segment-events",
                        KafkaConstants.PARTITION,
                        0,
                        KafkaConstants.OFFSET,
                        offset,
                        KafkaConstants.TIMESTAMP,
                        1_795_662_065_123L));
        Exchange batch = new DefaultExchange(camel);
        batch.getMessage().setBody(List.of(record));
        Intake intake = camel.getRegistry().findSingleByType(Intake.class);
        batch.getMessage().setBody(intake.read(batch));
        return intake.map(batch, SALES).getChanges();
    }

    private static void fold(List<?> changes) {
        camel.createFluentProducerTemplate()
                .to("backlog:" + SALES)
                .withBody(changes)
                .request();
    }

    private static long prospects(int count) {
        return NEXT_PROSPECT.getAndAdd(count);
    }

    private static ProducerRecord<byte[], byte[]> record(int partition, String value) {
        return fixture.topic().record(partition, value.getBytes(StandardCharsets.UTF_8));
    }

    private static ProducerRecord<byte[], byte[]> timed(long timestamp, String value) {
        return new ProducerRecord<>(fixture.topic().name(), 1, timestamp, null, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String named(long prospect, String firstName) {
        return "{\"person\":{\"name\":{\"firstName\":\"%s\"}},\"identityMap\":{\"oid\":[{\"id\":\"%d\"}]}}"
                .formatted(firstName, prospect);
    }

    private static int folded(long first, long last) {
        return fixture.database()
                .jdbc()
                .queryForObject(
                        "select count(*) from prospect where prospect_id between ? and ?", Integer.class, first, last);
    }

    private static List<Map<String, Object>> letters(int partition, long from) {
        return fixture.database()
                .jdbc()
                .queryForList(
                        "select * from dead_letter where source_partition = ? and source_offset >= ? order by source_offset",
                        partition,
                        from);
    }
}
