package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.outreachroutes.sandbox.Knobs;
import dev.outreachroutes.sandbox.LoggedRequest;
import dev.outreachroutes.sandbox.Window;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.junit.jupiter.api.Test;

/** Two destinations in one runtime: the account, not the destination, has the quota. */
class SeveralDestinationsIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final int QUOTA = 60;
    private static final Duration PERIOD = Duration.ofSeconds(3);
    private static final int PROSPECTS = 80;

    @Test
    void destinationsOfOneAccountShareItsQuotaAndSendOneRequestAtATimeForAProspect() {
        try (RuntimeFixture fixture = RuntimeFixture.create(
                """
                accounts:
                  emea-ops:
                    quota: { requests: %d, period: %ds }
                    pace: 5000
                destinations:
                  emea-sales:
                    account: emea-ops
                    identity: oid
                    segments:
                      %s: { mapping-id: 4 }
                  emea-support:
                    account: emea-ops
                    identity: oid
                    segments:
                      %s: { mapping-id: 10 }
                """
                        .formatted(QUOTA, PERIOD.toSeconds(), Events.HOT, Events.HOT),
                sandbox -> sandbox.createMissing(1, PROSPECTS)
                        .quota(QUOTA, PERIOD)
                        .with(Knobs.LATENCY, Duration.ofMillis(30)))) {
            CamelContext camel = fixture.start().getBean(CamelContext.class);
            assertThat(camel.getRoutes().stream().map(Route::getRouteId))
                    .contains(
                            "emea-sales.intake", "emea-sales.delivery", "emea-support.intake", "emea-support.delivery");
            fixture.topic().send(Events.join(1, PROSPECTS));
            fixture.awaitRest("emea-sales", SOON);
            fixture.awaitRest("emea-support", SOON);

            assertThat(fixture.sandbox().log().mostAtOnceForOneProspect()).isEqualTo(1);
            assertThat(fixture.sandbox().log().count(429)).isZero();
            assertThat(fixture.patches()).hasSize(2 * PROSPECTS);
            assertThat(fixture.sandbox().windows())
                    .hasSizeGreaterThan(2)
                    .allSatisfy(window -> assertThat(window.requests()).isLessThanOrEqualTo(QUOTA));
            for (long prospect = 1; prospect <= PROSPECTS; prospect++) {
                assertThat(fixture.sandbox().prospect(prospect))
                        .containsEntry("custom4", "realized")
                        .containsEntry("custom10", "realized");
            }
        }
    }

    @Test
    void everyAccountHasAQuotaAndAGrantOfItsOwn() {
        try (RuntimeFixture fixture = RuntimeFixture.create(
                """
                accounts:
                  emea-ops:
                    pace: 5000
                  amer-ops:
                    pace: 5000
                destinations:
                  emea-sales:
                    account: emea-ops
                    identity: oid
                    segments:
                      %s: { mapping-id: 4 }
                  amer-sales:
                    account: amer-ops
                    identity: oid
                    segments:
                      %s: { mapping-id: 4 }
                """
                        .formatted(Events.HOT, Events.TRIAL),
                sandbox -> sandbox.createMissing(1, 1_000).quota(QUOTA, Duration.ofHours(1)))) {
            fixture.with("OUTREACH_REFRESH_TOKEN_EMEA_OPS", fixture.sandbox().issueRefreshToken(11))
                    .with("OUTREACH_REFRESH_TOKEN_AMER_OPS", fixture.sandbox().issueRefreshToken(22))
                    // Its question about the fields counts, too.
                    .with("OUTREACH_CHECK", false)
                    .start();
            fixture.topic().send(Events.join(1, QUOTA + 20));
            for (int prospect = 501; prospect <= 520; prospect++) {
                fixture.topic().send(List.of(Events.event(prospect, Events.TRIAL, "realized", 0)));
            }
            fixture.awaitRest("amer-sales", SOON);
            await(SOON).until(() -> fixture.database().pending("emea-sales") <= 20);

            assertThat(fixture.sandbox().windows())
                    .extracting(Window::user, Window::requests)
                    .containsExactlyInAnyOrder(tuple(11L, QUOTA), tuple(22L, 20));
            assertThat(prospectsOf(fixture, 22)).allMatch(prospect -> prospect > 500);
            assertThat(prospectsOf(fixture, 11)).allMatch(prospect -> prospect <= 500);
            assertThat(fixture.sandbox().log().count(429)).isZero();
        }
    }

    private static Set<Long> prospectsOf(RuntimeFixture fixture, long user) {
        return fixture.patches().stream()
                .filter(request -> request.user() == user)
                .map(LoggedRequest::prospectId)
                .collect(Collectors.toSet());
    }
}
