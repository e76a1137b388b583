package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.count;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** From the topic to the prospect, on real parts. */
class WholeWayIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void theSampleEventsLeaveEveryProspectAsItsLastEventsSay() throws Exception {
        List<String> lines = Files.readAllLines(Path.of("src/test/resources/dev/outreachroutes/sample-events.jsonl"));
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> {})) {
            for (long id : List.of(48213L, 51907L, 60011L, 60422L, 33870L, 72205L)) {
                fixture.sandbox().addProspect(id, Map.of());
            }
            ConfigurableApplicationContext replica = fixture.start();
            fixture.topic().send(lines);
            fixture.awaitRest(SALES, SOON);

            assertThat(fixture.sandbox().prospect(48213))
                    .containsEntry("custom4", "exited")
                    .containsEntry("custom5", "realized")
                    .containsEntry("lastName", "Okafor");
            assertThat(fixture.sandbox().prospect(51907))
                    .containsEntry("custom4", "realized")
                    .containsEntry("custom5", "exited");
            assertThat(fixture.sandbox().prospect(60011)).containsEntry("custom6", "realized");
            assertThat(fixture.sandbox().prospect(60422)).containsEntry("custom6", "realized");
            assertThat(fixture.sandbox().prospect(33870))
                    .containsEntry("custom4", "realized")
                    .containsEntry("custom6", "exited");
            assertThat(fixture.sandbox().prospect(72205)).containsEntry("custom5", "realized");
            assertThat(count(replica, "outreach.excluded", "reason", "no-outreach-id"))
                    .isEqualTo(1);
            assertThat(count(replica, "outreach.excluded", "reason", "id-not-numeric"))
                    .isEqualTo(1);
            assertThat(count(replica, "outreach.excluded")).isEqualTo(2);
            assertThat(fixture.database().deadLetters()).isZero();
        }
    }
}
