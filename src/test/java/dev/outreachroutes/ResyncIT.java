package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.resync.Resync;
import dev.outreachroutes.resync.Resync.State;
import dev.outreachroutes.resync.ResyncJob;
import dev.outreachroutes.resync.ResyncRequest;
import dev.outreachroutes.resync.Resyncs;
import dev.outreachroutes.sandbox.Knobs;
import dev.outreachroutes.sandbox.LoggedRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

/** A resync on real parts: what was changed in Outreach by hand is as desired again, for one request each and those of the pages. */
class ResyncIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int PROSPECTS = 1_000;

    @Test
    void whatWasChangedByHandIsHealedThoughTheReplicaThatReadItIsKilledInTheMiddle() throws Exception {
        RunningClock clock = new RunningClock();
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, PROSPECTS)
                .quota(1_000_000, Duration.ofHours(1))
                .with(Knobs.LOG_SIZE, 30_000))) {
            fixture.with(clock)
                    .with("OUTREACH_CHECK", false)
                    .with("outreach.resync.page-size", 100)
                    .with("outreach.resync.look", "100ms");
            ConfigurableApplicationContext first = fixture.start();
            fixture.topic().send(Events.join(1, PROSPECTS));
            fixture.awaitRest(SALES, SOON);

            LongStream.rangeClosed(1, 300)
                    .forEach(id -> fixture.sandbox().addProspect(id, Map.of("custom4", "exited")));
            LongStream.rangeClosed(501, 520).forEach(fixture.sandbox()::deleteProspect);
            fixture.topic()
                    .send(LongStream.rangeClosed(501, 520)
                            .mapToObj(id -> Events.event(id, Events.TRIAL, "realized", 1))
                            .toList());
            fixture.awaitRest(SALES, SOON);
            LongStream.rangeClosed(501, 505)
                    .forEach(id -> fixture.sandbox().addProspect(id, Map.of("custom4", "realized")));
            clock.advance(Duration.ofMinutes(10));
            fixture.sandbox().log().clear();

            // The first page is asked for by a replica that is never heard of again.
            Resyncs resyncs = first.getBean(Resyncs.class);
            fixture.sandbox().settings().with(Knobs.LATENCY, Duration.ofMillis(300));
            long id = resyncs.begin(ResyncRequest.of(SALES, ResyncRequest.Mode.HEAL), "ada")
                    .id();
            RuntimeFixture.await(SOON)
                    .until(() -> resyncs.find(id).orElseThrow().progress().looked() >= 200);
            kill(fixture, id);
            fixture.sandbox().settings().with(Knobs.LATENCY, Duration.ZERO);
            long before = lists(fixture);
            ConfigurableApplicationContext second = fixture.start();
            clock.advance(Duration.ofMinutes(5));

            RuntimeFixture.await(SOON)
                    .until(() ->
                            second.getBean(Resyncs.class).find(id).orElseThrow().state() == State.DONE);
            fixture.awaitRest(SALES, SOON);

            Resync done = second.getBean(Resyncs.class).find(id).orElseThrow();
            assertThat(done.progress().looked()).isEqualTo(PROSPECTS);
            assertThat(done.progress().different())
                    .as("changed by hand, and back")
                    .isEqualTo(305);
            assertThat(done.progress().gone()).isEqualTo(15);
            assertThat(done.progress().back()).isEqualTo(5);
            assertThat(done.progress().requests()).isEqualTo(PROSPECTS / 100);
            assertThat(lists(fixture))
                    .as("a page that was under way is read again")
                    .isBetween(10L, 11L);
            assertThat(before).isGreaterThanOrEqualTo(2);

            List<LoggedRequest> patches = fixture.patches();
            Set<Long> differing =
                    new HashSet<>(LongStream.rangeClosed(1, 300).boxed().toList());
            LongStream.rangeClosed(501, 505).forEach(differing::add);
            assertThat(patches).extracting(LoggedRequest::prospectId).containsExactlyInAnyOrderElementsOf(differing);
            for (long healed = 1; healed <= 300; healed++) {
                assertThat(fixture.sandbox().prospect(healed)).containsEntry("custom4", "realized");
            }
            assertThat(fixture.sandbox().prospect(501)).containsEntry("custom5", "realized");
            assertThat(fixture.database()
                            .jdbc()
                            .queryForObject(
                                    "select count(*) from prospect where gone_since is not null", Integer.class))
                    .isEqualTo(15);
        }
    }

    @Test
    void aProcessThatIsKilledInTheMiddleLeavesTheRestToAnother(@TempDir Path directory) {
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, PROSPECTS)
                .quota(1_000_000, Duration.ofHours(1))
                .with(Knobs.LOG_SIZE, 30_000))) {
            fixture.with("OUTREACH_CHECK", false)
                    .with("outreach.resync.page-size", 100)
                    .with("outreach.resync.list-lag", "0s");
            // It does not look by itself.
            ConfigurableApplicationContext other = fixture.start("outreach.resync.look", "1h");
            fixture.topic().send(Events.join(1, PROSPECTS));
            fixture.awaitRest(SALES, SOON);
            LongStream.rangeClosed(1, PROSPECTS).filter(id -> id % 3 == 0).forEach(id -> fixture.sandbox()
                    .addProspect(id, Map.of("custom4", "exited")));
            fixture.sandbox().settings().with(Knobs.LATENCY, Duration.ofMillis(300));
            long id = other.getBean(Resyncs.class)
                    .begin(ResyncRequest.of(SALES, ResyncRequest.Mode.HEAL), "ada")
                    .id();
            fixture.with("outreach.resync.look", "100ms").with("outreach.resync.patience", "0s");

            ChildProcess killed = fixture.startProcess(List.of("-Xmx512m"), directory.resolve("output.txt"));
            RuntimeFixture.await(Duration.ofMinutes(2))
                    .until(() -> other.getBean(Resyncs.class)
                                    .find(id)
                                    .orElseThrow()
                                    .progress()
                                    .looked()
                            >= 200);
            killed.kill();
            Resync then = other.getBean(Resyncs.class).find(id).orElseThrow();
            assertThat(then.state()).isEqualTo(State.RUNNING);
            fixture.sandbox().settings().with(Knobs.LATENCY, Duration.ZERO);
            // As if the leases of what it held were over.
            fixture.database().jdbc().update("update resync set leased_until = now() where id = ?", id);
            fixture.database().jdbc().update("update prospect set due_at = now() where claim is not null");

            RuntimeFixture.await(SOON).until(() -> {
                other.getBean(ResyncJob.class).look();
                return other.getBean(Resyncs.class).find(id).orElseThrow().state() == State.DONE;
            });
            // What the database was still doing for the killed process may have claimed more: until those leases end
            // too.
            fixture.awaitRest(SALES, Duration.ofMinutes(3));

            assertThat(other.getBean(Resyncs.class)
                            .find(id)
                            .orElseThrow()
                            .progress()
                            .looked())
                    .isEqualTo(PROSPECTS);
            for (long healed = 1; healed <= PROSPECTS; healed++) {
                assertThat(fixture.sandbox().prospect(healed)).containsEntry("custom4", "realized");
            }
        }
    }

    private static long lists(RuntimeFixture fixture) {
        return fixture.sandbox().log().requests().stream()
                .filter(request -> request.path().equals("/api/v2/prospects"))
                .count();
    }

    /** Nothing that it does afterwards counts, as if its process were gone: its lease stays until it ends. */
    private static void kill(RuntimeFixture fixture, long id) {
        fixture.stop();
        fixture.database()
                .jdbc()
                .update(
                        "update resync set worker = gen_random_uuid(), leased_until = now() + interval '3 minutes'"
                                + " where id = ?",
                        id);
    }
}
