package dev.outreachroutes.convergence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.ChildProcess;
import dev.outreachroutes.sandbox.OutreachSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.test.util.TestSocketUtils;

/** The sandbox Outreach in a process of its own, steered over HTTP. */
final class Sandbox {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** With those for bulk requests. */
    private static final String SCOPES = "prospects.read prospects.write batches.read batches.write batchItems.read";

    /** What every schedule begins with; faults turn some of them. */
    private static final Map<String, String> KNOBS = Map.ofEntries(
            Map.entry("quota", Integer.toString(Landscape.QUOTA)),
            Map.entry("period", Landscape.PERIOD.toSeconds() + "s"),
            Map.entry("latency", "30ms"),
            Map.entry("token-throttle", "1s"),
            Map.entry("log-size", "50000"),
            Map.entry("retry-after", "epoch"),
            Map.entry("quota-body", "json"),
            Map.entry("remaining", "single"),
            Map.entry("count-refused", "on"),
            Map.entry("window", "clock"),
            Map.entry("expired-status", "401"),
            Map.entry("batch-delay", "300ms"),
            Map.entry("batch-rate", "100"),
            Map.entry("batch-item-failures", "0.01"),
            Map.entry("batch-item-data", "id"),
            Map.entry("batch-most-ids", "30"),
            Map.entry("type-check", "pointer"),
            Map.entry("fields", "{}"));

    private final int port;
    private final ChildProcess process;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    Sandbox(Path directory) {
        this.port = TestSocketUtils.findAvailableTcpPort();
        this.process = ChildProcess.start(
                ChildProcess.java(
                        List.of("-Xmx384m", "-XX:+UseSerialGC"),
                        OutreachSandbox.class.getName(),
                        List.of("--port=" + port, "--create-missing=on", "--scopes=" + SCOPES)),
                Map.of(),
                directory.resolve("sandbox.log"));
        awaitAnswer();
    }

    private void awaitAnswer() {
        Instant latest = Instant.now().plusSeconds(30);
        while (true) {
            try {
                get("/sandbox/knobs");
                return;
            } catch (UncheckedIOException e) {
                if (Instant.now().isAfter(latest)) {
                    throw e;
                }
                Pause.of(Duration.ofMillis(100));
            }
        }
    }

    String url() {
        return "http://localhost:" + port;
    }

    /**
     * Everything as it was at first, and nothing in the log.
     *
     * @param windowsTold whether answers say what is left in which window of the quota
     */
    void calm(boolean windowsTold) {
        post("/sandbox/faults", Map.of("clear", true));
        post("/sandbox/knobs", KNOBS);
        turn("quota-headers", windowsTold ? "on" : "off");
        send("DELETE", "/sandbox/requests", null);
    }

    void turn(String knob, String value) {
        post("/sandbox/knobs", Map.of(knob, value));
    }

    /** The next API requests meet this. */
    void next(int times, Map<String, Object> fault) {
        post("/sandbox/faults", Map.of("next", List.of(times(times, fault))));
    }

    /** The next batches meet this. */
    void nextBatches(int times, Map<String, Object> fault) {
        post("/sandbox/faults", Map.of("batches", java.util.Collections.nCopies(times, fault)));
    }

    /** The next requests for tokens meet this. */
    void nextTokens(int times, Map<String, Object> fault) {
        post("/sandbox/faults", Map.of("tokens", List.of(times(times, fault))));
    }

    private static Map<String, Object> times(int times, Map<String, Object> fault) {
        Map<String, Object> more = new java.util.HashMap<>(fault);
        more.put("times", times);
        return more;
    }

    void always(long prospect, Map<String, Object> fault) {
        post("/sandbox/faults", Map.of("prospect", prospect, "always", fault));
    }

    void maintenance(Duration duration) {
        post("/sandbox/faults", Map.of("maintenance", duration.toMillis() + "ms"));
    }

    void spend(long user, int requests) {
        post("/sandbox/quota", Map.of("user", user, "spend", requests));
    }

    void expireAccessTokens(long user) {
        post("/sandbox/expire", Map.of("user", user));
    }

    void revoke(long user) {
        post("/sandbox/revoke", Map.of("user", user));
    }

    String refreshToken(long user) {
        return post("/sandbox/tokens", Map.of("user", user))
                .get("refresh_token")
                .asText();
    }

    JsonNode requests() {
        return get("/sandbox/requests");
    }

    JsonNode batches() {
        return get("/sandbox/batches");
    }

    JsonNode state() {
        return get("/sandbox/state");
    }

    JsonNode prospect(long id) {
        return get("/sandbox/prospects/" + id).get("attributes");
    }

    void kill() {
        process.kill();
    }

    private JsonNode get(String path) {
        return send("GET", path, null);
    }

    private JsonNode post(String path, Object body) {
        try {
            return send("POST", path, JSON.writeValueAsString(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(Duration.ofSeconds(20))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IllegalStateException(
                        method + " " + path + ": " + response.statusCode() + " " + response.body());
            }
            return response.body().isEmpty() ? null : JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
