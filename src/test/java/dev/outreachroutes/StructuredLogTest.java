package dev.outreachroutes;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.outreachroutes.database.LogFields;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.logback.StructuredLogEncoder;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

/** A line of the log as ECS. */
class StructuredLogTest {

    private final LoggerContext context = new LoggerContext();
    private final Logger logger = context.getLogger("dev.outreachroutes.Something");
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    @Test
    void aStackTraceIsAFieldOfTheOneLine() throws IOException {
        JsonNode line = line(() -> logger.atError()
                .addKeyValue(LogFields.DESTINATION, "emea-sales")
                .log(
                        "{}: it broke at {}",
                        "emea-sales",
                        "a step",
                        new IllegalStateException("of a kind\nand another line")));

        assertThat(line.path("message").asText()).isEqualTo("emea-sales: it broke at a step");
        assertThat(line.at("/error/type").asText()).isEqualTo("java.lang.IllegalStateException");
        assertThat(line.at("/error/stack_trace").asText())
                .contains("and another line", "\tat dev.outreachroutes.StructuredLogTest");
        assertThat(line.at("/outreach/destination").asText()).isEqualTo("emea-sales");
    }

    @Test
    void ourFieldsStandBelowOneNameAndKeepTheirTypes() throws IOException {
        JsonNode line = line(() -> logger.atInfo()
                .addKeyValue(LogFields.DESTINATION, "emea-sales")
                .addKeyValue(LogFields.REQUEST, 4711L)
                .addKeyValue(LogFields.PROSPECT, 48000L)
                .addKeyValue(LogFields.EVENTS, "2-418")
                .log("{}: sent", "emea-sales"));

        assertThat(line.get("outreach"))
                .isEqualTo(
                        JsonMapper.builder()
                                .build()
                                .readTree(
                                        """
                                {"destination": "emea-sales", "request": 4711, "prospect": 48000, "events": "2-418"}
                                """));
        assertThat(line.has("destination")).as("ECS has a meaning for that").isFalse();
    }

    private JsonNode line(Runnable saying) throws IOException {
        context.putObject(
                Environment.class.getName(),
                new MockEnvironment().withProperty("spring.application.name", "outreach-routes"));
        context.setMDCAdapter(((LoggerContext) LoggerFactory.getILoggerFactory()).getMDCAdapter());
        StructuredLogEncoder encoder = new StructuredLogEncoder();
        encoder.setContext(context);
        encoder.setFormat("ecs");
        encoder.start();
        events.start();
        logger.addAppender(events);
        saying.run();
        String text = new String(encoder.encode(events.list.get(0)), StandardCharsets.UTF_8);
        assertThat(text.stripTrailing()).doesNotContain("\n");
        return JsonMapper.builder().build().readTree(text);
    }
}
