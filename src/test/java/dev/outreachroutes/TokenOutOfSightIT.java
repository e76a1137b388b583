package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.sandbox.Fault;
import dev.outreachroutes.sandbox.Knobs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** However a route is edited, no step of it can show an access token. */
class TokenOutOfSightIT {

    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String TOKENS_BEGIN = "eyJhbGciOi";

    private static final String SHOW =
            """
            - to:
                id: show-%1$d
                uri: log:shown?showAll=true&showAllProperties=true&showCaughtException=true&showHeaders=true
            - to:
                id: show-more-%1$d
                uri: direct:show
            - wireTap:
                id: tap-%1$d
                uri: direct:show
            """;

    private static final RunningClock CLOCK = new RunningClock();
    private static final String RESPONSE_TIME_OUT = "1000";

    private static RuntimeFixture fixture;
    private static ConfigurableApplicationContext replica;
    private static long prospect;
    private static int steps;

    private LogCapture log;

    @BeforeAll
    static void start() {
        fixture = fixture(TokenOutOfSightIT::showingEverywhere);
        replica = fixture.start();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @BeforeEach
    void listen() {
        prospect++;
        fixture.database().jdbc().update("delete from quota");
        ShownExchange.forget();
        log = new LogCapture("shown", Level.INFO);
    }

    @AfterEach
    void nothingWasShown() {
        List<String> shown = ShownExchange.shown();
        List<String> lines = log.lines();
        log.close();
        assertThat(shown).isNotEmpty().anyMatch(each -> each.contains(Long.toString(prospect)));
        assertThat(shown).noneMatch(each -> each.contains(TOKENS_BEGIN));
        assertThat(lines).noneMatch(each -> each.contains(TOKENS_BEGIN));
        assertThat(fixture.sandbox().log().requests(prospect))
                .extracting(request -> request.headers().get("Authorization"))
                .allMatch(header -> header.startsWith("Bearer " + TOKENS_BEGIN));
        fixture.sandbox().clearFaults();
    }

    @ParameterizedTest
    @ValueSource(strings = {"success", "401", "403", "500", "422", "429", "late", "reset"})
    void whateverOutreachAnswers(String answer) {
        CLOCK.advance(Duration.ofMinutes(11));
        fixture.sandbox()
                .answer(
                        prospect,
                        switch (answer) {
                            case "success" -> Fault.none();
                            case "late" -> Fault.slow(Duration.ofSeconds(2));
                            case "reset" -> Fault.resetAfter();
                            case "429" -> Fault.answer(429, "{\"errors\":[]}");
                            default -> Fault.answer(Integer.parseInt(answer), "{}");
                        });
        fold(prospect);

        await(SOON).until(() -> !fixture.sandbox().log().requests(prospect).isEmpty());
        await(SOON)
                .until(() -> ShownExchange.shown().size() > 10 && !log.lines().isEmpty());
        if (!answer.equals("429")) {
            await(SOON).until(() -> fixture.database().pending(SALES) == 0);
        }
    }

    @Test
    void whenTheLastLookBeforeTheRequestLeavesHoldsItBack() {
        try (RuntimeFixture refusing = fixture(text -> showingEverywhere(text.replace(
                        "          - removeHeaders:\n",
                        """
                                  - delay:
                                      id: too-long
                                      expression:
                                        constant:
                                          expression: "600"
                                      asyncDelayed: false
                        """
                                + "          - removeHeaders:\n")))
                .with("outreach.backlog.send-within", "300ms")) {
            RuntimeFixture.backlog(refusing.start()).fold(SALES, change(prospect));
            await(SOON).until(() -> ShownExchange.shown().stream().anyMatch(each -> each.contains("waited too long")));
            assertThat(refusing.patches()).isEmpty();
        }
    }

    private static RuntimeFixture fixture(UnaryOperator<String> edit) {
        return RuntimeFixture.create(
                        sandbox -> sandbox.createMissing(1, 100_000).with(Knobs.TOKEN_THROTTLE, Duration.ZERO))
                .with(CLOCK)
                .edit("delivery.camel.yaml", edit)
                .with("outreach.backlog.settle-time", "200ms")
                .with("outreach.backlog.first-back-off", "50ms")
                .with("outreach.backlog.longest-back-off", "200ms")
                .with("outreach.backlog.quota-fallback", "1s")
                .with("outreach.token.mint-interval", "0s")
                .with("outreach.token.fresh-for", "0s")
                .with("camel.component.http.response-timeout", RESPONSE_TIME_OUT)
                .with("camel.component.http.so-timeout", RESPONSE_TIME_OUT);
    }

    /** Behind every step from the one that adds the token on, and first in every clause about an error. */
    private static String showingEverywhere(String text) {
        StringBuilder edited = new StringBuilder();
        boolean behindTheRequest = false;
        for (String line : text.lines().toList()) {
            edited.append(line).append('\n');
            behindTheRequest |= line.contains("id: patch-prospect");
            if (line.equals("                method: process")) {
                edited.append(shown(12));
            } else if (line.equals("          steps:")
                    || behindTheRequest && line.contains("throwExceptionOnFailure")) {
                edited.append(shown(line.contains("steps") ? 12 : 10));
            }
        }
        return edited.append(shown(10))
                .append(
                        """

                        - route:
                            id: show
                            from:
                              id: from-show
                              uri: direct:show
                              steps:
                                - bean:
                                    id: show-all
                                    beanType: dev.outreachroutes.ShownExchange
                                    method: show
                        """)
                .toString();
    }

    private static String shown(int indentation) {
        return SHOW.formatted(++steps).indent(indentation);
    }

    private static void fold(long id) {
        RuntimeFixture.backlog(replica).fold(SALES, change(id));
    }

    private static List<ProspectChange> change(long id) {
        return List.of(
                new ProspectChange(id, Map.of("custom4", new DatedValue(TextNode.valueOf("realized"), Instant.EPOCH))));
    }
}
