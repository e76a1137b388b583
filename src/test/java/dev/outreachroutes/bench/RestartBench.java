package dev.outreachroutes.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The packaged application under a steady feed, killed (SIGKILL) and started again at once: how long until events are read and
 * requests are sent again, how many requests are repeated, and whether anything is lost. Prints the rows of the table in
 * docs/reliability.md.
 *
 * <p>{@code -Dkills=}: how many; {@code -Devery=}: seconds between them, 0 for random times up to 15 s, or -1, the default, for
 * one at a time, each after all partitions are read and requests are sent again; {@code -Dreplicas=}: how many run, of which one is
 * killed at a time; {@code -Drestart=false}: it is not started again, the others take over; {@code -Dstatic=false}: without static
 * membership; {@code -Dapplication=}: what follows {@code java} on the command line of a replica.
 */
final class RestartBench {

    private static final int KILLS = Integer.getInteger("kills", 5);
    private static final int EVERY = Integer.getInteger("every", -1);
    private static final int REPLICAS = Integer.getInteger("replicas", 1);
    private static final boolean RESTART = Boolean.parseBoolean(System.getProperty("restart", "true"));
    private static final boolean STATIC = Boolean.parseBoolean(System.getProperty("static", "true"));
    private static final String APPLICATION =
            System.getProperty("application", "-Xmx512m -jar target/outreach-routes.jar");
    private static final int EVENTS_PER_SECOND = Integer.getInteger("rate", 50);
    private static final int PROSPECTS = 2_000;
    private static final int PARTITIONS = 4;
    private static final Duration LONGEST_RECOVERY = Duration.ofMinutes(3);

    /** A partition that nothing is read of for so long, under the feed, was the killed replica's. */
    private static final int STANDSTILL_SECONDS = 2;

    private static final Duration LONGEST_STOP = Duration.ofMinutes(1);

    /** Claims that were under way at the last kill wait for their lease. */
    private static final Duration LONGEST_REST = Duration.ofMinutes(5);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Rig rig;
    private final Admin admin;
    private final Map<Long, String> last = new HashMap<>();
    private final List<Double> intakes = new ArrayList<>();
    private final List<Double> deliveries = new ArrayList<>();
    private long sent;
    private int stoodStill;

    private RestartBench(Rig rig, Admin admin) {
        this.rig = rig;
        this.admin = admin;
    }

    public static void main(String[] arguments) throws Exception {
        try (Rig rig = new Rig(List.of("--log-size=1000000"));
                Admin admin = Admin.create(Map.of("bootstrap.servers", rig.broker.address()))) {
            new RestartBench(rig, admin).run();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        AtomicBoolean feeding = new AtomicBoolean(true);
        Thread feed = new Thread(() -> feed(feeding), "feed");
        feed.start();
        List<ChildProcess> replicas = new ArrayList<>();
        for (int i = 0; i < REPLICAS; i++) {
            replicas.add(start(i));
        }
        awaitRecovery(System.nanoTime(), Map.of(), 0);
        intakes.clear();
        deliveries.clear();
        Random random = new Random(Long.getLong("seed", 1));
        for (int kill = 1; kill <= KILLS; kill++) {
            if (EVERY < 0) {
                Thread.sleep(2_000 + random.nextInt(1_000));
            } else if (kill > 1) {
                Thread.sleep(EVERY == 0 ? random.nextInt(15_000) : EVERY * 1_000L);
            }
            int place = random.nextInt(replicas.size());
            replicas.get(place).kill();
            Map<Integer, Long> committed = committed();
            long requests = requests();
            long killed = System.nanoTime();
            if (RESTART) {
                replicas.set(place, start(place));
            } else {
                replicas.remove(place);
            }
            if (EVERY < 0 || kill == KILLS) {
                awaitRecovery(killed, committed, requests);
                System.out.printf(
                        "kill %d: %d of %d partitions stood still; intake goes on after %.1f s, delivery after %.1f s%n",
                        kill,
                        stoodStill,
                        PARTITIONS,
                        intakes.get(intakes.size() - 1),
                        deliveries.get(deliveries.size() - 1));
            }
        }
        feeding.set(false);
        feed.join();
        report(replicas);
    }

    private void report(List<ChildProcess> replicas) throws Exception {
        long end = System.nanoTime() + LONGEST_REST.toNanos();
        while (lost() > 0 && System.nanoTime() < end) {
            Thread.sleep(1_000);
        }
        long lost = lost();
        System.out.printf(
                "| %d | %s | %s | %s | %d | %d | %s | %s | %d | %d |%n",
                REPLICAS,
                EVERY < 0 ? "one at a time" : EVERY == 0 ? "at random, 0 to 15 s apart" : EVERY + " s apart",
                RESTART ? "yes" : "no",
                STATIC ? "yes" : "no",
                KILLS,
                sent,
                quantiles(intakes),
                quantiles(deliveries),
                repeated(),
                lost);
        for (ChildProcess replica : replicas) {
            replica.stop(LONGEST_STOP);
        }
    }

    /** @param place of the replica among them all */
    private ChildProcess start(int place) {
        return rig.replica(
                Path.of("target/restart-bench.log"),
                APPLICATION,
                Map.of("KAFKA_GROUP_INSTANCE_ID", STATIC ? "replica-" + place : ""));
    }

    /** Until every partition is read and requests are sent again, in seconds. */
    private void awaitRecovery(long since, Map<Integer, Long> committed, long requests) throws Exception {
        long end = since + LONGEST_RECOVERY.toNanos();
        boolean reads = false;
        boolean sends = false;
        stoodStill = 0;
        while (!(reads && sends)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("reads: " + reads + ", sends: " + sends + " after " + LONGEST_RECOVERY);
            }
            double seconds = (System.nanoTime() - since) / 1e9;
            if (!reads) {
                int waiting = PARTITIONS - moved(committed);
                if (seconds > STANDSTILL_SECONDS) {
                    stoodStill = Math.max(stoodStill, waiting);
                }
                if (waiting == 0) {
                    reads = true;
                    intakes.add(seconds);
                }
            }
            if (!sends && requests() > requests) {
                sends = true;
                deliveries.add(seconds);
            }
            Thread.sleep(50);
        }
    }

