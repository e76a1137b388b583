package dev.outreachroutes.console.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.RuntimeFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Who may say what about where a request comes from. The host has two addresses that a request can come from: 127.0.0.1 and .2. */
@ExtendWith(OutputCaptureExtension.class)
class ForwardedHeadersIT {

    private static final String ONE = "127.0.0.1";
    private static final String OTHER = "127.0.0.2";
    private static final String PAGE = "Accept: text/html";
    private static final String METRICS = "/actuator/prometheus";
    private static final String RIGHT = basic("admin", RuntimeFixture.PASSWORD);

    private RuntimeFixture fixture;
    private int port;

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aStrangerClosesTheLoginForItselfAndForNobodyElse(CapturedOutput output) throws Exception {
        start("");

        List<Integer> answers = IntStream.range(0, 110)
                .mapToObj(i -> status(ONE, METRICS, basic("admin", "guess" + i), "X-Forwarded-For: 10.0.0." + i))
                .toList();

        assertThat(answers.subList(0, 5)).containsOnly(401);
        assertThat(answers.subList(5, 110)).containsOnly(429);
        assertThat(status(ONE, METRICS, RIGHT, "X-Forwarded-For: 10.0.0.200")).isEqualTo(429);
        assertThat(status(OTHER, METRICS, RIGHT)).isEqualTo(200);
        assertThat(status(OTHER, "/", RIGHT, PAGE)).isEqualTo(200);
        assertThat(output)
                .containsOnlyOnce(
                        "127.0.0.1 says in X-Forwarded-For for whom it asks, and is not believed: if it is your"
                                + " proxy, set CONSOLE_TRUSTED_PROXIES=127.0.0.1");
    }

    @Test
    void theAddressThatAConfiguredProxySaysCountsAndNoOther() throws Exception {
        start(ONE);

        IntStream.range(0, 5)
                .forEach(i -> assertThat(status(ONE, METRICS, basic("admin", "guess"), "X-Forwarded-For: 203.0.113.7"))
                        .isEqualTo(401));
        assertThat(status(ONE, METRICS, RIGHT, "X-Forwarded-For: 203.0.113.7")).isEqualTo(429);
        assertThat(status(ONE, METRICS, RIGHT, "X-Forwarded-For: 198.51.100.9, 203.0.113.7"))
                .as("what the client made up before")
                .isEqualTo(429);
        assertThat(status(ONE, METRICS, RIGHT, "X-Forwarded-For: 203.0.113.8")).isEqualTo(200);
        assertThat(status(ONE, METRICS, RIGHT, "X-Forwarded-For: 203.0.113.7", "Forwarded: for=198.51.100.9"))
                .isEqualTo(429);
        assertThat(status(OTHER, METRICS, RIGHT, "X-Forwarded-For: 203.0.113.7"))
                .as("nobody believes it, so it is no proxy's client")
                .isEqualTo(200);

        String asked = "X-Forwarded-Proto: https\r\nX-Forwarded-Host: console.example.com";
        assertThat(location(ONE, asked)).isEqualTo("https://console.example.com/login");
        assertThat(location(OTHER, asked)).isEqualTo("http://localhost:" + port + "/login");
    }

    @Test
    void soItIsAtThePortOfTheManagement() throws Exception {
        start(ONE, "0");

        IntStream.range(0, 5)
                .forEach(i -> assertThat(status(ONE, METRICS, basic("admin", "guess"), "X-Forwarded-For: 203.0.113.7"))
                        .isEqualTo(401));
        assertThat(status(ONE, METRICS, RIGHT, "X-Forwarded-For: 203.0.113.7")).isEqualTo(429);
        assertThat(status(ONE, METRICS, RIGHT, "X-Forwarded-For: 203.0.113.8")).isEqualTo(200);
        assertThat(status(OTHER, METRICS, RIGHT, "X-Forwarded-For: 203.0.113.7"))
                .isEqualTo(200);
        assertThat(location(ONE, "X-Forwarded-Proto: https\r\nX-Forwarded-Host: console.example.com"))
                .isEqualTo("https://console.example.com/login");
    }

    @Test
    void whileNoProxyIsConfiguredLinksAreStillAsAProxyOnAPrivateAddressSays() throws Exception {
        start("");

        assertThat(location(ONE, "X-Forwarded-Proto: https\r\nX-Forwarded-Host: console.example.com"))
                .isEqualTo("https://console.example.com/login");
        assertThat(location(ONE, "Forwarded: proto=https;host=console.example.com"))
                .isEqualTo("http://localhost:" + port + "/login");
    }

    @Test
    void whatNoAddressCanBeMadeOfIsRefusedWithNothingInTheLog(CapturedOutput output) {
        start("");
        String before = output.getAll();

        for (String header : List.of(
                "X-Forwarded-Prefix: %zz",
                "X-Forwarded-Prefix: no slash",
                "X-Forwarded-Host: a b",
                "X-Forwarded-Host: [",
                "X-Forwarded-Proto: no scheme",
                "X-Forwarded-Port: many")) {
            String answer = send(ONE, "/", PAGE, header);
            assertThat(answer).as(header).startsWith("HTTP/1.1 400").endsWith("\r\n\r\n");
        }
        assertThat(status(ONE, "/actuator/health/liveness", "X-Forwarded-Prefix: /outreach%20routes"))
                .isEqualTo(200);
        assertThat(output.getAll().substring(before.length())).doesNotContain("Exception");
    }

    private void start(String proxies) {
        start(proxies, "");
    }

    private void start(String proxies, String managementPort) {
        fixture = RuntimeFixture.create(sandbox -> {})
                .with("CONSOLE_TRUSTED_PROXIES", proxies)
                .with("MANAGEMENT_SERVER_PORT", managementPort);
        port = fixture.start()
                .getEnvironment()
                .getRequiredProperty(
                        managementPort.isEmpty() ? "local.server.port" : "local.management.port", Integer.class);
    }

    private int status(String from, String path, String... headers) {
        return Integer.parseInt(send(from, path, headers).split(" ")[1]);
    }

    private String location(String from, String... headers) {
        return send(
                        from,
                        "/",
                        Stream.concat(Stream.of(PAGE), Stream.of(headers)).toArray(String[]::new))
                .lines()
                .filter(line -> line.startsWith("Location: "))
                .map(line -> line.substring("Location: ".length()))
                .findFirst()
                .orElseThrow();
    }

    /** The answer, head and body. Java's clients do not let one choose the address to ask from. */
    private String send(String from, String path, String... headers) {
        try (Socket socket = new Socket(InetAddress.getByName(ONE), port, InetAddress.getByName(from), 0)) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n"
                    + String.join("\r\n", headers) + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("no answer", e);
        }
    }

    private static String basic(String user, String password) {
        return "Authorization: Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
