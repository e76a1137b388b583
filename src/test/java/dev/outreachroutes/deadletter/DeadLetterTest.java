package dev.outreachroutes.deadletter;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.outreach.ProspectUpdate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeadLetterTest {

    private static final ProspectUpdate UPDATE = ProspectUpdate.of(7, Map.of());

    @Test
    void aReasonThatNobodySearchesForIsNone() {
        assertThatThrownBy(() -> DeadLetter.ofChange("emea-sales", "no reason", "detail", 422, null, UPDATE))
                .hasMessageContaining("not no reason of emea-sales");
    }

    @Test
    void aLetterOfNoDestinationCouldNotBeReplayed() {
        assertThatThrownBy(() -> DeadLetter.ofChange(null, "rejected", "detail", 422, null, UPDATE))
                .hasMessageContaining("is of a destination");
    }

    @Test
    void aLetterIsAboutARecordOrAProspect() {
        assertThatThrownBy(() -> DeadLetter.ofFailure("emea-sales", "detail", null, new byte[0]))
                .hasMessageContaining("about a record or about a prospect");
    }

    @Test
    void aSpanThatEndsBeforeItBeginsIsToldAndNotSearched() {
        Instant end = Instant.parse("2026-11-23T10:00:00Z");
        assertThatThrownBy(() -> new DeadLetterFilter(List.of(), null, null, null, end.plusSeconds(1), end, null, null))
                .hasMessage("The span of time ends before it begins");
    }

    @Test
    void theAuditTakesNoEntryOfNobody() {
        assertThatThrownBy(() -> new Audit.Entry(" ", "discard", "", "dead letter 7", ""))
                .hasMessageContaining("names who did what");
    }
}
