package dev.outreachroutes.console.jolokia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.console.login.Person;
import dev.outreachroutes.sandbox.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.Environment;

/** Everything below {@code /actuator} at a port of its own, on the loopback address, behind the same login. */
class ManagementPortIT {

    private static final String GC =
            "{\"type\": \"exec\", \"mbean\": \"java.lang:type=Memory\", \"operation\": \"gc\"}";
    private static final String RESUME =
            "{\"type\": \"exec\", \"mbean\": \"dev.outreachroutes:type=Destination,name=emea-sales\", \"operation\": \"resume\"}";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static RuntimeFixture fixture;
    private static int consolePort;
    private static int managementPort;
    private static String console;
    private static String management;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> {})
                .with("spring.jmx.enabled", true)
                .with("MANAGEMENT_SERVER_PORT", "0")
                .with("MANAGEMENT_SERVER_ADDRESS", "127.0.0.1");
        Environment environment = fixture.start().getEnvironment();
        consolePort = environment.getRequiredProperty("local.server.port", Integer.class);
        managementPort = environment.getRequiredProperty("local.management.port", Integer.class);
        console = "http://localhost:" + consolePort;
        management = "http://localhost:" + managementPort;
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void otherHostsReachTheConsoleOnly() throws Exception {
        Optional<InetAddress> outside = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .findFirst();
        assumeTrue(outside.isPresent(), "this host has no address but the loopback's");
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(outside.get(), consolePort), 5000);
        }
        try (Socket socket = new Socket()) {
            assertThatIOException()
                    .isThrownBy(() -> socket.connect(new InetSocketAddress(outside.get(), managementPort), 5000));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health/liveness", "/actuator/health/readiness"})
    void theProbesMove(String path) throws Exception {
        assertThat(send(get(management + path)).body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(send(get(console + path)).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/hawtio/", "/actuator/jolokia/version", "/actuator/prometheus"})
    void theConsolesPortHasNoneOfIt(String path) throws Exception {
        assertThat(send(get(management + path)).statusCode()).isEqualTo(401);
        assertThat(send(as("viewer", get(management + path))).statusCode()).isEqualTo(200);
        assertThat(send(as("admin", get(console + path))).statusCode()).isEqualTo(404);
    }

    @Test
    void aPersonSignsInAndIsWhereTheyWantedToGo() {
        Person person = new Person(management);
        assertThat(person.open("/actuator/hawtio/").title()).startsWith("Sign in");
        assertThat(person.page().expectFirst("link[rel=stylesheet]").absUrl("href"))
                .satisfies(sheet -> assertThat(send(get(sheet)).statusCode()).isEqualTo(200));

        person.fill("form[action=/login]", "username", "viewer", "password", "wrong");
        assertThat(person.page().text()).contains("Name or password is wrong");
        person.fill("form[action=/login]", "username", "viewer", "password", RuntimeFixture.PASSWORD);
        assertThat(person.address()).startsWith(management + "/actuator/hawtio/");
        assertThat(person.status()).isEqualTo(200);
    }

    @Test
    void thereIsNothingToSeeThereButHawtio() {
        Person person = Person.signedIn(management, "viewer", RuntimeFixture.PASSWORD);
        assertThat(person.address()).startsWith(management + "/actuator/hawtio/");
        assertThat(Person.signedIn(console, "viewer", RuntimeFixture.PASSWORD)
                        .page()
                        .select("header a")
                        .eachAttr("href"))
                .doesNotContain("/actuator/hawtio/");
    }

    @Test
    void aLoginAtOnePortDoesNotEndTheOneAtTheOther() {
        Person person = Person.signedIn(console, "operator", RuntimeFixture.PASSWORD);
        person.open(management + "/login");
        person.fill("form[action=/login]", "username", "viewer", "password", RuntimeFixture.PASSWORD);
        assertThat(person.open(console + "/").expectFirst("form.user span").text())
                .isEqualTo("operator");
        assertThat(person.open(management + "/actuator/hawtio/").title()).doesNotStartWith("Sign in");
    }

    @ParameterizedTest
    @CsvSource({"/actuator/jolokia", "/actuator/hawtio/jolokia"})
    void jolokiaKeepsToTheRoles(String place) throws Exception {
        assertThat(send(as("admin", post(management + place, GC))).body()).contains("\"status\":403");
        assertThat(send(as("viewer", post(management + place, RESUME))).body()).contains("\"status\":403");
        assertThat(send(as("operator", post(management + place, RESUME))).body())
                .contains("\"status\":200");
        String tooLong = " ".repeat(BodyLimit.MOST_BYTES + 1);
        // The answer comes before all is written, and the end of the connection may be seen first.
        await().ignoreExceptionsInstanceOf(IOException.class).untilAsserted(() -> assertThat(
                        send(as("admin", post(management + place, tooLong))).statusCode())
                .isEqualTo(413));
        String lists = "[" + "{\"type\": \"list\", \"path\": \"java.nio\"},".repeat(59) + "{\"type\": \"list\"}]";
        assertThat(send(as("viewer", post(management + place, lists))).body()).contains("\"status\":403");
    }

    @Test
    void aBrowserHasToShowThatThePageIsOurs() throws Exception {
        HttpResponse<String> login =
                send(post(management + "/login", "username=operator&password=" + RuntimeFixture.PASSWORD)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Cookie", "XSRF-TOKEN=any")
                        .header("X-XSRF-TOKEN", "any"));
        String session = login.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("outreach-routes-management="))
                .findFirst()
                .orElseThrow()
                .split(";")[0];
        HttpRequest.Builder request = post(management + "/actuator/jolokia", RESUME)
                .header("Origin", management)
                .header("Cookie", session + "; XSRF-TOKEN=6562ee7d-51f1-4824-b566-808f4071eedb");
        assertThat(send(request).statusCode()).isEqualTo(403);
        assertThat(send(request.header("X-XSRF-TOKEN", "6562ee7d-51f1-4824-b566-808f4071eedb"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void itsPagesHaveTheSameHeaders() throws Exception {
        HttpResponse<String> here = send(as("viewer", get(management + "/actuator/hawtio/")));
        HttpResponse<String> login = send(get(management + "/login"));
        for (HttpResponse<String> page : List.of(here, login)) {
            assertThat(page.headers().firstValue("X-Frame-Options")).hasValue("DENY");
            assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
        }
    }

    @Test
    void itSpeaksHttpsWhenTheConsoleDoes(@TempDir Path directory) throws Exception {
        TestCertificate certificate = TestCertificate.make(directory, "console");
        try (RuntimeFixture secure = RuntimeFixture.create(sandbox -> {})
                .with("SERVER_SSL_ENABLED", true)
                .with("CONSOLE_CERTIFICATE", certificate.certificate())
                .with("CONSOLE_PRIVATE_KEY", certificate.privateKey())
                .with("MANAGEMENT_SERVER_PORT", "0")) {
            String port = secure.start().getEnvironment().getRequiredProperty("local.management.port");
            HttpResponse<String> answer = send(get("http://localhost:" + port + "/actuator/health/liveness"));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("requires TLS");
        }
    }

    private static HttpRequest.Builder get(String address) {
        return HttpRequest.newBuilder(URI.create(address));
    }

    private static HttpRequest.Builder post(String address, String body) {
        return get(address).POST(BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder as(String user, HttpRequest.Builder request) {
        String login = user + ":" + RuntimeFixture.PASSWORD;
        return request.header(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
