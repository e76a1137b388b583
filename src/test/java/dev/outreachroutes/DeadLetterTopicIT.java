package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.deadletter.DeadLetterTopic;
import dev.outreachroutes.deadletter.DeadLetters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** How dead letters reach their topic when the brokers refuse some, and when a letter is settled while it is being written. */
class DeadLetterTopicIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    private static RuntimeFixture fixture;
    private static ConfigurableApplicationContext replica;
    private static long offset;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> {})
                .edit(
                        "dead-letters.camel.yaml",
                        text -> text.replace(
                                """
                                        - to:
                                            id: write
                                """,
                                """
                                        - bean:
                                            id: watch
                                            beanType: dev.outreachroutes.WatchedWriting
                                            method: watch
                                        - to:
                                            id: write
                                """));
        replica = fixture.start();
        fixture.start();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @AfterEach
    void normal() {
        WatchedWriting.meanwhile(() -> {});
        longestRecord(1_000_000);
    }

    @Test
    void aLetterThatTheBrokersRefuseGoesWithoutItsPayloadAndStopsNoneBehindIt() {
        longestRecord(4_000);

        List<Long> letters = keep(letter("small", 10), letter("large", 10_000), letter("small again", 10));

        await(SOON).until(() -> unpublished(letters) == 0);
        assertThat(onTopic(letters))
                .extracting(
                        letter -> letter.path("id").asLong(),
                        letter -> letter.path("payload").asText("none").length())
                .containsExactlyInAnyOrder(
                        tuple(letters.get(0), 10), tuple(letters.get(1), 4), tuple(letters.get(2), 10));
        assertThat(onTopic(letters).stream()
                        .filter(letter -> letter.path("id").asLong() == letters.get(1))
                        .findFirst()
                        .orElseThrow()
                        .path("payloadLeftOut")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aLetterThatTheBrokersRefuseAltogetherIsToldOnceAndTriedAgainAnHourLater() {
        longestRecord(4_000);
        double before = refused();
        List<Long> letters;
        try (LogCapture log = new LogCapture("dev.outreachroutes.deadletter", Level.INFO)) {
            letters = keep(letter("small", 10), letter("x".repeat(5_000), 10), letter("small again", 10));
            long refused = letters.get(1);

            await(SOON).until(() -> unpublished(letters) == 1 && refused() == before + 1);
            publish();
            assertThat(refused()).isEqualTo(before + 1);
            assertThat(onTopic(letters))
                    .extracting(letter -> letter.path("id").asLong())
                    .containsExactlyInAnyOrder(letters.get(0), letters.get(2));
            assertThat(fixture.database()
                            .jdbc()
                            .queryForObject(
                                    "select publish_at > now() + interval '50 minutes' from dead_letter where id = ?",
                                    Boolean.class,
                                    refused))
                    .isTrue();
            assertThat(log.lines())
                    .filteredOn(line -> line.contains("refuse it"))
                    .singleElement()
                    .asString()
                    .startsWith("WARN Dead letter " + refused)
                    .contains("RecordTooLargeException", "max.message.bytes");
            assertThat(log.lines()).noneMatch(line -> line.contains("wait in the database"));
        }

        longestRecord(1_000_000);
        fixture.database().jdbc().update("update dead_letter set publish_at = now() where publish_at > now()");
        await(SOON).until(() -> unpublished(letters) == 0);
    }

    @Test
    void noTransactionIsOpenWhileTheTopicIsWritten() {
        List<Long> letters = keep(letter("one", 10), letter("two", 10));

        await(SOON).until(() -> unpublished(letters) == 0);
        assertThat(WatchedWriting.inTransaction()).isNotEmpty().containsOnly(false);
    }

    @Test
    void aLetterThatIsSettledWhileItIsWrittenIsWrittenOnceMoreAsSettledAndInThatOrder() {
        AtomicBoolean once = new AtomicBoolean();
        WatchedWriting.meanwhile(() -> {
            if (once.compareAndSet(false, true)) {
                fixture.database()
                        .jdbc()
                        .update(
                                """
                                set lock_timeout = '2s';
                                update dead_letter set state = 'discarded', settled_at = now(), published_at = null
                                where published_at is null
                                """);
                publish();
            }
        });

        List<Long> letters = keep(letter("settled meanwhile", 10));

        await(SOON).until(() -> unpublished(letters) == 0);
        assertThat(onTopic(letters))
                .extracting(letter -> letter.path("state").asText())
                .containsExactly("open", "discarded");
    }

    @Test
    void aLetterWhosePayloadNoRecordHoldsIsWrittenWithoutIt() {
        List<Long> letters = keep(letter("huge", 3_000_000), letter("small", 10));

        await(SOON).until(() -> unpublished(letters) == 0);
        assertThat(onTopic(letters))
                .extracting(letter -> letter.path("payloadLeftOut").asBoolean())
                .containsExactlyInAnyOrder(true, false);
    }

    @Test
    void thatTheTopicCannotBeWrittenIsToldOnceUntilALetterReachesIt() {
        WatchedWriting.meanwhile(() -> {
            throw new IllegalStateException("away");
        });
        try (LogCapture log = new LogCapture("dev.outreachroutes.deadletter", Level.INFO)) {
            List<Long> letters = keep(letter("one", 10));
            await(SOON).until(() -> log.lines().stream().anyMatch(line -> line.contains("cannot be written")));
            publish();
            publish();
            assertThat(log.lines()).noneMatch(line -> line.contains("reach their topic again"));

            WatchedWriting.meanwhile(() -> {});
            await(SOON).until(() -> unpublished(letters) == 0);
            await(SOON).until(() -> log.lines().stream().anyMatch(line -> line.contains("reach their topic again")));
        }
    }

    /** The round of every replica, now. */
    private static void publish() {
        fixture.replicas().forEach(each -> {
            try {
                each.getBean(DeadLetterTopic.class).publish();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.api.Assertions.tuple(values);
    }

    private static DeadLetter letter(String detail, int payload) {
        return DeadLetter.ofFailure(
                RuntimeFixture.SALES,
                detail,
                new DeadLetter.Source("topic", 0, ++offset, Instant.EPOCH, null),
                "p".repeat(payload).getBytes(StandardCharsets.UTF_8));
    }

    /** Keeps them, and gives their numbers in the same order. */
    private static List<Long> keep(DeadLetter... letters) {
        replica.getBean(DeadLetters.class).keep(List.of(letters));
        List<Long> ids = new ArrayList<>();
        for (DeadLetter letter : letters) {
            ids.add(fixture.database()
                    .jdbc()
                    .queryForObject(
                            "select id from dead_letter where source_offset = ?",
                            Long.class,
                            letter.source().offset()));
        }
        return ids;
    }

    private static int unpublished(Collection<Long> letters) {
        return fixture.database()
                .jdbc()
                .queryForObject(
                        "select count(*) from dead_letter where id = any(?) and published_at is null",
                        Integer.class,
                        (Object) letters.toArray(Long[]::new));
    }

    private static double refused() {
        return fixture.replicas().stream()
                .mapToDouble(each -> RuntimeFixture.count(each, "outreach.dead.letters.refused"))
                .sum();
    }

    private static List<JsonNode> onTopic(List<Long> letters) {
        List<JsonNode> found = new ArrayList<>();
        for (String each : fixture.topic().deadLetters(1, SOON)) {
            try {
                JsonNode json = new ObjectMapper().readTree(each);
                if (letters.contains(json.path("id").asLong())) {
                    found.add(json);
                }
            } catch (JsonProcessingException e) {
                throw new AssertionError("no JSON: " + each, e);
            }
        }
        return found;
    }

    private static void longestRecord(int bytes) {
        ConfigResource topic =
                new ConfigResource(ConfigResource.Type.TOPIC, fixture.topic().name() + ".dead-letters");
        ConfigEntry entry = new ConfigEntry("max.message.bytes", Integer.toString(bytes));
        try (Admin admin = Admin.create(
                Map.of("bootstrap.servers", fixture.topic().broker().address()))) {
            admin.incrementalAlterConfigs(Map.of(topic, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
