package dev.outreachroutes.convergence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Of every seed: a history can be had again, and says of every prospect what it is to have. */
class HistoryPropertyTest {

    @Property(tries = 50)
    void theSameSeedGivesTheSameRecords(@ForAll long seed) {
        assertThat(printed(History.of(seed, 1))).isEqualTo(printed(History.of(seed, 1)));
        assertThat(Schedule.of(seed, FaultKind.usual())).isEqualTo(Schedule.of(seed, FaultKind.usual()));
    }

    @Property(tries = 50)
    void theOracleKnowsWhatEveryHistoryComesTo(@ForAll long seed) {
        List<FeedRecord> records = History.of(seed, 1).records();

        for (Landscape.Use use : Landscape.USES) {
            Oracle oracle = Oracle.of(use, records);
            assertThat(oracle.prospects()).isNotEmpty();
            assertThat(oracle.excluded()).containsKeys("no-outreach-id", "id-not-numeric", "nothing-mapped");
            assertThat(oracle.unreadable()).isPositive();
        }
    }

    private static List<String> printed(History history) {
        return history.records().stream()
                .map(record -> record.partition() + " " + record.timestamp() + " " + Arrays.toString(record.value())
                        + " " + record.said())
                .toList();
    }
}
