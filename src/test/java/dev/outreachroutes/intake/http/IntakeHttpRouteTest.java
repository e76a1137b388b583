package dev.outreachroutes.intake.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.Events;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.AttributeMapping;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.destination.Sender;
import dev.outreachroutes.profile.ProfileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.kafka.DefaultKafkaClientFactory;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.test.spring.junit5.CamelSpringBootTest;
import org.apache.camel.test.spring.junit5.UseAdviceWith;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The route of events by HTTP alone, as it is in {@code routes/}, with Kafka's own stand-in for a producer. */
@CamelSpringBootTest
@UseAdviceWith
@SpringBootTest(
        classes = IntakeHttpRouteTest.Surroundings.class,
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"intake.topic=segment-events", "camel.main.name=intake-http-route"})
class IntakeHttpRouteTest {

    private static final int MOST = 10_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Autowired
    private CamelContext camel;

    @Autowired
    private ProducerTemplate template;

    @Autowired
    private Clients clients;

    @Autowired
    private Semaphore checks;

    @Autowired
    private Confirmations confirmations;

    @DynamicPropertySource
    static void routes(DynamicPropertyRegistry registry) throws IOException {
        Path directory = Files.createTempDirectory("routes");
        Files.copy(Path.of("routes/intake-http.camel.yaml"), directory.resolve("intake-http.camel.yaml"));
        registry.add("camel.main.routes-include-pattern", () -> "file:" + directory + "/*.camel.yaml");
    }

    @BeforeEach
    void start() throws Exception {
        if (!camel.isStarted()) {
            AdviceWith.adviceWith(camel, "intake-http", advice -> advice.replaceFromWith("direct:post"));
            camel.start();
        }
        clients.producer.clear();
        confirmations.confirmed();
    }

    @Test
    void itIsAnsweredWith202OnceKafkaHasTheRecordAndNotBefore() throws Exception {
        CompletableFuture<Message> answer = post(request(Events.joins(48_201)));
        ProducerRecord<String, byte[]> record = awaitRecord();

        assertThat(answer).isNotDone();
        clients.producer.completeNext();

        assertThat(status(answer)).isEqualTo(202);
        assertThat(body(answer)).matches("\\{\"profiles\":1,\"event\":\"0-[0-9]+\"}");
        assertThat(record.topic()).isEqualTo("segment-events");
        assertThat(record.key()).isEqualTo("48201");
        assertThat(new String(record.value(), UTF_8)).isEqualTo(Events.joins(48_201));
    }

    @Test
    void aBodyThatWaitsForTheChecksOfOthersIsToBeSentAgainAndNotKeptWaiting() throws Exception {
        int permits = checks.drainPermits();
        CompletableFuture<Message> refused = post(request(Events.joins(1)));

        assertThat(status(refused)).isEqualTo(503);
        assertThat(refused.get().getHeader("Retry-After")).isEqualTo("1");
        assertThat(clients.producer.history()).isEmpty();

        checks.release(permits);
        CompletableFuture<Message> accepted = post(request(Events.joins(1)));
        awaitRecord();
        clients.producer.completeNext();
        assertThat(status(accepted)).isEqualTo(202);
    }

    @Test
    void whileKafkaConfirmsNothingOthersAreRefusedAtOnceAndAgainTakenAfterASuccess() throws Exception {
        for (int i = 0; i < 5; i++) {
            CompletableFuture<Message> answer = post(request(Events.joins(1)));
            awaitRecord();
            clients.producer.errorNext(new TimeoutException("away"));
            assertThat(status(answer)).isEqualTo(503);
            clients.producer.clear();
        }

        CompletableFuture<Message> refused = post(request(Events.joins(1)));
        assertThat(status(refused)).isEqualTo(503);
        assertThat(refused.get().getHeader("Retry-After")).isEqualTo("5");
        assertThat(clients.producer.history()).isEmpty();

        confirmations.confirmed();
        CompletableFuture<Message> accepted = post(request(Events.joins(1)));
        awaitRecord();
        clients.producer.completeNext();
        assertThat(status(accepted)).isEqualTo(202);
    }

    @Test
    void allReplicasHaveToHaveTheRecordAndTheAnswerIsThereInTwoSeconds() throws Exception {
        CompletableFuture<Message> answer = post(request(Events.joins(1)));
        awaitRecord();
        clients.producer.completeNext();
        status(answer);

        assertThat(clients.settings)
                .containsEntry("acks", "all")
                .containsEntry("enable.idempotence", true)
                .containsEntry("max.block.ms", 300)
                .containsEntry("delivery.timeout.ms", 1200);
    }

    @Test
    void ofTheRequestTheRecordHasOnlyWhatIntakeKnows() throws Exception {
        MockHttpServletRequest request = request("[" + Events.joins(1) + "," + Events.joins(2) + "]");
        request.addHeader("Authorization", "Bearer of-nobody-s-business");
        request.addHeader("kafka.OVERRIDE_TOPIC", "elsewhere");
        request.addHeader("ce-specversion", "1.0");
        request.addHeader("ce-time", "2026-05-01T10:00:00Z");
        request.addHeader("ce-other", "x");
        CompletableFuture<Message> answer = post(request, List.of("emea-sales", "emea-support"));
        ProducerRecord<String, byte[]> record = awaitRecord();
        clients.producer.completeNext();

        assertThat(status(answer)).isEqualTo(202);
        assertThat(record.topic()).isEqualTo("segment-events");
        assertThat(record.key()).as("of several prospects").isNull();
        assertThat(record.headers())
                .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
                .containsExactlyInAnyOrder(
                        "outreach-destination=emea-sales,emea-support",
                        "ce_specversion=1.0",
                        "ce_time=2026-05-01T10:00:00Z");
    }

