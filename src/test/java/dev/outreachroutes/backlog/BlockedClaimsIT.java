package dev.outreachroutes.backlog;

import static dev.outreachroutes.backlog.BacklogFixture.SALES;
import static dev.outreachroutes.backlog.BacklogFixture.SUPPORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.destination.Quota;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a blocked mapping does to the backlog: its attribute waits and is never claimed, and everything else goes on. */
class BlockedClaimsIT {

    private static final String BLOCKED = "custom4";

    private final BacklogFixture fixture = new BacklogFixture(Quota.DOCUMENTED);
    private final BacklogReader reader = new BacklogReader(fixture.destinations, fixture.client, fixture.clock);

    @BeforeEach
    void openQuota() {
        fixture.openQuota();
    }

    @Test
    void aBlockedAttributeIsNotClaimedAndTheOthersOfItsProspectAre() {
        block(BLOCKED);
        fixture.fold(1, BLOCKED, "realized");
        fixture.fold(1, "custom5", "realized");

        List<Claim> claimed = fixture.claim(SALES, 10);

        assertThat(claimed).singleElement().satisfies(claim -> {
            assertThat(claim.attributes()).containsOnlyKeys("custom5");
            assertThat(claim.pending()).containsOnlyKeys("custom5");
        });
        fixture.acknowledge(claimed, null);
        fixture.clock.advance(Duration.ofHours(1));
        assertThat(fixture.claim(SALES, 10)).isEmpty();
        assertThat(fixture.dueAt(1)).isNull();
    }

    @Test
    void aProspectOfWhichOnlyBlockedAttributesArePendingIsNotDueFromTheFoldOn() {
        block(BLOCKED);

        fixture.fold(1, BLOCKED, "realized");

        assertThat(fixture.dueAt(1)).isNull();
        assertThat(reader.backlog(SALES).pending()).isZero();
        assertThat(reader.backlog(SALES).blocked()).isEqualTo(1);
        assertThat(fixture.claim(SALES, 10)).isEmpty();
        assertThat(fixture.counted()).as("requests").isEqualTo(1);
    }

    @Test
    void whatBecomesBlockedWhileItWaitsIsTakenOutOfTheWayOfTheOthersInOneTurn() {
        fixture.foldProspects(3_000);
        fixture.clock.advance(Duration.ofSeconds(1));
        fixture.fold(5_000, "custom5", "realized");
        block(BLOCKED);

        List<Claim> claimed = fixture.claim(SALES, 10);

        assertThat(claimed).extracting(Claim::prospectId).containsExactly(5_000L);
        assertThat(reader.backlog(SALES).blocked()).isEqualTo(3_000);
    }

    @Test
    void theRequestThatGoesAheadIsFoundBehindManyBlockedOnes() {
        BacklogFixture probing = new BacklogFixture(Quota.DOCUMENTED);
        probing.foldProspects(1_500);
        probing.clock.advance(Duration.ofSeconds(1));
        probing.backlog.fold(
                SALES,
                LongStream.range(5_000, 5_003)
                        .mapToObj(id -> probing.change(id, "custom5", "realized"))
                        .toList());
        probing.clock.advance(Duration.ofSeconds(1));
        probing.backlog.fold(
                SALES,
                LongStream.range(10_000, 10_500)
                        .mapToObj(id -> probing.change(id, BLOCKED, "realized"))
                        .toList());
        probing.blocked.found(probing.account.name(), Map.of(SALES, Map.of(BLOCKED, "the field is a date")));

        assertThat(probing.claim(SALES, 10)).singleElement().satisfies(claim -> assertThat(claim.prospectId())
                .isBetween(5_000L, 5_002L));
    }

    @Test
    void ofAForgottenProspectNothingIsSentBeforeItsRequestOfThenIsOverHoweverItBecomesDue() {
        fixture.fold(1, BLOCKED, "realized");
        Claim underWay = fixture.claim(SALES, 1).get(0);
        fixture.transactions.executeWithoutResult(status ->
                new ForgottenProspects(fixture.client).remove(SALES, List.of(1L), fixture.clock, Duration.ofDays(30)));
        block(BLOCKED);
        fixture.clock.advance(Duration.ofSeconds(1));
        fixture.fold(1, BLOCKED, "exited");
        block();

        fixture.claims.releaseBlocked(SALES, 100);

        assertThat(fixture.claim(SALES, 10)).isEmpty();
        fixture.clock.advance(Duration.between(fixture.clock.instant(), underWay.leaseUntil()));
        assertThat(fixture.claim(SALES, 10)).hasSize(1);
    }

    @Test
    void whatWaitedForAMappingIsDueWhenItIsMended() {
        block(BLOCKED, "custom5");
        fixture.fold(1, BLOCKED, "realized");
        fixture.fold(2, "custom5", "realized");

        block("custom5");
        assertThat(fixture.claims.releaseBlocked(SALES, 100)).isFalse();

        assertThat(fixture.claim(SALES, 10)).singleElement().satisfies(claim -> {
            assertThat(claim.prospectId()).isEqualTo(1);
            assertThat(claim.attributes()).containsEntry(BLOCKED, TextNode.valueOf("realized"));
        });
        assertThat(reader.backlog(SALES).blocked()).isEqualTo(1);
    }

