package dev.outreachroutes.console.api;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.Events;
import dev.outreachroutes.RuntimeFixture;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;

/** A plan with fewer calls than are needed, its period begun today. */
class BudgetShownIT {

    private static final int PLAN = 40;
    private static final Duration SOON = Duration.ofMinutes(1);

    @Test
    void whatAPlanHasIsNotExceededAndEveryoneIsToldWhy() throws Exception {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        try (RuntimeFixture fixture = RuntimeFixture.create(
                """
                accounts:
                  emea-ops:
                    budget: { requests: %d, period: month, from: %s, reserve: 10%% }
                destinations:
                  emea-sales:
                    account: emea-ops
                    identity: oid
                    segments: { 3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { mapping-id: 4 } }
                """
                        .formatted(PLAN, today),
                sandbox -> sandbox.createMissing(1, 100))) {
            ConfigurableApplicationContext replica = fixture.start();
            ApiCalls api =
                    new ApiCalls("http://localhost:" + replica.getEnvironment().getProperty("local.server.port"));
            fixture.topic().send(Events.join(1, 100));
            fixture.topic().awaitIntake(SALES, SOON);

            await(SOON).until(() -> account(api).path("budget").path("left").asInt(-1) == 0);
            await(SOON).until(() -> inFlight(fixture) == 0);
            // Who the account is, and what its fields are, was asked as well. Only a request of a person may exceed it.
            int sent = fixture.sandbox().windows().stream()
                    .mapToInt(window -> window.requests())
                    .sum();
            assertThat(sent).isBetween(PLAN * 9 / 10 - 1, PLAN * 9 / 10 + 1);
            assertThat(fixture.database().pending(SALES)).isGreaterThan(60);
            JsonNode account = account(api);
            assertThat(account.path("waitsBecause").asText()).startsWith("the plan's budget is used up");
            assertThat(account.path("waitsUntil").asText()).isEqualTo(today.plusMonths(1) + "T00:00:00Z");
            assertThat(account.path("budget").path("low").asBoolean()).isTrue();
            assertThat(api.get("/api/v1/destinations/emea-sales/prospects/100", "viewer")
                            .text())
                    .contains("the plan's budget is used up");
            assertThat(replica.getBean("deliveryHealthIndicator", HealthIndicator.class)
                            .health()
                            .getDetails())
                    .containsKey("budget of emea-ops");
            assertThat(replica.getBean(MeterRegistry.class)
                            .get("outreach.budget.low")
                            .gauge()
                            .value())
                    .isOne();
        }
    }

    private static JsonNode account(ApiCalls api) throws Exception {
        return api.get("/api/v1/accounts/emea-ops", "viewer").json();
    }

    private static int inFlight(RuntimeFixture fixture) {
        return fixture.database()
                .jdbc()
                .queryForObject(
                        "select coalesce(sum(requests), 0) from quota_ledger where in_flight and requests > 0",
                        Integer.class);
    }
}
