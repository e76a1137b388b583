package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.sandbox.Fault;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.management.ObjectName;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Why a prospect is as it is: asked by the MBean, without SQL. */
class ExplainIT {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String SUPPORT = "emea-support";
    private static final String UNMAPPED = "5d0f7c1e-3333-4a9e-b0c5-71e2d94f6a10";

    private static RuntimeFixture fixture;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(
                        """
                accounts: { emea-ops: {} }
                destinations:
                  emea-sales:
                    account: emea-ops
                    identity: oid
                    segments: { 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { mapping-id: 4 } }
                  emea-support:
                    account: emea-ops
                    identity: oid
                    segments: { a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741: { mapping-id: 5 } }
                """,
                        sandbox -> sandbox.createMissing(1, 300))
                .with("spring.jmx.enabled", true);
        fixture.start();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void aProspectThatWasNeverSeenAnExcludedOneAndOneOfAnotherDestinationAreToldApart() throws Exception {
        fixture.topic()
                .sendRecords(List.of(
                        record(Events.event(101, Events.TRIAL, "realized", 1), 1_764_000_000_000L),
                        record(Events.event(102, UNMAPPED, "realized", 1), 1_764_000_001_000L),
                        record(Events.event(102, UNMAPPED, "exited", 2), 1_764_000_002_000L),
                        record(Events.joins(103), 1_764_000_003_000L)));
        for (String destination : List.of(SALES, SUPPORT)) {
            fixture.awaitRest(destination, SOON);
        }

        assertThat(explain(SALES, 100))
                .startsWith("Never seen: emea-sales has read no event of it that asked for anything")
                .doesNotContain("Excluded");
        assertThat(explain(SALES, 101))
                .isEqualTo("Excluded: nothing-mapped. That was its last event that asked for nothing here, "
                        + fixture.topic().name()
                        + "-3 offset 0, written 2025-11-24T16:00:00Z. It is also in destination"
                        + " emea-support, where nothing waits.");
        assertThat(explain(SALES, 102))
                .isEqualTo("Excluded: nothing-mapped. That was its last event that asked for nothing here, "
                        + fixture.topic().name() + "-3 offset 2, written 2025-11-24T16:00:02Z.");
        assertThat(explain(SALES, 103)).isEqualTo("Nothing waits: Outreach has confirmed what is desired of it.");
        assertThat(explain(SUPPORT, 103))
                .contains("Excluded: nothing-mapped")
                .contains("It is also in destination emea-sales, where nothing waits.");

        assertThat(explain(SALES, 1_000_102))
                .startsWith("Never seen")
                .contains("none that asked for nothing since")
                .doesNotContain("nothing-mapped");
        assertThatThrownBy(() -> explain(SALES, 0)).hasRootCauseMessage("A prospect's number is 1 or more");
    }

    @Test
    void aProspectThatWaitsIsExplainedByWhatItWaitsFor() throws Exception {
        invoke(SALES, "pause", "fields are being moved", String.class.getName());
        fixture.topic().send(List.of(Events.joins(201)));
        fixture.topic().awaitIntake(SALES, SOON);

        assertThat(explain(SALES, 201))
                .matches("Pending since \\S+: custom4\\. Delivery is paused since \\S+: fields are being moved\\.");
        invoke(SALES, "resume");
        fixture.awaitRest(SALES, SOON);
        assertThat(explain(SALES, 201)).isEqualTo("Nothing waits: Outreach has confirmed what is desired of it.");
    }

