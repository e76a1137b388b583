package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.backlog.PendingProspects;
import dev.outreachroutes.sandbox.Knobs;
import dev.outreachroutes.sandbox.LoggedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A dry run on real parts: what is recorded goes out when the configuration says so, and nothing else. */
class DryRunIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void whatADryRunHasRecordedAndNothingElseIsRequestedWhenItIsLive() throws Exception {
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 500)
                .quota(1_000_000, Duration.ofHours(1))
                .with(Knobs.LOG_SIZE, 30_000))) {
            fixture.with("OUTREACH_CHECK", false)
                    .with("ROUTES_RELOAD_EVERY", "200ms")
                    .edit(
                            "destinations.yaml",
                            text -> text.replace("    account: emea-ops\n", "    account: emea-ops\n    mode: dry-run\n"));
            var replica = fixture.start();
            Map<Long, Map<String, String>> last = new HashMap<>();
            fixture.topic().send(events(last, 1_900, 1));
            fixture.topic().awaitIntake(SALES, SOON);
            PendingProspects pending = replica.getBean(PendingProspects.class);
            assertThat(pending.count(SALES).prospects()).isEqualTo(last.size());
            assertThat(fixture.patches()).isEmpty();

            fixture.edit("destinations.yaml", text -> text.replace("mode: dry-run", "mode: live"));
            fixture.topic().send(events(last, 100, 10_000));
            fixture.awaitRest(SALES, SOON);

            List<LoggedRequest> patches = fixture.patches();
            Set<Long> requested = new HashSet<>();
            patches.forEach(request -> requested.add(request.prospectId()));
            assertThat(requested).isEqualTo(last.keySet());
            assertThat(patches.size() - requested.size())
                    .as("requests beyond one each, for events that came when the first was under way")
                    .isLessThanOrEqualTo(100);
            last.forEach((id, statuses) -> assertThat(fixture.sandbox().prospect(id)).containsAllEntriesOf(statuses));
            assertThat(pending.count(SALES).prospects()).isZero();
        }
    }

    private static List<String> events(Map<Long, Map<String, String>> last, int count, int firstClock) {
        Random random = new Random(firstClock);
        List<String> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long id = 1 + random.nextInt(500);
            boolean hot = random.nextBoolean();
            String status = random.nextBoolean() ? "realized" : "exited";
            last.computeIfAbsent(id, any -> new HashMap<>()).put(hot ? "custom4" : "custom5", status);
            events.add(Events.event(id, hot ? Events.HOT : Events.TRIAL, status, firstClock + i));
        }
        return events;
    }
}
