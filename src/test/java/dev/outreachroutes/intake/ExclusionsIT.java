package dev.outreachroutes.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.MovableClock;
import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.deadletter.DeadLetter;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

class ExclusionsIT {

    private static final String SALES = "emea-sales";

    private final MovableClock clock = MovableClock.fixed();
    private final JdbcTemplate jdbc = new JdbcTemplate(TestDatabase.migrated());
    private final Exclusions exclusions = new Exclusions(JdbcClient.create(jdbc), clock);

    @Test
    void theLastEventOfABatchAndOfAllBatchesIsKept() {
        IntakeBatch batch = new IntakeBatch(null);
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
        IntakeBatch batch = new IntakeBatch(null);
        batch.add(excluded(17, 4, "2026-03-01T00:00:04Z"));
        batch.add(excluded(1_000_017, 5, "2026-03-01T00:00:01Z"));
        exclusions.note(batch, SALES);
        assertThat(exclusions.at(SALES, 17).orElseThrow().prospectId()).isEqualTo(1_000_017);

        note(excluded(17, 4, null));
        assertThat(exclusions.at(SALES, 17).orElseThrow().prospectId()).isEqualTo(17);
        assertThat(jdbc.queryForObject("select count(*) from exclusion", Long.class))
                .isEqualTo(1);
    }

    private void note(IntakeBatch.Excluded event) {
        IntakeBatch batch = new IntakeBatch(null);
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
