package dev.outreachroutes;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.deadletter.DeadLetterCommands;
import dev.outreachroutes.deadletter.DeadLetterDecisions;
import dev.outreachroutes.deadletter.DeadLetterFilter;
import dev.outreachroutes.deadletter.DeadLetterSettlement;
import dev.outreachroutes.deadletter.DeadLetters;
import dev.outreachroutes.profile.Faults;
import dev.outreachroutes.profile.Place;
import dev.outreachroutes.sandbox.Fault;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What becomes of dead letters: they are replayed, discarded, or settle themselves, on two replicas and over the topic. */
class DeadLettersIT {

    private static final String SALES = "emea-sales";
    private static final Duration SOON = Duration.ofSeconds(20);

    private static final String REFUSED =
            """
            {"errors":[{"id":"validationError","title":"Validation Error","detail":"Custom4 is invalid.",
                        "source":{"pointer":"/data/attributes/custom4"}}]}
            """;

    private static RuntimeFixture fixture;
    private static ConfigurableApplicationContext replica;
    private static ConfigurableApplicationContext other;
    private static long nextProspect = 1;

    private final long prospect = nextProspect++;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(
                sandbox -> sandbox.createMissing(1, 100_000).quota(100_000, Duration.ofHours(1)));
        replica = fixture.start();
        other = fixture.start();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void aRefusedChangeThatIsReplayedAfterTheCauseIsGoneLeavesNothingButTheAudit() throws Exception {
        refuse(prospect);
        long letter = letter(prospect);
        await().until(() -> onTopic(letter).size() == 1);
        // What is desired has not changed, and Outreach would take it now.
        assertThat(decisions().replay(DeadLetterFilter.open(List.of(letter)), "jane"))
                .isEqualTo(1);

        awaitState(letter, "replayed");
        awaitValue(prospect, "realized");
        assertThat(row(letter)).containsEntry("settled_by", "jane").containsEntry("replay_at", null);
        assertThat(letters(prospect)).isEqualTo(1);
        assertThat(fixture.database()
                        .jdbc()
                        .queryForMap(
                                "select who, what, target, detail from audit where subject = ?",
                                "dead letter " + letter))
                .isEqualTo(Map.of("who", "jane", "what", "replay", "target", SALES, "detail", ""));
        await().until(() -> onTopic(letter).size() == 2);
        assertThat(onTopic(letter).get(0).path("state").asText()).isEqualTo("open");
        assertThat(onTopic(letter).get(0).path("payload").asText()).contains("realized");
        assertThat(onTopic(letter).get(1).path("state").asText()).isEqualTo("replayed");
        assertThat(onTopic(letter).get(1).path("payload").isNull()).isTrue();
    }

    @Test
    void aReplaySendsWhatIsDesiredNowAndNotWhatWasRefusedThen() {
        refuse(prospect);
        long letter = letter(prospect);
        fixture.sandbox().answer(prospect, Fault.answer(422, REFUSED));
        fixture.topic().send(List.of(Events.event(prospect, Events.HOT, "exited", 5)));
        await().until(() -> letters(prospect) == 2);
        awaitState(letter, "superseded");

        decisions().replay(DeadLetterFilter.open(List.of(letter(prospect))), "jane");
        awaitValue(prospect, "exited");
    }

    @Test
    void aReplayThatIsRefusedAgainIsANewDeadLetterAndOnlyThatIsOpen() {
        refuse(prospect);
        long letter = letter(prospect);
        fixture.sandbox().answer(prospect, Fault.answer(422, REFUSED));
        decisions().replay(DeadLetterFilter.open(List.of(letter)), "jane");

        await().until(() -> letters(prospect) == 2);
        await().until(() -> letter(prospect) > letter);
        assertThat(row(letter).get("state")).isNotEqualTo("open");
    }

    @Test
    void aLetterWhoseProspectIsDeliveredByANewerEventSettlesItself() {
        refuse(prospect);
        long letter = letter(prospect);
        fixture.topic().send(List.of(Events.event(prospect, Events.HOT, "exited", 5)));

        awaitValue(prospect, "exited");
        awaitState(letter, "delivered");
        assertThat(row(letter)).containsEntry("settled_by", null);
    }

