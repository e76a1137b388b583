package dev.outreachroutes.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.outreachroutes.sandbox.TestCertificate;
import dev.outreachroutes.settings.InvalidSettingException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.jsse.SSLContextParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

class AlertAddressesTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private static Path directory;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private HttpsServer server;
    private CamelContext camel;

    @BeforeEach
    void start() throws Exception {
        TestCertificate own = TestCertificate.make(directory, "own");
        PemSslStore key = PemSslStore.load(new PemSslStoreDetails(
                null, own.certificate().toString(), own.privateKey().toString()));
        PemSslStore trust =
                PemSslStore.load(new PemSslStoreDetails(null, own.certificate().toString(), null));
        SSLContext tls = SslBundle.of(new PemSslStoreBundle(key, trust)).createSslContext();
        server = HttpsServer.create(new InetSocketAddress("localhost", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " "
                    + exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI());
            bodies.add(JSON.readTree(exchange.getRequestBody()));
            exchange.getResponseHeaders().add("Location", "https://localhost:1/elsewhere");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        camel = new DefaultCamelContext();
        camel.getRegistry()
                .bind(
                        "alertAddresses",
                        new AlertAddresses(new ChannelSettings(
                                url("/hook?token=secret"), "", "", "integration-key", url("/enqueue"), null)));
        HttpComponent http = new HttpComponent();
        http.setSslContextParameters(new SSLContextParameters() {
            @Override
            public SSLContext createSSLContext(CamelContext any) {
                return tls;
            }
        });
        camel.addComponent("http", http);
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        server.stop(0);
    }

    private String url(String path) {
        return "https://localhost:" + server.getAddress().getPort() + path;
    }

    private void send(String channel) {
        camel.createProducerTemplate()
                .requestBody("http://alert-" + channel + "?httpClientConfigurer=#alertAddresses", "{\"a\": 1}");
    }

    @Test
    void aRequestLeavesByTlsToTheAddressOfItsChannel() {
        send("webhook");
        assertThat(asked)
                .containsExactly("POST localhost:" + server.getAddress().getPort() + "/hook?token=secret");
        assertThat(bodies.get(0).toString()).isEqualTo("{\"a\":1}");
    }

    @Test
    void theKeyOfPagerDutyIsPutIntoTheBody() {
        send("pagerduty");
        assertThat(bodies.get(0).toString()).isEqualTo("{\"a\":1,\"routing_key\":\"integration-key\"}");
    }

    @Test
    void aChannelThatIsNotSetIsNotAskedForInTheNetwork() {
        assertThatThrownBy(() -> send("slack"))
                .isInstanceOf(CamelExecutionException.class)
                .hasRootCauseInstanceOf(IOException.class)
                .hasRootCauseMessage("No address is set for alert-slack");
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 404, 500})
    void whatIsNotTakenIsAFailureThatDoesNotNameTheAddressAndNoOtherIsFollowed(int refusal) {
        status = refusal;
        assertThatThrownBy(() -> send("webhook"))
                .rootCause()
                .isInstanceOf(HttpOperationFailedException.class)
                .hasMessageContaining("" + refusal)
                .hasMessageNotContaining("secret");
        assertThat(asked).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hooks.slack.com/services/secret", "ftp://host/secret", "https:///secret", "https://ho st/secret"
            })
    void whatIsNoAddressEndsTheStartWithoutShowingIt(String address) {
        assertThatThrownBy(() -> new ChannelSettings("", address, "", "", "", null))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("ALERT_SLACK_URL is no address of HTTP.");
        assertThat(new ChannelSettings(url("/secret"), "", "", "", "", mail("")).toString())
                .doesNotContain("secret");
    }

    @Test
    void mailsNeedASenderAndTheirPasswordIsNotShown() {
        assertThat(mail("").toString()).doesNotContain("secret");
        assertThatThrownBy(() -> mail("on-call@example.com"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("ALERT_MAIL_FROM");
    }

    private static ChannelSettings.Mail mail(String to) {
        return new ChannelSettings.Mail(
                to, "", "localhost", 25, "jane", "secret", ChannelSettings.Mail.Security.STARTTLS);
    }
}
