package dev.outreachroutes.monitor.prospect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.backlog.BacklogFixture;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.Claim;
import dev.outreachroutes.backlog.FoldCount;
import dev.outreachroutes.backlog.ForgottenProspects;
import dev.outreachroutes.backlog.ProspectSearch;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.deadletter.DeadLetterSearch;
import dev.outreachroutes.deadletter.DeadLetters;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.intake.Exclusions;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.Position;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.outreach.ProspectUpdate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is forgotten is gone, and records of before do not bring it back. */
class ForgettingIT {

    private static final String SALES = BacklogFixture.SALES;
    private static final String SUPPORT = BacklogFixture.SUPPORT;
    private static final long ANN = 48213;

    private final BacklogFixture fixture = new BacklogFixture(Quota.DOCUMENTED);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ForgottenProspects forgotten = new ForgottenProspects(fixture.client);
    private final DeadLetters letters = new DeadLetters(fixture.jdbc, fixture.transactions, meters, fixture.clock);
    private final Audit audit = new Audit(fixture.client, fixture.transactions, fixture.clock);
    private final Forgetting forgetting = new Forgetting(
            forgotten,
            letters,
            new Exclusions(fixture.client, fixture.transactions, fixture.clock),
            audit,
            fixture.transactions,
            meters,
            Duration.ofDays(90),
            fixture.clock);

    @Test
    void allThatIsKeptOfAProspectIsRemovedAndNothingElse() {
        for (long prospect : List.of(ANN, 2L)) {
            fixture.fold(prospect, "custom4", "realized");
            fixture.recordings.start(
                    SALES, prospect, null, fixture.clock.instant().plusSeconds(60), "jane");
            keepLetter(prospect);
        }
        fixture.settle(fixture.claim(SALES, 1).get(0), Outcome.RETRY, true, null);
        fixture.clock.advance(Duration.ofSeconds(15));
        fixture.settle(fixture.claim(SALES, 1).get(0), Outcome.RETRY, true, null);
        fixture.claims.setAside(SALES, ANN, "a row that cannot be read");
        fixture.jdbc.update(
                """
                insert into exclusion (destination, place, prospect_id, reason, topic, partition, "offset", noted_at)
                values (?, ?, ?, 'nothing-mapped', 'segment-events', 0, 0, now())
                """,
                SALES,
                ANN,
                ANN);
        fixture.jdbc.update(
                """
                insert into excluded_profile (destination, reason, subject, detail, prospect_id, topic, partition, "offset", noted_at)
                values (?, 'too-long', 'firstName', '', ?, 'segment-events', 0, 0, now())
                """,
                SALES,
                ANN);
        fixture.backlog.fold(SUPPORT, List.of(fixture.change(ANN, "custom9", "realized")));

        Forgetting.Removed removed = forgetting.forget(SALES, List.of(ANN, 77L, ANN), "jane");

        assertThat(removed)
                .isEqualTo(
                        new Forgetting.Removed(1, 1, 1, fixture.clock.instant().plus(Duration.ofDays(90))));
        for (String table : List.of("prospect", "request", "request_recording", "dead_letter")) {
            assertThat(of(table, SALES)).as(table).containsExactly(2L);
        }
        assertThat(of("set_aside", SALES)).isEmpty();
        assertThat(of("exclusion", SALES)).isEmpty();
        assertThat(of("excluded_profile", SALES)).isEmpty();
        assertThat(of("prospect", SUPPORT)).containsExactly(ANN);
        assertThat(of("forgotten", SALES)).containsExactlyInAnyOrder(ANN, 77L);
        assertThat(audit.page(null, 10))
                .extracting(Audit.Kept::entry)
                .containsExactlyInAnyOrder(
                        new Audit.Entry("jane", "forget", SALES, "prospect 48213", ""),
                        new Audit.Entry("jane", "forget", SALES, "prospect 77", ""));
        assertThat(meters.counter("outreach.forgotten", "destination", SALES).count())
                .isEqualTo(2);
    }

    private List<Long> of(String table, String destination) {
        return fixture.jdbc.queryForList(
                "select prospect_id from " + table + " where destination = ?", Long.class, destination);
    }

    private void keepLetter(long prospect) {
        letters.keep(List.of(DeadLetter.ofChange(
                SALES,
                "rejected",
                "detail",
                422,
                "",
                ProspectUpdate.of(prospect, Map.of("custom4", TextNode.valueOf("realized"))))));
    }

