package dev.outreachroutes.convergence;

import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.outreachroutes.LogCapture;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.convergence.Landscape.Use;
import dev.outreachroutes.sandbox.Knobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * While two replicas are fed without a pause a segment moves from custom12 to custom37, another takes custom12, and a third leaves and is
 * to be cleared.
 */
class MovedSegmentsIT {

    private static final Logger LOG = LoggerFactory.getLogger(MovedSegmentsIT.class);

    private static final Duration LIVE = Duration.ofSeconds(60);

    /** All prospects are looked at once more half a minute after a change. */
    private static final Duration REST = Duration.ofMinutes(2);

    private static final int EVENTS_PER_SECOND = 200;

    /** As it is in the end. What was read before counts all the same: the statuses have moved. */
    private static final Use SALES = new Use(
            "emea-sales",
            "emea-ops",
            1,
            "oid",
            false,
            Map.of("firstName", "person.name.firstName"),
            Map.of(Landscape.HOT, "custom37", Landscape.NEWS, "custom12"));

    private static final String BEFORE = file(
            """
                  %s: { mapping-id: 12 }
                  %s: { mapping-id: 13 }
                  %s: { mapping-id: 14 }
            """
                    .formatted(Landscape.HOT, Landscape.TRIAL, Landscape.NEWS));

    private static final String AFTER =
            file("""
                  %s: { mapping-id: 37 }
                  %s: { mapping-id: 12 }
            """
                    .formatted(Landscape.HOT, Landscape.NEWS));

    private final RuntimeFixture fixture = RuntimeFixture.create(BEFORE, sandbox -> sandbox.createMissing(1, 10_000_000)
            .quota(1_000_000, Duration.ofHours(1))
            .with(Knobs.LOG_SIZE, 1_000_000));

    private static String file(String segments) {
        return """
               accounts:
                 emea-ops: { quota: { requests: 1000000, period: 1h }, pace: 5000 }
               destinations:
                 emea-sales:
                   account: emea-ops
                   identity: oid
                   on-unmap: clear
                   attributes:
                     firstName: person.name.firstName
                   segments:
               """
                + segments;
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void whatOutreachHoldsIsWhatTheOracleSaysWhenSegmentsMoveAndLeaveUnderLiveEvents() throws IOException {
        fixture.with("OUTREACH_REFRESH_TOKEN_EMEA_OPS", fixture.sandbox().issueRefreshToken(SALES.user()));
        fixture.with("REPLICA_NAME", "one").start();
        fixture.with("REPLICA_NAME", "other").start();
        SteadyFeed feed = new SteadyFeed(fixture.topic(), List.of(SALES), EVENTS_PER_SECOND);
        int writtenWhenEdited;
        try (LogCapture log = new LogCapture("dev.outreachroutes.backlog", Level.INFO);
                feed) {
            await(LIVE)
                    .until(() -> fixture.patches().stream()
                                    .filter(request -> request.body().contains("\"custom13\":\"realized\""))
                                    .count()
                            > 500);
            Path file = fixture.routes().resolve("destinations.yaml");
            List<Object> before = versions();
            Files.writeString(file, AFTER);
            await(LIVE).until(() -> versions().stream().noneMatch(before::contains));
            writtenWhenEdited = feed.written().size();
            await(LIVE).until(() -> feed.written().size() > writtenWhenEdited + 5 * EVENTS_PER_SECOND);
            assertThat(log.lines())
                    .as("told once")
                    .filteredOn(line -> line.contains("the statuses in custom12 move to custom37, custom13 is cleared"))
                    .hasSize(1)
                    .allSatisfy(line -> assertThat(line).contains("the statuses in custom14 move to custom12"));
        }
        fixture.awaitRest(SALES.name(), REST);
        Oracle oracle = Oracle.of(SALES, feed.written());
        await(REST).untilAsserted(() -> assertThat(differences(oracle)).isEmpty());

        LOG.info(
                "{} events, {} of them before the edit, for {} prospects; {} requests",
                feed.written().size(),
                writtenWhenEdited,
                oracle.prospects().size(),
                fixture.patches().size());
        assertThat(fixture.database().deadLetters()).isZero();
    }

    private List<Object> versions() {
        return fixture.replicas().stream()
                .map(replica -> replica.getBean("configurationHealthIndicator", HealthIndicator.class)
                        .health()
                        .getDetails()
                        .get("version"))
                .toList();
    }

    private List<String> differences(Oracle oracle) {
        List<String> differences = new ArrayList<>();
        for (long prospect : oracle.prospects()) {
            Map<String, Object> holds = fixture.sandbox().prospect(prospect);
            oracle.desired(prospect).forEach((attribute, value) -> {
                if (!value.asText().equals(holds.get(attribute))) {
                    differences.add("%s of prospect %d is %s and should be %s"
                            .formatted(attribute, prospect, holds.get(attribute), value));
                }
            });
            for (String left : List.of("custom13", "custom14")) {
                if (holds.get(left) != null) {
                    differences.add(
                            "%s of prospect %d is %s and should be clear".formatted(left, prospect, holds.get(left)));
                }
            }
        }
        return differences.size() > 20 ? differences.subList(0, 20) : differences;
    }
}
