package dev.outreachroutes.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.outreachroutes.LogCapture;
import dev.outreachroutes.backlog.BacklogFixture;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.run.RunCounts;
import dev.outreachroutes.backlog.run.Runs;
import dev.outreachroutes.destination.Quota;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of each run that is over there is one line in the log of all replicas together. */
class RunLinesIT {

    private static final String SALES = BacklogFixture.SALES;

    private final BacklogFixture fixture = new BacklogFixture(Quota.DOCUMENTED);
    private final RunCounts counts = new RunCounts(fixture.client);

    @Test
    void aRunIsToldOnceAMinuteAfterItsEndByOneOfManyReplicas() throws Exception {
        RunLines first = lines();
        first.tell();
        Instant hour = fixture.clock.instant();
        counts.read(SALES, hour, 500, 0, Map.of("nothing-mapped", 20));
        counts.folded(SALES, hour, 380, 20, 75, 0);
        counts.settled(SALES, hour, 360, 5, 0, 370);
        try (LogCapture log = new LogCapture(RunLines.class.getName(), Level.INFO)) {
            fixture.clock.advance(Duration.ofMinutes(60));
            first.tell();
            assertThat(log.lines())
                    .as("the hour is over for less than a minute")
                    .isEmpty();

            fixture.clock.advance(Duration.ofMinutes(1));
            atOnce(8);
            assertThat(log.lines())
                    .containsExactly(
                            "INFO emea-sales: run of 2026-11-23 10:00 UTC: 500 received, 380 activated, 20 excluded,"
                                    + " 5 failed, 360 delivered in 370 requests, 0 pending, activation rate 95.0 %");

            fixture.clock.advance(Duration.ofHours(3));
            atOnce(2);
            assertThat(log.lines()).as("hours with nothing in them are no runs").hasSize(1);
        }
    }

    @Test
    void howMuchIsPendingAtTheEndOfAnHourIsKeptAlsoWhenNothingCame() {
        lines().tell();
        Instant hour = fixture.clock.instant();
        fixture.jdbc.update(
                "insert into prospect (destination, prospect_id, desired, pending_since, due_at) values (?, 1, '{}', now(), now())",
                SALES);
        fixture.clock.advance(Duration.ofMinutes(61));
        lines().tell();
        fixture.jdbc.update("update prospect set pending_since = null, due_at = null");
        fixture.clock.advance(Duration.ofMinutes(60));
        lines().tell();

        Runs runs = new Runs(fixture.client);
        Instant end = hour.plus(Duration.ofHours(2));
        assertThat(runs.pending(SALES, hour, end, Runs.Bucket.HOUR))
                .containsExactly(Map.entry(hour, 1L), Map.entry(hour.plus(Duration.ofHours(1)), 0L));
        assertThat(runs.between(SALES, hour, end, Runs.Bucket.HOUR))
                .singleElement()
                .satisfies(run -> {
                    assertThat(run.hour()).isEqualTo(hour);
                    assertThat(run.pending()).isEqualTo(1);
                    assertThat(run.received()).isZero();
                });
        assertThat(runs.pending(SALES, hour, end, Runs.Bucket.DAY))
                .as("at the end of the day")
                .containsValues(0L)
                .hasSize(1);
    }

    @Test
    void afterALongStopTheRunsOfTheLastDayAreTold() {
        lines().tell();
        for (int hour = 0; hour < 48; hour++) {
            counts.read(SALES, fixture.clock.instant(), 1, 0, Map.of());
            fixture.clock.advance(Duration.ofHours(1));
        }
        fixture.clock.advance(Duration.ofMinutes(2));
        try (LogCapture log = new LogCapture(RunLines.class.getName(), Level.INFO)) {
            lines().tell();
            assertThat(log.lines()).hasSize(24);
        }
    }

    private void atOnce(int replicas) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(replicas);
        try {
            List<Callable<Void>> calls = IntStream.range(0, replicas)
                    .<Callable<Void>>mapToObj(each -> () -> {
                        lines().tell();
                        return null;
                    })
                    .toList();
            for (Future<Void> call : threads.invokeAll(calls)) {
                call.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private RunLines lines() {
        return new RunLines(
                fixture.destinations,
                new Runs(fixture.client),
                new BacklogReader(fixture.destinations, fixture.client, fixture.clock),
                fixture.transactions,
                fixture.clock);
    }
}
