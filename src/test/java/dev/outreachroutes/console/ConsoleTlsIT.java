package dev.outreachroutes.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.sandbox.TestCertificate;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console by HTTPS, with a certificate that is renewed while the process runs. */
class ConsoleTlsIT {

    private static final String READINESS = "/actuator/health/readiness";

    @TempDir
    private static Path directory;

    private static TestCertificate console;
    private static RuntimeFixture fixture;
    private static int port;

    @BeforeAll
    static void start() {
        console = TestCertificate.make(directory, "console");
        fixture = RuntimeFixture.create(sandbox -> {})
                .with("SERVER_SSL_ENABLED", true)
                .with("CONSOLE_CERTIFICATE", console.certificate())
                .with("CONSOLE_PRIVATE_KEY", console.privateKey())
                .with("spring.ssl.bundle.watch.file.quiet-period", "200ms");
        port = Integer.parseInt(fixture.start().getEnvironment().getProperty("local.server.port"));
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void theConsoleIsServedByHttpsAndBrowsersAreToldToStayWithIt() throws Exception {
        HttpResponse<String> answer = get(console, "https", READINESS);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        assertThat(answer.headers().firstValue("Strict-Transport-Security"))
                .hasValueSatisfying(policy -> assertThat(policy).startsWith("max-age=31536000"));
        assertThat(get(console, "https", "/actuator/health").statusCode()).isNotEqualTo(200);
    }

    @Test
    void byHttpNothingIsServed() throws Exception {
        assertThat(get(console, "http", READINESS).statusCode()).isEqualTo(400);
    }

    @Test
    void aBrowserThatKnowsOnlyTls11IsTurnedAway() throws Exception {
        assertThat(answerToHello("0302"))
                .as("fatal alert protocol_version")
                .startsWith("1503")
                .endsWith("0246");
        assertThat(answerToHello("0303")).as("handshake").startsWith("1603");
    }

    @Test
    void aRenewedCertificateIsTakenWithoutARestart() throws Exception {
        TestCertificate renewed = TestCertificate.make(directory, "renewed");
        TestCertificate before = new TestCertificate(
                Files.copy(console.certificate(), directory.resolve("before.crt")),
                console.privateKey(),
                console.both());
        Files.copy(renewed.privateKey(), console.privateKey(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(renewed.certificate(), console.certificate(), StandardCopyOption.REPLACE_EXISTING);

        RuntimeFixture.await(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> get(renewed, "https", READINESS).statusCode() == 200);
        assertThatThrownBy(() -> get(before, "https", READINESS)).isInstanceOf(javax.net.ssl.SSLException.class);
    }

    private static HttpResponse<String> get(TestCertificate trusted, String scheme, String path) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().sslContext(trusting(trusted)).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + port + path))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static SSLContext trusting(TestCertificate trusted) throws Exception {
        Certificate certificate;
        try (InputStream in = Files.newInputStream(trusted.certificate())) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null);
        store.setCertificateEntry("trusted", certificate);
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /** The first bytes that answer a hello of a client whose newest version is this, and that knows two suites. */
    private static String answerToHello(String version) throws Exception {
        String hello = version + "00".repeat(32) + "00" + "0004" + "c00ac02b" + "0100" + "0016" + "000a00040002"
                + "0017" + "000b00020100" + "000d00040002" + "0403";
        String handshake = "01" + "%06x".formatted(hello.length() / 2) + hello;
        byte[] record = HexFormat.of().parseHex("160301" + "%04x".formatted(handshake.length() / 2) + handshake);
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(record);
            return HexFormat.of().formatHex(socket.getInputStream().readNBytes(7));
        }
    }
}