    private void feed(AtomicBoolean feeding) {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", rig.broker.address()), new StringSerializer(), new StringSerializer())) {
            Random random = new Random(2);
            long start = System.nanoTime();
            while (feeding.get()) {
                long prospect = 1 + random.nextInt(PROSPECTS);
                String name = "N" + ++sent;
                last.put(prospect, name);
                producer.send(new ProducerRecord<>(
                        "segment-events", (int) (prospect % PARTITIONS), null, event(prospect, name)));
                long due = start + sent * 1_000_000_000L / EVENTS_PER_SECOND;
                Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String event(long prospect, String name) {
        return "{\"person\":{\"name\":{\"firstName\":\"" + name + "\"}},\"identityMap\":{\"oid\":[{\"id\":\"" + prospect
                + "\"}]}}";
    }

    private int moved(Map<Integer, Long> before) throws Exception {
        return (int) committed().entrySet().stream()
                .filter(entry -> entry.getValue() > before.getOrDefault(entry.getKey(), 0L))
                .count();
    }

    private Map<Integer, Long> committed() throws Exception {
        Map<Integer, Long> committed = new HashMap<>();
        admin.listConsumerGroupOffsets("outreach-routes." + Rig.DESTINATION)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, offset) ->
                        committed.put(partition.partition(), offset == null ? 0 : offset.offset()));
        return committed;
    }

    private long requests() throws Exception {
        return get("/sandbox/state").path("statuses").path("200").asLong();
    }

    /** Prospects that do not hold the last value that was sent for them. */
    private long lost() throws Exception {
        Map<Long, String> held = new HashMap<>();
        for (JsonNode request : get("/sandbox/requests")) {
            if (request.path("status").asInt() == 200
                    && request.path("prospect").isNumber()) {
                held.put(request.path("prospect").asLong(), name(request));
            }
        }
        return last.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(held.get(entry.getKey())))
                .count();
    }

    /** Requests that said of a prospect what one before had said already. */
    private long repeated() throws Exception {
        Map<Long, Set<String>> said = new HashMap<>();
        long repeated = 0;
        for (JsonNode request : get("/sandbox/requests")) {
            if (request.path("prospect").isNumber()
                    && !said.computeIfAbsent(request.path("prospect").asLong(), id -> new HashSet<>())
                            .add(name(request))) {
                repeated++;
            }
        }
        return repeated;
    }

    private static String name(JsonNode request) throws IOException {
        return JSON.readTree(request.path("body").asText())
                .path("data")
                .path("attributes")
                .path("firstName")
                .asText();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(HTTP.send(
                        HttpRequest.newBuilder(URI.create(rig.sandboxUrl() + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream())
                .body());
    }

    private static String quantiles(List<Double> seconds) {
        List<Double> sorted = seconds.stream().sorted().toList();
        return sorted.size() == 1
                ? "%.1f s".formatted(sorted.get(0))
                : "median %.1f s, longest %.1f s"
                        .formatted(sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
    }
}
