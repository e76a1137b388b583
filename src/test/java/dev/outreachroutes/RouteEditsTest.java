package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.sandbox.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Whatever somebody makes of the delivery route, only Outreach's 2xx acknowledges a change. */
class RouteEditsTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final long PROSPECT = 48213;
    private static final String LAST_STEP = "          - bean:\n              id: check-answer\n";
    private static final String FIRST_STEP = "          - delay:\n              id: pace\n";

    @Test
    void withoutTheStepThatChecksTheAnswerNothingIsEverAcknowledged() {
        try (RuntimeFixture fixture = edited(text -> text.substring(0, text.indexOf(LAST_STEP)))) {
            fold(fixture.start());
            await(SOON).until(() -> fixture.patches().size() >= 3);
            assertPending(fixture);
        }
    }

    @Test
    void aStepThatFailsAfterTheAnswerWasCheckedDoesNotUndoTheAcknowledgement() {
        try (RuntimeFixture fixture = edited(text -> text + failing("java.lang.IllegalStateException"))) {
            fold(fixture.start());
            await(SOON).until(() -> fixture.pending(SALES) == 0);
            assertThat(fixture.patches()).hasSize(1);
            assertThat(fixture.deadLetters()).isZero();
        }
    }

    @Test
    void aStepThatFailsLikeARequestAfterTheAnswerWasCheckedDoesNotUndoTheAcknowledgement() {
        try (RuntimeFixture fixture = edited(text -> text + failing("java.io.IOException"))) {
            fold(fixture.start());
            await(SOON).until(() -> fixture.pending(SALES) == 0);
            assertThat(fixture.patches()).hasSize(1);
            assertThat(fixture.deadLetters()).isZero();
        }
    }

    @Test
    void anErrorHandlerThatCallsEveryFailureHandledAcknowledgesNone() {
        try (RuntimeFixture fixture = edited(text -> text.substring(0, text.indexOf("      # backlogSettlement says"))
                + """
                              - onException:
                                  id: everything-is-fine
                                  exception:
                                    - java.lang.Exception
                                  handled:
                                    constant:
                                      expression: "true"
                        """
                + "\n" + text.substring(text.indexOf("- routeTemplate:")))) {
            fixture.sandbox().answerAlways(PROSPECT, Fault.answer(422, "{\"errors\":[]}"));
            ConfigurableApplicationContext replica = fixture.start();
            fold(replica);
            await(SOON).until(() -> fixture.patches().size() >= 3);
            assertPending(fixture);
            fixture.sandbox().clearFaults();
            await(SOON).until(() -> fixture.pending(SALES) == 0);
            assertThat(fixture.sandbox().prospect(PROSPECT)).containsEntry("custom4", "realized");
        }
    }

    @Test
    void aFilterThatDropsEveryExchangeAcknowledgesNone() {
        try (RuntimeFixture fixture = edited(text -> text.replace(
                FIRST_STEP,
                """
                          - filter:
                              id: nobody
                              expression:
                                simple:
                                  expression: "${exchangeProperty.outreachProspectId} == 0"
                              steps:
                                - log:
                                    id: never
                                    message: never
                          - stop:
                              id: stop
                """
                        + FIRST_STEP))) {
            fold(fixture.start());
            await(SOON).until(() -> attempts(fixture) >= 3);
            assertPending(fixture);
            assertThat(fixture.patches()).isEmpty();
        }
    }

    private static RuntimeFixture edited(UnaryOperator<String> edit) {
        return RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 100_000))
                .edit("delivery.camel.yaml", edit)
                .with("outreach.backlog.settle-time", "100ms")
                .with("outreach.backlog.first-back-off", "50ms")
                .with("outreach.backlog.longest-back-off", "200ms");
    }

    private static String failing(String exceptionType) {
        return """
                          - throwException:
                              id: added-%s
                              exceptionType: %s
                              message: an added step fails
                """
                .formatted(exceptionType, exceptionType);
    }

    private static void fold(ConfigurableApplicationContext replica) {
        RuntimeFixture.backlog(replica)
                .fold(
                        SALES,
                        List.of(new ProspectChange(
                                PROSPECT,
                                Map.of(
                                        "custom4",
                                        new DatedValue(
                                                TextNode.valueOf("realized"),
                                                Instant.parse("2026-03-01T00:00:00Z"))))));
    }

    private static void assertPending(RuntimeFixture fixture) {
        assertThat(fixture.pending(SALES)).isEqualTo(1);
        assertThat(fixture.jdbc().queryForObject("select acknowledged::text from prospect", String.class))
                .isEqualTo("{}");
    }

    private static int attempts(RuntimeFixture fixture) {
        return fixture.jdbc().queryForList("select attempts from prospect", Integer.class).stream()
                .findFirst()
                .orElse(0);
    }
}
