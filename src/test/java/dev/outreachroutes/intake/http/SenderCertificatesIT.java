package dev.outreachroutes.intake.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.Events;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.sandbox.TestCertificate;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.test.util.TestSocketUtils;

/** Senders that show a certificate, at a port of their own and at the console's. */
class SenderCertificatesIT {

    private static final int EVENTS_PORT = TestSocketUtils.findAvailableTcpPort();

    @TempDir
    private static Path directory;

    private static TestCertificate server;
    private static TestCertificate partner;
    private static TestCertificate named;
    private static TestCertificate stranger;
    private static TestCertificate ofAnotherAuthority;
    private static RuntimeFixture fixture;
    private static int consoleOfOwn;
    private static int shared;

    /** Where events are sent. */
    enum Port {
        OWN,
        SHARED;

        int number() {
            return this == OWN ? EVENTS_PORT : shared;
        }
    }

    @BeforeAll
    static void start() {
        server = TestCertificate.make(directory, "server");
        TestCertificate authority = TestCertificate.authority(directory, "authority");
        partner = authority.sign("partner", "CN=partner,O=Example", "dns:sends.example.com");
        named = authority.sign("named", "CN=whoever", "dns:warehouse.example.com");
        stranger = authority.sign("stranger", "CN=stranger,O=Example", "dns:stranger.example.com");
        ofAnotherAuthority = TestCertificate.authority(directory, "another")
                .sign("false-partner", "CN=partner,O=Example", "dns:sends.example.com");
        fixture = RuntimeFixture.create(sandbox -> {})
                .edit(
                        "destinations.yaml",
                        before -> before
                                + """
                                senders:
                                  partner: { certificate: "CN=partner,O=Example" }
                                  warehouse: { certificate: warehouse.example.com }
                                  token: { token-sha256: 3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0 }
                                """)
                .with("SERVER_SSL_ENABLED", true)
                .with("CONSOLE_CERTIFICATE", server.certificate())
                .with("CONSOLE_PRIVATE_KEY", server.privateKey())
                .with("EVENTS_CLIENT_CA_CERTIFICATE", authority.certificate())
                .with("spring.ssl.bundle.watch.file.quiet-period", "200ms");
        shared = port();
        fixture.with("EVENTS_PORT", EVENTS_PORT).with("camel.main.name", "own-port");
        consoleOfOwn = port();
    }

    private static int port() {
        return fixture.start().getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @EnumSource
    void aSenderIsRecognisedByTheSubjectOrAnAlternativeNameOfItsCertificate(Port port) throws Exception {
        assertThat(post(port, partner, null)).isEqualTo(202);
        assertThat(post(port, named, null)).isEqualTo(202);
    }

    @ParameterizedTest
    @EnumSource
    void aCertificateOfTheAuthorityThatIsNoSendersAndNoCertificateAreRefused(Port port) throws Exception {
        assertThat(post(port, stranger, null)).isEqualTo(401);
        assertThat(post(port, null, null)).isEqualTo(401);
    }

    @ParameterizedTest
    @EnumSource
    void aCertificateOfAnotherAuthorityEndsTheConnectionWhateverItsNameIs(Port port) throws Exception {
        SSLContext insists = SSLContext.getInstance("TLS");
        insists.init(
                new KeyManager[] {new Insisting(bundle(ofAnotherAuthority))},
                bundle(ofAnotherAuthority).getManagers().getTrustManagers(),
                null);

        assertThatThrownBy(() -> HttpClient.newBuilder()
                        .sslContext(insists)
                        .build()
                        .send(get(port.number(), "/events"), BodyHandlers.ofString()))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aTokenGoesBeforeTheCertificateAndNeedsNone(Port port) throws Exception {
        assertThat(post(port, null, "token")).isEqualTo(202);
        assertThat(post(port, stranger, "token")).isEqualTo(202);
        assertThat(post(port, partner, "a wrong one")).isEqualTo(401);
    }

    @Test
    void whereEventsHaveAPortOfTheirOwnTheConsoleAsksNobodyForACertificate() throws Exception {
        assertThat(client(partner)
                        .send(get(consoleOfOwn, "/login"), BodyHandlers.ofString())
                        .sslSession()
                        .orElseThrow()
                        .getLocalCertificates())
                .isNull();
        assertThat(client(partner)
                        .send(get(shared, "/login"), BodyHandlers.ofString())
                        .sslSession()
                        .orElseThrow()
                        .getLocalCertificates())
                .as("at the shared port")
                .hasSize(1);
    }

    @Test
    void aSenderHasNothingOfTheConsole() throws Exception {
        for (String path : new String[] {"/", "/accounts", "/actuator/prometheus"}) {
            HttpResponse<String> answer = client(partner).send(get(shared, path), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path).isIn(302, 401);
        }
    }

    @Test
    void aRenewedCertificateIsTakenAtThePortOfEventsToo() throws Exception {
        TestCertificate renewed = TestCertificate.make(directory, "renewed");
        Path before = Files.copy(server.certificate(), directory.resolve("before.crt"));
        Path keyBefore = Files.copy(server.privateKey(), directory.resolve("before.key"));
        try {
            replace(renewed.privateKey(), renewed.certificate());
            RuntimeFixture.await(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> post(Port.OWN, partner, null) == 202);
            assertThat(post(Port.OWN, stranger, null)).isEqualTo(401);
        } finally {
            replace(keyBefore, before);
        }
    }

    private static void replace(Path privateKey, Path certificate) throws IOException {
        Files.copy(privateKey, server.privateKey(), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(certificate, server.certificate(), StandardCopyOption.REPLACE_EXISTING);
    }

    private static int post(Port port, TestCertificate shown, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("https://localhost:" + port.number() + "/events/emea-sales"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Events.joins(7)));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return client(shown).send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private static HttpRequest get(int port, String path) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .build();
    }

    private static HttpClient client(TestCertificate shown) {
        return HttpClient.newBuilder()
                .sslContext(bundle(shown).createSslContext())
                .build();
    }

    private static SslBundle bundle(TestCertificate shown) {
        PemSslStoreDetails own = shown == null
                ? null
                : PemSslStoreDetails.forCertificate(shown.certificate().toUri().toString())
                        .withPrivateKey(shown.privateKey().toUri().toString());
        PemSslStoreDetails trusted =
                PemSslStoreDetails.forCertificate(server.certificate().toUri().toString());
        return SslBundle.of(new PemSslStoreBundle(own, trusted));
    }

    /** Shows its certificate, also to who does not ask for one of that authority. */
    private static final class Insisting extends X509ExtendedKeyManager {

        private final X509ExtendedKeyManager keys;

        Insisting(SslBundle bundle) {
            keys = (X509ExtendedKeyManager) bundle.getManagers().getKeyManagers()[0];
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return keys.chooseEngineClientAlias(types, null, engine);
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return keys.chooseClientAlias(types, null, socket);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return keys.getClientAliases(type, null);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return null;
        }
    }
}
