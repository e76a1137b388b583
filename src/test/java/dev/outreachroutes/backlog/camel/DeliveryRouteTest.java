package dev.outreachroutes.backlog.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.backlog.ProspectFailedException;
import dev.outreachroutes.outreach.Narrowing;
import dev.outreachroutes.outreach.OutreachExchange;
import dev.outreachroutes.outreach.request.ProspectRequest;
import dev.outreachroutes.outreach.request.RequestGuard;
import dev.outreachroutes.outreach.request.ResponseCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockComponent;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.stub.StubComponent;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.UseAdviceWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The delivery route as it is in {@code routes/}, alone: what it sends, and what becomes of each answer and failure. */
@CamelSpringBootTest
@UseAdviceWith
@SpringBootTest(
        classes = DeliveryRouteTest.Surroundings.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"outreach.api-url=stand-in:outreach", "delivery.concurrency=8", "camel.main.name=delivery-route"})
class DeliveryRouteTest {

    private static final String ROUTE = "sales.delivery";
    private static final long PROSPECT = 7;
    private static final int PACE = 5;
    private static final String SCOPE_MISSING =
            "{\"errors\":[{\"id\":\"unauthorizedOauthScope\",\"detail\":\"Your authorization does not include the required scope\"}]}";
    private static final String NOT_FOUND = "{\"errors\":[{\"id\":\"resourceNotFound\"}]}";
    private static final String INVALID = "{\"errors\":[{\"id\":\"validationError\"}]}";
    private static final String TAKEN = "{\"data\":{\"type\":\"prospect\",\"id\":7,\"attributes\":{}}}";

    @Autowired
    private CamelContext camel;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private DeadLettersStandIn letters;

    @Autowired
    private HttpStandIn http;

    private MockEndpoint outreach;

    @DynamicPropertySource
    static void routes(DynamicPropertyRegistry registry) throws IOException {
        Path directory = Files.createTempDirectory("routes");
        Files.copy(Path.of("routes/delivery.camel.yaml"), directory.resolve("delivery.camel.yaml"));
        String keep = Arrays.stream(Files.readString(Path.of("routes/dead-letters.camel.yaml"))
                        .split("(?m)^(?=- )"))
                .filter(part ->
                        part.contains("    id: dead-letter-errors\n") || part.contains("    id: dead-letters.keep\n"))
                .collect(Collectors.joining());
        Files.writeString(directory.resolve("keep.camel.yaml"), keep);
        registry.add("camel.main.routes-include-pattern", () -> "file:" + directory + "/*.camel.yaml");
    }

    @BeforeEach
    void start() throws Exception {
        if (!camel.isStarted()) {
            AdviceWith.adviceWith(camel, ROUTE, route -> route.replaceFromWith("direct:claim"));
            camel.start();
        }
        outreach = http.endpoint;
        outreach.reset();
        letters.reset();
    }

