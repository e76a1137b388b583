package dev.outreachroutes.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.outreachroutes.MovableClock;
import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.outreach.NotConnectedException;
import dev.outreachroutes.outreach.OutreachExchange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link BearerToken} and {@link RequestToken} in a route. The API is at {@code localhost}, below {@code /outreach}. */
class BearerTokenIT {

    private final MovableClock clock = MovableClock.fixed();
    private final DataSource database = TestDatabase.migrated();
    private final List<String> sent = new ArrayList<>();
    private HttpServer server;
    private CamelContext camel;
    private TokenEndpoint endpoint;
    private Connections connections;
    private int status = 200;

    @BeforeEach
    void start() throws Exception {
        endpoint = new TokenEndpoint(clock, TokenEndpoint.Rotation.STRICT, "refresh-0");
        connections = Replica.on(database, endpoint.properties(), clock, Map.of("OUTREACH_REFRESH_TOKEN", "refresh-0"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        camel = new DefaultCamelContext();
        RequestToken token = new RequestToken(api(), connections);
        camel.getComponent("http", HttpComponent.class)
                .setHttpClientConfigurer(client -> client.addExecInterceptorLast("request-token", token));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                interceptSendToEndpoint(api() + "/api*").process(new BearerToken(connections));
                from("direct:marked")
                        .setProperty(OutreachExchange.ACCOUNT, constant(Replica.ACCOUNT))
                        .process(new BearerToken(connections))
                        .toD("${header.to}?throwExceptionOnFailure=false");
                from("direct:intercepted")
                        .setProperty(OutreachExchange.ACCOUNT, constant(Replica.ACCOUNT))
                        .toD("${header.to}?throwExceptionOnFailure=false");
                from("direct:unmarked")
                        .to("http:localhost:" + port() + "/outreach/oauth?throwExceptionOnFailure=false");
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() throws Exception {
        camel.stop();
        server.stop(0);
        endpoint.close();
        ((AutoCloseable) database).close();
    }

    @Test
    void theRequestCarriesTheTokenAndTheExchangeNeverDoes() {
        Exchange exchange = deliver();

        assertThat(exchange.getException()).isNull();
        assertThat(sent).containsExactly("Bearer access-1 null");
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("Authorization");
        assertThat(exchange.getMessage().getHeaders().toString()
                        + exchange.getAllProperties().toString())
                .doesNotContain("access-1");
    }

    @Test
    void onlyTheApiGetsTheToken() {
        marked("http://127.0.0.1:" + port() + "/outreach/api");
        marked("http://localhost:" + port() + "/outreach-of-others/api");
        marked("http://localhost:" + port() + "/other");
        assertThat(sent).hasSize(3).containsOnly("null null");

        marked(api() + "/api/v2/prospects/1");
        assertThat(sent.get(3)).isEqualTo("Bearer access-1 null");
    }

    @Test
    void aRequestThatTheStepDidNotRunForIsNotSent() {
        Exchange exchange = camel.createProducerTemplate().request("direct:unmarked", each -> {});

        assertThat(sent).isEmpty();
        assertThat(exchange.getException())
                .isInstanceOf(NotConnectedException.class)
                .hasMessageContaining("interceptSendToEndpoint");
    }

    @Test
    void aRequestThatSomebodyGaveATokenOfHisOwnIsSentWithThat() {
        camel.createProducerTemplate()
                .request("direct:unmarked", each -> each.getMessage().setHeader("Authorization", "Bearer own"));

        assertThat(sent).containsExactly("Bearer own null");
    }

    @Test
    void aRefusedTokenIsReportedAndReplaced() {
        Exchange exchange = deliver();
        clock.advance(Duration.ofHours(1));
        new BearerToken(connections).reject(exchange);
        deliver();

        assertThat(sent).containsExactly("Bearer access-1 null", "Bearer access-2 null");
    }

    @Test
    void aSuccessIsReportedAndARefusalIsNot() {
        connections.accessToken(Replica.ACCOUNT);
        clock.advance(Duration.ofMinutes(2));
        for (int time = 0; time < 2; time++) {
            ConnectionsFixture.refuse(connections);
            clock.advance(Duration.ofSeconds(2));
            deliver();
        }
        assertThat(connections.accessToken(Replica.ACCOUNT)).isEqualTo("access-1");

        ConnectionsFixture.refuse(connections);
        clock.advance(Duration.ofSeconds(2));
        status = 401;
        new BearerToken(connections).reject(deliver());
        assertThat(connections.accessToken(Replica.ACCOUNT)).isEqualTo("access-2");
    }

    @Test
    void withoutATokenNothingIsSent() {
        endpoint.revokeEverything();

        Exchange exchange = deliver();

        assertThat(sent).isEmpty();
        assertThat(exchange.getException()).isInstanceOf(NotConnectedException.class);
    }

    @Test
    void tellsWhetherTheUsedTokenIsFresh() {
        BearerToken bearerToken = new BearerToken(connections);
        Exchange exchange = camel.getEndpoint("direct:x").createExchange();
        exchange.setProperty(OutreachExchange.ACCOUNT, Replica.ACCOUNT);

        bearerToken.process(exchange);
        assertThat(exchange.getProperty(OutreachExchange.TOKEN_FRESH)).isEqualTo(true);
        clock.advance(Duration.ofMinutes(6));
        bearerToken.process(exchange);
        assertThat(exchange.getProperty(OutreachExchange.TOKEN_FRESH)).isEqualTo(false);
    }

    @Test
    void anExchangeWithoutAccountIsAMistakeOfTheRoute() {
        Exchange exchange = camel.getEndpoint("direct:x").createExchange();

        assertThatThrownBy(() -> new BearerToken(connections).process(exchange))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(OutreachExchange.ACCOUNT);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private String api() {
        return "http://localhost:" + port() + "/outreach";
    }

    private Exchange deliver() {
        return send("direct:intercepted", api() + "/api/v2/prospects/1");
    }

    private Exchange marked(String to) {
        return send("direct:marked", to);
    }

    private Exchange send(String route, String to) {
        return camel.createProducerTemplate()
                .request(route, exchange -> exchange.getMessage().setHeader("to", to));
    }

    private void answer(HttpExchange exchange) throws IOException {
        sent.add(exchange.getRequestHeaders().getFirst("Authorization") + " "
                + exchange.getRequestHeaders().getFirst(BearerToken.HEADER));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }
}
