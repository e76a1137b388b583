package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.backlog.ProspectDetail;
import dev.outreachroutes.backlog.ProspectSearch;
import dev.outreachroutes.sandbox.Knobs;
import dev.outreachroutes.sandbox.LoggedRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A dry run on real parts: what is recorded goes out when the configuration says so, and nothing else. */
class DryRunIT {

    private static final int EVENTS = 2_000;
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
                            text -> text.replace(
                                    "    account: emea-ops\n", "    account: emea-ops\n    mode: dry-run\n"));
            var replica = fixture.start();
            Map<Long, Map<String, String>> last = new HashMap<>();
            fixture.topic().send(events(last));
            fixture.topic().awaitIntake(SALES, SOON);
            ProspectSearch search = replica.getBean(ProspectSearch.class);
            List<ProspectDetail> recorded =
                    search.page(SALES, ProspectSearch.Filter.ALL, 0, 1_000).prospects();
            assertThat(search.countPending(SALES).prospects())
                    .isEqualTo(last.size())
                    .isEqualTo(recorded.size());
            assertThat(fixture.patches()).isEmpty();

            fixture.edit("destinations.yaml", text -> text.replace("mode: dry-run", "mode: live"));
            fixture.awaitRest(SALES, SOON);

            Map<Long, Map<String, JsonNode>> requested = new HashMap<>();
            for (LoggedRequest request : fixture.patches()) {
                Map<String, JsonNode> attributes = new HashMap<>();
                Bodies.assertValid(request.body())
                        .at("/data/attributes")
                        .properties()
                        .forEach(each -> attributes.put(each.getKey(), each.getValue()));
                assertThat(requested.put(request.prospectId(), attributes)).isNull();
            }
            Map<Long, Map<String, JsonNode>> wanted = new HashMap<>();
            recorded.forEach(each -> wanted.put(each.prospectId(), each.pending()));
            assertThat(requested).isEqualTo(wanted);
            last.forEach(
                    (id, statuses) -> assertThat(fixture.sandbox().prospect(id)).containsAllEntriesOf(statuses));
            assertThat(search.countPending(SALES).prospects()).isZero();
        }
    }

    private static List<String> events(Map<Long, Map<String, String>> last) {
        Random random = new Random(7);
        List<String> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            long id = 1 + random.nextInt(500);
            boolean hot = random.nextBoolean();
            String status = random.nextBoolean() ? "realized" : "exited";
            last.computeIfAbsent(id, any -> new HashMap<>()).put(hot ? "custom4" : "custom5", status);
            events.add(Events.event(id, hot ? Events.HOT : Events.TRIAL, status, i));
        }
        return events;
    }
}
