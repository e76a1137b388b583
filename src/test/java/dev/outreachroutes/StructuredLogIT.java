package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a runtime writes to its console that is told to write ECS. */
class StructuredLogIT {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String NOBODY = "{\"identityMap\": {\"oid\": []}, \"segmentMembership\": {}}";

    @TempDir
    private Path directory;

    @Test
    void eachLineIsEcsAndThereAreNoMoreOfThemWithMoreEvents() throws Exception {
        Path output = directory.resolve("output.txt");
        try (RuntimeFixture fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 100_000))
                .with("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs")
                .with("REPLICA_NAME", "replica-1")
                .with("DEAD_LETTER_COMMANDS", false)) {
            ChildProcess runtime = fixture.startProcess(List.of("-Xmx512m"), output);
            send(fixture, 1, 40);
            int afterFew = lines(output).size();
            send(fixture, 1_001, 1_000);
            List<JsonNode> lines = lines(output);
            runtime.kill();

            assertThat(afterFew).isPositive();
            assertThat(lines.subList(afterFew, lines.size()))
                    .as("said of 1,000 more events, but for a run that has just ended")
                    .filteredOn(line -> line.at("/log/level").asText().equals("INFO"))
                    .filteredOn(line -> !line.at("/log/logger").asText().endsWith("RunLines"))
                    .isEmpty();
            assertThat(lines.size() - afterFew).isLessThan(5);
            assertThat(lines).allSatisfy(line -> {
                assertThat(line.path("@timestamp").asText()).endsWith("Z");
                assertThat(line.at("/ecs/version").asText()).isNotEmpty();
                assertThat(line.at("/log/level").asText()).isIn("INFO", "WARN");
                assertThat(line.at("/log/logger").asText()).isNotEmpty();
                assertThat(line.at("/service/name").asText()).isEqualTo("outreach-routes");
                assertThat(line.at("/service/node/name").asText()).isEqualTo("replica-1");
                assertThat(line.path("message").asText()).isNotEmpty();
            });
            assertThat(lines)
                    .filteredOn(line -> line.path("message").asText().contains("a dead letter is new"))
                    .isNotEmpty()
                    .allSatisfy(
                            line -> assertThat(line.at("/outreach/destination").asText())
                                    .isEqualTo(SALES));
        }
    }

    /** For prospects from this one on, with some that are excluded, and one that cannot be read. */
    private static void send(RuntimeFixture fixture, long first, int count) {
        List<String> events = new ArrayList<>(Events.join(first, first + count - 1));
        events.addAll(Collections.nCopies(count / 8, NOBODY));
        events.add("{\"not\": \"an event\"");
        fixture.topic().send(events);
        fixture.awaitRest(SALES, SOON);
    }

    private static List<JsonNode> lines(Path output) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(output)) {
            lines.add(JsonMapper.builder().build().readTree(line));
        }
        return lines;
    }
}
