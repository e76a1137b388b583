package dev.outreachroutes.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Events by HTTP at a steady rate, whatever the answers take, with the broker away in the middle: what is answered and when, and
 * whether everything that was answered with 202 is in Outreach in the end. A request takes from the moment when it was due, and is
 * sent once.
 *
 * <p>{@code -Drate=500} posts in a second of {@code -Dprofiles=10} each, for {@code -Dseconds=60}; the broker is killed after {@code
 * -Dkill=25} of them and started again {@code -Daway=10} later (0: it stays). {@code -Dconnections=64} is how many requests the sender has under way at most; what has to
 * wait for that is late too.
 */
final class EventsByHttpBench {

    private static final int RATE = Integer.getInteger("rate", 500);
    private static final int PROFILES = Integer.getInteger("profiles", 10);
    private static final int SECONDS = Integer.getInteger("seconds", 60);
    private static final int KILL = Integer.getInteger("kill", 25);
    private static final int AWAY = Integer.getInteger("away", 10);
    private static final int CONNECTIONS = Integer.getInteger("connections", 64);

    /** Of which the JVM and the connections get warm. Their events count in the end too. */
    private static final int WARM_UP = Integer.getInteger("warm-up", 15);

    /** Several seconds lie between two events of one prospect, so the order of the requests is that of the records. */
    private static final int PROSPECTS = RATE * PROFILES * 6;

    private static final Duration LONGEST_REST = Duration.ofMinutes(10);
    private static final String TOKEN = "bench-token";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Rig rig;
    private final URI events;
    private final Semaphore connections = new Semaphore(CONNECTIONS);
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    /** @param status 0: no answer */
    private record Answer(int number, long due, long sent, long answered, int status) {}

    private EventsByHttpBench(Rig rig, int port) {
        this.rig = rig;
        this.events = URI.create("http://localhost:" + port + "/events");
    }

