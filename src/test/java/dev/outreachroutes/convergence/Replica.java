package dev.outreachroutes.convergence;

import dev.outreachroutes.ChildProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.test.util.TestSocketUtils;

/** One replica of the packaged application, in a JVM of its own. What is done to it is done by one thread at a time. */
final class Replica {

    static final String PASSWORD = "convergence";

    private static final Duration LONGEST_STOP = Duration.ofSeconds(40);

    private final Path jar;
    private final Path log;
    private final int port = TestSocketUtils.findAvailableTcpPort();
    private final Supplier<Map<String, String>> environment;
    private ChildProcess process;
    private int starts;

    /**
     * @param jar the packaged application
     * @param environment asked for at every start
     */
    Replica(Path jar, Path log, Supplier<Map<String, String>> environment) {
        this.jar = jar;
        this.log = log;
        this.environment = environment;
    }

    /** Does not wait until it is ready. */
    synchronized void start() {
        if (isRunning()) {
            return;
        }
        Map<String, String> variables = new HashMap<>(environment.get());
        variables.put("SERVER_PORT", Integer.toString(port));
        process = ChildProcess.start(
                ChildProcess.java(
                        List.of("-Xmx224m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", jar.toString())),
                variables,
                log);
        starts++;
    }

    synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    synchronized void kill() {
        if (isRunning()) {
            process.kill();
        }
    }

    synchronized void stop() {
        if (isRunning()) {
            process.stop(LONGEST_STOP);
        }
    }

    /** Stands still for so long, and goes on as if nothing had been. */
    synchronized void standStill(Duration duration) {
        if (isRunning()) {
            process.freeze();
            Pause.of(duration);
            process.thaw();
        }
    }

    /** How often it was started: counters begin again each time. */
    synchronized int starts() {
        return starts;
    }

    String origin() {
        return "http://localhost:" + port;
    }

    /** What it does is added to its log. */
    synchronized void printThreads() {
        if (isRunning()) {
            process.printThreads();
        }
    }

    /** What it answers when asked whether it is ready: the status, 200 when it is, and what it says. */
    String readiness() {
        try {
            HttpResponse<String> answer = get("/actuator/health/readiness");
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            return "nothing: " + e;
        }
    }

    /** Counters, each by its name and tags as Prometheus gets them. */
    Map<String, Double> counters() throws IOException {
        Map<String, Double> counters = new TreeMap<>();
        get("/actuator/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith("outreach_"))
                .forEach(line -> counters.put(
                        line.substring(0, line.lastIndexOf(' ')),
                        Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
        return counters;
    }

    private HttpResponse<String> get(String path) throws IOException {
        String user = Base64.getEncoder().encodeToString(("admin:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(origin() + path))
                                    .timeout(Duration.ofSeconds(10))
                                    .header("Authorization", "Basic " + user)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