    @Test
    void theRequestIsAPatchOfTheProspectInTheAccountsNameAndNothingOfOursLeavesAsAHeader() throws Exception {
        outreach.expectedMessageCount(1);
        outreach.expectedHeaderReceived("Content-Type", "application/vnd.api+json");
        outreach.expectedHeaderReceived("Accept", "application/vnd.api+json");
        outreach.expectedHeaderReceived(Exchange.HTTP_PATH, "/api/v2/prospects/7");
        outreach.expectedHeaderReceived("Outreach-Account", "emea-ops");
        answer(200, TAKEN);

        Exchange exchange = deliver(false, Map.of("custom4", TextNode.valueOf("realized")));

        outreach.assertIsSatisfied();
        assertThat(outreach.getReceivedExchanges().get(0).getMessage().getHeader("Of-Ours"))
                .isNull();
        assertThat(outreach.getReceivedExchanges().get(0).getMessage().getBody(String.class))
                .contains("\"type\":\"prospect\"", "\"id\":7", "\"custom4\":\"realized\"");
        assertThat(exchange.getException()).isNull();
        assertThat(request(exchange).evidence()).isNotNull();
        assertThat(settlement(exchange)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | {} | wait",
                "401 | {} | wait",
                "403 | " + SCOPE_MISSING + " | pause",
                "422 | " + INVALID + " | narrow",
                "404 | " + NOT_FOUND + " | refuse",
                "500 | {} | retry",
            })
    void everyAnswerHasItsSettlement(int status, String body, String settlement) {
        answer(status, body);

        Exchange exchange =
                deliver(false, Map.of("custom4", TextNode.valueOf("realized"), "custom5", TextNode.valueOf("exited")));

        assertThat(settlement(exchange)).isEqualTo(settlement);
        assertThat(exchange.getException()).isNull();
        assertThat(letters.kept).hasSize(settlement.equals("refuse") ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"java.io.IOException", "java.lang.IllegalStateException", "java.lang.NullPointerException"})
    void aFailureIsTriedAgainAndAtItsLastAttemptADeadLetter(Class<? extends Exception> type) {
        outreach.whenAnyExchangeReceived(exchange -> {
            throw type.getConstructor(String.class).newInstance("broken");
        });

        assertThat(settlement(deliver(false, custom4()))).isEqualTo("retry");
        assertThat(letters.kept).isEmpty();
        assertThat(settlement(deliver(true, custom4()))).isEqualTo("refuse");
        assertThat(letters.kept).containsExactly(type);
    }

    @Test
    void whatStepsLeaveNothingOfIsWithheld() {
        ProspectRequest request = request(custom4());
        Exchange exchange = template.send("direct:claim", each -> {
            describe(each, request, false);
            each.getMessage().setBody(Map.of("data", Map.of()));
        });

        assertThat(settlement(exchange)).isEqualTo("withhold");
        assertThat(outreach.getReceivedCounter()).isZero();
    }

    @Test
    void aRowThatCannotBeUsedIsADeadLetterAtOnce() {
        outreach.whenAnyExchangeReceived(exchange -> {
            throw new ProspectFailedException(PROSPECT, new IllegalStateException());
        });

        deliver(false, custom4());

        assertThat(letters.kept).containsExactly(ProspectFailedException.class);
    }

    @Test
    void aRefusalWhoseLetterCannotBeKeptIsNotSettledAsRefused() {
        answer(404, NOT_FOUND);
        letters.failure = new IllegalStateException("no space left");

        Exchange exchange = deliver(true, custom4());

        assertThat(settlement(exchange)).isNull();
        assertThat(exchange.getException()).isSameAs(letters.failure);
    }