    @Test
    void releasingGoesOnAfterSoManyProspects() {
        block(BLOCKED);
        fixture.foldProspects(5);
        block();

        assertThat(fixture.claims.releaseBlocked(SALES, 3)).isTrue();
        assertThat(fixture.claims.releaseBlocked(SALES, 3)).isFalse();
        assertThat(fixture.claim(SALES, 10)).hasSize(5);
    }

    @Test
    void nothingIsReleasedWhileItsMappingIsBlocked() {
        block(BLOCKED);
        fixture.foldProspects(3);

        assertThat(fixture.claims.releaseBlocked(SALES, 2)).isFalse();
        assertThat(reader.backlog(SALES).blocked()).isEqualTo(3);
    }

    @Test
    void newWorkForAnotherAttributeMakesAWaitingProspectDue() {
        block(BLOCKED);
        fixture.fold(1, BLOCKED, "realized");
        fixture.clock.advance(Duration.ofDays(3));
        Instant later = fixture.clock.instant();

        fixture.fold(1, "custom5", "realized");

        assertThat(fixture.claim(SALES, 10)).singleElement().satisfies(claim -> {
            assertThat(claim.attributes()).containsOnlyKeys("custom5");
            assertThat(claim.pendingSince()).isEqualTo(later);
        });
    }

    @Test
    void aProspectThatIsRefusedAsAWholeKeepsWhatIsBlockedForLater() {
        block(BLOCKED);
        fixture.fold(1, BLOCKED, "realized");
        fixture.fold(1, "custom5", "realized");
        Claim claim = fixture.claim(SALES, 10).get(0);
        fixture.settle(claim, Outcome.REFUSED, false, null);
        assertThat(fixture.claim(SALES, 10)).isEmpty();

        block();
        fixture.claims.releaseBlocked(SALES, 10);

        assertThat(fixture.claim(SALES, 10)).singleElement().satisfies(next -> assertThat(next.attributes())
                .containsOnlyKeys(BLOCKED));
    }

    @Test
    void anAttributeThatIsBlockedWhileItsRequestIsUnderWayIsAcknowledgedAllTheSame() {
        fixture.fold(1, BLOCKED, "realized");
        List<Claim> claimed = fixture.claim(SALES, 10);
        block(BLOCKED);

        fixture.acknowledge(claimed, null);

        assertThat(reader.backlog(SALES).blocked()).isZero();
        assertThat(reader.prospect(SALES, 1).orElseThrow().confirmed()).containsOnly(BLOCKED);
    }

    @Test
    void whatWasSentWithoutAnAnswerStaysInDoubtWhileItIsBlocked() {
        fixture.fold(1, BLOCKED, "realized");
        Claim claim = fixture.claim(SALES, 10).get(0);
        block(BLOCKED);
        fixture.settle(claim, Outcome.RETRY, true, null);
        fixture.clock.advance(Duration.ofHours(1));
        assertThat(fixture.claim(SALES, 10)).isEmpty();

        block();
        fixture.claims.releaseBlocked(SALES, 10);

        assertThat(fixture.claim(SALES, 10)).hasSize(1);
    }

    @Test
    void aDestinationIsNotConcernedByWhatIsBlockedOfAnother() {
        block(BLOCKED);
        fixture.backlog.fold(SUPPORT, List.of(fixture.change(1, BLOCKED, "realized")));

        assertThat(fixture.claim(SUPPORT, 10)).hasSize(1);
    }

    @Test
    void nothingIsClaimedUntilItIsFoundOutWhatIsBlocked() {
        fixture.fold(1, BLOCKED, "realized");
        fixture.blocked.unknownWhile(Set.of(fixture.account.name())::contains);
        assertThat(fixture.claim(SALES, 10)).isEmpty();

        fixture.blocked.unknownWhile(account -> false);
        assertThat(fixture.claim(SALES, 10)).hasSize(1);
    }

    @Test
    void whatIsReplayedWhileItIsBlockedWaitsToo() {
        fixture.fold(1, BLOCKED, "realized");
        fixture.refuse(fixture.claim(SALES, 10).get(0), Set.of(BLOCKED));
        block(BLOCKED);

        assertThat(fixture.backlog.tryAgain(SALES, Map.of(1L, Set.of()))).isZero();

        assertThat(fixture.dueAt(1)).isNull();
        assertThat(reader.backlog(SALES).blocked()).isEqualTo(1);
    }

    private void block(String... attributes) {
        Map<String, String> reasons = new HashMap<>();
        for (String attribute : attributes) {
            reasons.put(attribute, "the field is a date");
        }
        fixture.blocked.found(fixture.account.name(), Map.of(SALES, reasons));
    }
}
