package dev.outreachroutes.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.backlog.MemberCounts.Members;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.destination.Segment;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** The members of segments are counted in the background by one of the replicas, seldom, and read from what was counted. */
class MemberCountsIT {

    private static final String SALES = BacklogFixture.SALES;

    private final BacklogFixture fixture = new BacklogFixture(Quota.DOCUMENTED);

    @Test
    void whatWasCountedIsKeptUntilItIsTimeToCountAgain() {
        fixture.configure(fixture.account, Map.of("hot", new Segment("hot", "Hot", 4)));
        MemberCounts counts = counts(() -> 0);
        assertThat(counts.last(SALES)).as("nothing was counted yet").isEmpty();
        Instant first = fixture.clock.instant();
        realized(1, true);
        realized(2, false);
        counts.count();
        assertThat(counts.last(SALES).orElseThrow())
                .isEqualTo(new MemberCounts.Counted(first, List.of(new Members("custom4", "realized", 2, 1))));

        realized(3, true);
        fixture.clock.advance(Duration.ofSeconds(59));
        counts.count();
        counts(() -> 0).count();
        assertThat(counts.last(SALES).orElseThrow().at()).isEqualTo(first);
        fixture.clock.advance(Duration.ofSeconds(1));
        counts.count();
        assertThat(counts.last(SALES).orElseThrow().members())
                .containsExactly(new Members("custom4", "realized", 3, 2));
    }

    @Test
    void whatTakesLongIsCountedSeldom() {
        AtomicLong nanos = new AtomicLong();
        MemberCounts counts = counts(() -> nanos.getAndAdd(6_000_000_000L));
        Instant first = fixture.clock.instant();
        counts.count();
        fixture.clock.advance(Duration.ofMinutes(4));
        counts.count();
        assertThat(counts.last(SALES).orElseThrow().at()).isEqualTo(first);
        fixture.clock.advance(Duration.ofMinutes(1));
        counts.count();
        assertThat(counts.last(SALES).orElseThrow().at()).isAfter(first);
    }

    private MemberCounts counts(LongSupplier nanoTime) {
        return new MemberCounts(
                fixture.destinations,
                fixture.jdbc.getDataSource(),
                fixture.transactions,
                Duration.ofMinutes(1),
                fixture.clock,
                nanoTime);
    }

    private void realized(long prospect, boolean confirmed) {
        fixture.jdbc.update(
                """
                insert into prospect (destination, prospect_id, desired, acknowledged)
                values (?, ?, '{"custom4": ["realized", 1764000000000000]}', ?::jsonb)
                """,
                SALES,
                prospect,
                confirmed ? "{\"custom4\": \"realized\"}" : "{}");
    }
}
