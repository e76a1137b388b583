package dev.outreachroutes.alert;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static dev.outreachroutes.RuntimeFixture.count;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.RunningClock;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.monitor.ManagedDestinations;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(OutputCaptureExtension.class)
class AlertChannelsIT {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String KEY = "0123456789abcdef-integration-key";
    private static final String DESTINATIONS =
            """
            accounts:
              emea-ops:
                pace: 5000
            destinations:
              emea-sales:
                account: emea-ops
                identity: oid
                alerts: { paused: 1m }
                segments: { 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { mapping-id: 4 } }
            """;

    @Test
    void eachChannelGetsItsFormOneThatFailsHoldsUpNoOtherAndNoSecretIsShown(CapturedOutput output) {
        RunningClock clock = new RunningClock();
        try (AlertReceivers receivers = new AlertReceivers();
                RuntimeFixture fixture = RuntimeFixture.create(DESTINATIONS, sandbox -> sandbox.createMissing(1, 10))) {
            receivers.refuse("/hook?token=webhook-secret", 500, 404);
            receivers.refuse("/pagerduty", 400, 400, 400, 400);
            ConfigurableApplicationContext replica = fixture.with(clock)
                    .with("ALERT_WEBHOOK_URL", receivers.url("/hook?token=webhook-secret"))
                    .with("ALERT_SLACK_URL", receivers.url("/services/T0/B0/slack-secret"))
                    .with("ALERT_TEAMS_URL", receivers.url("/workflows/teams-secret"))
                    .with("ALERT_PAGERDUTY_KEY", KEY)
                    .with("ALERT_PAGERDUTY_URL", receivers.url("/pagerduty"))
                    .with("ALERT_MAIL_TO", "on-call@example.com")
                    .with("ALERT_MAIL_FROM", "outreach-routes@example.com")
                    // Nobody is there.
                    .with("ALERT_MAIL_PORT", 1)
                    .with("ALERT_MAIL_PASSWORD", "mail-secret")
                    .with("ALERT_MAIL_USERNAME", "jane")
                    .with("CONSOLE_URL", "https://outreach.example.com/")
                    .with("ALERT_EVERY", "500ms")
                    .with("outreach.alerts.lasting", "0s")
                    .with("outreach.alerts.attempts", 3)
                    .start();
            replica.getBean(ManagedDestinations.class).find(SALES).orElseThrow().pause("<b>fields & more</b>");
            clock.advance(Duration.ofMinutes(2));

            await(SOON)
                    .until(() -> !receivers
                                    .posted("/services/T0/B0/slack-secret")
                                    .isEmpty()
                            && !receivers.posted("/workflows/teams-secret").isEmpty());
            JsonNode slack =
                    receivers.posted("/services/T0/B0/slack-secret").get(0).body();
            assertThat(slack.path("text").asText())
                    .startsWith("emea-sales: delivery is paused since ")
                    .endsWith("&lt;b&gt;fields &amp; more&lt;/b&gt;");
            assertThat(slack.at("/blocks/2/text/text").asText())
                    .isEqualTo(
                            "<https://outreach.example.com/actuator/hawtio/outreach/destinations/emea-sales|Open the console>");
            JsonNode card =
                    receivers.posted("/workflows/teams-secret").get(0).body().at("/attachments/0/content");
            assertThat(card.path("type").asText()).isEqualTo("AdaptiveCard");
            assertThat(card.at("/body/0/text").asText()).contains("<b>fields & more</b>");
            assertThat(card.at("/body/2/text").asText()).contains("press Resume");
            assertThat(card.at("/actions/0/url").asText())
                    .isEqualTo("https://outreach.example.com/actuator/hawtio/outreach/destinations/emea-sales");
            assertThat(receivers.posted("/hook?token=webhook-secret"))
                    .as("refused at first")
                    .isEmpty();

            // What is tried again is tried ever later, until it is given up.
            for (int attempt = 1; attempt < 3; attempt++) {
                double tries = attempt;
                await(SOON)
                        .until(() -> told(replica, "mail", "retry") >= tries
                                && told(replica, "pagerduty", "retry") >= tries);
                clock.advance(Duration.ofMinutes(1));
            }
            await(SOON)
                    .until(() -> told(replica, "mail", "given-up") == 1 && told(replica, "pagerduty", "given-up") == 1);
            await(SOON)
                    .until(() -> receivers.posted("/hook?token=webhook-secret").size() == 1);
            assertThat(told(replica, "webhook", "retry")).isEqualTo(2);
            assertThat(told(replica, "slack", "sent")).isEqualTo(1);
            AlertReceivers.Posted hook =
                    receivers.posted("/hook?token=webhook-secret").get(0);
            assertThat(hook.type()).startsWith("application/json");
            assertThat(hook.body().path("condition").asText()).isEqualTo("paused");
            assertThat(hook.body().path("clearedAt").isNull()).isTrue();

            replica.getBean(ManagedDestinations.class).find(SALES).orElseThrow().resumed();
            receivers.refuse("/pagerduty");
            await(SOON).until(() -> !receivers.posted("/pagerduty").isEmpty());
            JsonNode event = receivers.posted("/pagerduty").get(0).body();
            assertThat(event.path("routing_key").asText()).isEqualTo(KEY);
            assertThat(event.path("event_action").asText()).isEqualTo("resolve");
            assertThat(event.path("dedup_key").asText()).startsWith("outreach-routes-");
            assertThat(event.at("/payload/severity").asText()).isEqualTo("warning");
            await(SOON).until(() -> output.getOut().contains(": Over: emea-sales: delivery is paused"));

            List<String> endpoints = replica.getBean(CamelContext.class).getEndpoints().stream()
                    .map(Object::toString)
                    .toList();
            assertThat(String.join("\n", endpoints)).contains("http://alert-slack", "smtp://alert-mail");
            for (String secret : List.of("webhook-secret", "slack-secret", "teams-secret", "mail-secret", KEY)) {
                assertThat(output.getAll()).doesNotContain(secret);
                assertThat(endpoints).noneMatch(each -> each.contains(secret));
            }
            assertThat(output.getOut())
                    .contains("could not be told by webhook: it answered 500. It is tried again")
                    .contains("could not be told by pagerduty: it answered 400. Given up after 3 attempts")
                    .contains("could not be told by mail: ");
        }
    }

    private static double told(ConfigurableApplicationContext replica, String channel, String result) {
        return count(replica, "outreach.alert.notifications", "channel", channel, "result", result);
    }
}