    @Test
    void aLetterStaysOpenWhileItsAttributeIsRefusedThoughAnotherIsDelivered() {
        refuse(prospect);
        fixture.sandbox().answerAlways(prospect, Fault.answerTo("custom4", 422, REFUSED));
        fixture.topic()
                .send(List.of(
                        Events.event(prospect, Events.HOT, "exited", 5),
                        Events.event(prospect, Events.TRIAL, "realized", 5)));
        await().until(() ->
                "realized".equals(fixture.sandbox().prospect(prospect).get("custom5")));
        await().until(() -> fixture.database().pending(SALES) == 0);
        replica.getBean(DeadLetterSettlement.class).settleDelivered();

        assertThat(fixture.database()
                        .jdbc()
                        .queryForList(
                                "select state from dead_letter where prospect_id = ? order by id",
                                String.class,
                                prospect))
                .containsExactly("superseded", "open");
    }

    @Test
    void aRecordThatCanBeReadByNowIsReplayedWithItsOwnTimeAndChangesNothingTwice() {
        // As if an older version had not been able to read it.
        String event = Events.event(prospect, Events.HOT, "realized", 1);
        long readable =
                unreadable(prospect, event.replace("\"lastQualificationTime\":\"2026-03-01T00:00:01Z\"", "\"x\":1"));
        fixture.topic().send(List.of(Events.event(prospect, Events.HOT, "exited", 60)));
        awaitValue(prospect, "exited");
        double events =
                RuntimeFixture.count(replica, "outreach.events") + RuntimeFixture.count(other, "outreach.events");

        decisions().replay(DeadLetterFilter.open(List.of(readable)), "jane");
        awaitState(readable, "replayed");
        // The record is of February, so the exit of March stays.
        assertThat(fixture.database().desired(prospect, "custom4")).isEqualTo("exited");
        assertThat(RuntimeFixture.count(replica, "outreach.events") + RuntimeFixture.count(other, "outreach.events"))
                .isEqualTo(events);

        long next = unreadable(50_000 + prospect, Events.joins(50_000 + prospect));
        decisions().replay(DeadLetterFilter.open(List.of(next)), "jane");
        awaitState(next, "replayed");
        awaitValue(50_000 + prospect, "realized");
    }

    @Test
    void aRecordThatStillCannotBeReadStaysOpenAndSaysSo() {
        long letter = unreadable(prospect, "{\"no\": ");
        int all = fixture.database().deadLetters();
        decisions().replay(DeadLetterFilter.open(List.of(letter)), "jane");

        await().until(() -> row(letter).get("outcome") != null);
        assertThat(row(letter))
                .containsEntry("state", "open")
                .containsEntry("replay_at", null)
                .containsEntry("outcome", "Read again for jane, and still not readable");
        assertThat(fixture.database().deadLetters()).isEqualTo(all);
    }

    @Test
    void aReplayThatFailsStaysOpenAndSaysSoAndThoseBesideItAreReplayed() {
        long second = 70_000 + prospect;
        refuse(prospect);
        refuse(second);
        fixture.database()
                .jdbc()
                .execute("alter table prospect add constraint stays check (prospect_id <> %d or refused <> '{}')"
                        .formatted(prospect));
        decisions().replay(DeadLetterFilter.open(List.of(letter(prospect), letter(second))), "jane");

        awaitState(letter(second), "replayed");
        awaitValue(second, "realized");
        await().until(() -> row(letter(prospect)).get("outcome") != null);
        assertThat(row(letter(prospect)))
                .containsEntry("state", "open")
                .containsEntry("replay_at", null)
                .hasEntrySatisfying("outcome", outcome -> assertThat(outcome.toString())
                        .contains("Done again for jane, and failed", "23514", "stays"));
        fixture.database().jdbc().execute("alter table prospect drop constraint stays");
    }

    @Test
    void aDiscardedChangeStaysRefusedUntilSomethingNewIsDesired() {
        refuse(prospect);
        long letter = letter(prospect);
        int requests = fixture.sandbox().log().requests(prospect).size();
        assertThat(decisions().discard(DeadLetterFilter.open(List.of(letter)), " the person has left ", "jane"))
                .isEqualTo(1);

        assertThat(row(letter))
                .containsEntry("state", "discarded")
                .containsEntry("note", "the person has left")
                .containsEntry("settled_by", "jane");
        assertThat(fixture.database().pending(SALES)).isZero();
        assertThat(fixture.sandbox().log().requests(prospect)).hasSize(requests);
        assertThat(decisions().discard(DeadLetterFilter.open(List.of(letter)), "again", "jane"))
                .isZero();
        fixture.topic().send(List.of(Events.event(prospect, Events.HOT, "exited", 5)));
        awaitValue(prospect, "exited");
    }