    @Test
    void aRecordOfBeforeDoesNotBringItBackAndOneThatIsWrittenAfterwardsDoes() {
        fixture.fold(ANN, "custom4", "realized");
        ProspectChange before = written(ANN, "custom4", fixture.clock.instant());
        fixture.clock.advance(Duration.ofSeconds(1));
        forgetting.forget(SALES, List.of(ANN), "jane");

        assertThat(fixture.backlog.fold(SALES, List.of(before, written(1, "custom4", before()))))
                .isEqualTo(new FoldCount(1, 0, 0, 1));
        assertThat(fixture.fold(ANN, "custom4", "realized").forgotten())
                .as("of what has no position the clock counts")
                .isEqualTo(1);
        assertThat(of("prospect", SALES)).containsExactly(1L);

        fixture.clock.advance(Duration.ofSeconds(1));
        ProspectChange after = written(ANN, "custom5", fixture.clock.instant());
        assertThat(fixture.backlog.fold(SALES, List.of(before, after))).isEqualTo(new FoldCount(1, 0, 0, 1));
        assertThat(fixture.backlog.fold(SALES, List.of(before))).isEqualTo(new FoldCount(0, 0, 0, 1));
        assertThat(fixture.jdbc.queryForObject(
                        "select array_agg(name)::text from prospect, jsonb_object_keys(desired) name where prospect_id = ?",
                        String.class,
                        ANN))
                .isEqualTo("{custom5}");
    }

    private Instant before() {
        return fixture.clock.instant().minusSeconds(60);
    }

    /** Its status is of long ago, whenever its record was written. */
    private static ProspectChange written(long prospect, String attribute, Instant written) {
        return new ProspectChange(
                prospect,
                Map.of(
                        attribute,
                        new DatedValue(
                                TextNode.valueOf("realized"),
                                Instant.parse("2020-01-01T00:00:00Z"),
                                new Position(0, 7, written))));
    }

