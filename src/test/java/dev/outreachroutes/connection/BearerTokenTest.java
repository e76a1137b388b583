package dev.outreachroutes.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.MovableClock;
import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.outreach.NotConnectedException;
import dev.outreachroutes.outreach.UnauthorizedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BearerTokenTest {

    private final MovableClock clock = MovableClock.fixed();
    private final DataSource database = TestDatabase.migrated();
    private final List<String> sent = new ArrayList<>();
    private CamelContext camel;
    private TokenEndpoint endpoint;
    private Connections connections;
    private boolean refused;

    @BeforeEach
    void start() throws Exception {
        endpoint = new TokenEndpoint(clock, TokenEndpoint.Rotation.STRICT, "refresh-0");
        connections = Replica.on(database, endpoint.properties(), clock, Map.of("OUTREACH_REFRESH_TOKEN", "refresh-0"));
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("bearerToken", new BearerToken(connections));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(UnauthorizedException.class)
                        .handled(true)
                        .bean("bearerToken", "reject")
                        .process(exchange -> exchange.setProperty(
                                "seen", exchange.getMessage().getHeaders()));
                interceptSendToEndpoint("direct:outreach*")
                        .process("bearerToken")
                        .afterUri("bean:bearerToken?method=remove");
                from("direct:delivery")
                        .setProperty(BearerToken.ACCOUNT, constant(Replica.ACCOUNT))
                        .toD("direct:outreach")
                        .process(exchange -> exchange.setProperty(
                                "seen", exchange.getMessage().getHeaders()));
                from("direct:outreach").process(exchange -> {
                    sent.add(exchange.getMessage().getHeader("Authorization", String.class));
                    if (refused) {
                        throw new UnauthorizedException("401", 401);
                    }
                });
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() throws Exception {
        camel.stop();
        endpoint.close();
        ((AutoCloseable) database).close();
    }

    @Test
    void theRequestCarriesTheTokenAndNothingAfterItDoes() {
        Exchange exchange = deliver();

        assertThat(sent).containsExactly("Bearer access-1");
        assertThat(seen(exchange)).doesNotContain("Authorization");
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey("Authorization");
        assertThat(exchange.getProperties().toString()).doesNotContain("access-1");
    }

    @Test
    void aRefusedTokenIsReportedAndReplaced() {
        deliver();
        clock.advance(Duration.ofHours(1));
        refused = true;
        Exchange exchange = deliver();
        refused = false;
        deliver();

        assertThat(sent).containsExactly("Bearer access-1", "Bearer access-1", "Bearer access-2");
        assertThat(seen(exchange)).doesNotContain("Authorization");
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
        exchange.setProperty(BearerToken.ACCOUNT, Replica.ACCOUNT);

        assertThat(bearerToken.fresh(exchange)).isFalse();
        bearerToken.process(exchange);
        assertThat(bearerToken.fresh(exchange)).isTrue();
        clock.advance(Duration.ofMinutes(6));
        assertThat(bearerToken.fresh(exchange)).isFalse();
    }

    @Test
    void anExchangeWithoutAccountIsAMistakeOfTheRoute() {
        Exchange exchange = camel.getEndpoint("direct:x").createExchange();

        assertThatThrownBy(() -> new BearerToken(connections).process(exchange))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(BearerToken.ACCOUNT);
    }

    private static String seen(Exchange exchange) {
        return exchange.getProperty("seen", String.class);
    }

    private Exchange deliver() {
        return camel.createProducerTemplate().request("direct:delivery", exchange -> {});
    }
}
