package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.sandbox.LocalBroker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Events by HTTP: who may send which, what is answered, and that what is answered with 202 is folded. */
@ExtendWith(OutputCaptureExtension.class)
class EventsByHttpIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicLong NEXT_PROSPECT = new AtomicLong(1);
    private static final String SALES = "emea-sales";
    private static final String SUPPORT = "emea-support";

    private static LocalBroker broker;
    private static RuntimeFixture fixture;
    private static ConfigurableApplicationContext replica;
    private static HttpClient http;
    private static int port;

    @BeforeAll
    static void start() {
        broker = LocalBroker.start(0);
        fixture = RuntimeFixture.create(broker, sandbox -> {})
                .edit(
                        "destinations.yaml",
                        before -> before
                                + """
                                  emea-support:
                                    account: emea-ops
                                    identity: oid
                                    segments:
                                      3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { mapping-id: 20 }
                                senders:
                                  all: { token-sha256: %s }
                                  sales: { token-sha256: [%s, %s], destinations: [emea-sales] }
                                  slow: { token-sha256: %s, rate: 3/h }
                                """
                                        .formatted(
                                                hash("token-all"),
                                                hash("token-sales-old"),
                                                hash("token-sales"),
                                                hash("token-slow")))
                .with("EVENTS_BODY_TIMEOUT", "1s");
        replica = fixture.start();
        CamelContext camel = replica.getBean(CamelContext.class);
        for (String destination : List.of(SALES, SUPPORT)) {
            try {
                camel.getRouteController().stopRoute(destination + ".delivery");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        port = replica.getEnvironment().getProperty("local.server.port", Integer.class);
        http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    }

    @AfterAll
    static void stop() {
        fixture.close();
        broker.close();
    }

    @Test
    void anEventThatIsAcceptedIsFoldedForEveryDestination() throws Exception {
        long prospect = prospect();
        HttpResponse<String> answer = post("/events", "token-all", Events.joins(prospect));

        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode accepted = JSON.readTree(answer.body());
        assertThat(accepted.path("profiles").asInt()).isEqualTo(1);
        assertThat(accepted.path("event").asText()).matches("[0-3]-[0-9]+");
        awaitFolded(SALES, prospect);
        awaitFolded(SUPPORT, prospect);
    }

    @Test
    void anEventForOneDestinationIsFoldedForThatOneOnlyAndNothingIsNotedForTheOthers() throws Exception {
        long first = prospect();
        long second = prospect();
        long bare = prospect();
        fixture.topic().awaitIntake(SALES, SOON);
        long letters = letters(SALES);
        assertThat(post("/events/emea-sales", "token-all", Events.joins(first)).statusCode())
                .isEqualTo(202);
        assertThat(post("/events", "token-sales", Events.joins(second)).statusCode())
                .isEqualTo(202);
        assertThat(post("/events/emea-support", "token-all", "{\"identityMap\":{\"oid\":\"" + bare + "\"}} not JSON")
                        .statusCode())
                .isEqualTo(202);
        fixture.topic().awaitIntake(SALES, SOON);
        fixture.topic().awaitIntake(SUPPORT, SOON);

        assertThat(folded(SALES, first) + folded(SALES, second)).isEqualTo(2);
        assertThat(folded(SUPPORT, first) + folded(SUPPORT, second)).isZero();
        assertThat(count("select count(*) from exclusion where destination = ? and prospect_id = ?", SUPPORT, bare))
                .isEqualTo(1);
        assertThat(count("select count(*) from exclusion where destination = ? and prospect_id = ?", SALES, bare))
                .isZero();
        assertThat(letters(SALES)).isEqualTo(letters);
    }

    private static long letters(String destination) {
        return count("select count(*) from dead_letter where destination = ? and prospect_id is null", destination);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "POST, /events, -, 401",
                "POST, /events, nonsense, 401",
                "POST, /events, a.b.c, 401",
                "GET, /events, -, 401",
                "GET, /events, token-all, 405",
                "PUT, /events/emea-sales, token-all, 405",
                "POST, /events/, token-all, 202",
                "POST, /events/emea-sales, token-sales-old, 202",
                "POST, /events/emea-sales, token-sales, 202",
                "POST, /events/emea-support, token-sales, 403",
                "POST, /events/emea-sails, token-sales, 404",
                "POST, /events/emea-sales/more, token-all, 404",
                "POST, /events?access_token=token-all, -, 401",
                "POST, /api/v1/overview, token-all, 401",
                "GET, /accounts, token-all, 401",
            })
    void everyPathAndSenderHasItsAnswer(String method, String path, String token, int status) throws Exception {
        HttpRequest.Builder request = request(path, token)
                .header("Accept", "application/json")
                .method(
                        method,
                        HttpRequest.BodyPublishers.ofString(method.equals("GET") ? "" : Events.joins(prospect())));
        HttpResponse<String> answer = send(request);

        if (path.startsWith("/events")) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        } else {
            assertThat(answer.statusCode()).isGreaterThan(300);
        }
        if (status > 202 && path.startsWith("/events")) {
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(JSON.readTree(answer.body()).path("status").asInt()).isEqualTo(status);
        }
        assertThat(answer.headers().firstValue("WWW-Authenticate").isPresent() || !path.startsWith("/events"))
                .isEqualTo(status == 401 || !path.startsWith("/events"));
        assertThat(answer.headers().firstValue("Set-Cookie").isPresent() && path.startsWith("/events"))
                .isFalse();
    }

    @Test
    void aMistypedDestinationIsToldToWhoMaySendToTheRightOne() throws Exception {
        assertThat(post("/events/emea-sails", "token-sales", "{}").body()).contains("Did you mean emea-sales?");
        assertThat(post("/events/emea-sails", null, "{}").body()).doesNotContain("emea-sales");
    }

    @Test
    void noLoginOfTheConsoleSendsEvents() throws Exception {
        String basic = Base64.getEncoder().encodeToString(("admin:" + RuntimeFixture.PASSWORD).getBytes(UTF_8));

        assertThat(send(request("/events", null)
                                .header("Authorization", "Basic " + basic)
                                .POST(HttpRequest.BodyPublishers.ofString(Events.joins(prospect()))))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aSenderOverItsRateIsAskedToWait() throws Exception {
        List<Integer> answers = new ArrayList<>();
        HttpResponse<String> last = null;
        for (int i = 0; i < 4; i++) {
            last = post("/events", "token-slow", Events.joins(prospect()));
            answers.add(last.statusCode());
        }

        assertThat(answers).containsExactly(202, 202, 202, 429);
        assertThat(last.headers().firstValueAsLong("Retry-After").orElse(0)).isBetween(1_000L, 1_200L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
            application/json                        | 202
            application/json; charset=utf-8         | 202
            application/x-ndjson                    | 202
            application/vnd.adobe.profile+json      | 202
            application/cloudevents+json            | 202
            */*                                     | 202
            text/json                               | 202
            -                                       | 202
            text/plain                              | 415
            application/xml                         | 415
            application/x-www-form-urlencoded       | 415
            multipart/form-data; boundary=x         | 415
            application/x-java-serialized-object    | 415
            application/json; charset=iso-8859-1    | 415
            application/json; charset=nonsense      | 415
            nonsense                                | 415
            application/json; charset=utf-16        | 400
            """)
    void aBodyOfAnotherKindIsRefused(String type, int status) throws Exception {
        HttpRequest.Builder request = request("/events", "token-all");
        if (type != null) {
            request.header("Content-Type", type);
        }
        assertThat(send(request.POST(HttpRequest.BodyPublishers.ofString(Events.joins(prospect()))))
                        .statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
    void jsonIsReadInEveryCharacterSetThatItMayHave(String charset) throws Exception {
        long named = prospect();
        long unnamed = prospect();
        for (long prospect : List.of(named, unnamed)) {
            HttpRequest.Builder request = request("/events", "token-all");
            if (prospect == named) {
                request.header("Content-Type", "application/json; charset=" + charset);
            }
            byte[] body = Events.joins(prospect).getBytes(Charset.forName(charset));
            assertThat(send(request.POST(HttpRequest.BodyPublishers.ofByteArray(body)))
                            .statusCode())
                    .isEqualTo(202);
            awaitFolded(SALES, prospect);
        }
    }

    @Test
    void aPackedBodyIsUnpackedAndNoOtherPackingIsTaken() throws Exception {
        long prospect = prospect();

        assertThat(packed("gzip", gzip(Events.joins(prospect).getBytes(UTF_8))).statusCode())
                .isEqualTo(202);
        awaitFolded(SALES, prospect);
        assertThat(packed("br", gzip(Events.joins(prospect).getBytes(UTF_8))).statusCode())
                .isEqualTo(415);
        assertThat(packed("gzip, gzip", gzip(Events.joins(prospect).getBytes(UTF_8)))
                        .statusCode())
                .isEqualTo(415);
        assertThat(packed("gzip", Events.joins(prospect).getBytes(UTF_8)).statusCode())
                .isEqualTo(400);
        assertThat(packed("gzip", gzip(new byte[100_000_000])).statusCode())
                .as("a bomb")
                .isEqualTo(413);
    }

    @Test
    void aBodyOverTheLimitIsRefusedWithoutBeingRead() throws Exception {
        byte[] large = new byte[1_000_001];

        assertThat(send(request("/events", "token-all").POST(HttpRequest.BodyPublishers.ofByteArray(large)))
                        .statusCode())
                .isEqualTo(413);
        assertThat(send(request("/events", "token-all")
                                .POST(HttpRequest.BodyPublishers.ofInputStream(
                                        () -> new java.io.ByteArrayInputStream(large))))
                        .statusCode())
                .as("in chunks")
                .isEqualTo(413);
        assertThat(
                        raw(
                                "POST /events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-all\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        long prospect = prospect();
        String event = Events.joins(prospect);
        assertThat(raw("POST /events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-all\r\nContent-Length: "
                        + event.length() + "\r\nExpect: 100-continue\r\n\r\n" + event))
                .startsWith("HTTP/1.1 100")
                .contains("HTTP/1.1 202");
    }

    @Test
    void aBodyWithoutAProfileIsRefusedWithThePlacesAndOneThatIsReadInPartIsAccepted() throws Exception {
        HttpResponse<String> refused = post("/events", "token-all", "{\n \"a\": [1,,2]}");
        JsonNode problem = JSON.readTree(refused.body());

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(problem.at("/places/0/reason").asText()).isEqualTo("is not JSON in line 2, near column 10");
        assertThat(post("/events", "token-all", "").statusCode()).isEqualTo(400);
        assertThat(post("/events", "token-all", "[]").statusCode()).isEqualTo(202);
        long prospect = prospect();
        HttpResponse<String> part = post("/events", "token-all", Events.joins(prospect) + "\n5\n");
        assertThat(part.statusCode()).isEqualTo(202);
        assertThat(JSON.readTree(part.body()).path("unreadable"))
                .isEqualTo(JSON.readTree("[{\"place\":\"line 2\",\"reason\":\"is not a JSON object\"}]"));
        awaitFolded(SALES, prospect);
    }

    @Test
    void aCloudEventInBinaryFormIsDatedByItsTime() throws Exception {
        long prospect = prospect();
        String named =
                "{\"person\":{\"name\":{\"firstName\":\"Nora\"}},\"identityMap\":{\"oid\":\"" + prospect + "\"}}";
        assertThat(send(cloudEvent("2026-05-01T10:00:00Z").POST(HttpRequest.BodyPublishers.ofString(named)))
                        .statusCode())
                .isEqualTo(202);
        assertThat(send(cloudEvent("2026-04-01T10:00:00Z")
                                .POST(HttpRequest.BodyPublishers.ofString(named.replace("Nora", "Earlier"))))
                        .statusCode())
                .isEqualTo(202);
        assertThat(send(cloudEvent("yesterday").POST(HttpRequest.BodyPublishers.ofString(named)))
                        .statusCode())
                .isEqualTo(400);
        fixture.topic().awaitIntake(SALES, SOON);

        assertThat(fixture.database().desired(prospect, "firstName")).isEqualTo("Nora");
    }

    @Test
    void aSenderWhoseBodyComesSlowlyIsAnsweredAndLetGo() throws Exception {
        Instant begun = Instant.now();
        assertThat(
                        raw(
                                "POST /events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-all\r\nContent-Length: 500\r\n\r\n{"))
                .as("an answer, or the connection is closed")
                .matches("(?s)(HTTP/1.1 408.*)?");
        assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(12));
        try (Socket dripping = new Socket("localhost", port)) {
            dripping.getOutputStream()
                    .write("POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n".getBytes(UTF_8));
            assertThat(new String(dripping.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 401");
        }
    }

    @Test
    void aThousandMalformedRequestsAreRefusedAndTheLineGoesOn(CapturedOutput printed) throws Exception {
        Random random = new Random(14);
        long memoryBefore = usedMemory();
        List<Callable<String>> requests = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            String request = malformed(random);
            requests.add(() -> raw(request));
        }
        List<Integer> odd = new ArrayList<>();
        ExecutorService senders = Executors.newFixedThreadPool(16);
        for (Future<String> each : senders.invokeAll(requests)) {
            String answer = each.get();
            String status = answer.length() < 12 ? "closed" : answer.substring(9, 12);
            if (!status.matches("closed|400|401|404|405|408|411|413|415|501|505|431|202|100|503")) {
                odd.add(Integer.parseInt(status));
            }
            assertThat(answer).doesNotContain("at dev.", "at org.", "Exception");
        }
        senders.shutdown();
        assertThat(odd).isEmpty();
        assertThat(printed.getAll()).doesNotContain("threw exception", "Exception Processing");
        long prospect = prospect();
        assertThat(post("/events", "token-all", Events.joins(prospect)).statusCode())
                .isEqualTo(202);
        awaitFolded(SALES, prospect);
        assertThat(usedMemory() - memoryBefore).isLessThan(100_000_000);
    }

    @Test
    void whileTheBrokerIsAwayEventsAreAnsweredWith503InTimeAndThenTheyAreTakenAgain() throws Exception {
        assertThat(post("/events", "token-all", Events.joins(prospect())).statusCode())
                .isEqualTo(202);
        broker.kill();
        try {
            for (int i = 0; i < 3; i++) {
                Instant begun = Instant.now();
                HttpResponse<String> answer = post("/events", "token-all", Events.joins(prospect()));
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0))
                        .isPositive();
                assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(4));
            }
        } finally {
            broker.start();
        }
        long prospect = prospect();
        await(SOON)
                .until(() ->
                        post("/events", "token-all", Events.joins(prospect)).statusCode() == 202);
        awaitFolded(SALES, prospect);
    }

    @Test
    void answersAreCountedBySender() throws Exception {
        post("/events", "token-all", Events.joins(prospect()));

        assertThat(replica.getBean(io.micrometer.core.instrument.MeterRegistry.class)
                        .get("outreach.http.events")
                        .tags("sender", "all", "status", "202")
                        .timer()
                        .count())
                .isPositive();
    }

    private static String malformed(Random random) throws IOException {
        String path = random.nextInt(8) == 0 ? "/events/%00" : random.nextInt(8) == 0 ? "/events/x;y=z" : "/events";
        StringBuilder head = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: x\r\n");
        if (random.nextInt(10) > 0) {
            head.append("Authorization: Bearer token-all\r\n");
        }
        List<String> headers = List.of(
                "Content-Type: " + "x".repeat(random.nextInt(9_000)),
                "Content-Type: application/json; charset=\"",
                "Content-Type: application/json; charset=" + (char) (1 + random.nextInt(120)),
                "Content-Encoding: gzip",
                "Content-Encoding: " + random.nextInt(),
                "ce-specversion: 1.0\r\nce-time: " + random.nextLong(),
                "Transfer-Encoding: chunked",
                "Transfer-Encoding: nonsense",
                "kafka.OVERRIDE_TOPIC: elsewhere",
                "CamelHttpResponseCode: 500",
                "Content-Length: " + random.nextLong(),
                "Accept: ,;,",
                "Origin: http://elsewhere",
                "X-Forwarded-Prefix: /\u0001");
        for (int i = random.nextInt(3); i >= 0; i--) {
            head.append(headers.get(random.nextInt(headers.size()))).append("\r\n");
        }
        String body =
                switch (random.nextInt(9)) {
                    case 0 -> "[".repeat(random.nextInt(200_000));
                    case 1 -> "{\"identityMap\":{\"oid\":" + "9".repeat(random.nextInt(5_000)) + "}}";
                    case 2 -> "{\"identityMap\":{\"oid\":1e" + random.nextInt(Integer.MAX_VALUE) + "}}";
                    case 3 -> "0,".repeat(random.nextInt(100_000));
                    case 4 -> "{\"a\":\"\\ud800\u0000";
                    case 5 -> "\"" + "{\\\"a\\\":".repeat(random.nextInt(10_000)) + "\"";
                    case 6 -> "{\"schema\":0,\"payload\":".repeat(random.nextInt(2_000));
                    case 7 -> "";
                    default -> Events.joins(1).substring(random.nextInt(60));
                };
        byte[] bytes = body.getBytes(random.nextBoolean() ? UTF_8 : StandardCharsets.UTF_16LE);
        if (random.nextInt(3) == 0) {
            bytes = gzip(bytes);
            bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
        }
        if (!head.toString().contains("Content-Length") && !head.toString().contains("chunked")) {
            head.append("Content-Length: ").append(bytes.length).append("\r\n");
        }
        return head + "\r\n" + new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static HttpRequest.Builder cloudEvent(String time) {
        return request("/events", "token-all")
                .header("Content-Type", "application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", "1")
                .header("ce-source", "test")
                .header("ce-type", "profile")
                .header("ce-time", time);
    }

    private static HttpResponse<String> packed(String encoding, byte[] body) throws Exception {
        return send(request("/events", "token-all")
                .header("Content-Encoding", encoding)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }

    private static HttpResponse<String> post(String path, String token, String body) throws Exception {
        return send(request(path, token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpRequest.Builder request(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(30));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What comes back until the connection is closed, or nothing comes for a while. */
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(15_000);
            StringBuilder answer = new StringBuilder();
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                byte[] chunk = new byte[8_192];
                int read = socket.getInputStream().read(chunk);
                while (read >= 0) {
                    answer.append(new String(chunk, 0, read, StandardCharsets.ISO_8859_1));
                    read = isWhole(answer) ? -1 : socket.getInputStream().read(chunk);
                }
            } catch (IOException e) {
                // What has come until then counts.
            }
            return answer.toString();
        }
    }

    private static boolean isWhole(CharSequence answer) {
        String text = answer.toString();
        int head = text.lastIndexOf("\r\n\r\n");
        return head > 0 && !text.startsWith("HTTP/1.1 100", text.lastIndexOf("HTTP/1.1"));
    }

    private static long prospect() {
        return NEXT_PROSPECT.getAndIncrement();
    }

    private static void awaitFolded(String destination, long prospect) {
        await(SOON).until(() -> folded(destination, prospect) == 1);
    }

    private static int folded(String destination, long prospect) {
        return count("select count(*) from prospect where destination = ? and prospect_id = ?", destination, prospect);
    }

    private static int count(String sql, Object... parameters) {
        return fixture.database().jdbc().queryForObject(sql, Integer.class, parameters);
    }

    private static String hash(String token) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(
                            java.security.MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