    @Test
    void twoWhoReplayTheSameLetterAtOnceReplayItOnce() throws Exception {
        refuse(prospect);
        long letter = letter(prospect);
        ExecutorService people = Executors.newFixedThreadPool(8);
        List<Future<Long>> answers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            DeadLetterDecisions on = (i % 2 == 0 ? replica : other).getBean(DeadLetterDecisions.class);
            answers.add(people.submit(() -> on.replay(DeadLetterFilter.open(List.of(letter)), "somebody")));
        }
        long sum = 0;
        for (Future<Long> answer : answers) {
            sum += answer.get();
        }
        people.shutdown();

        assertThat(sum).isEqualTo(1);
        awaitState(letter, "replayed");
        awaitValue(prospect, "realized");
        assertThat(fixture.database()
                        .jdbc()
                        .queryForObject(
                                "select count(*) from audit where subject = ?", Integer.class, "dead letter " + letter))
                .isEqualTo(1);
        assertThat(fixture.sandbox().log().requests(prospect)).hasSize(2);
    }

    @Test
    void aReplayThatDiedHalfwayIsDoneOnceMoreAndChangesNothing() {
        refuse(prospect);
        long letter = letter(prospect);
        // Taken by a replica that then withdrew the refusal, and died before it said so.
        fixture.database()
                .jdbc()
                .update(
                        "update dead_letter set replay_by = 'jane', replay_at = now() + interval '3 seconds' where id = ?",
                        letter);
        RuntimeFixture.backlog(replica).tryAgain(SALES, Map.of(prospect, Set.of("custom4")));
        awaitValue(prospect, "realized");
        assertThat(row(letter)).containsEntry("state", "open");

        awaitState(letter, "replayed");
        assertThat(fixture.sandbox().log().requests(prospect)).hasSize(2);
        assertThat(letters(prospect)).isEqualTo(1);
    }

    @Test
    void commandsOnTheTopicReplayAndDiscardAndBadOnesAndThoseThatFailStopNothing() {
        // Both replicas have run without it until now.
        fixture.topic().createCommandsTopic();
        long second = 60_000 + prospect;
        refuse(prospect);
        refuse(second);
        long replayed = letter(prospect);
        long discarded = letter(second);
        fixture.database()
                .jdbc()
                .execute("alter table audit add constraint stays check (who not like 'never%') not valid");
        LogCapture log = new LogCapture("dev.outreachroutes.deadletter", Level.WARN);
        fixture.topic().command("no JSON");
        fixture.topic().command("{\"replay\": " + replayed + ", \"by\": \"never\"}");
        fixture.topic().command("{\"replay\": \"all\"}");
        fixture.topic().command("{\"replay\": {}}");
        fixture.topic().command("{\"discard\": " + discarded + "}");
        fixture.topic().command("{\"replay\": 1, \"discard\": 1}");
        fixture.topic().command("{\"replay\": {\"destination\": \"emea-sales\", \"raeson\": \"rejected\"}}");
        fixture.topic().command("{\"replay\": {\"destination\": \"emea-sales\", \"reason\": null}}");
        fixture.topic().command("{\"replay\": {\"destination\": \"emea-sales\", \"reason\": \"nonsense\"}}");
        fixture.topic().command("{\"replay\": null}");
        fixture.topic().command("{\"replay\": [1, null]}");
        fixture.topic().command("{\"replay\": \"1\"}");
        fixture.topic().command("{\"replay\": 1.5}");
        fixture.topic().command("[1]");
        fixture.topic().command("null");
        fixture.topic().command(null);
        fixture.topic().command("{\"discard\": [" + discarded + "], \"note\": \"gone\", \"by\": \"joe@example.com\"}");
        fixture.topic().command("{\"replay\": {\"destination\": \"emea-sales\", \"reason\": \"rejected\"}}");

        // The consumers look for the topic twice a minute.
        RuntimeFixture.await(Duration.ofSeconds(90))
                .until(() -> "replayed".equals(row(replayed).get("state")));
        assertThat(row(discarded))
                .containsEntry("state", "discarded")
                .containsEntry("settled_by", "<e-mail> (topic of commands)");
        assertThat(row(replayed)).containsEntry("settled_by", "the topic of commands");
        assertThat(commands("bad")).isEqualTo(15);
        assertThat(commands("obeyed")).isEqualTo(2);
        assertThat(commands("failed")).isEqualTo(1);
        log.close();
        assertThat(log.lines())
                .filteredOn(line -> line.contains("is passed over"))
                .singleElement()
                .asString()
                .contains("-0 offset 1 ", "SQLSTATE 23514", "stays of audit")
                .doesNotContain("never");
        fixture.database().jdbc().execute("alter table audit drop constraint stays");
    }

    @Test
    void noCommandsAreTakenWhereThatIsTurnedOff() {
        try (ConfigurableApplicationContext third = fixture.start("DEAD_LETTER_COMMANDS", false)) {
            assertThat(third.getBean(CamelContext.class).getRoute("dead-letters.replay"))
                    .isNotNull();
            assertThat(third.getBean(CamelContext.class).getRoute("dead-letters.commands"))
                    .isNull();
            assertThat(third.getBeansOfType(DeadLetterCommands.class)).isEmpty();
            assertThat(third.getBean(MeterRegistry.class)
                            .find("outreach.dead.letters.commands")
                            .counters())
                    .isEmpty();
        }
        assertThat(replica.getBean(CamelContext.class).getRoute("dead-letters.commands"))
                .isNotNull();
        assertThat(replica.getBean(MeterRegistry.class)
                        .get("outreach.dead.letters.commands")
                        .counters())
                .hasSize(3);
    }

    private static double commands(String result) {
        return RuntimeFixture.count(replica, "outreach.dead.letters.commands", "result", result)
                + RuntimeFixture.count(other, "outreach.dead.letters.commands", "result", result);
    }

    /** A letter about a record of February that could not be read. */
    private static long unreadable(long offset, String payload) {
        replica.getBean(DeadLetters.class)
                .keep(List.of(DeadLetter.ofRecord(
                        SALES,
                        new DeadLetter.Source(
                                "another-topic", 0, offset, java.time.Instant.parse("2026-02-01T00:00:00Z"), null),
                        faults(),
                        payload.getBytes(StandardCharsets.UTF_8))));
        return fixture.database()
                .jdbc()
                .queryForObject(
                        "select id from dead_letter where source_topic = 'another-topic' and source_offset = ?",
                        Long.class,
                        offset);
    }

    private static Faults faults() {
        Faults faults = new Faults();
        faults.add(new dev.outreachroutes.profile.Fault(
                Place.BODY, dev.outreachroutes.profile.Fault.Kind.NO_JSON, "could not be read"));
        return faults;
    }

    private static void refuse(long prospect) {
        fixture.sandbox().answer(prospect, Fault.answer(422, REFUSED));
        fixture.topic().send(List.of(Events.joins(prospect)));
        await().until(() -> letters(prospect) == 1 && fixture.database().pending(SALES) == 0);
    }

    private static int letters(long prospect) {
        return fixture.database()
                .jdbc()
                .queryForObject("select count(*) from dead_letter where prospect_id = ?", Integer.class, prospect);
    }

    /** The number of the newest one. */
    private static long letter(long prospect) {
        return fixture.database()
                .jdbc()
                .queryForObject("select max(id) from dead_letter where prospect_id = ?", Long.class, prospect);
    }

    private static Map<String, Object> row(long letter) {
        return fixture.database().jdbc().queryForMap("select * from dead_letter where id = ?", letter);
    }

    private static List<JsonNode> onTopic(long letter) throws Exception {
        List<JsonNode> found = new ArrayList<>();
        for (String each : fixture.topic().deadLetters(1, SOON)) {
            JsonNode json = new ObjectMapper().readTree(each);
            if (json.path("id").asLong() == letter) {
                found.add(json);
            }
        }
        return found;
    }

    private static void awaitState(long letter, String state) {
        await().untilAsserted(() -> assertThat(row(letter)).containsEntry("state", state));
    }

    private static void awaitValue(long prospect, String value) {
        await().until(() -> value.equals(fixture.sandbox().prospect(prospect).get("custom4")));
    }

    private static org.awaitility.core.ConditionFactory await() {
        return RuntimeFixture.await(SOON);
    }

    private static DeadLetterDecisions decisions() {
        return replica.getBean(DeadLetterDecisions.class);
    }
}
