package dev.outreachroutes.backlog;

import static dev.outreachroutes.backlog.BacklogFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.backlog.AccountRequests.Permit;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.outreach.RateLimit;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccountRequestsTest {

    private final BacklogFixture fixture = new BacklogFixture(new Quota(10, Duration.ofMinutes(1)));
    private final AccountRequests requests = new AccountRequests(fixture.jdbc, fixture.transactions, fixture.clock);

    @Test
    void aRequestThatIsNoDeliveryTakesAPlaceInTheQuota() {
        fixture.openQuota();
        fixture.foldProspects(50);

        Permit permit = requests.permit(fixture.account).orElseThrow();
        requests.answered(permit, null, true, null, "");

        assertThat(fixture.claim(SALES, 100)).hasSize(8);
    }

    @Test
    void aRequestThatIsNeverAnsweredCountsUntilItCannotArriveAnyMore() {
        fixture.openQuota();
        fixture.foldProspects(50);
        fixture.clock.advance(Duration.ofMinutes(2));
        requests.permit(fixture.account).orElseThrow();

        assertThat(fixture.claim(SALES, 100)).hasSize(9);
        fixture.clock.advance(Duration.ofSeconds(119));
        assertThat(fixture.claim(SALES, 100)).isEmpty();
    }

    @Test
    void thereIsNoPermitWhenTheQuotaIsUsedUp() {
        fixture.openQuota();
        fixture.foldProspects(50);
        fixture.acknowledge(fixture.claim(SALES, 100), null);

        assertThat(requests.permit(fixture.account)).isEmpty();
        assertThat(requests.permitAtOnce(fixture.account)).isEmpty();
    }

    @Test
    void whileNothingIsKnownOfTheQuotaItGoesAheadAloneAndItsAnswerTells() {
        fixture.foldProspects(50);
        Permit permit = requests.permit(fixture.account).orElseThrow();
        assertThat(fixture.claim(SALES, 100)).isEmpty();
        assertThat(requests.permit(fixture.account)).isEmpty();

        requests.answered(permit, new RateLimit(10, 3, Duration.ofSeconds(30)), true, null, "");
        assertThat(fixture.claim(SALES, 100)).hasSize(3);
    }

    @Test
    void anAnswerThatNamesNobodyLetsTheNextOneGoAhead() {
        fixture.foldProspects(50);
        Permit permit = requests.permit(fixture.account).orElseThrow();
        requests.answered(permit, null, false, null, "404");

        assertThat(fixture.claim(SALES, 100)).hasSize(1);
    }

    @Test
    void aWaitThatTheAnswerAsksForHoldsForAll() {
        fixture.openQuota();
        fixture.foldProspects(50);
        Permit permit = requests.permit(fixture.account).orElseThrow();
        requests.answered(permit, null, false, Duration.ofSeconds(20), "429");

        assertThat(fixture.claim(SALES, 100)).isEmpty();
        fixture.clock.advance(Duration.ofSeconds(22));
        assertThat(fixture.claim(SALES, 100)).hasSize(1);
    }

    @Test
    void whoeverConnectsAnAccountThatWaitsIsNotHeldUpByTheWait() {
        fixture.openQuota();
        fixture.foldProspects(5);
        fixture.settle(fixture.claim(SALES, 1).get(0), Outcome.WAIT, false, Duration.ofMinutes(1));
        assertThat(requests.permit(fixture.account)).isEmpty();

        assertThat(requests.permitAtOnce(fixture.account)).isPresent();
        requests.reopen(fixture.account, false);
        assertThat(fixture.claim(SALES, 5)).hasSize(1);
    }

    @Test
    void outreachsOwnCountOutlivesAReconnectionOfTheSameUserOnly() {
        fixture.openQuota();
        fixture.foldProspects(5);
        fixture.acknowledge(fixture.claim(SALES, 1), new RateLimit(10, 0, Duration.ofSeconds(30)));

        requests.reopen(fixture.account, false);
        assertThat(fixture.claim(SALES, 5)).isEmpty();
        requests.reopen(fixture.account, true);
        assertThat(fixture.claim(SALES, 5)).hasSize(1);
    }

    @Test
    void anOperatorsPauseIsNotEndedByWhatEndsAnother() {
        fixture.pauses.pause(SALES, Pauses.Cause.OPERATOR, "fields change");
        fixture.pauses.pause(SALES, Pauses.Cause.DISCONNECTED, "disconnected");
        fixture.pauses.resume(SALES, Pauses.Cause.DISCONNECTED);
        assertThat(fixture.pauses.of(SALES)).map(Pauses.Pause::reason).isEqualTo(Optional.of("fields change"));

        fixture.pauses.resume(SALES);
        fixture.pauses.pause(SALES, Pauses.Cause.DISCONNECTED, "disconnected");
        fixture.pauses.resume(SALES, Pauses.Cause.DISCONNECTED);
        assertThat(fixture.pauses.isPaused(SALES)).isFalse();
    }
}
