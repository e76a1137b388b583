package dev.outreachroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.RuntimeFixture;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which role may ask for what. */
class AccessTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static RuntimeFixture fixture;
    private static String origin;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> {});
        origin = "http://localhost:" + fixture.start().getEnvironment().getProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    /** An answer other than 401 and 403, even that there is no such page, means that the request was let in. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            useHeadersInDisplayName = true,
            textBlock =
                    """
            method | path                              | anonymous | viewer | operator | admin
            GET    | /actuator/health/liveness         | in        | in     | in       | in
            GET    | /actuator/health/readiness        | in        | in     | in       | in
            GET    | /login                            | in        | in     | in       | in
            GET    | /console/console.css              | in        | in     | in       | in
            GET    | /console/icon.svg                 | in        | in     | in       | in
            GET    | /                                 | 401       | in     | in       | in
            GET    | /accounts/emea-ops                | 401       | in     | in       | in
            POST   | /accounts/emea-ops/pause          | 401       | 403    | in       | in
            POST   | /accounts/emea-ops/resume         | 401       | 403    | in       | in
            POST   | /accounts/emea-ops/connect        | 401       | 403    | 403      | in
            POST   | /accounts/emea-ops/disconnect     | 401       | 403    | 403      | in
            POST   | /accounts/emea-ops/pause/all      | 401       | 403    | 403      | in
            GET    | /oauth/callback                   | 401       | 403    | 403      | in
            GET    | /actuator                         | 401       | in     | in       | in
            GET    | /actuator/health                  | 401       | in     | in       | in
            GET    | /actuator/prometheus              | 401       | in     | in       | in
            GET    | /actuator/hawtio/                 | 401       | in     | in       | in
            GET    | /actuator/jolokia/version         | 401       | in     | in       | in
            GET    | /nothing/here                     | 401       | in     | in       | in
            """)
    void eachRoleGetsWhatItMay(
            String method, String path, String anonymous, String viewer, String operator, String admin)
            throws Exception {
        assertThat(answer(method, path, null)).as("anonymous").isEqualTo(anonymous);
        assertThat(answer(method, path, "viewer")).as("viewer").isEqualTo(viewer);
        assertThat(answer(method, path, "operator")).as("operator").isEqualTo(operator);
        assertThat(answer(method, path, "admin")).as("admin").isEqualTo(admin);
    }

    private static String answer(String method, String path, String user) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(origin + path)).method(method, BodyPublishers.noBody());
        if (user != null) {
            String password = user + ":" + RuntimeFixture.PASSWORD;
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8)));
        }
        int status = HTTP.send(request.build(), BodyHandlers.discarding()).statusCode();
        return status == 401 || status == 403 ? Integer.toString(status) : "in";
    }
}
