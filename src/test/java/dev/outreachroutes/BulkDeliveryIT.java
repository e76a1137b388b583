package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.sandbox.BatchScript;
import dev.outreachroutes.sandbox.Knobs;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What is the same for many prospects goes to Outreach in few requests, and nothing else is lost or sent twice because of it. */
class BulkDeliveryIT {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String SCOPES = "prospects.read prospects.write batches.read batches.write batchItems.read";

    private RuntimeFixture fixture;
    private ConfigurableApplicationContext replica;
    private Instant time = Instant.parse("2026-03-01T00:00:00Z");

    private void start(String scopes) {
        fixture = RuntimeFixture.create(
                        sandbox -> sandbox.createMissing(1, 200_000).with(Knobs.SCOPES.name(), scopes))
                .with("outreach.bulk.first-look", "200ms")
                .with("outreach.bulk.longest-look", "1s");
        replica = fixture.start();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void tenThousandMembersOfOneSegmentCostFortyRequestsAtMost() {
        start(SCOPES);
        fold(1, 10_000, Map.of("custom4", "realized"));

        awaitHeld(1, 10_000, Map.of("custom4", "realized"));
        awaitRest();
        assertThat(fixture.sandbox().log().count()).isLessThan(50);
        assertThat(fixture.sandbox().log().mostAtOnceForOneProspect()).isEqualTo(1);
        assertThat(fixture.sandbox().batchesToAll()).isZero();
    }

    @Test
    void withoutTheScopesThereIsARequestForEachProspect() {
        start("prospects.read prospects.write");
        fold(1, 200, Map.of("custom4", "realized"));

        awaitHeld(1, 200, Map.of("custom4", "realized"));
        awaitRest();
        assertThat(fixture.sandbox().batchCount()).isZero();
    }

    @Test
    void prospectsThatABatchDoesNotChangeAreSettledOneByOne() {
        start(SCOPES);
        fixture.sandbox().nextBatch(BatchScript.fails(7L, 8L));
        fold(1, 500, Map.of("custom4", "realized"));

        awaitHeld(1, 500, Map.of("custom4", "realized"));
        awaitRest();
        assertThat(patches()).isBetween(2L, 10L);
        assertThat(fixture.sandbox().log().mostAtOnceForOneProspect()).isEqualTo(1);
    }

    @Test
    void changesOfOneValueInManyMixturesAreSentValueByValue() {
        start(SCOPES);
        Random random = new Random(1);
        Map<Long, Map<String, String>> wanted = new HashMap<>();
        for (long prospect = 1; prospect <= 600; prospect++) {
            Map<String, String> values = new HashMap<>();
            for (int field = 20; field < 28; field++) {
                values.put("custom" + field, random.nextBoolean() ? "realized" : "exited");
            }
            wanted.put(prospect, values);
        }
        foldAll(wanted);

        await(SOON).until(() -> wanted.entrySet().stream().allMatch(each -> holds(each.getKey(), each.getValue())));
        awaitRest();
        assertThat(fixture.sandbox().log().count()).isLessThan(150);
        assertThat(fixture.sandbox().log().mostAtOnceForOneProspect()).isEqualTo(1);
    }

    @Test
    void anEventThatComesWhileABatchRunsIsDeliveredBehindIt() {
        start(SCOPES);
        fixture.sandbox().nextBatch(BatchScript.delayed(Duration.ofSeconds(3)));
        fold(1, 300, Map.of("custom4", "realized"));
        await(SOON).until(() -> fixture.sandbox().batchCount() > 0);
        fold(1, 1, Map.of("custom4", "exited"));

        awaitHeld(2, 300, Map.of("custom4", "realized"));
        awaitHeld(1, 1, Map.of("custom4", "exited"));
        awaitRest();
        assertThat(fixture.sandbox().log().mostAtOnceForOneProspect()).isEqualTo(1);
    }

    private long patches() {
        return fixture.sandbox().log().requests().stream()
                .filter(request -> request.method().equals("PATCH"))
                .count();
    }

    private void fold(long first, long last, Map<String, String> values) {
        Map<Long, Map<String, String>> all = new HashMap<>();
        LongStream.rangeClosed(first, last).forEach(prospect -> all.put(prospect, values));
        foldAll(all);
    }

    private void foldAll(Map<Long, Map<String, String>> wanted) {
        time = time.plusSeconds(60);
        List<ProspectChange> changes = wanted.entrySet().stream()
                .map(each -> {
                    Map<String, DatedValue> attributes = new HashMap<>();
                    each.getValue()
                            .forEach((name, value) ->
                                    attributes.put(name, new DatedValue(TextNode.valueOf(value), time)));
                    return new ProspectChange(each.getKey(), attributes);
                })
                .toList();
        RuntimeFixture.backlog(replica).fold(SALES, changes);
    }

    private boolean holds(long prospect, Map<String, String> values) {
        return fixture.sandbox().exists(prospect)
                && fixture.sandbox().prospect(prospect).entrySet().containsAll(values.entrySet());
    }

    private void awaitHeld(long first, long last, Map<String, String> values) {
        await(SOON).until(() -> LongStream.rangeClosed(first, last).allMatch(prospect -> holds(prospect, values)));
    }

    private void awaitRest() {
        await(SOON).until(() -> fixture.database().pending(SALES) == 0);
    }
}
