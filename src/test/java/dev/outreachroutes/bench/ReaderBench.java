package dev.outreachroutes.bench;

import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.AttributeMapping;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destination.NullValues;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.mapping.Position;
import dev.outreachroutes.mapping.ProspectMapper;
import dev.outreachroutes.profile.Faults;
import dev.outreachroutes.profile.ProfileReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Measures how many of the sample events one thread reads and maps in a second, each as a body of its own as Kafka
 * delivers them.
 */
public final class ReaderBench {

    private static final Position POSITION = new Position(0, 0, Instant.EPOCH);
    private static final int ROUNDS = 6;
    private static final int REPETITIONS = 50_000;

    private ReaderBench() {}

    public static void main(String[] args) throws IOException {
        List<byte[]> bodies = bodies();
        ProfileReader reader = new ProfileReader();
        ProspectMapper mapper = new ProspectMapper(destination());
        for (int round = 1; round <= ROUNDS; round++) {
            long start = System.nanoTime();
            long[] mappings = {0};
            for (int i = 0; i < REPETITIONS; i++) {
                for (byte[] body : bodies) {
                    reader.read(
                            body,
                            new Faults(),
                            event -> mappings[0] +=
                                    mapper.map(event, POSITION, Instant.MAX).size());
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    "round %d: %,.0f events/s, %d mappings%n",
                    round, REPETITIONS * bodies.size() / seconds, mappings[0]);
        }
    }

    private static List<byte[]> bodies() throws IOException {
        try (InputStream file = ReaderBench.class.getResourceAsStream("/dev/outreachroutes/sample-events.jsonl")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.getBytes(StandardCharsets.UTF_8))
                    .toList();
        }
    }

    private static Destination destination() {
        return new Destination(
                "emea-sales",
                "",
                new Account(Account.DEFAULT, Quota.DOCUMENTED, Account.DEFAULT_PACE),
                "oid",
                Map.of(
                        "firstName",
                        AttributeMapping.of("person.name.firstName"),
                        "lastName",
                        AttributeMapping.of("person.name.lastName")),
                Map.of(
                        "3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10",
                        new Segment("3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10", "Hot accounts EMEA", 4),
                        "a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741",
                        new Segment("a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741", "Trial day 10", 5)),
                NullValues.IGNORE);
    }
}
