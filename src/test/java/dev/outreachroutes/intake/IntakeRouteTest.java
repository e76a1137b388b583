package dev.outreachroutes.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.database.DatabaseProblems;
import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.AttributeMapping;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.profile.ProfileReader;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.NotifyBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.component.stub.StubComponent;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.UseAdviceWith;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The intake route alone: as it is in {@code routes/}, and with the steps that {@code docs/editing-routes.md} shows for it. */
@CamelSpringBootTest
@UseAdviceWith
@SpringBootTest(
        classes = IntakeRouteTest.Surroundings.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "intake.topic=segment-events",
            "intake.group-prefix=test.",
            "intake.consumers=1",
            "intake.batch-size=1000",
            "kafka.brokers=localhost:1",
            "camel.main.name=intake-route"
        })
class IntakeRouteTest {

    private static final String MAP = "          - bean:\n              id: map\n";

    @Autowired
    private CamelContext camel;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private MeterRegistry meters;

    @Autowired
    private OffsetsStandIn offsets;

    private MockEndpoint folded;
    private MockEndpoint letters;

    @DynamicPropertySource
    static void routes(DynamicPropertyRegistry registry) throws IOException {
        Path directory = Files.createTempDirectory("routes");
        String intake = Files.readString(Path.of("routes/intake.camel.yaml"));
        Files.writeString(directory.resolve("intake.camel.yaml"), intake);
        List<String> examples = Arrays.stream(
                        Files.readString(Path.of("docs/editing-routes.md")).split("```yaml\n"))
                .filter(block -> block.startsWith("          - split:\n"))
                .map(block -> block.substring(0, block.indexOf("```")))
                .toList();
        assertThat(examples).hasSize(2);
        String template = intake.substring(intake.indexOf("- routeTemplate:"));
        Files.writeString(directory.resolve("filter.camel.yaml"), edited(template, "filtered", examples.get(0)));
        Files.writeString(directory.resolve("enrichment.camel.yaml"), edited(template, "enriched", examples.get(1)));
        registry.add("camel.main.routes-include-pattern", () -> "file:" + directory + "/*.camel.yaml");
    }

    private static String edited(String template, String id, String steps) {
        String named = template.replace("    id: intake\n", "    id: " + id + "\n");
        assertThat(named).contains(MAP);
        return named.replace(MAP, steps + MAP);
    }

    @BeforeEach
    void start() throws Exception {
        if (!camel.isStarted()) {
            for (String route : List.of("plain", "filtered", "enriched")) {
                AdviceWith.adviceWith(camel, "sales." + route, advice -> {
                    advice.replaceFromWith("direct:" + route);
                    advice.weaveByToUri("backlog:*").replace().to("mock:folded");
                });
            }
            camel.start();
        }
        MockEndpoint.resetMocks(camel);
        folded = camel.getEndpoint("mock:folded", MockEndpoint.class);
        letters = camel.getEndpoint("mock:letters", MockEndpoint.class);
        offsets.committed.set(0);
    }

    @Test
    void aBatchIsReadMappedFoldedAndThenCommitted() {
        NotifyBuilder done = new NotifyBuilder(camel)
                .fromRoute("sales.plain")
                .whenCompleted(1)
                .create();

        send("plain", event(1, "\"person\": {\"name\": {\"lastName\": \"Lind\"}}"), event(2, "\"x\": 1"));

        assertThat(done.matches(20, TimeUnit.SECONDS)).isTrue();
        assertThat(changes()).extracting(ProspectChange::prospectId).containsExactly(1L, 2L);
        assertThat(offsets.committed).hasValue(1);
    }

    @Test
    void whatCannotBeReadIsADeadLetterAndTheRestIsFolded() {
        send("plain", "no JSON", event(3, "\"x\": 1"));

        assertThat(changes()).extracting(ProspectChange::prospectId).containsExactly(3L);
        assertThat(letters()).extracting(DeadLetter::reason).containsExactly("unreadable");
        assertThat(offsets.committed).hasValue(1);
    }

    @Test
    void theFilterOfTheDocsLeavesEventsOutAndCountsThem() {
        double before = excluded("by-route");

        send("filtered", event(4, "\"testProfile\": true"), event(5, "\"testProfile\": false"), event(6, "\"x\": 1"));

        assertThat(changes()).extracting(ProspectChange::prospectId).containsExactly(5L, 6L);
        assertThat(excluded("by-route") - before).isEqualTo(1);
        assertThat(letters()).isEmpty();
        assertThat(offsets.committed).hasValue(1);
    }

    @Test
    void aFaultBesideAFilteredEventIsStillADeadLetter() {
        send("filtered", "[" + event(7, "\"testProfile\": true") + ", 17, " + event(8, "\"x\": 1") + "]");

        assertThat(changes()).extracting(ProspectChange::prospectId).containsExactly(8L);
        assertThat(letters())
                .extracting(letter -> letter.places().get(0).place())
                .containsExactly("/1");
    }

    @Test
    void theEnrichmentOfTheDocsAddsWhatIsMapped() {
        send("enriched", event(9, "\"homeAddress\": {\"countryCode\": \"SE\"}"));

        assertThat(changes()).singleElement().satisfies(change -> assertThat(
                        change.attributes().get("region").value().asText())
                .isEqualTo("region of SE"));
    }

