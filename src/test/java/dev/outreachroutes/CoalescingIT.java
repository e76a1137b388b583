package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.sandbox.Knobs;
import dev.outreachroutes.sandbox.LoggedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** The fewest API calls: one for each prospect whose net state differs, none for the rest. */
class CoalescingIT {

    private static final int PROSPECTS = 5_000;
    private static final int EVENTS = 20_000;
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final List<String> SEGMENTS = List.of(
            "3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10",
            "a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741",
            "c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352");

    private final Random random = new Random(7);

    @Test
    void whatPilesUpWhileDeliveryStandsStillCostsOneRequestForEachProspectThatDiffers() throws Exception {
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, PROSPECTS)
                .quota(1_000_000, Duration.ofHours(1))
                .with(Knobs.LOG_SIZE, 30_000))) {
            ConfigurableApplicationContext replica = fixture.with("DELIVERY_CONCURRENCY", 8)
                    .with("OUTREACH_CHECK", false)
                    .start();
            fixture.topic().send(firstStatuses());
            fixture.awaitRest(SALES, SOON);
            CamelContext camel = replica.getBean(CamelContext.class);
            camel.getRouteController().stopRoute(SALES + ".delivery");
            fixture.sandbox().log().clear();

            Map<Long, Map<String, String>> last = new HashMap<>();
            fixture.topic().send(changes(last));
            fixture.topic().awaitIntake(SALES, SOON);
            assertThat(updates(fixture)).isEmpty();
            camel.getRouteController().startRoute(SALES + ".delivery");
            fixture.awaitRest(SALES, SOON);

            List<LoggedRequest> requests = updates(fixture);
            List<Long> differing = last.entrySet().stream()
                    .filter(prospect -> prospect.getValue().containsValue("exited"))
                    .map(Map.Entry::getKey)
                    .sorted()
                    .toList();
            assertThat(differing).hasSizeBetween(PROSPECTS / 2, PROSPECTS - 100);
            assertThat(requests.stream().map(LoggedRequest::prospectId).sorted().toList())
                    .isEqualTo(differing);
            for (LoggedRequest request : requests) {
                JsonNode body = Bodies.assertValid(request.body());
                last.get(request.prospectId()).forEach((attribute, status) -> assertThat(
                                body.at("/data/attributes").path(attribute).asText("not sent"))
                        .isEqualTo(status.equals("exited") ? "exited" : "not sent"));
            }
            assertThat(fixture.sandbox().log().mostAtOnceForOneProspect()).isEqualTo(1);
        }
    }

    /** Without looks at the account, which come at times of their own. */
    private static List<LoggedRequest> updates(RuntimeFixture fixture) {
        return fixture.sandbox().log().requests().stream()
                .filter(request -> request.prospectId() != null)
                .toList();
    }

    /** Everybody is in all segments. */
    private static List<String> firstStatuses() {
        List<String> events = new ArrayList<>();
        for (long id = 1; id <= PROSPECTS; id++) {
            events.add(event(id, 0, SEGMENTS.get(0), "realized", SEGMENTS.get(1), "realized"));
            events.add(event(id, 0, SEGMENTS.get(2), "realized"));
        }
        return events;
    }

    /** Leaves and joins in turns, in any order: the later one by its clock counts. */
    private List<String> changes(Map<Long, Map<String, String>> last) {
        List<String> events = new ArrayList<>();
        Map<String, Integer> clocks = new HashMap<>();
        for (int i = 0; i < EVENTS; i++) {
            long id = 1 + random.nextInt(PROSPECTS);
            int segment = random.nextInt(SEGMENTS.size());
            int clock = clocks.merge(id + ":" + segment, 1, Integer::sum);
            String status = clock % 2 == 1 ? "exited" : "realized";
            last.computeIfAbsent(id, key -> new HashMap<>()).put("custom" + (segment + 4), status);
            events.add(event(id, clock, SEGMENTS.get(segment), status));
        }
        Collections.shuffle(events, random);
        return events;
    }

    private static String event(long id, int clock, String... statuses) {
        StringBuilder memberships = new StringBuilder();
        for (int i = 0; i < statuses.length; i += 2) {
            memberships
                    .append(i == 0 ? "" : ",")
                    .append("\"%s\":{\"status\":\"%s\",\"lastQualificationTime\":\"%s\"}"
                            .formatted(
                                    statuses[i],
                                    statuses[i + 1],
                                    Instant.parse("2026-03-01T00:00:00Z").plusSeconds(clock)));
        }
        return "{\"segmentMembership\":{\"ups\":{%s}},\"identityMap\":{\"oid\":[{\"id\":\"%d\"}]}}"
                .formatted(memberships, id);
    }
}
