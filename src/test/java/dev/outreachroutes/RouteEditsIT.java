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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** Whatever somebody makes of the delivery route, only Outreach's 2xx acknowledges a change. */
class RouteEditsIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final long PROSPECT = 48213;
    private static final String LAST_STEP = "          - bean:\n              id: check-response\n";
    private static final String FIRST_STEP = "          - throttle:\n              id: pace\n";
    private static final String WRITTEN = "          - setHeader:\n              id: path\n";
    private static final String PATCH = "          - to:\n              id: patch-prospect\n";

    @Test
    void withoutTheCheckOfTheAnswerNothingIsEverAcknowledged() {
        try (RuntimeFixture fixture = edited(text -> text.replace(
                LAST_STEP,
                """
                          - stop:
                              id: stop-before-check
                """
                        + LAST_STEP))) {
            fold(fixture.start());
            await(SOON).until(() -> fixture.patches().size() >= 3);
            assertPending(fixture);
        }
    }

    @Test
    void aStepThatFailsAfterTheAnswerWasCheckedDoesNotUndoTheAcknowledgement() {
        try (RuntimeFixture fixture = edited(text -> text + failing("java.lang.IllegalStateException"))) {
            fold(fixture.start());
            await(SOON).until(() -> fixture.database().pending(SALES) == 0);
            assertThat(fixture.patches()).hasSize(1);
            assertThat(fixture.database().deadLetters()).isZero();
        }
    }

    @Test
    void aStepThatFailsLikeARequestAfterTheAnswerWasCheckedDoesNotUndoTheAcknowledgement() {
        try (RuntimeFixture fixture = edited(text -> text + failing("java.io.IOException"))) {
            fold(fixture.start());
            await(SOON).until(() -> fixture.database().pending(SALES) == 0);
            assertThat(fixture.patches()).hasSize(1);
            assertThat(fixture.database().deadLetters()).isZero();
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
                                  steps:
                                    - log:
                                        id: fine
                                        message: fine
                        """
                + "\n" + text.substring(text.indexOf("- routeTemplate:")))) {
            fixture.sandbox().answerAlways(PROSPECT, Fault.answer(422, "{\"errors\":[]}"));
            ConfigurableApplicationContext replica = fixture.start();
            fold(replica);
            await(SOON).until(() -> fixture.patches().size() >= 3);
            assertPending(fixture);
            fixture.sandbox().clearFaults();
            await(SOON).until(() -> fixture.database().pending(SALES) == 0);
            assertThat(fixture.sandbox().prospect(PROSPECT)).containsEntry("custom4", "realized");
        }
    }

    @Test
    void aFailureThatNoClauseNamesIsTriedAgainAndEndsInTheDeadLetterChannel() {
        try (RuntimeFixture fixture = edited(
                        text -> before(FIRST_STEP, failing("java.lang.IllegalStateException"), text))
                .with("outreach.backlog.max-attempts", "3")) {
            fold(fixture.start());
            await(SOON).until(() -> fixture.database().pending(SALES) == 0);

            assertThat(fixture.patches()).isEmpty();
            assertThat(acknowledged(fixture)).isEqualTo("{}");
            assertThat(fixture.database().jdbc().queryForList("select reason from dead_letter", String.class))
                    .containsExactly("failed");
        }
    }

    @Test
    void aRefusalWhoseDeadLetterCannotBeKeptIsTriedAgain() {
        try (RuntimeFixture fixture = edited(text -> text + "# as delivered\n")) {
            fixture.sandbox().answerAlways(PROSPECT, Fault.answer(404, "{\"errors\":[{\"id\":\"resourceNotFound\"}]}"));
            ConfigurableApplicationContext replica = fixture.start();
            RefusedDeadLetters refused =
                    new RefusedDeadLetters(fixture.database().jdbc());
            fold(replica);
            refused.awaitAttempts(2);
            assertPending(fixture);
            refused.close();
            await(SOON)
                    .until(() -> fixture.database().pending(SALES) == 0
                            && fixture.database().deadLetters() == 1);
        }
    }

    @Test
    void whatIsNoDeliverySendsToOutreachAsItLikes() throws Exception {
        try (RuntimeFixture fixture = edited(text -> text + "# as delivered\n")) {
            ConfigurableApplicationContext replica = fixture.start();
            CamelContext camel = replica.getBean(CamelContext.class);
            String api = camel.resolvePropertyPlaceholders("{{outreach.api-url}}");
            try (ProducerTemplate template = camel.createProducerTemplate()) {
                Exchange answer = template.request(api + "?throwExceptionOnFailure=false", exchange -> {
                    exchange.getMessage().setHeader(Exchange.HTTP_PATH, "/api/v2/prospects/1");
                    exchange.getMessage().setHeader("Authorization", "Bearer of-somebody-else");
                });
                assertThat(answer.getException()).isNull();
                assertThat(answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE))
                        .isEqualTo(401);
            }
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

    @Test
    void whatAStepDropsFromACopyOfTheDocumentIsWithheldUntilTheRoutesChange() {
        try (RuntimeFixture fixture = edited(text -> before(WRITTEN, document("\"custom5\":\"exited\""), text))) {
            ConfigurableApplicationContext replica = fixture.start();
            fold(replica, Map.of("custom4", "realized", "custom5", "exited"));
            await(SOON).until(() -> fixture.database().pending(SALES) == 0);
            assertThat(fixture.sandbox().prospect(PROSPECT)).containsEntry("custom5", "exited");
            assertThat(acknowledged(fixture)).contains("custom5").doesNotContain("custom4");
            assertThat(withheld(fixture)).contains("custom4").doesNotContain("custom5");
            assertThat(RuntimeFixture.count(replica, "outreach.withheld", "destination", SALES))
                    .isEqualTo(1);

            fold(replica, 2, Map.of("custom4", "realized", "custom5", "realized"));
            await(SOON)
                    .until(() ->
                            fixture.patches().size() == 2 && fixture.database().pending(SALES) == 0);
            assertThat(withheld(fixture)).contains("custom4");

            fixture.stop();
            fixture.edit("delivery.camel.yaml", text -> text.replace(document("\"custom5\":\"exited\""), ""));
            fixture.start();
            await(SOON).until(() -> "realized"
                    .equals(fixture.sandbox().prospect(PROSPECT).get("custom4")));
            await(SOON)
                    .until(() -> fixture.database().pending(SALES) == 0
                            && withheld(fixture).equals("{}"));
        }
    }

    @Test
    void whatAStepDropsInPlaceIsNeverAskedForAgainByItself() {
        try (RuntimeFixture fixture = edited(text -> before(FIRST_STEP, removing("custom4"), text))) {
            ConfigurableApplicationContext replica = fixture.start();
            fold(replica, Map.of("custom4", "realized", "custom5", "exited"));
            await(SOON).until(() -> fixture.database().pending(SALES) == 0);

            assertThat(withheld(fixture)).contains("custom4");
            assertThat(fixture.patches()).hasSize(1);
            assertThat(fixture.patches().get(0).body()).contains("custom5").doesNotContain("custom4");

            fold(replica, 2, Map.of("custom4", "exited"));
            await(SOON)
                    .until(() -> fixture.database().pending(SALES) == 0
                            && withheld(fixture).contains("exited"));
            assertThat(fixture.patches()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":{\"type\":\"prospect\",\"id\":48213,\"attributes\":{}}}",
                "{}",
                "[]",
                "hello",
                "{\"data\":{\"type\":\"prospect\",\"id\":48214,\"attributes\":{\"custom4\":\"realized\"}}}"
            })
    void aDocumentThatIsNoUpdateOfTheProspectNeverLeaves(String document) {
        try (RuntimeFixture fixture = edited(text -> before(WRITTEN, body(document), text))) {
            fold(fixture.start());
            await(SOON).until(() -> fixture.database().pending(SALES) == 0);

            assertThat(fixture.patches()).isEmpty();
            assertThat(acknowledged(fixture)).isEqualTo("{}");
            assertThat(withheld(fixture)).contains("custom4");
            assertThat(counted(fixture)).isZero();
        }
    }

    @Test
    void aRequestForTheAddressOfAnotherProspectNeverLeaves() {
        try (RuntimeFixture fixture = edited(text ->
                text.replace("/api/v2/prospects/${exchangeProperty.outreachProspectId}", "/api/v2/prospects/48214"))) {
            fold(fixture.start());
            await(SOON).until(() -> fixture.database().pending(SALES) == 0);

            assertThat(fixture.patches()).isEmpty();
            assertThat(withheld(fixture)).contains("custom4");
        }
    }

    @Test
    void aValueThatAStepChangesCountsAsSentAndOneThatItAddsIsNotOurs() {
        try (RuntimeFixture fixture =
                edited(text -> before(WRITTEN, document("\"custom4\":\"Hot\",\"title\":\"Chef\""), text))) {
            fold(fixture.start());
            await(SOON).until(() -> fixture.database().pending(SALES) == 0);

            assertThat(fixture.patches()).hasSize(1);
            assertThat(fixture.sandbox().prospect(PROSPECT))
                    .containsEntry("custom4", "Hot")
                    .containsEntry("title", "Chef");
            assertThat(acknowledged(fixture)).isEqualTo("{\"custom4\": \"realized\"}");
        }
    }

    @Test
    void aRefusalOfWhatAStepAddedIsOneLetterAfterOneRequest() {
        try (RuntimeFixture fixture = edited(text -> before(
                WRITTEN, document("\"custom4\":\"realized\",\"custom5\":\"exited\",\"title\":\"Chef\""), text))) {
            fixture.sandbox()
                    .answerAlways(
                            PROSPECT,
                            Fault.answer(
                                    422,
                                    """
                                    {"errors":[{"id":"validationError","title":"Validation Error",
                                      "source":{"pointer":"/data/attributes/title"},"detail":"Title is not allowed."}]}"""));
            fold(fixture.start(), Map.of("custom4", "realized", "custom5", "exited"));
            await(SOON).until(() -> fixture.database().pending(SALES) == 0);

            assertThat(fixture.patches()).hasSize(1);
            assertThat(fixture.database().jdbc().queryForList("select detail from dead_letter", String.class))
                    .singleElement()
                    .asString()
                    .contains("added title", "then replay");
        }
    }

    @Test
    void oneRequestLeavesForAClaimHoweverOftenARouteSendsIt() {
        try (RuntimeFixture fixture = edited(text -> text.substring(0, text.indexOf(PATCH))
                + split(
                        text.substring(text.indexOf(PATCH), text.indexOf(LAST_STEP)),
                        text.substring(text.indexOf(LAST_STEP))))) {
            fold(fixture.start(), Map.of("custom4", "realized", "custom5", "exited"));
            await(SOON).until(() -> fixture.database().pending(SALES) == 0);

            assertThat(fixture.patches()).hasSize(1);
            assertThat(acknowledged(fixture)).contains("custom4").doesNotContain("custom5");
            assertThat(withheld(fixture)).contains("custom5");
        }
    }

    @Test
    void aRedeliveryOfTheRequestDoesNotSendItPastTheQuota() {
        try (RuntimeFixture fixture = edited(
                text -> text.replace(
                        """
                          id: try-again
                """,
                        """
                          id: try-again
                          redeliveryPolicy:
                            maximumRedeliveries: 5
                            redeliveryDelay: "1"
                """))) {
            fixture.sandbox().answer(PROSPECT, Fault.resetBefore());
            fold(fixture.start());
            await(SOON).until(() -> fixture.database().pending(SALES) == 0);

            assertThat(fixture.patches()).hasSize(2);
            assertThat(counted(fixture)).isEqualTo(2);
        }
    }

    private static int counted(RuntimeFixture fixture) {
        return fixture.database()
                .jdbc()
                .queryForObject("select coalesce(sum(requests), 0) from quota_ledger", Integer.class);
    }

    private static String acknowledged(RuntimeFixture fixture) {
        return fixture.database().jdbc().queryForObject("select acknowledged::text from prospect", String.class);
    }

    private static String withheld(RuntimeFixture fixture) {
        return fixture.database().jdbc().queryForObject("select withheld::text from prospect", String.class);
    }

    private static String before(String step, String added, String text) {
        return text.replace(step, added + step);
    }

    private static String document(String attributes) {
        return body("{\"data\":{\"type\":\"prospect\",\"id\":48213,\"attributes\":{" + attributes + "}}}");
    }

    private static String body(String text) {
        return """
                          - setBody:
                              id: another-document
                              expression:
                                constant:
                                  expression: '%s'
                """
                .formatted(text);
    }

    private static String removing(String attribute) {
        return """
                          - setProperty:
                              id: take-out
                              name: takenOut
                              expression:
                                simple:
                                  expression: "${body.data.attributes.remove('%s')}"
                """
                .formatted(attribute);
    }

    /** Makes a request of each attribute. */
    private static String split(String request, String check) {
        return """
                          - setBody:
                              id: two-documents
                              expression:
                                constant:
                                  expression: '{"data":{"type":"prospect","id":48213,"attributes":{"custom4":"realized"}}}@@{"data":{"type":"prospect","id":48213,"attributes":{"custom5":"exited"}}}'
                          - split:
                              id: each-attribute
                              expression:
                                tokenize:
                                  token: "@@"
                              steps:
                """
                + (request + check)
                        .indent(6)
                        .replace("id: patch-prospect", "id: patch-part")
                        .replace("id: check-response", "id: check-part");
    }

    private static RuntimeFixture edited(UnaryOperator<String> edit) {
        return RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 100_000))
                .edit("delivery.camel.yaml", edit)
                .with("outreach.backlog.settle-time", "100ms")
                // Its question about the fields counts, too.
                .with("OUTREACH_CHECK", false)
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
        fold(replica, Map.of("custom4", "realized"));
    }

    private static void fold(ConfigurableApplicationContext replica, Map<String, String> values) {
        fold(replica, 1, values);
    }

    private static void fold(ConfigurableApplicationContext replica, int second, Map<String, String> values) {
        Map<String, DatedValue> attributes = new HashMap<>();
        values.forEach((attribute, value) -> attributes.put(
                attribute,
                new DatedValue(
                        TextNode.valueOf(value),
                        Instant.parse("2026-03-01T00:00:00Z").plusSeconds(second))));
        RuntimeFixture.backlog(replica).fold(SALES, List.of(new ProspectChange(PROSPECT, attributes)));
    }

    private static void assertPending(RuntimeFixture fixture) {
        assertThat(fixture.database().pending(SALES)).isEqualTo(1);
        assertThat(fixture.database().jdbc().queryForObject("select acknowledged::text from prospect", String.class))
                .isEqualTo("{}");
    }

    private static int attempts(RuntimeFixture fixture) {
        return fixture.database().jdbc().queryForList("select attempts from prospect", Integer.class).stream()
                .findFirst()
                .orElse(0);
    }
}
