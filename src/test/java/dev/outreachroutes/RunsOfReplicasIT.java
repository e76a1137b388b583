package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.backlog.run.Run;
import dev.outreachroutes.backlog.run.Runs;
import dev.outreachroutes.sandbox.Fault;
import dev.outreachroutes.sandbox.Knobs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** The numbers of runs are what the events say, whichever replicas read and deliver them. */
class RunsOfReplicasIT {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String NOBODY = "{\"identityMap\": {\"oid\": []}, \"segmentMembership\": {}}";

    @TempDir
    private Path directory;

    @Test
    void twoReplicasCountTogetherWhatTheEventsSay() {
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 400))) {
            fixture.sandbox().answerAlways(7, Fault.answer(404, "{}"));
            ConfigurableApplicationContext replica = fixture.start();
            fixture.start();
            await(SOON).until(() -> fixture.topic().groupMembers(SALES) == 4);
            for (int partition = 0; partition < 4; partition++) {
                List<String> events = new ArrayList<>(Events.join(1 + 100 * partition, 100 + 100 * partition));
                // Of the first twenty the same again.
                events.addAll(Events.join(1 + 100 * partition, 20 + 100 * partition));
                events.addAll(List.of(NOBODY, NOBODY, NOBODY, "{\"not\": \"an event\""));
                fixture.topic().send(partition, events);
            }
            fixture.awaitRest(SALES, SOON);

            Runs runs = replica.getBean(Runs.class);
            assertThat(sum(runs, Run::received)).isEqualTo(4 * 123);
            assertThat(sum(runs, Run::queued)).isEqualTo(400);
            assertThat(sum(runs, Run::merged) + sum(runs, Run::unchanged)).isEqualTo(4 * 20);
            assertThat(sum(runs, Run::allExcluded)).isEqualTo(4 * 3);
            assertThat(sum(runs, Run::unreadable)).isEqualTo(4);
            assertThat(sum(runs, Run::delivered)).isEqualTo(399);
            assertThat(sum(runs, Run::failed)).isEqualTo(1);
            assertThat(sum(runs, Run::requests))
                    .isEqualTo(400)
                    .isEqualTo(fixture.patches().size());
        }
    }

    @Test
    void whatAKilledReplicaHasDoneIsCountedOnceAndOnlyReceivingAgainIsCountedAgain() {
        int prospects = 1_200;
        try (RuntimeFixture fixture = RuntimeFixture.create(
                sandbox -> sandbox.createMissing(1, prospects).with(Knobs.LATENCY, Duration.ofMillis(100)))) {
            fixture.with("intake.batch-size", 5)
                    .with("outreach.backlog.lease", "6s")
                    .with("outreach.backlog.send-within", "2s")
                    .with("outreach.backlog.longest-request", "2s")
                    .with("outreach.backlog.settle-time", "1s");
            ConfigurableApplicationContext replica = fixture.start();
            ChildProcess killed = fixture.startProcess(List.of("-Xmx512m"), directory.resolve("output.txt"));
            await(SOON).until(() -> fixture.topic().groupMembers(SALES) == 4);
            for (int partition = 0; partition < 4; partition++) {
                fixture.topic().send(partition, Events.join(1 + 300 * partition, 300 + 300 * partition));
            }
            Runs runs = replica.getBean(Runs.class);
            await(SOON).until(() -> sum(runs, Run::queued) > 200);
            killed.kill();
            long then = sum(runs, Run::queued);
            fixture.awaitRest(SALES, SOON);

            assertThat(then).as("killed in the middle").isLessThan(prospects);
            assertThat(sum(runs, Run::queued)).isEqualTo(prospects);
            assertThat(sum(runs, Run::delivered)).isEqualTo(prospects);
            assertThat(sum(runs, Run::failed)).isZero();
            assertThat(sum(runs, Run::received))
                    .isBetween(prospects + sum(runs, Run::unchanged), prospects + sum(runs, Run::unchanged) + 2 * 5);
            assertThat(sum(runs, Run::requests))
                    .isLessThanOrEqualTo(fixture.patches().size());
        }
    }

    private static long sum(Runs runs, ToLongFunction<Run> number) {
        Instant now = Instant.now();
        return runs
                .between(SALES, now.minus(Duration.ofHours(2)), now.plus(Duration.ofHours(1)), Runs.Bucket.HOUR)
                .stream()
                .mapToLong(number)
                .sum();
    }
}
