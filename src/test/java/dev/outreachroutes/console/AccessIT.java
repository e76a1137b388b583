package dev.outreachroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.RuntimeFixture;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which role may ask for what. */
class AccessIT {

    private static final String ANONYMOUS = "anonymous";

    private static final Map<String, CookieManager> COOKIES = new HashMap<>();
    private static final Map<String, HttpClient> SESSIONS = new HashMap<>();

    private static RuntimeFixture fixture;
    private static String origin;

    @BeforeAll
    static void start() throws Exception {
        fixture = RuntimeFixture.create(sandbox -> {});
        origin = "http://localhost:" + fixture.start().getEnvironment().getProperty("local.server.port");
        for (String user : new String[] {ANONYMOUS, "viewer", "operator", "admin"}) {
            CookieManager cookies = new CookieManager();
            COOKIES.put(user, cookies);
            SESSIONS.put(user, HttpClient.newBuilder().cookieHandler(cookies).build());
            if (!user.equals(ANONYMOUS)) {
                String form = "username=" + user + "&password=" + RuntimeFixture.PASSWORD;
                SESSIONS.get(user)
                        .send(
                                HttpRequest.newBuilder(URI.create(origin + "/login"))
                                        .header("Content-Type", "application/x-www-form-urlencoded")
                                        .header("Cookie", "XSRF-TOKEN=any")
                                        .header("X-XSRF-TOKEN", "any")
                                        .POST(BodyPublishers.ofString(form))
                                        .build(),
                                BodyHandlers.discarding());
            }
            status("GET", "/login", user);
        }
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
            GET    | /favicon.ico                      | in        | in     | in       | in
            GET    | /                                 | 401       | in     | in       | in
            GET    | /accounts/emea-ops                | 401       | in     | in       | in
            GET    | /dead-letters                     | 401       | in     | in       | in
            GET    | /dead-letters/1                   | 401       | in     | in       | in
            POST   | /dead-letters/1                   | 401       | 403    | 403      | in
            GET    | /audit                            | 401       | in     | in       | in
            HEAD   | /api/v1/audit                     | 401       | 403    | in       | in
            GET    | /nothing/here                     | 401       | in     | in       | in
            GET    | /error                            | 401       | in     | in       | in
            POST   | /accounts/emea-ops/pause          | 401       | 403    | in       | in
            POST   | /accounts/emea-ops/resume         | 401       | 403    | in       | in
            POST   | /accounts/emea-ops/connect        | 401       | 403    | 403      | in
            POST   | /accounts/emea-ops/accept         | 401       | 403    | 403      | in
            POST   | /accounts/emea-ops/decline        | 401       | 403    | 403      | in
            POST   | /accounts/emea-ops/disconnect     | 401       | 403    | 403      | in
            POST   | /accounts/emea-ops/pause/all      | 401       | 403    | 403      | in
            GET    | /accounts/emea-ops/continue       | 401       | 403    | 403      | in
            GET    | /oauth/callback                   | 401       | 403    | 403      | in
            POST   | /                                 | 401       | 403    | 403      | in
            DELETE | /nothing/here                     | 401       | 403    | 403      | in
            GET    | /password                         | 401       | 403    | 403      | 403
            POST   | /password                         | 401       | 403    | 403      | 403
            GET    | /login/oidc                       | 401       | in     | in       | in
            GET    | /oauth2/authorization/emea-ops    | 401       | in     | in       | in
            GET    | /actuator                         | 401       | in     | in       | in
            GET    | /actuator/health                  | 401       | in     | in       | in
            GET    | /actuator/health/db               | 401       | in     | in       | in
            GET    | /actuator/prometheus              | 401       | in     | in       | in
            GET    | /actuator/hawtio/                 | 401       | in     | in       | in
            GET    | /console/plugin/remoteEntry.js    | 401       | in     | in       | in
            GET    | /actuator/hawtio/user             | 401       | in     | in       | in
            GET    | /actuator/hawtio/proxy/enabled    | 401       | in     | in       | in
            GET    | /actuator/hawtio/proxy/localhost  | 401       | 403    | 403      | 403
            POST   | /actuator/hawtio/proxy/localhost  | 401       | 403    | 403      | 403
            GET    | /actuator/jolokia/version         | 401       | in     | in       | in
            GET    | /actuator/jolokia/exec/x          | 401       | 403    | 403      | 403
            GET    | /actuator/env                     | 401       | 403    | 403      | in
            GET    | /actuator/heapdump                | 401       | 403    | 403      | in
            POST   | /actuator/loggers/root            | 401       | 403    | 403      | in
            """)
    void eachRoleGetsWhatItMay(
            String method, String path, String anonymous, String viewer, String operator, String admin)
            throws Exception {
        assertThat(status(method, path, ANONYMOUS)).as("anonymous").isEqualTo(anonymous);
        assertThat(status(method, path, "viewer")).as("viewer").isEqualTo(viewer);
        assertThat(status(method, path, "operator")).as("operator").isEqualTo(operator);
        assertThat(status(method, path, "admin")).as("admin").isEqualTo(admin);
    }

    private static String status(String method, String path, String user) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(origin + path)).method(method, BodyPublishers.noBody());
        COOKIES.get(user).getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .map(HttpCookie::getValue)
                .forEach(token -> request.header("X-XSRF-TOKEN", token));
        int status = SESSIONS.get(user)
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
        return status == 401 || status == 403 ? Integer.toString(status) : "in";
    }
}
