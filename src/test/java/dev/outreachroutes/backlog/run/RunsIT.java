package dev.outreachroutes.backlog.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.outreachroutes.backlog.BacklogFixture;
import dev.outreachroutes.backlog.Claim;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.destination.Quota;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is folded and settled is counted in the hour in which it was, once. */
class RunsIT {

    private static final String SALES = BacklogFixture.SALES;
    private static final Instant TEN = Instant.parse("2026-11-23T10:00:00Z");
    private static final Instant MIDNIGHT = Instant.parse("2026-11-24T00:00:00Z");

    private final BacklogFixture fixture = new BacklogFixture(Quota.DOCUMENTED);
    private final RunCounts counts = new RunCounts(fixture.client);
    private final Runs runs = new Runs(fixture.client);

    @Test
    void changesAreCountedByWhatTheyDid() {
        fixture.fold(1, "custom4", "realized");
        fixture.fold(1, "custom4", "exited");
        fixture.fold(1, "custom4", "exited");
        fixture.foldProspects(3);

        assertThat(all()).hasSize(1).first().satisfies(run -> {
            assertThat(run.hour()).isEqualTo(TEN);
            assertThat(run.queued()).isEqualTo(3);
            assertThat(run.merged()).isEqualTo(2);
            assertThat(run.unchanged()).isEqualTo(1);
            assertThat(run.received()).isZero();
        });
    }

    @Test
    void runsAreAddedUpFromTheHourOfATimeOnWithTheirSharesAndItIsKnownWhenSomethingCameLast() {
        assertThat(runs.lastReceived(SALES)).isEmpty();
        assertThat(runs.sum(SALES, TEN).excludedRate()).isEmpty();
        counts.read(SALES, TEN.minusSeconds(1), 1_000, 0, Map.of("no-consent", 500));
        counts.read(SALES, TEN, 40, 1, Map.of("no-outreach-id", 2));
        counts.folded(SALES, TEN, 90, 0, 0, 0);
        counts.read(SALES, TEN.plusSeconds(3_600), 60, 0, Map.of("no-outreach-id", 3, "no-consent", 4));
        counts.settled(SALES, TEN.plusSeconds(3_600), 18, 2, 0, 20);
        counts.settled(SALES, TEN.plusSeconds(7_200), 1, 0, 0, 1);

        Run sum = runs.sum(SALES, TEN.plusSeconds(60));
        assertThat(sum.received()).isEqualTo(100);
        assertThat(sum.excluded()).isEqualTo(Map.of("no-outreach-id", 5L, "no-consent", 4L));
        assertThat(sum.all()).isEqualTo(90 + 9 + 1 + 2);
        assertThat(sum.excludedRate()).hasValue(9.0 / 102);
        assertThat(sum.ended()).isEqualTo(21);
        assertThat(sum.failureRate()).hasValue(2.0 / 21);
        assertThat(runs.lastReceived(SALES)).contains(TEN.plusSeconds(7_200));
    }

    @Test
    void deliveriesAreCountedByHowTheyEndedAndOnlyBySettlementsThatCount() {
        fixture.openQuota();
        fixture.foldProspects(4);
        List<Claim> claims = fixture.claim(SALES, 4);
        fixture.acknowledge(claims.subList(0, 2), null);
        fixture.acknowledge(claims.subList(0, 1), null);
        fixture.refuse(claims.get(2), Set.of("custom4"));
        fixture.settle(claims.get(3), Outcome.RETRY, false, null);

        assertThat(all()).hasSize(1).first().satisfies(run -> {
            assertThat(run.delivered()).isEqualTo(3);
            assertThat(run.failed()).isEqualTo(1);
            assertThat(run.requests()).isEqualTo(5);
        });
    }

    @Test
    void theNextHourBeginsOnTheHour() {
        fixture.clock.advance(Duration.ofHours(1).minusNanos(1_000));
        fixture.fold(1, "custom4", "realized");
        fixture.clock.advance(Duration.ofNanos(1_000));
        fixture.fold(2, "custom4", "realized");

        assertThat(all())
                .extracting(Run::hour, Run::queued)
                .containsExactly(tuple(TEN, 1L), tuple(TEN.plusSeconds(3600), 1L));
    }

    @Test
    void daysAreThoseOfUtcAndHaveTheSumsOfTheirHours() {
        counts.read(SALES, MIDNIGHT.minusSeconds(1), 2, 1, Map.of("too-long", 1));
        counts.read(SALES, MIDNIGHT.minusSeconds(7200), 3, 0, Map.of("too-long", 2, "nothing-mapped", 1));
        counts.read(SALES, MIDNIGHT, 5, 0, Map.of());

        assertThat(runs.between(SALES, MIDNIGHT.minusSeconds(60), MIDNIGHT.plusSeconds(1), Runs.Bucket.DAY))
                .extracting(Run::hour, Run::received, Run::unreadable, Run::excluded)
                .containsExactly(
                        tuple(MIDNIGHT.minus(Duration.ofDays(1)), 5L, 1L, Map.of("too-long", 3L, "nothing-mapped", 1L)),
                        tuple(MIDNIGHT, 5L, 0L, Map.of()));
        assertThat(runs.between(SALES, MIDNIGHT.minusSeconds(60), MIDNIGHT, Runs.Bucket.HOUR))
                .extracting(Run::received)
                .containsExactly(2L);
    }

    @Test
    void whatIsRolledBackIsNotCounted() {
        fixture.transactions.executeWithoutResult(status -> {
            fixture.fold(1, "custom4", "realized");
            status.setRollbackOnly();
        });

        assertThat(all()).isEmpty();
    }

