package dev.outreachroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.console.login.LoginEntryPoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** What can be reached over HTTP, by whom, and that the console's MBeans read and work. */
class ConsoleIT {

    private static final String MBEAN = "dev.outreachroutes:type=Destination,name=emea-sales";
    private static final String PAUSE =
            """
            {"type": "exec", "mbean": "%s", "operation": "pause", "arguments": ["fields change in Outreach"]}
            """
                    .formatted(MBEAN);
    private static final String RESUME =
            """
            {"type": "exec", "mbean": "%s", "operation": "resume"}
            """.formatted(MBEAN);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static RuntimeFixture fixture;
    private static String origin;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> {})
                .with("spring.jmx.enabled", true)
                .with("console.login.failures-per-user-and-address", 1000);
        ConfigurableApplicationContext runtime = fixture.start();
        origin = "http://localhost:" + runtime.getEnvironment().getProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/actuator",
                "/actuator/health",
                "/actuator/prometheus",
                "/actuator/hawtio/",
                "/actuator/jolokia/version",
                "/accounts/emea-ops",
                "/oauth/callback",
                "/error",
                "/console/",
                "/remoteEntry.js"
            })
    void nobodyGetsInWithoutThePassword(String path) throws Exception {
        HttpResponse<String> answer = send(get(path));
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue(LoginEntryPoint.CHALLENGE);
        assertThat(send(get(path).header("Authorization", basic("guess"))).statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health/liveness", "/actuator/health/readiness"})
    void anOrchestratorProbesWithoutAPasswordAndLearnsNoDetails(String path) throws Exception {
        HttpResponse<String> answer = send(get(path));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void theHealthTellsDatabaseBrokerAndOutreachApart() throws Exception {
        JsonNode components = json(send(asOperator("/actuator/health"))).path("components");
        assertThat(components.path("db").path("status").asText()).isEqualTo("UP");
        assertThat(components.path("broker").path("status").asText()).isEqualTo("UP");
        assertThat(components.path("outreach").path("details").has("emea-ops")).isTrue();
        assertThat(components.has("camelHealth")).isFalse();
    }

    @Test
    void metricsNameTheDestinationAndTheAccount() throws Exception {
        assertThat(send(asOperator("/actuator/prometheus")).body())
                .contains("outreach_pending{destination=\"emea-sales\"} 0.0")
                .contains("outreach_pending_oldest_seconds{destination=\"emea-sales\"} 0.0")
                .contains("outreach_paused{destination=\"emea-sales\"}")
                .contains("outreach_quota_left{account=\"emea-ops\"}")
                .contains("outreach_deliveries_total{destination=\"emea-sales\",outcome=\"acknowledged\"}")
                .contains("outreach_changes_total{destination=\"emea-sales\",result=\"merged\"}");
    }

    @Test
    void theConsoleOpensWithThePasswordAlone() throws Exception {
        HttpResponse<String> answer = send(asOperator("/actuator/hawtio/"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("<html");
    }

    @Test
    void theMBeanReadsThroughJolokia() throws Exception {
        String all = "/actuator/jolokia/read/dev.outreachroutes:type=Destination,name=*";
        JsonNode destination = json(send(asOperator(all))).path("value").path(MBEAN);
        assertThat(destination.path("Account").asText()).isEqualTo("emea-ops");
        assertThat(destination.path("Pending").isNumber()).isTrue();
        // The check of the fields is a request too.
        assertThat(destination.path("QuotaLeft").asInt()).isBetween(9_999, 10_000);
        assertThat(destination.path("Problem").asText()).isEmpty();
    }

    @Test
    void theMBeanOffersOnlyWhatDoesSomething() throws Exception {
        JsonNode operations = json(send(
                        asOperator("/actuator/jolokia/list/dev.outreachroutes/name=emea-sales,type=Destination/op")))
                .path("value");
        assertThat(operations.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "explain",
                        "forget",
                        "compare",
                        "resync",
                        "cancelResync",
                        "pause",
                        "resume",
                        "replayDeadLetter",
                        "replayDeadLetters",
                        "discardDeadLetter",
                        "discardDeadLetters");
        assertThat(operations.path("pause").path("desc").asText()).startsWith("Pauses delivery, on all replicas");
        JsonNode reason = operations.path("pause").path("args").path(0);
        assertThat(reason.path("name").asText()).isEqualTo("reason");
        assertThat(reason.path("desc").asText()).isEqualTo("Why, for whoever looks next");
    }

    @Test
    void aScriptPausesAndResumesWithThePasswordAlone() throws Exception {
        assertThat(json(send(jolokia(PAUSE))).path("value").asText()).isEqualTo("Delivery is paused");
        assertThat(pauses()).containsExactly("fields change in Outreach");

        assertThat(json(send(jolokia(RESUME))).path("value").asText()).isEqualTo("Delivery goes on");
        assertThat(pauses()).isEmpty();
    }

    @Test
    void aSessionNeedsTheTokenFromTheConsolesCookie() throws Exception {
        HttpResponse<String> login = send(get("/login")
                .header("Cookie", "XSRF-TOKEN=made-up")
                .header("X-XSRF-TOKEN", "made-up")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("username=operator&password=" + RuntimeFixture.PASSWORD)));
        String session = cookie(login, "outreach-routes=");
        String token = cookie(send(get("/actuator/hawtio/").header("Cookie", session)), "XSRF-TOKEN=");

        for (String cookies : List.of(session, session + "; " + token)) {
            HttpResponse<String> refused =
                    send(inSession(cookies).header("Origin", origin).POST(BodyPublishers.ofString(PAUSE)));
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("XSRF-TOKEN");
        }
        assertThat(pauses()).isEmpty();
        assertThat(send(inSession(session + "; " + token)
                                .header("X-XSRF-TOKEN", token.substring("XSRF-TOKEN=".length()))
                                .POST(BodyPublishers.ofString(RESUME)))
                        .statusCode())
                .isEqualTo(200);
    }

    private static HttpRequest.Builder inSession(String cookies) {
        return get("/actuator/jolokia").header("Cookie", cookies);
    }

    private static String cookie(HttpResponse<String> answer, String start) {
        return answer.headers().allValues("Set-Cookie").stream()
                .map(cookie -> cookie.split(";")[0])
                .filter(cookie -> cookie.startsWith(start) && cookie.length() > start.length())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aProgramIsToldWhichRoleItNeeds() throws Exception {
        HttpResponse<String> refused = send(asOperator("/actuator/env"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).isEqualTo("This needs the role admin.\n");
        assertThat(send(asOperator("/accounts/emea-ops/connect").POST(BodyPublishers.noBody()))
                        .body())
                .isEqualTo("This needs the role admin.\n");
    }

    @Test
    void aProgramWithoutANameIsAskedForIt() throws Exception {
        HttpResponse<String> asked = send(get("/actuator/jolokia").POST(BodyPublishers.ofString(PAUSE)));
        assertThat(asked.statusCode()).isEqualTo(401);
        assertThat(asked.headers().firstValue("WWW-Authenticate")).hasValue(LoginEntryPoint.CHALLENGE);
        assertThat(pauses()).isEmpty();
    }

    @Test
    void aProgramGetsNoCookies() throws Exception {
        assertThat(send(asOperator("/")).headers().allValues("Set-Cookie")).isEmpty();
    }

    @Test
    void anotherSiteCannotUseThePasswordThatABrowserKnows() throws Exception {
        for (String origin : List.of("https://elsewhere.example", "null")) {
            assertThat(send(jolokia(PAUSE).header("Origin", origin)).statusCode())
                    .isEqualTo(403);
        }
        HttpRequest.Builder reading =
                asOperator("/actuator/jolokia/version").header("Origin", "https://elsewhere.example");
        assertThat(send(reading).statusCode()).isEqualTo(403);
        assertThat(pauses()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/jolokia/exec/" + MBEAN + "/pause/link",
                "/actuator/jolokia/exe%63/" + MBEAN + "/pause/link",
                "/actuator/jolokia/?p=exec/" + MBEAN + "/pause/link",
                "/actuator/jolokia?p=exec/" + MBEAN + "/pause/link",
                "/actuator/hawtio/jolokia/exec/" + MBEAN + "/pause/link",
                "/actuator/jolokia/write/java.lang:type=Memory/Verbose/true"
            })
    void aLinkCannotPauseADestination(String path) throws Exception {
        assertThat(send(asOperator(path)).statusCode()).isEqualTo(403);
        assertThat(send(asOperator(path).method("HEAD", BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(403);
        assertThat(pauses()).isEmpty();
    }

    @Test
    void theDiagramShowsOurNamesAndDescriptionsAndCountsEveryStep() throws Exception {
        assertThat(xml("emea-sales.intake"))
                .contains("_cid=\"emea-sales.fold\" customId=\"true\"")
                .doesNotContain("<onException", "<onCompletion")
                .contains("note=\"Fold the changes into the backlog, durably\"");
        assertThat(xml("emea-sales.delivery")).contains("note=\"No more than 5000 requests per second\"");
        assertThat(xml("dead-letters.keep")).contains("_cid=\"keep\"").doesNotContain("<errorHandler");
    }

    private static String xml(String route) throws Exception {
        String mbean = "org.apache.camel:context=" + fixture.topic().name() + ",type=routes,name=\\\"" + route + "\\\"";
        String dump =
                """
                {"type": "exec", "mbean": "%s", "operation": "dumpRouteAsXml()"}
                """
                        .formatted(mbean);
        return json(send(jolokia(dump))).path("value").asText();
    }

    private static List<String> pauses() {
        return fixture.database().jdbc().queryForList("select reason from pause", String.class);
    }

    private static HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(URI.create(origin + path));
    }

    private static HttpRequest.Builder asOperator(String path) {
        return get(path).header("Authorization", basic(RuntimeFixture.PASSWORD));
    }

    private static HttpRequest.Builder jolokia(String body) {
        return asOperator("/actuator/jolokia").POST(BodyPublishers.ofString(body));
    }

    private static String basic(String password) {
        return "Basic " + Base64.getEncoder().encodeToString(("operator:" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }
}