    @Test
    void whenTheBrokerDoesNotConfirmItIsAnsweredWith503AndWhenToSendItAgain() throws Exception {
        for (RuntimeException refusal : List.of(
                new TimeoutException("Expiring 1 record(s)"), new TopicAuthorizationException("segment-events"))) {
            CompletableFuture<Message> answer = post(request(Events.joins(1)));
            awaitRecord();
            clients.producer.errorNext(refusal);

            assertThat(status(answer)).isEqualTo(503);
            assertThat(answer.get().getHeader("Retry-After", Integer.class)).isEqualTo(5);
            assertThat(answer.get().getHeader(Exchange.CONTENT_TYPE)).isEqualTo("application/problem+json");
            assertThat(body(answer)).doesNotContain("Expiring", "segment-events");
            clients.producer.clear();
        }
    }

    @Test
    void aRecordThatTheBrokerFindsTooLargeIsAnsweredWith413() throws Exception {
        CompletableFuture<Message> answer = post(request(Events.joins(1)));
        awaitRecord();
        clients.producer.errorNext(new RecordTooLargeException());

        assertThat(status(answer)).isEqualTo(413);
    }

    @Test
    void whatIsNoProfileIsAnsweredWith400AndItsPlaceAndNothingIsWritten() throws Exception {
        CompletableFuture<Message> answer = post(request("{\n \"a\": [1,,2]}"));

        assertThat(status(answer)).isEqualTo(400);
        assertThat(JSON.readTree(body(answer)).at("/places/0/reason").asText())
                .isEqualTo("is not JSON in line 2, near column 10");
        assertThat(clients.producer.history()).isEmpty();
    }

    @Test
    void aBodyThatIsTooLargeIsAnsweredWith413AndOneOfAnotherKindWith415() throws Exception {
        MockHttpServletRequest text = request(Events.joins(1));
        text.addHeader("Content-Type", "text/plain");

        assertThat(status(post(request(" ".repeat(MOST + 1))))).isEqualTo(413);
        assertThat(status(post(text))).isEqualTo(415);
        assertThat(clients.producer.history()).isEmpty();
    }

    @Test
    void whatIsReadInPartIsAcceptedAndTheRestIsTold() throws Exception {
        CompletableFuture<Message> answer = post(request(Events.joins(1) + "\n5\n"));
        awaitRecord();
        clients.producer.completeNext();

        assertThat(status(answer)).isEqualTo(202);
        assertThat(body(answer))
                .startsWith("{\"profiles\":1,")
                .endsWith(",\"unreadable\":[{\"place\":\"line 2\",\"reason\":\"is not a JSON object\"}]}");
    }

    private static MockHttpServletRequest request(String body) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/events");
        request.setContent(body.getBytes(UTF_8));
        return request;
    }

    private CompletableFuture<Message> post(MockHttpServletRequest request) {
        return post(request, List.of());
    }

    private CompletableFuture<Message> post(MockHttpServletRequest request, List<String> destinations) {
        Sender sender = new Sender("adobe", List.of(), "client", null, List.of(), null);
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setHeader("CamelHttpServletRequest", new EventRequest(request, sender, destinations));
        return template.asyncSend("direct:post", exchange).thenApply(Exchange::getMessage);
    }

    private ProducerRecord<String, byte[]> awaitRecord() {
        return await().atMost(Duration.ofSeconds(20))
                .until(() -> clients.producer.history(), records -> !records.isEmpty())
                .get(0);
    }

    private static int status(CompletableFuture<Message> answer) throws Exception {
        return answer.get(20, TimeUnit.SECONDS).getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    }

    private static String body(CompletableFuture<Message> answer) throws Exception {
        return answer.get(20, TimeUnit.SECONDS).getBody(String.class);
    }

    /** Instead of Kafka's. */
    static final class Clients extends DefaultKafkaClientFactory {

        private final MockProducer<String, byte[]> producer =
                new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());

        private volatile Map<Object, Object> settings = Map.of();

        @Override
        @SuppressWarnings({"rawtypes", "unchecked"})
        public Producer getProducer(Properties properties) {
            settings = Map.copyOf(properties);
            return producer;
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(CamelAutoConfiguration.class)
    static class Surroundings {

        @Bean
        Clients clients() {
            return new Clients();
        }

        @Bean("kafka-component")
        KafkaComponent kafka(KafkaClientFactory clients) {
            KafkaComponent kafka = new KafkaComponent();
            kafka.getConfiguration().setBrokers("nobody:1");
            kafka.setKafkaClientFactory(clients);
            return kafka;
        }

        /** Its time stands still. */
        @Bean
        Confirmations confirmations() {
            return new Confirmations(() -> 0);
        }

        @Bean
        Semaphore checks() {
            return new Semaphore(2, true);
        }

        @Bean
        HttpEvents httpEvents(Semaphore checks, Confirmations confirmations) {
            Account account = new Account("default", Quota.DOCUMENTED, 100);
            Destination sales = new Destination(
                    "emea-sales",
                    "",
                    account,
                    "oid",
                    Map.of("lastName", AttributeMapping.of("person.name.lastName")),
                    Map.of(),
                    Destination.NullValues.IGNORE);
            return new HttpEvents(
                    new BodyReader(MOST, Duration.ofSeconds(5), System::nanoTime),
                    new ProfileReader(),
                    new Destinations(List.of(account), List.of(sales)),
                    checks,
                    confirmations);
        }
    }
}