    @Test
    void anEventWhoseEnrichmentFailsIsADeadLetterAndTheOthersAreFolded() {
        send(
                "enriched",
                event(10, "\"homeAddress\": {\"countryCode\": \"SE\"}"),
                event(11, "\"homeAddress\": {\"countryCode\": \"broken\"}"),
                event(12, "\"homeAddress\": {\"countryCode\": \"DE\"}"));

        assertThat(changes()).extracting(ProspectChange::prospectId).containsExactly(10L, 12L);
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo("failed");
            assertThat(letter.source().offset()).isEqualTo(1);
        });
        assertThat(offsets.committed).hasValue(1);
    }

    @Test
    void ofAListOfEventsTheOthersAreLeftOut() {
        Exchange batch = batch(event(13, "\"x\": 1"), event(14, "\"x\": 1"));
        Intake intake = camel.getRegistry().findSingleByType(Intake.class);
        List<IntakeEvent> events = new ArrayList<>();
        intake.read(batch).forEach(events::add);
        batch.getMessage().setBody(events.subList(1, 2));

        assertThat(intake.map(batch, "sales").getChanges())
                .extracting(ProspectChange::prospectId)
                .containsExactly(14L);
    }

    @Test
    void aBodyThatHoldsSomethingElseIsAnErrorAndNotTheWishToLeaveOutAllEvents() {
        Exchange batch = batch(event(15, "\"x\": 1"));
        Intake intake = camel.getRegistry().findSingleByType(Intake.class);
        intake.read(batch);
        batch.getMessage().setBody(List.of("region of SE"));

        assertThatThrownBy(() -> intake.map(batch, "sales"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("java.lang.String");
    }

    private void send(String route, String... records) {
        Exchange done = template.send("direct:" + route, batch(records));
        assertThat(done.getException()).isNull();
    }

    private Exchange batch(String... records) {
        List<Exchange> exchanges = new ArrayList<>();
        for (String record : records) {
            Exchange exchange = new DefaultExchange(camel);
            Message message = exchange.getMessage();
            message.setHeader(KafkaConstants.TOPIC, "segment-events");
            message.setHeader(KafkaConstants.PARTITION, 0);
            message.setHeader(KafkaConstants.OFFSET, (long) exchanges.size());
            message.setHeader(KafkaConstants.TIMESTAMP, 1_772_323_200_000L);
            message.setBody(record.getBytes(StandardCharsets.UTF_8));
            exchanges.add(exchange);
        }
        Exchange batch = new DefaultExchange(camel);
        batch.getMessage().setBody(exchanges);
        return batch;
    }

    private static String event(long prospect, String members) {
        return "{\"identityMap\": {\"oid\": [{\"id\": \"" + prospect
                + "\"}]}, \"person\": {\"name\": {\"lastName\": \"Lind\"}}, " + members + "}";
    }

    private List<ProspectChange> changes() {
        return folded.getReceivedExchanges().stream()
                .flatMap(exchange -> ((List<?>) exchange.getMessage().getBody()).stream())
                .map(ProspectChange.class::cast)
                .toList();
    }

    private List<DeadLetter> letters() {
        return letters.getReceivedExchanges().stream()
                .flatMap(exchange -> ((List<?>) exchange.getMessage().getBody()).stream())
                .map(DeadLetter.class::cast)
                .toList();
    }

    private double excluded(String reason) {
        return meters.find("outreach.excluded").tag("reason", reason).counters().stream()
                .mapToDouble(each -> each.count())
                .sum();
    }

    /** Instead of Kafka's. */
    public static final class OffsetsStandIn {

        private final AtomicInteger committed = new AtomicInteger();

        public void begin(Exchange exchange) {
            exchange.setProperty("begun", true);
        }

        public void commit(Exchange exchange) {
            // As the real ones: what is tried alone is committed with its batch.
            if (exchange.getProperty(SingleRecordRetry.ALONE) == null
                    || exchange.getFromRouteId().endsWith("one-by-one")) {
                committed.incrementAndGet();
            }
        }
    }

    /** Instead of the database. */
    public static final class ExclusionsStandIn {

        private final List<IntakeBatch> noted = new CopyOnWriteArrayList<>();

        public void note(IntakeBatch batch, String destination) {
            noted.add(batch);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(CamelAutoConfiguration.class)
    static class Surroundings {

        @Bean("backlog-component")
        StubComponent backlog() {
            return new StubComponent();
        }

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean
        Intake intake(MeterRegistry meters) {
            Account account = new Account("default", Quota.DOCUMENTED, 100);
            Destination sales = new Destination(
                    "sales",
                    "",
                    account,
                    "oid",
                    Map.of(
                            "lastName",
                            AttributeMapping.of("person.name.lastName"),
                            "region",
                            AttributeMapping.of("_acme.region")),
                    Map.of(),
                    Destination.NullValues.IGNORE);
            return new Intake(
                    new ProfileReader(),
                    new Destinations(List.of(account), List.of(sales)),
                    meters,
                    InstantSource.system());
        }

        @Bean
        IntakeErrors intakeErrors() {
            return new IntakeErrors(new DatabaseProblems(() -> {}));
        }

        @Bean
        SingleRecordRetry singleRecordRetry() {
            return new SingleRecordRetry(System::nanoTime);
        }

        @Bean
        OffsetsStandIn offsets() {
            return new OffsetsStandIn();
        }

        @Bean
        ExclusionsStandIn exclusions() {
            return new ExclusionsStandIn();
        }

        @Bean
        RouteBuilder routes() {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    Map.of("plain", "intake", "filtered", "filtered", "enriched", "enriched")
                            .forEach((route, template) -> templatedRoute(template)
                                    .routeId("sales." + route)
                                    .prefixId("sales." + route + ".")
                                    .parameter("destination", "sales"));
                    from("direct:dead-letter").to("mock:letters");
                    from("direct:region-of-country")
                            .errorHandler(noErrorHandler())
                            .process(exchange -> {
                                String country = exchange.getMessage().getBody(String.class);
                                if (country.equals("broken")) {
                                    throw new IllegalStateException("no such country");
                                }
                                exchange.getMessage().setBody("region of " + country);
                            });
                }
            };
        }
    }
}