    @Test
    void aProspectOfWhichAllIsRefusedIsNotSaidToBeConfirmedAndItsUnreadableRecordsAreNamed() throws Exception {
        fixture.sandbox().answerAlways(203, Fault.answer(404, "{}"));
        fixture.topic()
                .send(List.of(
                        Events.joins(203),
                        Events.joins(204),
                        Events.event(204, Events.HOT, "undecided", 5),
                        Events.joins(20)));
        fixture.awaitRest(SALES, SOON);
        long unreadable = fixture.database()
                .jdbc()
                .queryForObject("select id from dead_letter where reason = 'unreadable'", Long.class);

        assertThat(explain(SALES, 203))
                .startsWith(
                        "Nothing waits, but Outreach has confirmed nothing of what is desired of it. Outreach has refused"
                                + " for good what is desired of custom4. Outreach does not know it since 20")
                .endsWith(
                        "Z: it was deleted or merged, or the account's user may not see it. 1 open dead letter is about it.");
        assertThat(fixture.database()
                        .jdbc()
                        .queryForObject(
                                "select outcome || ' ' || status || ' ' || troubled || ' ' || error from request where prospect_id = 203",
                                String.class))
                .startsWith("refused 404 true ");
        assertThat(explain(SALES, 204))
                .isEqualTo(
                        "Nothing waits: Outreach has confirmed what is desired of it. It is named in records that could"
                                + " not be read or folded; see the open dead letters " + unreadable + ".");
        assertThat(explain(SALES, 20)).doesNotContain("dead letter");
        assertThat(explain(SALES, 4)).startsWith("Never seen").doesNotContain("dead letter");
    }

    @Test
    void whatWasSentIsKnownAndAForgottenProspectComesBackWithANewRecordOnly() throws Exception {
        ProducerRecord<byte[], byte[]> old = onAnother(Events.joins(110), System.currentTimeMillis() - 60_000);
        fixture.topic().sendRecords(List.of(old));
        fixture.awaitRest(SALES, SOON);
        assertThat(
                        fixture.database()
                                .jdbc()
                                .queryForList(
                                        "select outcome, status, error, attributes::text, sent from request where prospect_id = 110"))
                .singleElement()
                .satisfies(each ->
                        assertThat(each.values()).containsExactly("acknowledged", 200, "", "[\"custom4\"]", null));
        assertThat(fixture.database()
                        .jdbc()
                        .queryForObject("select millis from request where prospect_id = 110", Integer.class))
                .isBetween(0, 60_000);

        assertThat(invoke(SALES, "forget", 110L, long.class.getName()))
                .startsWith(
                        "Forgotten: prospect 110. Removed were what was desired of it, 1 request and 0 dead letters.");
        fixture.topic().sendRecords(List.of(old));
        fixture.topic().awaitIntake(SALES, SOON);
        assertThat(explain(SALES, 110)).startsWith("Forgotten at ");
        assertThat(fixture.database()
                        .jdbc()
                        .queryForObject("select who || ' ' || subject from audit where what = 'forget'", String.class))
                .isEqualTo("JMX prospect 110");

        fixture.topic().sendRecords(List.of(onAnother(Events.joins(110), System.currentTimeMillis() + 1_000)));
        fixture.awaitRest(SALES, SOON);
        assertThat(explain(SALES, 110)).isEqualTo("Nothing waits: Outreach has confirmed what is desired of it.");
    }

    /** In a partition of its own, since another test counts the offsets of that of the others. */
    private static ProducerRecord<byte[], byte[]> onAnother(String event, long time) {
        return new ProducerRecord<>(fixture.topic().name(), 1, time, null, event.getBytes(StandardCharsets.UTF_8));
    }

    private static ProducerRecord<byte[], byte[]> record(String event, long time) {
        return new ProducerRecord<>(fixture.topic().name(), 3, time, null, event.getBytes(StandardCharsets.UTF_8));
    }

    private static String explain(String destination, long prospect) throws Exception {
        return invoke(destination, "explain", prospect, long.class.getName());
    }

    private static void invoke(String destination, String operation) throws Exception {
        ManagementFactory.getPlatformMBeanServer().invoke(name(destination), operation, null, null);
    }

    private static String invoke(String destination, String operation, Object argument, String type) throws Exception {
        return (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(name(destination), operation, new Object[] {argument}, new String[] {type});
    }

    private static ObjectName name(String destination) throws Exception {
        return new ObjectName("dev.outreachroutes:type=Destination,name=" + destination);
    }
}
