package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.deadletter.DeadLetterDecisions;
import dev.outreachroutes.deadletter.DeadLetterFilter;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** One prospect whose row cannot be read or written is set aside, with a dead letter; the others are delivered. */
class DeliveryErrorsIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static RuntimeFixture fixture;
    private static ConfigurableApplicationContext replica;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 100_000));
        replica = fixture.start();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void aRowThatThisVersionCannotReadIsSetAsideUntilItIsPutRightAndReplayed() {
        fixture.database()
                .jdbc()
                .update(
                        """
                        insert into prospect (destination, prospect_id, desired, pending_since, due_at)
                        values (?, 101, '{"custom4": 7}', now(), now() - interval '1 hour')
                        """,
                        SALES);
        fold(102, 140);

        awaitDelivered(102, 140);
        assertThat(letter(101)).containsEntry("reason", "failed");
        assertThat(fixture.database().deadLetters(101)).isEqualTo(1);

        fixture.database()
                .jdbc()
                .update(
                        "update prospect set desired = '{\"custom4\": [\"realized\", 1700000000000000]}' where prospect_id = 101");
        replay(101);
        awaitDelivered(101, 101);
    }

    @Test
    void aRowThatCannotBeClaimedIsSetAside() {
        refuse(207, "claim is null");
        fold(201, 240);

        awaitDelivered(201, 206);
        awaitDelivered(208, 240);
        await(SOON).until(() -> fixture.database().deadLetters(207) == 1);
        assertThat(letter(207).get("detail").toString()).contains("23514", "not_207");
        fixture.database().jdbc().execute("alter table prospect drop constraint not_207");
        replay(207);
        awaitDelivered(207, 207);
    }

    @Test
    void aRowWhoseResultCannotBeStoredIsSetAsideAndTheResultsOfTheOthersAreStored() {
        refuse(307, "acknowledged = '{}'");
        fold(301, 340);

        awaitDelivered(301, 340);
        await(SOON).until(() -> fixture.database().deadLetters(307) == 1);
        await(SOON)
                .until(() -> fixture.database()
                                .jdbc()
                                .queryForObject(
                                        "select count(*) from prospect where prospect_id between 301 and 340 and due_at is null",
                                        Integer.class)
                        == 39);
        fixture.database().jdbc().execute("alter table prospect drop constraint not_307");
        replay(307);
        await(SOON)
                .until(() -> fixture.database()
                                .jdbc()
                                .queryForObject("select count(*) from set_aside where prospect_id = 307", Integer.class)
                        == 0);
    }

    @Test
    void aProspectThatWasSetAsideIsTriedAgainWhenSomethingNewIsDesiredOfIt() {
        refuse(401, "claim is null");
        fold(401, 401);
        await(SOON).until(() -> fixture.database().deadLetters(401) == 1);
        fixture.database().jdbc().execute("alter table prospect drop constraint not_401");
        fold(401, 401, "exited");

        await(SOON)
                .until(() -> fixture.sandbox().prospect(401) != null
                        && "exited".equals(fixture.sandbox().prospect(401).get("custom4")));
    }

    private static void refuse(long prospect, String unless) {
        fixture.database()
                .jdbc()
                .execute("alter table prospect add constraint not_%d check (prospect_id <> %d or %s)"
                        .formatted(prospect, prospect, unless));
    }

    private static void fold(long first, long last) {
        fold(first, last, "realized");
    }

    private static void fold(long first, long last, String status) {
        Instant clock = Instant.parse(status.equals("exited") ? "2026-03-02T00:00:00Z" : "2026-03-01T00:00:00Z");
        RuntimeFixture.backlog(replica)
                .fold(
                        SALES,
                        LongStream.rangeClosed(first, last)
                                .mapToObj(prospect -> new ProspectChange(
                                        prospect, Map.of("custom4", new DatedValue(TextNode.valueOf(status), clock))))
                                .toList());
    }

    private static void awaitDelivered(long first, long last) {
        await(SOON).until(() -> LongStream.rangeClosed(first, last).allMatch(prospect -> "realized"
                .equals(fixture.sandbox().prospect(prospect).get("custom4"))));
    }

    private static void replay(long prospect) {
        replica.getBean(DeadLetterDecisions.class)
                .replay(DeadLetterFilter.open(List.of((Long) letter(prospect).get("id"))), "jane");
    }

    private static Map<String, Object> letter(long prospect) {
        return fixture.database().jdbc().queryForMap("select * from dead_letter where prospect_id = ?", prospect);
    }
}
