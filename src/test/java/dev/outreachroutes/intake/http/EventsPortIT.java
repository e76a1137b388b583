package dev.outreachroutes.intake.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.Events;
import dev.outreachroutes.RuntimeFixture;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.Environment;
import org.springframework.test.util.TestSocketUtils;

/** {@code EVENTS_PORT}: events there and nothing else, and none at the console's port or the management's. */
class EventsPortIT {

    private static final int EVENTS_PORT = TestSocketUtils.findAvailableTcpPort();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static RuntimeFixture fixture;
    private static int console;
    private static int management;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> {})
                .edit(
                        "destinations.yaml",
                        before -> before
                                + "senders:\n  any: { token-sha256: 3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0 }\n")
                .with("EVENTS_PORT", EVENTS_PORT)
                .with("MANAGEMENT_SERVER_PORT", "0");
        Environment environment = fixture.start().getEnvironment();
        console = environment.getRequiredProperty("local.server.port", Integer.class);
        management = environment.getRequiredProperty("local.management.port", Integer.class);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void eventsAreTakenThereAndNotAtThePortsOfTheConsoleAndTheManagement() throws Exception {
        assertThat(post(EVENTS_PORT, "/events").statusCode()).isEqualTo(202);
        assertThat(post(EVENTS_PORT, "/events/emea-sales").statusCode()).isEqualTo(202);
        HttpResponse<String> refused = post(console, "/events/emea-sales");
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("Events have a port of their own.");
        assertThat(post(console, "/events").statusCode()).isEqualTo(404);
        assertThat(post(console, "/events;x=y").statusCode()).isNotEqualTo(202);
        assertThat(post(management, "/events").statusCode()).isNotEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/login",
                "/accounts",
                "/dead-letters",
                "/eventsource",
                "/api/v1/overview",
                "/actuator/health/liveness",
                "/actuator/jolokia",
                "/error",
                "/events/../login",
                "/events/%2e%2e/login",
                "/no-such-page"
            })
    void nothingElseIsThere(String path) throws Exception {
        HttpResponse<String> answer = HTTP.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + EVENTS_PORT + path))
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(new ObjectMapper().readTree(answer.body()).path("detail").asText())
                .isEqualTo("There are only events at this port.");
    }

    @Test
    void theConsoleIsStillAtItsOwnPort() throws Exception {
        assertThat(HTTP.send(
                                HttpRequest.newBuilder(URI.create("http://localhost:" + console + "/login"))
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoSendsABodyThatIsRefusedSlowlyIsLetGoAtItsNextByte() throws Exception {
        try (Socket socket = new Socket("localhost", EVENTS_PORT)) {
            // Sooner than EVENTS_BODY_TIMEOUT.
            socket.setSoTimeout(4_000);
            socket.getOutputStream()
                    .write("POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n{"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 401");

            socket.getOutputStream().write('"');

            assertThat(endsSoon(socket)).isTrue();
        }
    }

    private static boolean endsSoon(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    private static HttpResponse<String> post(int port, String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .header("Authorization", "Bearer token")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(Events.joins(7)))
                        .build(),
                BodyHandlers.ofString());
    }
}
