package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.deadletter.DeadLetterDecisions;
import dev.outreachroutes.deadletter.DeadLetterFilter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** An error is no outage: what fails here becomes a dead letter, and the records behind it are read. */
@ExtendWith(OutputCaptureExtension.class)
class IntakeErrorsIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static RuntimeFixture fixture;
    private static ConfigurableApplicationContext replica;

    @BeforeAll
    static void start() {
        fixture = create();
        replica = fixture.start();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void aProspectThatTheDatabaseRefusesIsADeadLetterAndTheOthersAreFolded(CapturedOutput output) {
        refuse(107);
        fixture.topic().send(0, Events.join(101, 130));
        fixture.topic().awaitIntake(SALES, SOON);

        await(SOON).until(() -> fixture.sandbox().prospect(130).containsKey("custom4"));
        assertThat(folded(fixture, 101, 130)).isEqualTo(29);
        assertThat(letter(fixture, 0))
                .containsEntry("reason", "failed")
                .containsEntry("source_offset", 6L)
                .hasEntrySatisfying(
                        "detail", detail -> assertThat(detail.toString()).contains("23514", "not_107"));
        assertThat(output).doesNotContain("\tat ");

        fixture.database().jdbc().execute("alter table prospect drop constraint not_107");
        long letter = (Long) letter(fixture, 0).get("id");
        replica.getBean(DeadLetterDecisions.class).replay(DeadLetterFilter.open(List.of(letter)), "jane");
        await(SOON).until(() -> fixture.sandbox().prospect(107).containsKey("custom4"));
    }

    @Test
    void aRowThatThisVersionCannotReadCostsItsOwnRecordsOnly() {
        fixture.topic().send(1, Events.join(201, 210));
        fixture.awaitRest(SALES, SOON);
        fixture.database().jdbc().update("update prospect set desired = '{\"custom4\": 7}' where prospect_id = 203");
        fixture.topic()
                .send(
                        1,
                        LongStream.rangeClosed(201, 210)
                                .mapToObj(prospect -> Events.event(prospect, Events.HOT, "exited", 5))
                                .toList());
        fixture.topic().awaitIntake(SALES, SOON);

        await(SOON).until(() -> "exited".equals(fixture.sandbox().prospect(210).get("custom4")));
        assertThat(letter(fixture, 1)).containsEntry("reason", "failed").containsEntry("source_offset", 12L);
    }

    @Test
    void aProfileThatFailsInARecordOfManyCostsNoOtherProfileOfItAndEventsAreCountedOnce() {
        double events = RuntimeFixture.count(replica, "outreach.events");
        refuse(307);
        fixture.topic().send(2, List.of("[" + String.join(",", Events.join(301, 320)) + "]"));
        fixture.topic().awaitIntake(SALES, SOON);

        assertThat(folded(fixture, 301, 320)).isEqualTo(19);
        assertThat(letter(fixture, 2)).containsEntry("reason", "failed");
        assertThat(RuntimeFixture.count(replica, "outreach.events")).isEqualTo(events + 20);
    }

    @Test
    void aDeadLetterThatTheDatabaseDoesNotTakeAsItIsIsKeptSmaller() {
        fixture.database()
                .jdbc()
                .execute("alter table dead_letter add constraint short check (length(detail) <= 1000)");
        fixture.database().jdbc().execute("alter table dead_letter add constraint keyless check (record_key is null)");
        fixture.topic()
                .sendRecords(List.of(new ProducerRecord<>(
                        fixture.topic().name(), 3, new byte[] {1}, "no JSON".getBytes(StandardCharsets.UTF_8))));
        fixture.topic().send(3, Events.join(401, 401));
        fixture.topic().awaitIntake(SALES, SOON);

        assertThat(letter(fixture, 3)).containsEntry("reason", "unreadable").containsEntry("record_key", null);
        assertThat(folded(fixture, 401, 401)).isEqualTo(1);
    }

    @Test
    void aStepThatFailsAtOneRecordCostsThatRecordOnly() {
        try (RuntimeFixture edited = failing("${body.changes.toString()} contains 'prospectId=5,'")) {
            edited.start();
            edited.topic().send(Events.join(1, 30));
            edited.topic().awaitIntake(SALES, SOON);

            assertThat(folded(edited, 1, 30)).isEqualTo(29);
            assertThat(letter(edited, 0))
                    .containsEntry("reason", "failed")
                    .hasEntrySatisfying("detail", detail -> assertThat(detail.toString())
                            .contains("java.lang.IllegalStateException")
                            .doesNotContain("this one"));
        }
    }

    @Test
    void aStepThatFailsAtEveryRecordIsWaitedForAndSaid(CapturedOutput output) {
        try (RuntimeFixture edited = failing("${body} != null")) {
            edited.start();
            edited.topic().send(Events.join(1, 30));

            await(SOON).untilAsserted(() -> assertThat(output)
                    .contains("step added failed (java.lang.IllegalStateException")
                    .contains("none of 30 records gets through alone"));
            assertThat(edited.database().deadLetters()).isZero();
            assertThat(edited.topic().committed(SALES)).isEmpty();
        }
    }

    private static RuntimeFixture create() {
        return RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 100_000));
    }

    /** A runtime with a step in its intake route that fails when this is so. */
    private static RuntimeFixture failing(String when) {
        return create().edit(
                        "intake.camel.yaml",
                        text -> text.replace(
                                "          - choice:\n              id: any-unreadable\n",
                                """
                                  - choice:
                                      id: added-choice
                                      when:
                                        - id: added-when
                                          expression:
                                            simple:
                                              expression: "%s"
                                          steps:
                                            - throwException:
                                                id: added
                                                exceptionType: java.lang.IllegalStateException
                                                message: this one
                                  - choice:
                                      id: any-unreadable
                        """
                                        .formatted(when)));
    }

    private static void refuse(long prospect) {
        fixture.database()
                .jdbc()
                .execute("alter table prospect add constraint not_%d check (prospect_id <> %d)"
                        .formatted(prospect, prospect));
    }

    private static int folded(RuntimeFixture fixture, long first, long last) {
        return fixture.database()
                .jdbc()
                .queryForObject(
                        "select count(*) from prospect where prospect_id between ? and ?", Integer.class, first, last);
    }

    private static Map<String, Object> letter(RuntimeFixture fixture, int partition) {
        return fixture.database().jdbc().queryForMap("select * from dead_letter where source_partition = ?", partition);
    }
}
