package dev.outreachroutes.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.ChildProcess;
import dev.outreachroutes.sandbox.SandboxToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The same events and the same quota for one replica, for more of them, and for the route that anybody would write first: how many requests
 * each makes, how many of them Outreach refuses, which prospects hold a status in the end that is not their last, and how long it takes.
 * Then the same with a kill in the middle.
 *
 * <p>{@code -Devents=10000} of {@code -Dprospects=1000}, {@code -Drate=1000} in a second, with a quota of {@code -Dquota=1000} requests
 * in {@code -Dperiod=10} seconds. {@code -Donly=} a part of a row's name limits the rows.
 */
final class ComparisonBench {

    private static final int EVENTS = Integer.getInteger("events", 10_000);
    private static final int PROSPECTS = Integer.getInteger("prospects", 1_000);
    private static final int RATE = Integer.getInteger("rate", 1_000);
    private static final int QUOTA = Integer.getInteger("quota", 1_000);
    private static final int PERIOD = Integer.getInteger("period", 10);
    private static final String ONLY = System.getProperty("only", "");
    private static final String APPLICATION =
            System.getProperty("application", "-Xmx512m -jar target/outreach-routes.jar");

    private static final String SEGMENT = "3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10";

    /** Without a request for so long it has come to rest. Longer than a replica needs to start again, and than a consumer is waited for. */
    private static final long REST_NANOS = 60_000_000_000L;

    /** Before so many it has not begun. */
    private static final int FEWEST = 100;

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String DESTINATIONS =
            """
            accounts:
              bench:
                quota: { requests: %d, period: %ds }
                pace: 10000
            destinations:
              bench:
                account: bench
                identity: oid
                segments:
                  %s: { mapping-id: 4 }
            """;

    private final Rig rig;
    private final String token;
    private final HttpClient http = HttpClient.newHttpClient();

    private ComparisonBench(Rig rig) throws Exception {
        this.rig = rig;
        this.token = SandboxToken.issue(rig.sandboxUrl());
    }

    public static void main(String[] arguments) throws Exception {
        System.out.printf(
                "| %,d events of %,d prospects, %,d requests in %d s allowed | requests | refused with 429 | prospects with another"
                        + " status than their last | until all is quiet |%n|---|---|---|---|---|%n",
                EVENTS, PROSPECTS, QUOTA, PERIOD);
        row("the plain route", 0, false);
        row("the plain route, killed in the middle", 0, true);
        row("one replica", 1, false);
        row("one replica, killed in the middle", 1, true);
        row("two replicas", 2, false);
        row("three replicas", 3, false);
        System.exit(0);
    }

    /** @param replicas 0: the plain route */
    private static void row(String what, int replicas, boolean kill) throws Exception {
        if (!what.contains(ONLY)) {
            return;
        }
        try (Rig rig = new Rig(
                List.of("--log-bodies=off", "--log-size=10", "--quota=" + QUOTA, "--period=" + PERIOD + "s"),
                DESTINATIONS.formatted(QUOTA, PERIOD, SEGMENT))) {
            new ComparisonBench(rig).run(what, replicas, kill);
        }
    }

    private void run(String what, int replicas, boolean kill) throws Exception {
        String[] last = new String[PROSPECTS + 1];
        List<ChildProcess> processes = new ArrayList<>();
        for (int i = 0; i < Math.max(1, replicas); i++) {
            processes.add(start(replicas));
        }
        Thread killer = new Thread(() -> {
            LockSupport.parkNanos(EVENTS * 500_000_000L / RATE);
            processes.get(0).kill();
            processes.set(0, start(replicas));
        });
        long begin = System.nanoTime();
        if (kill) {
            killer.start();
        }
        feed(last);
        long quiet = awaitQuiet();
        JsonNode statuses = get("/sandbox/state").get("statuses");
        int wrong = 0;
        for (int prospect = 1; prospect <= PROSPECTS; prospect++) {
            if (last[prospect] != null && !last[prospect].equals(status(prospect))) {
                wrong++;
            }
        }
        processes.forEach(ChildProcess::kill);
        System.out.printf(
                "| %s | %,d | %,d | %,d | %,d s |%n",
                what,
                get("/sandbox/state").get("requests").asLong(),
                statuses.path("429").asLong(),
                wrong,
                (quiet - begin) / 1_000_000_000);
    }

    private ChildProcess start(int replicas) {
        return replicas > 0 ? rig.replica(Path.of("/dev/null"), APPLICATION, Map.of()) : plain();
    }

    private ChildProcess plain() {
        return ChildProcess.start(
                ChildProcess.java(
                        List.of(
                                "-Xmx512m",
                                "-Dbrokers=" + rig.broker.address(),
                                "-Dtoken=" + token,
                                "-Dsegment=" + SEGMENT,
                                "-Drequests=" + QUOTA,
                                "-Dperiod=" + PERIOD * 1_000,
                                "-Doutreach=" + rig.sandboxUrl()),
                        PlainRoute.class.getName(),
                        List.of()),
                Map.of(),
                Path.of("/dev/null"));
    }

    private void feed(String[] last) {
        Random random = new Random(1);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", rig.broker.address(), "linger.ms", "20"),
                new StringSerializer(),
                new StringSerializer())) {
            Instant time = Instant.parse("2026-03-01T00:00:00Z");
            long begin = System.nanoTime();
            for (int i = 0; i < EVENTS; i++) {
                int prospect = 1 + random.nextInt(PROSPECTS);
                last[prospect] = "realized".equals(last[prospect]) ? "exited" : "realized";
                String event = "{\"segmentMembership\":{\"ups\":{\"" + SEGMENT + "\":{\"status\":\"" + last[prospect]
                        + "\",\"lastQualificationTime\":\"" + time.plusMillis(i) + "\"}}},"
                        + "\"identityMap\":{\"oid\":[{\"id\":\"" + prospect + "\"}]}}";
                // Of one prospect in one partition: a route without a clock would need that.
                producer.send(new ProducerRecord<>("segment-events", prospect % 4, null, event));
                long due = begin + i * 1_000_000_000L / RATE;
                if (due - System.nanoTime() > 1_000_000) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            }
        }
    }

    /** @return when the last request came */
    private long awaitQuiet() throws Exception {
        long last = System.nanoTime();
        long requests = -1;
        while (requests < FEWEST || System.nanoTime() - last < REST_NANOS) {
            long now = get("/sandbox/state").get("requests").asLong();
            if (now != requests) {
                requests = now;
                last = System.nanoTime();
            }
            Thread.sleep(500);
        }
        return last;
    }

    private String status(int prospect) throws Exception {
        return get("/sandbox/prospects/" + prospect).at("/attributes/custom4").asText();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(http.send(
                        HttpRequest.newBuilder(URI.create(rig.sandboxUrl() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body());
    }
}
