package dev.outreachroutes.console.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.RunningClock;
import dev.outreachroutes.RuntimeFixture;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
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

/** Signing in and out with name and password, and what protects a session. */
@ExtendWith(OutputCaptureExtension.class)
class SignInIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String SIGN_IN = "username=viewer&password=" + RuntimeFixture.PASSWORD;
    private static final String FORM = "form[action=/login]";

    private static final RunningClock CLOCK = new RunningClock();
    private static RuntimeFixture fixture;
    private static ConfigurableApplicationContext runtime;
    private static String origin;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> {}).with(CLOCK).with("CONSOLE_TRUSTED_PROXIES", "127.0.0.1");
        runtime = fixture.start();
        origin = "http://localhost:" + runtime.getEnvironment().getProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void whoAsksForAPageSignsInAndGetsIt() {
        double before = RuntimeFixture.count(runtime, "outreach.logins", "result", "success");
        Person person = new Person(origin);

        person.open("/accounts/emea-ops?from=mail");
        assertThat(person.address()).isEqualTo(origin + "/login");
        person.fill(FORM, "username", "viewer", "password", RuntimeFixture.PASSWORD);

        assertThat(person.address()).startsWith(origin + "/accounts/emea-ops?from=mail");
        assertThat(person.page().select("header .user").text()).contains("viewer");
        assertThat(RuntimeFixture.count(runtime, "outreach.logins", "result", "success"))
                .isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewer", "nobody"})
    void aWrongNameAndAWrongPasswordLookTheSame(String name) {
        Person person = new Person(origin);
        person.open("/login");
        person.fill(FORM, "username", name, "password", "guess");

        assertThat(person.address()).isEqualTo(origin + "/login?wrong");
        assertThat(message(person)).isEqualTo("Name or password is wrong.");
    }

    @Test
    void whoSignsOutIsOutAndIsToldSo() {
        Person person = signedIn("viewer");
        person.open("/");
        person.fill("form[action=/logout]");

        assertThat(person.address()).isEqualTo(origin + "/login?out");
        assertThat(message(person)).isEqualTo("You are signed out.");
        person.open("/");
        assertThat(person.address()).startsWith(origin + "/login");
    }

    @Test
    void aLinkDoesNotSignOut() {
        Person person = signedIn("viewer");
        person.open("/logout");
        person.open("/");
        assertThat(person.address()).isEqualTo(origin + "/");
    }

    @Test
    void aSessionThatIsOverIsToldSo() throws Exception {
        HttpResponse<String> answer = send(page("/").header("Cookie", "outreach-routes=0123456789ABCDEF"));
        assertThat(answer.headers().firstValue("Location")).hasValue(origin + "/login?over");
        Person person = new Person(origin);
        person.open("/login?over");
        assertThat(message(person)).isEqualTo("Your session is over. Sign in again.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://elsewhere.example/",
                "//elsewhere.example/",
                "/\\elsewhere.example/",
                "\\/elsewhere.example"
            })
    void signingInLeadsNowhereElse(String target) throws Exception {
        String cookie = "REDIRECT_URI=" + Base64.getEncoder().encodeToString(target.getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer =
                send(request("/login", SIGN_IN + "&_csrf=t").header("Cookie", cookie + "; XSRF-TOKEN=t"));

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(URI.create(answer.headers()
                                .firstValue("Location")
                                .orElseThrow()
                                .replace('\\', '/'))
                        .getAuthority())
                .isEqualTo(URI.create(origin).getAuthority());
    }

    @Test
    void nobodyIsGivenASessionBeforeTheyAreKnown() throws Exception {
        for (HttpRequest.Builder request : List.of(
                page("/"),
                page("/login"),
                form("/login", "username=viewer&password=guess"),
                page("/actuator/prometheus").header("Authorization", basic("viewer", RuntimeFixture.PASSWORD)))) {
            assertThat(send(request).headers().allValues("Set-Cookie"))
                    .noneMatch(cookie -> cookie.startsWith("outreach-routes="));
        }
    }

    @Test
    void theSessionOfWhoSignsInIsANewOneOutOfReachOfScriptsAndOtherSites() throws Exception {
        HttpResponse<String> answer = send(request("/login", SIGN_IN)
                .header("Cookie", "outreach-routes=0123456789ABCDEF0123456789ABCDEF; XSRF-TOKEN=x")
                .header("X-XSRF-TOKEN", "x"));

        assertThat(cookie(answer, "outreach-routes="))
                .contains("; Path=/", "; HttpOnly", "; SameSite=Lax")
                .doesNotContain("0123456789ABCDEF0123456789ABCDEF", "Secure");
    }

    @Test
    void behindAProxyWithTlsCookiesAreForTlsOnlyAndTheBrowserIsToldToKeepToIt() throws Exception {
        HttpResponse<String> plain = send(page("/"));
        assertThat(plain.headers().firstValue("Strict-Transport-Security")).isEmpty();
        assertThat(cookie(plain, "XSRF-TOKEN=")).doesNotContain("Secure");

        HttpResponse<String> page = send(page("/").header("X-Forwarded-Proto", "https"));
        assertThat(page.headers().firstValue("Strict-Transport-Security")).hasValue("max-age=31536000");
        assertThat(cookie(page, "XSRF-TOKEN=")).contains("; Secure", "; SameSite=Lax");
        assertThat(cookie(page, "REDIRECT_URI=")).contains("; Secure", "; HttpOnly", "; SameSite=Lax");
        assertThat(page.headers().firstValue("Location").orElseThrow()).startsWith("https://");

        HttpResponse<String> login = send(form("/login", SIGN_IN).header("X-Forwarded-Proto", "https"));
        assertThat(cookie(login, "outreach-routes=")).contains("; Secure", "; HttpOnly");
    }

    @Test
    void aScriptOfAPageIsRefusedWithoutABoxForAPassword() throws Exception {
        for (String header : List.of("Sec-Fetch-Mode", "Referer", "Cookie", "Origin")) {
            String value = header.equals("Origin") ? origin : header.equals("Sec-Fetch-Mode") ? "cors" : "a=b";
            HttpRequest.Builder request = get("/actuator/jolokia/version").header(header, value);
            if (header.equals("Sec-Fetch-Mode")) {
                request.header("Sec-Fetch-Site", "same-origin").header("Accept", "text/html");
            }
            HttpResponse<String> answer = send(request);
            assertThat(answer.statusCode()).as(header).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate"))
                    .as(header)
                    .isEmpty();
        }
        assertThat(send(get("/actuator/jolokia/version")).headers().firstValue("WWW-Authenticate"))
                .hasValue(LoginEntryPoint.CHALLENGE);
    }

    @Test
    void aProgramSignsInOnceAndKeepsItsSession() throws Exception {
        HttpClient program =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        program.send(form("/login", SIGN_IN).build(), BodyHandlers.discarding());

        assertThat(program.send(get("/actuator/prometheus").build(), BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anOldLoginPageIsTriedAgainAndAnyOtherOldPageIsToldToBeOld() throws Exception {
        HttpResponse<String> login = send(page("/login")
                .header("Cookie", "XSRF-TOKEN=new")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(SIGN_IN + "&_csrf=old")));
        assertThat(login.headers().firstValue("Location")).hasValue(origin + "/login?stale");

        HttpResponse<String> pause = send(page("/accounts/emea-ops/pause")
                .header("Cookie", "XSRF-TOKEN=new")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("_csrf=old")));
        assertThat(pause.statusCode()).isEqualTo(403);
        assertThat(pause.body()).contains("The page was open too long", "Nothing was changed");
    }

    @Test
    void whoMayNotDoSomethingIsToldWhichRoleItNeeds() throws Exception {
        Person person = signedIn("operator");
        person.open("/actuator/env");
        assertThat(person.status()).isEqualTo(403);
        assertThat(person.page().select("main").text()).contains("Not allowed", "This needs the role admin.");
        assertThat(person.page().select("header .user").text()).contains("operator");

        assertThat(send(form("/accounts/emea-ops/pause", "destination=emea-sales&reason=x")
                                .header("Accept", "text/html")
                                .header("Authorization", basic("viewer", RuntimeFixture.PASSWORD)))
                        .body())
                .contains("This needs the role <strong>operator</strong>");
    }

    @Test
    void aPageThatDoesNotExistAndAFaultOfOursAreToldWithoutDetails() {
        Person person = signedIn("admin");
        person.open("/nothing/here");
        assertThat(person.status()).isEqualTo(404);
        assertThat(person.page().select("main").text()).contains("No such page");

        person.open("/error");
        assertThat(person.status()).isEqualTo(500);
        assertThat(person.page().select("main").text()).contains("That did not work", "The fault is not yours");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            X-Content-Type-Options       | nosniff
            X-Frame-Options              | DENY
            Referrer-Policy              | same-origin
            Cross-Origin-Opener-Policy   | same-origin
            Cross-Origin-Resource-Policy | same-origin
            Cache-Control                | no-cache, no-store, max-age=0, must-revalidate
            """)
    void everyPageIsSentWithTheHeadersThatProtectIt(String header, String value) throws Exception {
        for (String path : List.of("/login", "/", "/accounts/emea-ops", "/actuator/health", "/nothing/here")) {
            assertThat(send(page(path).header("Authorization", basic("admin", RuntimeFixture.PASSWORD)))
                            .headers()
                            .allValues(header))
                    .as(path)
                    .containsExactly(value);
        }
    }

    @Test
    void filesWhoseNamesChangeWithThemAreKeptByTheBrowserAndSentPacked() throws Exception {
        String index = send(page("/actuator/hawtio/").header("Authorization", basic("viewer", RuntimeFixture.PASSWORD)))
                .body();
        Matcher script = Pattern.compile("src=\"([^\"]+\\.js)\"").matcher(index);
        assertThat(script.find()).isTrue();
        for (boolean found : new boolean[] {true, false}) {
            HttpResponse<String> file =
                    send(page(found ? script.group(1) : "/actuator/hawtio/static/js/main.00000000.js")
                            .header("Accept-Encoding", "gzip")
                            .header("Authorization", basic("viewer", RuntimeFixture.PASSWORD)));
            assertThat(file.statusCode()).isEqualTo(found ? 200 : 404);
            assertThat(file.headers().allValues("Cache-Control"))
                    .containsExactly(found ? "private, max-age=31536000, immutable" : "no-store");
            assertThat(file.headers().firstValue("Content-Encoding").isPresent())
                    .isEqualTo(found);
        }
    }

    @Test
    void ourPagesHaveNoScriptAndLeadNowhereElse() throws Exception {
        HttpResponse<String> page = send(page("/").header("Authorization", basic("admin", RuntimeFixture.PASSWORD)));
        assertThat(page.headers().allValues("Content-Security-Policy"))
                .containsExactly(
                        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self';"
                                + " frame-ancestors 'none'");
        assertThat(page.headers().firstValue("Permissions-Policy").orElseThrow())
                .contains("camera=()");
        assertThat(page.body()).doesNotContain("<script", "<style", " style=");
    }

    @Test
    void hawtioMayRunItsOwnScriptsAndNoOthers() throws Exception {
        assertThat(send(page("/actuator/hawtio/").header("Authorization", basic("viewer", RuntimeFixture.PASSWORD)))
                        .headers()
                        .allValues("Content-Security-Policy"))
                .singleElement()
                .asString()
                .contains("default-src 'self'", "frame-ancestors 'none'", "object-src 'none'")
                .doesNotContain("unsafe-eval", "script-src");
    }

    @Test
    void fiveWrongPasswordsCloseTheLoginForTheUserAtThatAddressAndNobodyElse(CapturedOutput output) throws Exception {
        Person person = new Person(origin);
        for (int i = 0; i < 5; i++) {
            person.open("/login");
            person.fill(FORM, "username", "operator", "password", "guess");
        }
        assertThat(message(person)).isEqualTo("Name or password is wrong.");

        person.fill(FORM, "username", "operator", "password", RuntimeFixture.PASSWORD);
        assertThat(message(person)).isEqualTo("Too many wrong passwords. Try again in 10 minutes.");
        HttpResponse<String> script =
                send(get("/actuator/prometheus").header("Authorization", basic("operator", RuntimeFixture.PASSWORD)));
        assertThat(script.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(script.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(500, 600);
        assertThat(output).containsOnlyOnce("Too many wrong passwords for the user 'operator' from 127.0.0.1");
        assertThat(send(get("/actuator/prometheus").header("Authorization", basic("viewer", RuntimeFixture.PASSWORD)))
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(get("/actuator/prometheus")
                                .header("X-Forwarded-For", "203.0.113.7")
                                .header("Authorization", basic("operator", RuntimeFixture.PASSWORD)))
                        .statusCode())
                .isEqualTo(200);

        CLOCK.advance(Duration.ofMinutes(9));
        person.fill(FORM, "username", "operator", "password", RuntimeFixture.PASSWORD);
        assertThat(message(person)).isEqualTo("Too many wrong passwords. Try again in a minute.");
        CLOCK.advance(Duration.ofMinutes(1));
        person.fill(FORM, "username", "operator", "password", RuntimeFixture.PASSWORD);
        assertThat(person.address()).isEqualTo(origin + "/");
    }

    @Test
    void aPasswordThatIsTypedAsANameIsNotLogged(CapturedOutput output) {
        IntStream.range(0, 6).forEach(i -> {
            Person person = new Person(origin);
            person.open("/login");
            person.fill(FORM, "username", "correct-horse", "password", "guess");
        });

        assertThat(output)
                .contains("Too many wrong passwords for an unknown user")
                .doesNotContain("correct-horse");
    }

    private static String message(Person person) {
        return person.page().select(".message").text();
    }

    private static Person signedIn(String user) {
        return Person.signedIn(origin, user, RuntimeFixture.PASSWORD);
    }

    private static HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(URI.create(origin + path));
    }

    /** As a browser asks when somebody follows a link. */
    private static HttpRequest.Builder page(String path) {
        return get(path).header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    }

    /** With a token, as a page of ours sends it. */
    private static HttpRequest.Builder form(String path, String fields) {
        return request(path, fields).header("Cookie", "XSRF-TOKEN=any").header("X-XSRF-TOKEN", "any");
    }

    private static HttpRequest.Builder request(String path, String fields) {
        return get(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(fields));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static String cookie(HttpResponse<String> answer, String start) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
