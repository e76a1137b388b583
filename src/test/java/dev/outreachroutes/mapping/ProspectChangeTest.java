package dev.outreachroutes.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProspectChangeTest {

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    @Test
    void whatWasWrittenAfterATimeIsToldByTheRecordAndNotByTheClockOfAStatus() {
        DatedValue before = new DatedValue(TextNode.valueOf("x"), NOON.plusSeconds(60), at(NOON));
        DatedValue after = new DatedValue(TextNode.valueOf("x"), NOON.minusSeconds(60), at(NOON.plusMillis(1)));

        assertThat(before.isWrittenAfter(NOON)).isFalse();
        assertThat(after.isWrittenAfter(NOON)).isTrue();
    }

    @Test
    void ofWhatHasNoPositionTheClockTells() {
        assertThat(new DatedValue(TextNode.valueOf("x"), NOON).isWrittenAfter(NOON))
                .isFalse();
        assertThat(new DatedValue(TextNode.valueOf("x"), NOON.plusMillis(1)).isWrittenAfter(NOON))
                .isTrue();
    }

    @Test
    void ofAChangeOnlyWhatWasWrittenAfterwardsIsLeft() {
        DatedValue before = new DatedValue(TextNode.valueOf("x"), NOON);
        DatedValue after = new DatedValue(BooleanNode.FALSE, NOON.plusSeconds(1));

        assertThat(new ProspectChange(1, Map.of("custom4", before), Map.of("*", after), NOON).writtenAfter(NOON))
                .contains(new ProspectChange(1, Map.of(), Map.of("*", after), NOON));
        assertThat(new ProspectChange(1, Map.of("custom4", before)).writtenAfter(NOON))
                .isEmpty();
    }

    private static Position at(Instant written) {
        return new Position(0, 7, written);
    }
}
