package dev.outreachroutes.console.api;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.Events;
import dev.outreachroutes.LogCapture;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.backlog.request.RequestLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** From a record in the topic to the request that brought what it asks for. */
class EventToRequestIT {

    private static final Duration SOON = Duration.ofMinutes(1);

    private static RuntimeFixture fixture;
    private static ConfigurableApplicationContext replica;
    private static ApiCalls api;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 10_000));
        replica = fixture.start();
        api = new ApiCalls("http://localhost:" + replica.getEnvironment().getProperty("local.server.port"));
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void thePositionOfARecordLeadsToTheRequestAndTheLogNamesBoth() throws Exception {
        try (LogCapture log = new LogCapture(RequestLog.class.getName(), Level.DEBUG)) {
            String event = send(2, Events.joins(101));
            fixture.awaitRest(SALES, SOON);

            JsonNode request = onlyRequestOf(event);
            assertThat(request.path("prospectId").asLong()).isEqualTo(101);
            assertThat(request.path("outcome").asText()).isEqualTo("acknowledged");
            assertThat(request.path("events")).extracting(JsonNode::asText).containsExactly(event);
            assertThat(log.lines())
                    .contains("DEBUG emea-sales: request " + request.path("id").asLong()
                            + " for prospect 101 brought events " + event + ": acknowledged, status 200");
        }
    }

    @Test
    void eventsThatAreMergedLeadToTheOneRequestUnlessALaterOneSaysSomethingElse() throws Exception {
        post("/pause", "{\"reason\": \"they are to be merged\"}");
        String replaced = send(1, Events.event(102, Events.HOT, "realized", 1));
        String hot = send(1, Events.event(102, Events.HOT, "exited", 2));
        String trial = send(1, Events.event(102, Events.TRIAL, "realized", 1));
        fixture.topic().awaitIntake(SALES, SOON);
        post("/resume", null);
        fixture.awaitRest(SALES, SOON);

        assertThat(onlyRequestOf(hot)).isEqualTo(onlyRequestOf(trial));
        assertThat(requestsOf(replaced)).isEmpty();
    }

    @Test
    void whatIsNoPositionIsRefused() throws Exception {
        assertThat(api.get(path("/requests?event=segment-events"), "viewer").status())
                .isEqualTo(400);
    }

    @Test
    void theTimeFromTheTopicToOutreachIsAHistogramAndSegmentsAreCounted() {
        Timer latency = replica.getBean(MeterRegistry.class)
                .get("outreach.event.latency")
                .tag("destination", SALES)
                .timer();
        long before = latency.count();
        double read = statuses("outreach.segment.read");
        double confirmed = statuses("outreach.segment.confirmed");
        fixture.topic()
                .send(3, IntStream.range(201, 231).mapToObj(Events::joins).toList());
        fixture.awaitRest(SALES, SOON);

        assertThat(latency.count() - before).isEqualTo(30);
        assertThat(latency.max(TimeUnit.SECONDS)).isLessThan(SOON.toSeconds());
        assertThat(statuses("outreach.segment.read") - read).isEqualTo(30);
        assertThat(statuses("outreach.segment.confirmed") - confirmed).isEqualTo(30);
    }

    private static double statuses(String counter) {
        return RuntimeFixture.count(
                replica,
                counter,
                "destination",
                SALES,
                "segment",
                Events.HOT,
                "name",
                "Hot accounts EMEA",
                "status",
                "realized");
    }

    /** @return its position, as partition-offset */
    private static String send(int partition, String event) {
        RecordMetadata written = fixture.topic()
                .sendRecords(List.of(fixture.topic().record(partition, event.getBytes(StandardCharsets.UTF_8))))
                .get(0);
        return written.partition() + "-" + written.offset();
    }

    private static JsonNode onlyRequestOf(String event) throws Exception {
        JsonNode found = requestsOf(event);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static JsonNode requestsOf(String event) throws Exception {
        ApiCalls.Answer answer = api.get(path("/requests?event=" + event), "viewer");
        assertThat(answer.status()).isEqualTo(200);
        return answer.json().path("items");
    }

    private static void post(String path, String body) throws Exception {
        assertThat(api.call("POST", path(path), "operator", body).status()).isEqualTo(200);
    }

    private static String path(String path) {
        return "/api/v1/destinations/" + SALES + path;
    }
}