    @Test
    void whatIsNoClaimGoesToOutreachWithoutOurGuards() throws Exception {
        outreach.expectedMessageCount(1);

        Exchange exchange = template.send(
                "stand-in:outreach?httpMethod=PATCH&throwExceptionOnFailure=false",
                each -> each.getMessage().setBody("of somebody else"));

        outreach.assertIsSatisfied();
        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getHeader("Outreach-Account")).isNull();
    }

    @Test
    void noSecondSeesMoreRequestsThanThePace() {
        List<Long> times = new CopyOnWriteArrayList<>();
        outreach.whenAnyExchangeReceived(exchange -> times.add(System.nanoTime()));
        NotifyBuilder done =
                new NotifyBuilder(camel).fromRoute(ROUTE).whenDone(3 * PACE + 1).create();

        for (int i = 0; i <= 3 * PACE; i++) {
            template.asyncSend("direct:claim", exchange -> describe(exchange, request(custom4()), false));
        }

        assertThat(done.matches(30, TimeUnit.SECONDS)).isTrue();
        List<Long> sorted = new ArrayList<>(times);
        sorted.sort(null);
        assertThat(sorted).hasSize(3 * PACE + 1);
        for (int i = 0; i + PACE < sorted.size(); i++) {
            // Between the step and the mock a moment may pass.
            assertThat(Duration.ofNanos(sorted.get(i + PACE) - sorted.get(i))).isGreaterThan(Duration.ofMillis(800));
        }
    }

    private Exchange deliver(boolean last, Map<String, JsonNode> attributes) {
        return template.send("direct:claim", exchange -> describe(exchange, request(attributes), last));
    }

    private static void describe(Exchange exchange, ProspectRequest request, boolean last) {
        exchange.setProperty(OutreachExchange.DESTINATION, "sales");
        exchange.setProperty(OutreachExchange.ACCOUNT, "emea-ops");
        exchange.setProperty(OutreachExchange.PROSPECT_ID, PROSPECT);
        exchange.setProperty(OutreachExchange.REQUEST, request);
        exchange.setProperty(BacklogConstants.LAST_ATTEMPT, last);
        exchange.getMessage().setHeader("Of-Ours", "secret");
        exchange.getMessage().setBody(request.update());
    }

    private static Map<String, JsonNode> custom4() {
        return Map.of("custom4", TextNode.valueOf("realized"));
    }

    private static ProspectRequest request(Map<String, JsonNode> attributes) {
        return new ProspectRequest(PROSPECT, attributes, attributes, Set.of(), Narrowing.NONE, Set.of());
    }

    private static ProspectRequest request(Exchange exchange) {
        return exchange.getProperty(OutreachExchange.REQUEST, ProspectRequest.class);
    }

    private static String settlement(Exchange exchange) {
        return exchange.getProperty(BacklogConstants.SETTLEMENT, String.class);
    }

    private void answer(int status, String body) {
        outreach.whenAnyExchangeReceived(exchange -> {
            exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
            exchange.getMessage().setBody(body);
        });
    }

    /** Instead of Camel's HTTP component, so that the steps before a request are those of a real one. */
    static final class HttpStandIn extends MockComponent {

        private MockEndpoint endpoint;

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
                throws Exception {
            parameters.clear();
            endpoint = (MockEndpoint) super.createEndpoint(uri, remaining, parameters);
            return endpoint;
        }
    }

    /** Instead of the database. */
    public static final class DeadLettersStandIn {

        final List<Class<?>> kept = new CopyOnWriteArrayList<>();
        private RuntimeException failure;

        void reset() {
            kept.clear();
            failure = null;
        }

        public void describe(Exchange exchange) {
            exchange.getMessage().setBody(List.of(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
        }

        public void keep(List<Throwable> letters) {
            if (failure != null) {
                throw failure;
            }
            letters.forEach(letter -> kept.add(letter.getClass()));
        }
    }

    /** Instead of the account's connection. */
    public static final class BearerTokenStandIn {

        public void process(Exchange exchange) {
            exchange.getMessage()
                    .setHeader("Outreach-Account", exchange.getProperty(OutreachExchange.ACCOUNT, String.class));
        }

        public void reject(Exchange exchange) {
            exchange.setProperty("rejected", true);
        }
    }

    /** Instead of the claim's lease. */
    public static final class LeaseGuardStandIn {

        public void check(Exchange exchange) {
            exchange.setProperty("leaseChecked", true);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(CamelAutoConfiguration.class)
    static class Surroundings {

        @Bean("backlog-component")
        StubComponent backlog() {
            return new StubComponent();
        }

        @Bean("stand-in-component")
        HttpStandIn http() {
            return new HttpStandIn();
        }

        @Bean
        BearerTokenStandIn bearerToken() {
            return new BearerTokenStandIn();
        }

        @Bean
        LeaseGuardStandIn leaseGuard() {
            return new LeaseGuardStandIn();
        }

        @Bean
        RequestGuard requestGuard() {
            return new RequestGuard(new ObjectMapper());
        }

        @Bean
        ResponseCheck responseCheck() {
            return new ResponseCheck(InstantSource.system());
        }

        @Bean
        ObjectMapper outreachJson() {
            return new ObjectMapper();
        }

        @Bean
        DeadLettersStandIn deadLetters() {
            return new DeadLettersStandIn();
        }

        @Bean
        RouteBuilder destinations() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    templatedRoute("delivery")
                            .routeId(ROUTE)
                            .prefixId("sales.")
                            .parameter("destination", "sales")
                            .parameter("pace", Integer.toString(PACE));
                }
            };
        }
    }
}