    @Test
    void transactionsThatCountAtTheSameTimeLoseNothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        for (int thread = 0; thread < 6; thread++) {
            long first = 1 + 100L * thread;
            threads.execute(() -> {
                for (long prospect = first; prospect < first + 50; prospect++) {
                    fixture.fold(prospect, "custom4", "realized");
                    fixture.transactions.executeWithoutResult(
                            status -> counts.read(SALES, TEN, 1, 0, Map.of("too-long", 1, "no-consent", 2)));
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

        assertThat(all()).hasSize(1).first().satisfies(run -> {
            assertThat(run.queued()).isEqualTo(300);
            assertThat(run.received()).isEqualTo(300);
            assertThat(run.excluded()).containsOnly(Map.entry("too-long", 300L), Map.entry("no-consent", 600L));
        });
    }

    @Test
    void theRateIsOfWhatWasTakenInAndUnknownWhenNothingCame() {
        counts.read(SALES, TEN, 4, 1, Map.of("too-long", 2));
        assertThat(all().get(0).activationRate()).hasValue(0);
        counts.folded(SALES, TEN, 1, 1, 1, 0);
        counts.settled(SALES, TEN, 0, 3, 0, 3);
        assertThat(all().get(0).activationRate()).hasValue(3.0 / 9);
        counts.settled("other", TEN, 1, 0, 0, 1);
        assertThat(runs.between("other", TEN, TEN.plusSeconds(1), Runs.Bucket.HOUR)
                        .get(0)
                        .activationRate())
                .isEmpty();
    }

    @Test
    void theSlotsOfHoursThatAreOverAreAddedUpAndLoseNothingAlsoOfWhatComesLate() throws Exception {
        insertSlots(3, 2);
        long received = 2 * 3 * 16;
        Instant before = TEN.minus(Duration.ofHours(1));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int thread = 0; thread < 4; thread++) {
            threads.execute(() -> {
                for (int i = 0; i < 25; i++) {
                    fixture.transactions.executeWithoutResult(
                            status -> counts.read("d1", TEN.minus(Duration.ofHours(2)), 1, 0, Map.of("reason-1", 1)));
                    runs.addUpSlots(before, 7);
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        while (runs.addUpSlots(before, 7) >= 7) {
            assertThat(Thread.interrupted()).isFalse();
        }

        List<Run> first = runs.between("d1", TEN.minus(Duration.ofHours(3)), TEN.plusSeconds(1), Runs.Bucket.HOUR);
        List<Run> second = runs.between("d2", TEN.minus(Duration.ofHours(3)), TEN.plusSeconds(1), Runs.Bucket.HOUR);
        assertThat(Stream.concat(first.stream(), second.stream())
                        .mapToLong(Run::received)
                        .sum())
                .isEqualTo(received + 100);
        assertThat(Stream.concat(first.stream(), second.stream())
                        .mapToLong(Run::allExcluded)
                        .sum())
                .isEqualTo(received * 8 + 100);
        assertThat(fixture.jdbc.queryForObject(
                        "select count(*) from run where destination = 'd1' and hour < '2026-11-23T09:00:00Z'",
                        Integer.class))
                .isEqualTo(1);
        assertThat(fixture.jdbc.queryForObject(
                        "select count(*) from run where destination = 'd1' and hour >= '2026-11-23T09:00:00Z'",
                        Integer.class))
                .isEqualTo(32);
    }

    private void insertSlots(int hours, int destinations) {
        fixture.jdbc.update(
                """
                insert into run select 'd' || d, timestamptz '2026-11-23T10:00:00Z' - h * interval '1 hour', s, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1
                from generate_series(1, ?) d, generate_series(0, ? - 1) h, generate_series(0, 15) s
                """,
                destinations,
                hours);
        fixture.jdbc.update(
                """
                insert into run_excluded select 'd' || d, timestamptz '2026-11-23T10:00:00Z' - h * interval '1 hour', 'reason-' || r, s, 1
                from generate_series(1, ?) d, generate_series(0, ? - 1) h, generate_series(0, 15) s, generate_series(1, 8) r
                """,
                destinations,
                hours);
    }

    /** Each hour with all reasons, and the last three with all slots: the most that there can be. */
    @Test
    void ninetyDaysOfFiveDestinationsAreAnsweredInLessThanASecond() {
        insertSlots(2160, 5);
        while (runs.addUpSlots(TEN.minus(Duration.ofHours(2)), 100_000) >= 100_000) {
            assertThat(Thread.interrupted()).isFalse();
        }
        fixture.jdbc.execute("vacuum analyze");
        // The first also loads classes.
        assertThat(runs.between("d5", TEN.minus(Duration.ofDays(90)), TEN, Runs.Bucket.HOUR))
                .hasSize(2159);
        for (Runs.Bucket bucket : Runs.Bucket.values()) {
            for (int destination = 1; destination <= 5; destination++) {
                long began = System.nanoTime();
                List<Run> found =
                        runs.between("d" + destination, TEN.minus(Duration.ofDays(90)), TEN.plusSeconds(1), bucket);
                long millis = (System.nanoTime() - began) / 1_000_000;

                System.out.printf("90 days of runs by %s in %d ms%n", bucket, millis);
                assertThat(millis).isLessThan(1_000);
                assertThat(found).hasSizeGreaterThanOrEqualTo(90);
                assertThat(found.stream().mapToLong(Run::received).sum()).isEqualTo(2160 * 16);
                assertThat(found.stream().mapToLong(Run::allExcluded).sum()).isEqualTo(2160 * 16 * 8);
            }
        }
    }

    private List<Run> all() {
        return runs.between(SALES, TEN, TEN.plus(Duration.ofDays(1)), Runs.Bucket.HOUR);
    }
}
