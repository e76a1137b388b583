package dev.outreachroutes.backlog;

import static dev.outreachroutes.backlog.BacklogFixture.SALES;
import static dev.outreachroutes.backlog.BacklogFixture.SUPPORT;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.LogCapture;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.destination.Quota;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimsIT {

    private static final BacklogSettings SETTINGS = BacklogSettings.defaults();

    private final BacklogFixture fixture = new BacklogFixture(Quota.DOCUMENTED);

    @BeforeEach
    void openQuota() {
        fixture.openQuota();
    }

    @Test
    void tenChangesOfOneProspectAreOneClaim() {
        for (int i = 0; i < 10; i++) {
            fixture.clock.advance(Duration.ofSeconds(1));
            fixture.fold(48213, "custom4", i % 2 == 0 ? "realized" : "exited");
        }

        List<Claim> claimed = fixture.claim(SALES, 10);

        assertThat(claimed).hasSize(1);
        assertThat(claimed.get(0).attributes()).containsEntry("custom4", TextNode.valueOf("exited"));
    }

    @Test
    void itIsKnownWhenOutreachConfirmedAnAttributeAndNotOfThoseConfirmedBeforeThatWasKept() {
        fixture.fold(48213, "custom4", "realized");
        fixture.acknowledge(fixture.claim(SALES, 10), null);
        fixture.jdbc.update("update prospect set acknowledged_at = default");
        fixture.clock.advance(Duration.ofHours(1));
        fixture.fold(48213, "custom5", "realized");
        fixture.acknowledge(fixture.claim(SALES, 10), null);

        BacklogReader reader = new BacklogReader(fixture.destinations, fixture.client, fixture.clock);

        assertThat(reader.prospect(SALES, 48213)).get().satisfies(standing -> {
            assertThat(standing.confirmed()).containsExactlyInAnyOrder("custom4", "custom5");
            assertThat(standing.acknowledgedAt())
                    .containsOnly(Map.entry("custom5", fixture.clock.instant().truncatedTo(ChronoUnit.SECONDS)));
        });
    }

    @Test
    void aChangeThatNetsToNothingIsNeverClaimed() {
        fixture.fold(48213, "custom4", "realized");
        fixture.acknowledge(fixture.claim(SALES, 10), null);

        fixture.clock.advance(Duration.ofSeconds(1));
        fixture.fold(48213, "custom4", "exited");
        fixture.clock.advance(Duration.ofSeconds(1));
        fixture.fold(48213, "custom4", "realized");

        assertThat(fixture.claim(SALES, 10)).isEmpty();
        assertThat(fixture.dueAt(48213)).isNull();
    }

    @Test
    void aFoldSaysWhatBecameOfTheChanges() {
        assertThat(fixture.fold(48213, "custom4", "realized")).isEqualTo(new FoldCount(1, 0, 0, 0));
        assertThat(fixture.fold(48213, "custom5", "realized")).isEqualTo(new FoldCount(0, 1, 0, 0));
        assertThat(fixture.fold(48213, "custom5", "realized")).isEqualTo(new FoldCount(0, 0, 1, 0));
    }

    @Test
    void aClaimedProspectIsNotClaimedAgainBeforeItsLeaseEnds() {
        fixture.fold(48213, "custom4", "realized");
        assertThat(fixture.claim(SALES, 10)).hasSize(1);

        fixture.clock.advance(SETTINGS.lease().minusSeconds(1));
        assertThat(fixture.claim(SALES, 10)).isEmpty();

        fixture.clock.advance(Duration.ofSeconds(1));
        assertThat(fixture.claim(SALES, 10)).hasSize(1);
    }

    @Test
    void aClaimWhoseLeaseRanOutCannotSettleWhatSomebodyElseHolds() {
        fixture.fold(48213, "custom4", "realized");
        Claim lost = fixture.claim(SALES, 10).get(0);
        fixture.clock.advance(SETTINGS.lease());
        Claim held = fixture.claim(SALES, 10).get(0);

        fixture.settle(lost, Outcome.WAIT, false, null);

        assertThat(fixture.dueAt(48213)).isEqualTo(held.leaseUntil());
        fixture.acknowledge(List.of(held), null);
        assertThat(fixture.dueAt(48213)).isNull();
    }

    @Test
    void anEventThatComesWhileTheRequestIsUnderWayIsSentNext() {
        fixture.fold(48213, "custom4", "realized");
        List<Claim> first = fixture.claim(SALES, 10);
        fixture.clock.advance(Duration.ofSeconds(1));
        fixture.fold(48213, "custom4", "exited");
        assertThat(fixture.claim(SALES, 10)).isEmpty();

        fixture.acknowledge(first, null);

        assertThat(fixture.claim(SALES, 10).get(0).attributes()).containsEntry("custom4", TextNode.valueOf("exited"));
    }

    @Test
    void anUnansweredRequestWaitsAtLeastTheSettleTimeAndStaysInDoubt() {
        fixture.fold(48213, "custom4", "realized");
        fixture.settle(fixture.claim(SALES, 10).get(0), Outcome.RETRY, true, null);

        assertThat(fixture.dueAt(48213)).isEqualTo(fixture.clock.instant().plus(SETTINGS.settleTime()));
        fixture.clock.advance(SETTINGS.settleTime());
        Claim again = fixture.claim(SALES, 10).get(0);
        assertThat(again.attempts()).isEqualTo(1);
        assertThat(again.inDoubtBefore()).containsExactly("custom4");
    }

    @Test
    void whatIsGivenUpWithoutAnAnswerMayStillBeAppliedSoTheNextRequestWaitsTheSettleTime() {
        fixture.fold(48213, "custom4", "realized");
        fixture.settle(fixture.claim(SALES, 10).get(0), Outcome.REFUSED, true, null);
        fixture.clock.advance(Duration.ofSeconds(1));

        fixture.fold(48213, "custom4", "exited");

        assertThat(fixture.claim(SALES, 10)).isEmpty();
        fixture.clock.advance(SETTINGS.settleTime());
        assertThat(fixture.claim(SALES, 10)).hasSize(1);
    }

    @Test
    void whatIsGivenUpWithoutAnAnswerIsNotDueForEver() {
        fixture.fold(48213, "custom4", "realized");
        fixture.settle(fixture.claim(SALES, 10).get(0), Outcome.REFUSED, true, null);

        fixture.clock.advance(SETTINGS.settleTime());

        assertThat(fixture.claim(SALES, 10)).isEmpty();
        assertThat(fixture.dueAt(48213)).isNull();
    }

    @Test
    void theWaitAfterFailuresDoublesUpToTheLongestAndOutlivesTheProcess() {
        fixture.fold(48213, "custom4", "realized");
        for (int failure = 0; failure < 12; failure++) {
            fixture.settle(fixture.claim(SALES, 10).get(0), Outcome.RETRY, false, null);
            Duration wait = Duration.between(fixture.clock.instant(), fixture.dueAt(48213));
            long longest = Math.min(
                    SETTINGS.firstBackOff().toSeconds() << failure,
                    SETTINGS.longestBackOff().toSeconds());
            assertThat(wait).isBetween(Duration.ofSeconds(longest / 2), Duration.ofSeconds(longest));
            fixture.clock.advance(SETTINGS.longestBackOff().multipliedBy(2));
        }
    }

    @Test
    void aRateLimitedRequestCostsNoAttemptAndTheAccountWaitsAsLongAsItIsTold() {
        fixture.fold(48213, "custom4", "realized");
        fixture.settle(fixture.claim(SALES, 10).get(0), Outcome.WAIT, false, Duration.ofSeconds(600));

        fixture.clock.advance(Duration.ofSeconds(600));
        assertThat(fixture.claim(SALES, 10)).isEmpty();
        fixture.clock.advance(Duration.ofSeconds(1));
        assertThat(fixture.claim(SALES, 10)).singleElement().satisfies(claim -> {
            assertThat(claim.attempts()).isZero();
            assertThat(claim.inDoubtBefore()).isEmpty();
        });
    }

    @Test
    void afterTroubleOneRequestGoesAheadAndTheOthersFollowItsSuccess() {
        fixture.foldProspects(20);
        fixture.settle(fixture.claim(SALES, 1).get(0), Outcome.WAIT, false, Duration.ofSeconds(5));
        fixture.clock.advance(Duration.ofSeconds(6));

        List<Claim> first = fixture.claim(SALES, 10);
        assertThat(first).hasSize(1);
        assertThat(fixture.claim(SALES, 10)).isEmpty();

        fixture.acknowledge(first, null);
        assertThat(fixture.claim(SALES, 10)).hasSize(10);
    }

    @Test
    void anOutageIsToldInOneLineWhenItBeginsAndInAnotherWhenItEnds() {
        try (LogCapture log = new LogCapture(Claims.class.getName(), Level.INFO)) {
            fixture.foldProspects(100);
            for (int second = 0; second < 300; second++) {
                fixture.claim(SALES, 1).forEach(claim -> fixture.settle(claim, Outcome.RETRY, true, null));
                fixture.clock.advance(Duration.ofSeconds(1));
            }
            fixture.clock.advance(Duration.ofMinutes(5));
            fixture.acknowledge(fixture.claim(SALES, 1), null);
            fixture.acknowledge(fixture.claim(SALES, 10), null);

            assertThat(log.lines()).hasSize(2);
            assertThat(log.lines().get(0))
                    .startsWith("WARN emea-ops: no requests until ")
                    .endsWith("why it failed");
            assertThat(log.lines().get(1)).isEqualTo("INFO emea-ops: Outreach takes requests again");
        }
    }

    @Test
    void aPauseThatOnlyAPersonEndsIsToldOnceForEachDestination() {
        try (LogCapture log = new LogCapture(Claims.class.getName(), Level.INFO)) {
            fixture.foldProspects(2);
            List<Claim> claimed = fixture.claim(SALES, 2);
            claimed.forEach(claim -> fixture.settle(claim, Outcome.PAUSE, false, null));

            assertThat(log.lines())
                    .containsExactlyInAnyOrder(
                            "WARN emea-sales: delivery is paused until somebody resumes it: why it failed",
                            "WARN emea-support: delivery is paused until somebody resumes it: why it failed");
        }
    }

    @Test
    void anOutageCostsAHandfulOfRequestsNotTheQuota() {
        fixture.foldProspects(1_000);
        int requests = 0;
        for (int second = 0; second < 600; second++) {
            for (Claim claim : fixture.claim(SALES, 8)) {
                requests++;
                fixture.settle(claim, Outcome.RETRY, true, null);
            }
            fixture.clock.advance(Duration.ofSeconds(1));
        }
        assertThat(requests).isLessThan(40);
    }

    @ParameterizedTest
    @CsvSource({"0, 3", "3, 0", "0, 400"})
    void prospectsWhoseRequestsAlwaysFailDoNotKeepTheOthersWaiting(int badAfter, int goodAfter) {
        List<Long> delivered = new ArrayList<>();
        for (int second = 0; second < Math.max(badAfter, goodAfter) + 45; second++) {
            if (second == badAfter) {
                fixture.foldProspects(12);
            }
            if (second == goodAfter) {
                for (long prospect = 101; prospect <= 160; prospect++) {
                    fixture.fold(prospect, "custom4", "realized");
                }
            }
            for (Claim claim : fixture.claim(SALES, 8)) {
                if (claim.prospectId() <= 12) {
                    fixture.settle(claim, Outcome.RETRY, true, null);
                } else {
                    fixture.acknowledge(List.of(claim), null);
                    delivered.add(claim.prospectId());
                }
            }
            fixture.clock.advance(Duration.ofSeconds(1));
        }
        assertThat(delivered).hasSize(60);
    }

    @Test
    void aRefusedChangeIsNotSentAgainUntilSomethingNewIsDesired() {
        fixture.fold(48213, "custom4", "realized");
        fixture.settle(fixture.claim(SALES, 10).get(0), Outcome.REFUSED, false, null);
        assertThat(fixture.claim(SALES, 10)).isEmpty();

        fixture.clock.advance(Duration.ofSeconds(1));
        fixture.fold(48213, "custom4", "exited");
        assertThat(fixture.claim(SALES, 10)).hasSize(1);
    }

    @Test
    void aRefusedUserPausesAllDestinationsOfTheAccountUntilTheyAreResumed() {
        fixture.fold(48213, "custom4", "realized");
        fixture.settle(fixture.claim(SALES, 10).get(0), Outcome.PAUSE, false, null);

        assertThat(fixture.claim(SALES, 10)).isEmpty();
        assertThat(fixture.pauses.of(SUPPORT))
                .hasValueSatisfying(pause -> assertThat(pause.reason()).isEqualTo("why it failed"));

        fixture.pauses.resume(SALES);
        assertThat(fixture.claim(SALES, 10)).hasSize(1);
    }

    @Test
    void anAttributeThatIsRefusedAloneLeavesTheRestDueAtOnce() {
        fixture.fold(1, "custom4", "realized");
        fixture.fold(1, "custom5", "realized");
        Claim claim = fixture.claim(SALES, 1).get(0);

        fixture.refuse(claim, Set.of("custom4"));

        Claim rest = fixture.claim(SALES, 1).get(0);
        assertThat(rest.attributes()).containsOnlyKeys("custom5");
        assertThat(rest.attempts()).isZero();
        fixture.acknowledge(List.of(rest), null);
        assertThat(fixture.claim(SALES, 1)).isEmpty();
    }

    /** The answer to a commit may get lost; the same settlements are put back again then. */
    @Test
    void aSettlementThatIsPutBackTwiceMovesTheLedgerOnce() {
        fixture.foldProspects(3);
        List<Claim> claimed = fixture.claim(SALES, 3);
        int before = fixture.counted();

        fixture.settle(claimed.get(0), Outcome.RELEASED, false, null);
        fixture.settle(claimed.get(0), Outcome.RELEASED, false, null);

        assertThat(fixture.counted()).isEqualTo(before - 1);
    }

    @Test
    void aReleasedClaimIsDueAtOnceAndCostsNoQuota() {
        fixture.fold(48213, "custom4", "realized");
        fixture.settle(fixture.claim(SALES, 10).get(0), Outcome.RELEASED, false, null);

        assertThat(fixture.claim(SALES, 10)).hasSize(1);
        assertThat(fixture.jdbc.queryForObject("select sum(requests) from quota_ledger", Integer.class))
                .isEqualTo(2);
    }

    @Test
    void twoDestinationsOfAnAccountDoNotHoldOneProspectAtTheSameTime() {
        fixture.fold(48213, "custom4", "realized");
        fixture.backlog.fold(SUPPORT, List.of(fixture.change(48213, "custom9", "realized")));

        List<Claim> sales = fixture.claim(SALES, 10);
        assertThat(fixture.claim(SUPPORT, 10)).isEmpty();

        fixture.acknowledge(sales, null);
        assertThat(fixture.claim(SUPPORT, 10)).hasSize(1);
    }

    @Test
    void whatMayStillBeAppliedForOneDestinationIsWaitedForByTheOther() {
        fixture.openQuota();
        fixture.fold(48213, "custom4", "realized");
        fixture.backlog.fold(SUPPORT, List.of(fixture.change(48213, "custom9", "realized")));

        fixture.settle(fixture.claim(SALES, 10).get(0), Outcome.RETRY, true, null);
        assertThat(fixture.claim(SUPPORT, 10)).isEmpty();

        fixture.clock.advance(Duration.ofSeconds(16));
        assertThat(fixture.claim(SUPPORT, 10)).hasSize(1);
    }

    @Test
    void aProspectThatChangesAllTheTimeKeepsItsPlaceInTheQueue() {
        fixture.fold(1, "custom4", "realized");
        fixture.clock.advance(Duration.ofSeconds(1));
        fixture.fold(2, "custom4", "realized");
        fixture.clock.advance(Duration.ofSeconds(1));
        fixture.fold(1, "custom4", "exited");

        assertThat(fixture.claim(SALES, 1).get(0).prospectId()).isEqualTo(1);
    }

    @Test
    void claimsMadeAtTheSameTimeNeverShareAProspect() throws Exception {
        fixture.foldProspects(400);
        Set<Long> seen = ConcurrentHashMap.newKeySet();
        ExecutorService replicas = Executors.newFixedThreadPool(4);
        CountDownLatch start = new CountDownLatch(1);
        for (int replica = 0; replica < 4; replica++) {
            replicas.submit(() -> {
                start.await();
                for (int round = 0; round < 10; round++) {
                    fixture.claim(SALES, 10).forEach(claim -> assertThat(seen.add(claim.prospectId()))
                            .isTrue());
                }
                return null;
            });
        }
        start.countDown();
        replicas.shutdown();
        assertThat(replicas.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).hasSize(400);
    }

    @Test
    void replicasThatFoldTheSameNewProspectsAtTheSameTimeLoseNothing() throws Exception {
        ExecutorService replicas = Executors.newFixedThreadPool(4);
        for (int replica = 0; replica < 4; replica++) {
            String attribute = "custom" + (replica + 1);
            replicas.submit(() -> {
                for (long id = 1; id <= 100; id++) {
                    fixture.fold(id, attribute, "realized");
                }
            });
        }
        replicas.shutdown();
        assertThat(replicas.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

        List<Claim> claimed = fixture.claim(SALES, 1_000);
        assertThat(claimed).hasSize(100).allSatisfy(claim -> assertThat(claim.attributes())
                .hasSize(4));
    }
}