    @Test
    void aFoldThatIsUnderWayIsWaitedForAndItsProspectIsForgottenToo() throws Exception {
        CountDownLatch folded = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Void> folding =
                CompletableFuture.runAsync(() -> fixture.transactions.executeWithoutResult(status -> {
                    fixture.fold(ANN, "custom4", "realized");
                    folded.countDown();
                    await(goOn);
                }));
        await(folded);
        CompletableFuture<Forgetting.Removed> removing =
                CompletableFuture.supplyAsync(() -> forgetting.forget(SALES, List.of(ANN), "jane"));
        assertThatThrownBy(() -> removing.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        goOn.countDown();
        folding.get(10, TimeUnit.SECONDS);

        assertThat(removing.get(10, TimeUnit.SECONDS).prospects()).isEqualTo(1);
        assertThat(of("prospect", SALES)).isEmpty();
    }

    @Test
    void aFoldThatBeginsWhileItsProspectIsForgottenWaitsAndFindsIt() throws Exception {
        CountDownLatch removed = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Void> removing =
                CompletableFuture.runAsync(() -> fixture.transactions.executeWithoutResult(status -> {
                    forgetting.forget(SALES, List.of(ANN), "jane");
                    removed.countDown();
                    await(goOn);
                }));
        await(removed);
        CompletableFuture<FoldCount> folding =
                CompletableFuture.supplyAsync(() -> fixture.fold(ANN, "custom4", "realized"));
        assertThatThrownBy(() -> folding.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        goOn.countDown();
        removing.get(10, TimeUnit.SECONDS);

        assertThat(folding.get(10, TimeUnit.SECONDS)).isEqualTo(new FoldCount(0, 0, 0, 1));
        assertThat(of("prospect", SALES)).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whateverFoldsAndTurnsOfDeliveryRunAtTheSameTimeNothingOfBeforeRemains() throws Exception {
        List<Long> all = LongStream.rangeClosed(1, 200).boxed().toList();
        List<ProspectChange> changes =
                all.stream().map(id -> written(id, "custom4", before())).toList();
        CountDownLatch over = new CountDownLatch(1);
        CompletableFuture<?>[] others = {
            CompletableFuture.runAsync(() -> whileNot(over, () -> fixture.backlog.fold(SALES, changes))),
            CompletableFuture.runAsync(
                    () -> whileNot(over, () -> fixture.backlog.fold(SALES, changes.subList(50, 150)))),
            CompletableFuture.runAsync(() -> whileNot(over, () -> fixture.claim(SALES, 20)
                    .forEach(claim -> fixture.settle(claim, Outcome.RETRY, true, null)))),
            CompletableFuture.runAsync(() -> whileNot(over, () -> all.forEach(this::keepLetter)))
        };
        Thread.sleep(500);
        for (int from = 0; from < all.size(); from += 20) {
            forgetting.forget(SALES, all.subList(from, from + 20), "jane");
        }
        Thread.sleep(300);
        over.countDown();
        CompletableFuture.allOf(others).get(30, TimeUnit.SECONDS);

        assertThat(of("prospect", SALES)).isEmpty();
        assertThat(of("request", SALES)).isEmpty();
        assertThat(of("dead_letter", SALES)).isEmpty();
    }

    private static void whileNot(CountDownLatch over, Runnable work) {
        while (over.getCount() > 0) {
            work.run();
        }
    }

    @Test
    void theAnswerToARequestThatWasUnderWayChangesNothingAndCountsInTheQuota() {
        fixture.fold(ANN, "custom4", "realized");
        Claim claim = fixture.claim(SALES, 1).get(0);
        int counted = fixture.counted();
        forgetting.forget(SALES, List.of(ANN), "jane");

        keepLetter(ANN);
        fixture.refuse(claim, Set.of("custom4"));

        for (String table : List.of("prospect", "request", "dead_letter")) {
            assertThat(of(table, SALES)).as(table).isEmpty();
        }
        assertThat(fixture.counted()).isEqualTo(counted).isEqualTo(1);
    }

    @Test
    void oneThatComesBackIsSentNothingWhileTheRequestOfBeforeMayBeUnderWay() {
        fixture.openQuota();
        fixture.fold(ANN, "custom4", "realized");
        Claim before = fixture.claim(SALES, 1).get(0);
        forgetting.forget(SALES, List.of(ANN), "jane");
        fixture.clock.advance(Duration.ofSeconds(1));
        fixture.fold(ANN, "custom4", "exited");

        assertThat(fixture.claim(SALES, 1)).isEmpty();
        keepLetter(ANN);
        fixture.refuse(before, Set.of("custom4"));
        assertThat(of("dead_letter", SALES)).isEmpty();
        assertThat(fixture.claim(SALES, 1)).isEmpty();

        fixture.clock.advance(Duration.between(fixture.clock.instant(), before.leaseUntil()));
        Claim after = fixture.claim(SALES, 1).get(0);
        keepLetter(ANN);
        fixture.refuse(after, Set.of("custom4"));
        assertThat(of("dead_letter", SALES)).containsExactly(ANN);
        assertThat(of("request", SALES)).contains(ANN);
    }

    @Test
    void manyAreForgottenAThousandAtATime() {
        fixture.foldProspects(2_500);
        long began = System.nanoTime();

        Forgetting.Removed removed = forgetting.forget(
                SALES, LongStream.rangeClosed(1, 2_500).boxed().toList(), "jane");

        System.out.printf("2,500 prospects forgotten in %d ms%n", (System.nanoTime() - began) / 1_000_000);
        assertThat(removed.prospects()).isEqualTo(2_500);
        assertThat(of("prospect", SALES)).isEmpty();
        assertThatThrownBy(() -> forgetting.forget(SALES, List.of(1L, 0L), "jane"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theExplanationSaysThatAProspectWasForgotten() {
        forgetting.forget(SALES, List.of(ANN), "jane");
        ProspectExplanation explanation = new ProspectExplanation(
                fixture.destinations,
                new BacklogReader(fixture.destinations, fixture.client, fixture.clock),
                new ProspectSearch(
                        fixture.jdbc.getDataSource(), fixture.destinations, new BlockedMappings(fixture.destinations)),
                new Exclusions(fixture.client, fixture.transactions, fixture.clock),
                new DeadLetterSearch(fixture.jdbc.getDataSource()),
                forgotten,
                Duration.ofDays(90),
                fixture.clock);

        assertThat(explanation.of(standing(SALES), ANN))
                .startsWith("Forgotten at ")
                .doesNotContain("Never seen");
    }

    private static DeliveryStanding standing(String destination) {
        return new DeliveryStanding() {
            @Override
            public String name() {
                return destination;
            }

            @Override
            public Map<String, String> blocked() {
                return Map.of();
            }

            @Override
            public Boolean getPaused() {
                return false;
            }

            @Override
            public String getPausedSince() {
                return "";
            }

            @Override
            public String getPauseReason() {
                return "";
            }

            @Override
            public String waits() {
                return "";
            }
        };
    }
}