    public static void main(String[] arguments) throws Exception {
        String senders =
                """
                senders:
                  bench: { token-sha256: 7137e16f75a1d75b6fd65930672814806cdc1a0d6e0aa38611afc996a402258b }
                """;
        try (Rig rig = new Rig(List.of("--log-bodies=off"), Rig.DESTINATIONS + senders)) {
            int port = rig.runtime().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
            new EventsByHttpBench(rig, port).run();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        List<CompletableFuture<?>> sent = new ArrayList<>();
        long begin = System.nanoTime();
        long warm = begin + WARM_UP * 1_000_000_000L;
        long[] away = {Long.MAX_VALUE, Long.MAX_VALUE};
        Thread saboteur = new Thread(() -> stopBroker(warm, away), "saboteur");
        if (AWAY > 0) {
            saboteur.start();
        }
        for (int number = 0; number < RATE * (WARM_UP + SECONDS); number++) {
            long due = begin + number * 1_000_000_000L / RATE;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            connections.acquire();
            sent.add(post(number, due));
        }
        double seconds = (System.nanoTime() - warm) / 1e9;
        CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new)).join();
        if (AWAY > 0) {
            saboteur.join();
        }
        System.out.printf(
                "| %d posts a second of %d profiles, %d s | posts | answers | median | 99th percentile | longest |%n",
                RATE, PROFILES, SECONDS);
        System.out.println("|---|---|---|---|---|---|");
        report("until the broker is stopped", warm, away[0]);
        if (AWAY > 0) {
            report("while it is away and starts", away[0], away[1]);
            report("after that", away[1], Long.MAX_VALUE);
        }
        System.out.printf("%d s of posts were sent in %.0f s%n", SECONDS, seconds);
        processorTime();
        awaitOutreach();
    }

    private void stopBroker(long warm, long[] away) {
        LockSupport.parkNanos(warm + KILL * 1_000_000_000L - System.nanoTime());
        away[0] = System.nanoTime();
        rig.broker.kill();
        LockSupport.parkNanos(AWAY * 1_000_000_000L);
        rig.broker.start();
        away[1] = System.nanoTime();
    }

    private CompletableFuture<?> post(int number, long due) {
        long begun = System.nanoTime();
        HttpRequest request = HttpRequest.newBuilder(events)
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body(number)))
                .build();
        return HTTP.sendAsync(request, BodyHandlers.discarding()).handle((answer, failure) -> {
            connections.release();
            return answers.add(
                    new Answer(number, due, begun, System.nanoTime(), failure == null ? answer.statusCode() : 0));
        });
    }

    /** Profiles of the prospects whose turn it is, with the request's number in each. */
    private static String body(int number) {
        StringBuilder body = new StringBuilder("[");
        for (int place = 0; place < PROFILES; place++) {
            body.append(place == 0 ? "" : ",")
                    .append("{\"person\":{\"name\":{\"firstName\":\"")
                    .append(number)
                    .append("\"}},\"segmentMembership\":{\"ups\":{\"3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10\":")
                    .append("{\"status\":\"realized\",\"lastQualificationTime\":\"2026-03-01T00:00:00Z\"}}},")
                    .append("\"identityMap\":{\"oid\":[{\"id\":\"")
                    .append(prospect(number, place))
                    .append("\"}]}}");
        }
        return body.append(']').toString();
    }

    private static long prospect(int number, int place) {
        return 1 + (long) number * PROFILES % PROSPECTS + place;
    }

    private void report(String when, long from, long until) {
        Map<Integer, Integer> byStatus = new TreeMap<>();
        List<Long> millis = new ArrayList<>();
        for (Answer answer : answers) {
            if (answer.sent() >= from && answer.sent() < until) {
                byStatus.merge(answer.status(), 1, Integer::sum);
                millis.add((answer.answered() - answer.due()) / 1_000_000);
            }
        }
        millis.sort(null);
        System.out.printf(
                "| %s | %,d | %s | %,d ms | %,d ms | %,d ms |%n",
                when, millis.size(), byStatus, quantile(millis, 0.5), quantile(millis, 0.99), quantile(millis, 1));
    }

    /** What a post costs, which says more than the times where other work is on the machine. */
    private void processorTime() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Map<String, Long> nanos = new TreeMap<>();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null) {
                nanos.merge(
                        thread.getThreadName().replaceAll("[0-9]+", "N"),
                        threads.getThreadCpuTime(thread.getThreadId()),
                        Long::sum);
            }
        }
        System.out.printf(
                "%,d posts so far; ms of a processor for each, by threads of this process:%n", answers.size());
        nanos.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(8)
                .forEach(
                        each -> System.out.printf("%8.2f %s%n", each.getValue() / 1e6 / answers.size(), each.getKey()));
    }

    private static long quantile(List<Long> sorted, double share) {
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, Math.round(share * sorted.size())));
    }

    /** Every prospect has the value of its last request that was accepted, or of a later one. */
    private void awaitOutreach() throws Exception {
        Map<Long, Integer> accepted = new HashMap<>();
        for (Answer answer : answers) {
            for (int place = 0; answer.status() == 202 && place < PROFILES; place++) {
                accepted.merge(prospect(answer.number(), place), answer.number(), Math::max);
            }
        }
        int prospects = accepted.size();
        long begun = System.nanoTime();
        while (!accepted.isEmpty() && System.nanoTime() - begun < LONGEST_REST.toNanos()) {
            accepted.entrySet().removeIf(each -> inOutreach(each.getKey()) >= each.getValue());
            Thread.sleep(200);
        }
        System.out.printf(
                "%,d prospects were accepted; %d lack their last value in Outreach, %d s after the last answer%n",
                prospects, accepted.size(), (System.nanoTime() - begun) / 1_000_000_000L);
    }

    private int inOutreach(long prospect) {
        try {
            String body = HTTP.send(
                            HttpRequest.newBuilder(URI.create(rig.sandboxUrl() + "/sandbox/prospects/" + prospect))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            return JSON.readTree(body).findPath("firstName").asInt(-1);
        } catch (Exception e) {
            throw new IllegalStateException("the sandbox does not answer", e);
        }
    }
}
