package dev.outreachroutes.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.MovableClock;
import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.backlog.run.Runs;
import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.mapping.Exclusion;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class ExclusionsIT {

    private static final String SALES = "emea-sales";

    private final MovableClock clock = MovableClock.fixed();
    private final JdbcTemplate jdbc = new JdbcTemplate(TestDatabase.migrated());
    private final Exclusions exclusions = new Exclusions(
            JdbcClient.create(jdbc), new TransactionTemplate(new JdbcTransactionManager(jdbc.getDataSource())), clock);

    @Test
    void theLastEventOfABatchAndOfAllBatchesIsKept() {
        IntakeBatch batch = batch();
        batch.add(excluded(17, 4, "2026-03-01T00:00:04Z"));
        batch.add(excluded(17, 5, "2026-03-01T00:00:05Z"));
        batch.add(excluded(18, 6, "2026-03-01T00:00:06Z"));
        exclusions.note(batch, SALES);
        assertThat(exclusions.at(SALES, 17).orElseThrow().offset()).isEqualTo(5);

        note(excluded(17, 9, "2026-03-01T00:00:09Z"));
        assertThat(exclusions.at(SALES, 17))
                .contains(new Exclusions.Noted(
                        17,
                        "nothing-mapped",
                        "segment-events",
                        2,
                        9,
                        Instant.parse("2026-03-01T00:00:09Z"),
                        clock.instant()));
    }

    @Test
    void aBatchThatComesAgainChangesNothing() {
        note(excluded(17, 9, "2026-03-01T00:00:09Z"));
        note(excluded(17, 4, "2026-03-01T00:00:04Z"));

        assertThat(exclusions.at(SALES, 17).orElseThrow().offset()).isEqualTo(9);
    }

    @Test
    void aPlaceIsTakenByWhicheverOfItsProspectsComesLast() {
        IntakeBatch batch = batch();
        batch.add(excluded(17, 4, "2026-03-01T00:00:04Z"));
        batch.add(excluded(1_000_017, 5, "2026-03-01T00:00:01Z"));
        exclusions.note(batch, SALES);
        assertThat(exclusions.at(SALES, 17).orElseThrow().prospectId()).isEqualTo(1_000_017);

        note(excluded(17, 4, null));
        assertThat(exclusions.at(SALES, 17).orElseThrow().prospectId()).isEqualTo(17);
        assertThat(jdbc.queryForObject("select count(*) from exclusion", Long.class))
                .isEqualTo(1);
    }

    @Test
    void ofEachReasonTheLastHundredAreKeptWithTheirPlaceAndWithoutAProspectIfNoneIsNamed() {
        for (int batch = 0; batch < 15; batch++) {
            IntakeBatch read = batch();
            for (int i = 0; i < 15; i++) {
                read.add(leftOut(Exclusion.Reason.NO_OUTREACH_ID, null, 15 * batch + i));
            }
            read.add(leftOut(Exclusion.Reason.TOO_LONG, 17L, 1000 + batch));
            exclusions.note(read, SALES);
        }

        assertThat(exclusions.last(SALES, "no-outreach-id", null, null, null, 1000))
                .hasSize(100)
                .extracting(Exclusions.ExcludedProfile::offset)
                .startsWith(224L, 223L)
                .contains(215L, 209L)
                .doesNotContain(214L, 210L)
                .endsWith(80L);
        assertThat(exclusions.last(SALES, null, null, null, null, 1000))
                .hasSize(115)
                .first()
                .satisfies(newest -> {
                    assertThat(newest.reason()).isEqualTo("too-long");
                    assertThat(newest.prospectId()).isEqualTo(17);
                    assertThat(newest.subject()).isEqualTo("firstName");
                    assertThat(newest.topic()).isEqualTo("segment-events");
                    assertThat(newest.partition()).isEqualTo(2);
                    assertThat(newest.offset()).isEqualTo(1014);
                    assertThat(newest.notedAt()).isEqualTo(clock.instant());
                });
        assertThat(exclusions.last("other", null, null, null, null, 1000)).isEmpty();
    }

    @Test
    void thoseThatWereReadInAnHourAreFound() {
        Instant hour = clock.instant();
        noteLeftOut(17L, 1);
        clock.advance(Duration.ofHours(1));
        noteLeftOut(18L, 2);

        assertThat(exclusions.last(SALES, "too-long", hour, hour.plusSeconds(3600), null, 10))
                .extracting(Exclusions.ExcludedProfile::prospectId)
                .containsExactly(17L);
        assertThat(exclusions.last(SALES, null, hour.plusSeconds(3600), null, null, 10))
                .extracting(Exclusions.ExcludedProfile::prospectId)
                .containsExactly(18L);
    }

    private void noteLeftOut(long prospect, long offset) {
        IntakeBatch batch = batch();
        batch.add(leftOut(Exclusion.Reason.TOO_LONG, prospect, offset));
        exclusions.note(batch, SALES);
    }

    @Test
    void aBatchIsCountedOnceThoughItIsNotedAgain() {
        BatchCounts counts = new BatchCounts();
        counts.event();
        counts.event();
        counts.excluded(new Exclusion(Exclusion.Reason.TOO_LONG, "firstName", "It is too long"));
        IntakeBatch batch = batch();
        batch.clear(counts);
        batch.add(leftOut(Exclusion.Reason.TOO_LONG, 17L, 4));
        exclusions.note(batch, SALES);
        exclusions.note(batch, SALES);

        assertThat(new Runs(JdbcClient.create(jdbc))
                        .between(SALES, clock.instant(), clock.instant().plusSeconds(1), Runs.Bucket.HOUR))
                .singleElement()
                .satisfies(run -> {
                    assertThat(run.received()).isEqualTo(2);
                    assertThat(run.excluded()).containsExactly(Map.entry("too-long", 1L));
                });
        assertThat(exclusions.last(SALES, "too-long", null, null, null, 10)).hasSize(1);
    }

    private static IntakeBatch batch() {
        IntakeBatch batch = new IntakeBatch(null);
        batch.clear(new BatchCounts());
        return batch;
    }

    private static IntakeBatch.LeftOut leftOut(Exclusion.Reason reason, Long prospect, long offset) {
        return new IntakeBatch.LeftOut(
                new Exclusion(reason, "firstName", "It is too long"),
                prospect,
                new DeadLetter.Source("segment-events", 2, offset, null, null));
    }

    private void note(IntakeBatch.Excluded event) {
        IntakeBatch batch = batch();
        batch.add(event);
        exclusions.note(batch, SALES);
    }

    private static IntakeBatch.Excluded excluded(long prospect, long offset, String time) {
        return new IntakeBatch.Excluded(
                prospect,
                "nothing-mapped",
                new DeadLetter.Source("segment-events", 2, offset, time == null ? null : Instant.parse(time), null));
    }
}
