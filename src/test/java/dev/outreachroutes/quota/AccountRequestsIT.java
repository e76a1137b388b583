package dev.outreachroutes.quota;

import static dev.outreachroutes.backlog.BacklogFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.backlog.BacklogFixture;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.Claim;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.outreach.RateLimit;
import dev.outreachroutes.quota.AccountRequests.Grant;
import dev.outreachroutes.quota.AccountRequests.Permit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AccountRequestsIT {

    private final BacklogFixture fixture = new BacklogFixture(new Quota(10, Duration.ofMinutes(1)));
    private final AccountRequests requests = new AccountRequests(fixture.client, fixture.transactions, fixture.clock);

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

        requests.answered(permit, new RateLimit(4, 3, Duration.ofSeconds(30)), true, null, "");
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
        connected(1, 7);
        assertThat(fixture.claim(SALES, 5)).hasSize(1);
    }

    @Test
    void outreachsOwnCountOutlivesAReconnectionOfTheSameUserOnly() {
        connected(1, 7);
        fixture.openQuota();
        fixture.foldProspects(5);
        fixture.clock.advance(Duration.ofSeconds(1));
        fixture.acknowledge(fixture.claim(SALES, 1), new RateLimit(10, 0, Duration.ofSeconds(30)));

        connected(2, 7);
        assertThat(fixture.claim(SALES, 5)).isEmpty();
        connected(3, 8);
        assertThat(fixture.claim(SALES, 5)).hasSize(1);
    }

    @Test
    void aPersonWhoPausesWhatADisconnectionPausedIsHeard() {
        fixture.pauses.pause(SALES, Pauses.Cause.DISCONNECTED, "disconnected");
        fixture.pauses.pause(SALES, Pauses.Cause.OPERATOR, "fields change");
        fixture.pauses.resume(SALES, Pauses.Cause.DISCONNECTED);

        assertThat(fixture.pauses.of(SALES)).map(Pauses.Pause::reason).isEqualTo(Optional.of("fields change"));
    }

    @Test
    void anotherUserFindsTheWholeQuotaAndTheFirstOneWhatIsLeftOfTheOwn() {
        connected(1, 7);
        fixture.openQuota();
        fixture.foldProspects(50);
        deliver(6);
        assertThat(left()).isEqualTo(3);

        connected(2, 8);
        assertThat(left()).isEqualTo(10);
        deliver(1);
        deliver(4);
        assertThat(left()).isEqualTo(5);

        connected(3, 7);
        assertThat(left()).isEqualTo(3);
        deliver(1);
        assertThat(fixture.claim(SALES, 100)).hasSize(2);
        fixture.clock.advance(Duration.ofMinutes(4));
        assertThat(left()).isEqualTo(10);
    }

    @Test
    void whatIsInFlightWhenAnotherUserConnectsCountsForBoth() {
        connected(1, 7);
        fixture.openQuota();
        fixture.foldProspects(50);
        fixture.clock.advance(Duration.ofMillis(300));
        List<Claim> underWay = fixture.claim(SALES, 4);

        connected(2, 8);
        assertThat(left()).isEqualTo(6);
        fixture.acknowledge(underWay, null);
        assertThat(left()).isEqualTo(6);
        connected(3, 7);
        assertThat(left()).isEqualTo(5);
    }

    @Test
    void anAnswerToTheUserOfBeforeSaysNothingOfTheNewOnesQuota() {
        connected(1, 7);
        fixture.openQuota();
        fixture.foldProspects(50);
        List<Claim> underWay = fixture.claim(SALES, 3);
        Permit question = requests.permit(fixture.account).orElseThrow();
        connected(2, 8);

        fixture.acknowledge(underWay.subList(0, 1), new RateLimit(10, 0, Duration.ofMinutes(5)));
        fixture.settle(underWay.get(1), Outcome.WAIT, false, Duration.ofHours(1));
        fixture.settle(underWay.get(2), Outcome.PAUSE, false, null);
        requests.answered(question, null, false, Duration.ofHours(1), "429");

        assertThat(fixture.pauses.isPaused(SALES)).isFalse();
        fixture.clock.advance(Duration.ofSeconds(1));
        assertThat(fixture.claim(SALES, 100)).hasSize(1);
    }

    @Test
    void whileNobodyKnowsWhoseTheAccountIsEverythingCounts() {
        connected(1, 7);
        fixture.openQuota();
        fixture.foldProspects(50);
        deliver(3);

        connected(2, 0);
        assertThat(left()).isEqualTo(6);
        deliver(1);
        deliver(2);
        assertThat(left()).isEqualTo(3);

        foundOut(2, 8);
        assertThat(left()).isEqualTo(7);
        connected(3, 7);
        assertThat(left()).isEqualTo(6);
    }

    @Test
    void whatWasSentBeforeTheFirstUserIsNamedIsThatUsers() {
        fixture.openQuota();
        fixture.foldProspects(50);
        deliver(4);
        foundOut(1, 7);
        assertThat(left()).isEqualTo(5);

        connected(2, 8);
        assertThat(left()).isEqualTo(10);
    }

    @Test
    void whatWasSentSinceAGrantThatWasNoticedLateCountsForBoth() {
        connected(1, 7);
        fixture.openQuota();
        fixture.foldProspects(50);
        deliver(3);
        Instant given = fixture.clock.instant();
        fixture.clock.advance(Duration.ofSeconds(5));
        deliver(2);

        requests.foundOut(fixture.account, new Grant(2, given, 8));
        assertThat(left()).isEqualTo(8);
        connected(3, 7);
        assertThat(left()).isEqualTo(4);
    }

    @Test
    void whatIsFoundOutOfAnOlderGrantChangesNothing() {
        connected(2, 8);
        fixture.openQuota();
        fixture.foldProspects(50);
        deliver(3);

        foundOut(1, 7);
        assertThat(left()).isEqualTo(6);
    }

    @Test
    void theTokenOfTheGrantBeforeIsGivenUpBeforeTheFirstRequestForTheNewOne() {
        List<String> looked = new ArrayList<>();
        fixture.claims.onGrant(looked::add);
        connected(1, 7);
        fixture.openQuota();
        fixture.foldProspects(50);
        deliver(1);
        assertThat(looked).hasSize(1);

        connected(2, 7);
        assertThat(looked).hasSize(1);
        deliver(1);
        assertThat(looked).containsExactly("emea-ops", "emea-ops");
    }

    private void connected(long grant, long user) {
        requests.connected(fixture.account, new Grant(grant, fixture.clock.instant(), user));
        // What is answered near a change counts for both users.
        fixture.clock.advance(Duration.ofMillis(300));
    }

    private void foundOut(long grant, long user) {
        requests.foundOut(fixture.account, new Grant(grant, Instant.EPOCH, user));
    }

    private void deliver(int count) {
        List<Claim> claimed = fixture.claim(SALES, count);
        assertThat(claimed).hasSize(count);
        fixture.acknowledge(claimed, null);
        fixture.clock.advance(Duration.ofMillis(200));
    }

    private int left() {
        return new BacklogReader(fixture.destinations, fixture.client, fixture.clock)
                .quota(fixture.account)
                .left();
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
