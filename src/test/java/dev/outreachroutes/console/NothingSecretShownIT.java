package dev.outreachroutes.console;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.console.login.Role;
import dev.outreachroutes.sandbox.Knobs;
import dev.outreachroutes.sandbox.LoggedRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.security.crypto.bcrypt.BCrypt;

/**
 * Nothing that the console shows to any role has a secret in it: no setting, no token, and, where it would be for anybody to
 * see, nothing of a prospect.
 */
class NothingSecretShownIT {

    private static final String CLIENT_SECRET = "secret-of-the-client";
    private static final String DATABASE_PASSWORD = "secret-of-the-database";
    private static final String CONSOLE_PASSWORD = "secret-of-the-console";
    private static final String KEY =
            Base64.getEncoder().encodeToString("secret-that-encrypts-the-tokens!".getBytes(StandardCharsets.UTF_8));
    private static final String SURNAME = "Vandersecret";
    private static final long PROSPECT = 48_213;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final List<String> SECRETS = new ArrayList<>();

    private static RuntimeFixture fixture;
    private static String origin;

    @BeforeAll
    static void startAndDeliver() {
        fixture = RuntimeFixture.create(sandbox -> sandbox.with(Knobs.CLIENT_SECRET, CLIENT_SECRET));
        String refreshToken = fixture.sandbox().issueRefreshToken();
        String hash = BCrypt.hashpw(CONSOLE_PASSWORD, BCrypt.gensalt(4));
        fixture.with("spring.jmx.enabled", true)
                .with("OUTREACH_CLIENT_SECRET", CLIENT_SECRET)
                .with("OUTREACH_REFRESH_TOKEN", refreshToken)
                .with("TOKEN_ENCRYPTION_KEY", KEY)
                .with("DATABASE_PASSWORD", DATABASE_PASSWORD)
                .with("CONSOLE_PASSWORD", CONSOLE_PASSWORD)
                .with("console.users.viewer.password", hash)
                .with("console.users.operator.password", hash)
                .with("management.endpoints.web.exposure.include", "*");
        origin = "http://localhost:" + fixture.start().getEnvironment().getProperty("local.server.port");

        fixture.sandbox().addProspect(PROSPECT, Map.of());
        fixture.topic()
                .send(List.of(
                        """
                {"person": {"name": {"lastName": "%s"}}, "identityMap": {"oid": [{"id": "%d"}]}, "segmentMembership": {"ups":
                 {"3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10": {"status": "realized", "lastQualificationTime": "2026-03-01T00:00:00Z"}}}}
                """
                                .formatted(SURNAME, PROSPECT)
                                .replace("\n", " "),
                        "{\"person\": {\"name\": {\"lastName\": \"" + SURNAME + "\"}}, not JSON"));
        fixture.awaitRest(SALES, Duration.ofSeconds(60));
        assertThat(fixture.sandbox().prospect(PROSPECT)).containsEntry("lastName", SURNAME);
        assertThat(fixture.database().deadLetters()).isEqualTo(1);

        SECRETS.addAll(List.of(CLIENT_SECRET, DATABASE_PASSWORD, CONSOLE_PASSWORD, hash, KEY, refreshToken, SURNAME));
        fixture.patches().stream()
                .map(LoggedRequest::headers)
                .map(headers -> headers.get("Authorization").substring("Bearer ".length()))
                .distinct()
                .forEach(SECRETS::add);
        assertThat(SECRETS).hasSize(8);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @EnumSource
    void noAttributeOfAnMBeanHoldsASecret(Role role) throws Exception {
        ArrayNode reads = JSON.createArrayNode();
        names(role).forEach(name -> reads.addObject().put("type", "read").put("mbean", name));
        assertThat(reads).hasSizeGreaterThan(100);
        HttpResponse<String> answer = post(role, "/actuator/jolokia?ignoreErrors=true&includeRequest=false", reads);
        // Those of Kafka's connections come and go.
        assertThat(JSON.readTree(answer.body()).findValuesAsText("status")).isSubsetOf("200", "404");
        assertNothingSecret(answer);
        assertNothingSecret(get(role, "/actuator/jolokia/list"));
    }

    @ParameterizedTest
    @EnumSource
    void noOperationThatMayBeExecutedGivesASecretAway(Role role) throws Exception {
        ArrayNode executions = JSON.createArrayNode();
        for (String name : names(role)) {
            if (name.contains("type=context") || name.contains("type=routes") || name.contains("type=services")) {
                for (String operation : List.of(
                        "dumpRoutesAsXml()",
                        "dumpRouteAsXml()",
                        "dumpRoutesStatsAsXml(boolean,boolean)",
                        "dumpRouteStatsAsXml(boolean,boolean)",
                        "componentNames()",
                        "browse()")) {
                    var execution = executions
                            .addObject()
                            .put("type", "exec")
                            .put("mbean", name)
                            .put("operation", operation);
                    if (operation.contains("boolean")) {
                        execution.putArray("arguments").add(true).add(true);
                    }
                }
            }
        }
        List<String> answers = new ArrayList<>();
        for (JsonNode execution : executions) {
            HttpResponse<String> answer = post(role, "/actuator/jolokia", execution);
            assertNothingSecret(answer);
            answers.add(answer.body());
        }
        assertThat(answers).anyMatch(answer -> answer.contains("<route"));
    }

    @ParameterizedTest
    @CsvSource({
        "env",
        "configprops",
        "beans",
        "conditions",
        "health",
        "info",
        "loggers",
        "mappings",
        "metrics",
        "prometheus",
        "scheduledtasks",
        "threaddump",
        "flyway",
    })
    void noEndpointShowsASecret(String endpoint) throws Exception {
        for (Role role : Role.values()) {
            assertNothingSecret(get(role, "/actuator/" + endpoint));
        }
        assertThat(get(Role.ADMIN, "/actuator/" + endpoint).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "OUTREACH_CLIENT_SECRET",
        "TOKEN_ENCRYPTION_KEY",
        "DATABASE_PASSWORD",
        "CONSOLE_PASSWORD",
        "spring.datasource.password",
    })
    void theEnvironmentKnowsTheSettingsAndShowsNoValue(String name) throws Exception {
        JsonNode setting =
                JSON.readTree(get(Role.ADMIN, "/actuator/env/" + name).body());
        assertThat(setting.path("property").path("value").asText()).isEqualTo("******");
    }

    private static List<String> names(Role role) throws Exception {
        JsonNode found = JSON.readTree(get(role, "/actuator/jolokia/search/*:*").body());
        return StreamSupport.stream(found.path("value").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static void assertNothingSecret(HttpResponse<String> answer) {
        for (String secret : SECRETS) {
            assertThat(answer.body()).as(answer.request().uri().getPath()).doesNotContain(secret);
        }
    }

    private static HttpResponse<String> post(Role role, String path, JsonNode body) throws Exception {
        return HTTP.send(
                as(role, path).POST(BodyPublishers.ofString(body.toString())).build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(Role role, String path) throws Exception {
        return HTTP.send(as(role, path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder as(Role role, String path) {
        String login = role.name().toLowerCase(Locale.ROOT) + ":" + CONSOLE_PASSWORD;
        return HttpRequest.newBuilder(URI.create(origin + path))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }
}
