package dev.outreachroutes.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The packaged application with nothing to do: how long from its start to the first request, and then what it takes of a processor and
 * asks of the database while it is idle. {@code -Dreplicas=1} started side by side, looked at for {@code -Dseconds=60}; {@code
 * -Dapplication=} is what follows {@code java} on the command line.
 */
final class RestBench {

    private static final int REPLICAS = Integer.getInteger("replicas", 1);
    private static final int SECONDS = Integer.getInteger("seconds", 60);
    private static final String APPLICATION =
            System.getProperty("application", "-Xmx512m -jar target/outreach-routes.jar");

    /** What a start leaves to do: compiling, the first checks. */
    private static final Duration SETTLE = Duration.ofSeconds(45);

    private static final Duration LONGEST_START = Duration.ofMinutes(3);
    private static final long PROSPECT = 4711;

    private RestBench() {}

    public static void main(String[] arguments) throws Exception {
        try (Rig rig = new Rig()) {
            produce(rig.broker.address());
            Set<Long> others = children().map(ProcessHandle::pid).collect(Collectors.toSet());
            long begun = System.nanoTime();
            for (int i = 0; i < REPLICAS; i++) {
                rig.replica(Path.of("/dev/null"), APPLICATION, Map.of());
            }
            List<ProcessHandle> replicas =
                    children().filter(each -> !others.contains(each.pid())).toList();
            awaitRequest(rig.sandboxUrl());
            double start = (System.nanoTime() - begun) / 1e9;
            double startCpu = cpu(replicas).toNanos() / 1e9 / REPLICAS;
            Thread.sleep(SETTLE.toMillis());

            Duration cpu = cpu(replicas);
            long transactions = transactions(rig);
            Thread.sleep(SECONDS * 1_000L);
            double busy = cpu(replicas).minus(cpu).toNanos() / 1e9 / SECONDS / REPLICAS;
            // The question itself is one too.
            double asked = (transactions(rig) - transactions - 1) / (double) SECONDS / REPLICAS;
            replicas.forEach(ProcessHandle::destroyForcibly);

            System.out.println("| at rest, " + REPLICAS + " replicas | |");
            System.out.println("|---|---|");
            System.out.printf("| from the start to the first request | %.1f s |%n", start);
            System.out.printf("| of that, of a processor, for a replica | %.1f s |%n", startCpu);
            System.out.printf("| of a core, for a replica | %.2f %% |%n", busy * 100);
            System.out.printf("| transactions of the database in a second, for a replica | %.2f |%n", asked);
        }
        System.exit(0);
    }

    private static java.util.stream.Stream<ProcessHandle> children() {
        return ProcessHandle.current().children();
    }

    private static Duration cpu(List<ProcessHandle> processes) {
        return processes.stream()
                .map(each -> each.info().totalCpuDuration().orElseThrow())
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static long transactions(Rig rig) {
        return rig.jdbc()
                .queryForObject(
                        "select xact_commit + xact_rollback from pg_stat_database where datname = current_database()",
                        Long.class);
    }

    private static void produce(String brokers) throws Exception {
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(
                            "segment-events",
                            "{\"segmentMembership\":{\"ups\":{\"3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10\":"
                                    + "{\"status\":\"realized\"}}},\"identityMap\":{\"oid\":[{\"id\":\"" + PROSPECT
                                    + "\"}]}}"))
                    .get();
        }
    }

    private static void awaitRequest(String sandbox) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest requests = HttpRequest.newBuilder(URI.create(sandbox + "/sandbox/requests"))
                .build();
        long begun = System.nanoTime();
        while (!http.send(requests, HttpResponse.BodyHandlers.ofString()).body().contains(Long.toString(PROSPECT))) {
            if (System.nanoTime() - begun > LONGEST_START.toNanos()) {
                throw new IllegalStateException("no request was seen");
            }
            Thread.sleep(50);
        }
    }
}
