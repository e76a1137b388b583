package dev.outreachroutes.backlog.camel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.backlog.Claim;
import dev.outreachroutes.backlog.Settlement;
import dev.outreachroutes.backlog.Settlement.Attributes;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.Position;
import dev.outreachroutes.outreach.Narrowing;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long events take to Outreach, and what it confirmed of segments. */
class DeliveryMetersTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DeliveryMeters counted = new DeliveryMeters(meters, "emea-sales", DeliveryMetersTest::destination);

    private static Destination destination() {
        return new Destination(
                "emea-sales",
                "",
                new Account("emea-ops", Quota.DOCUMENTED, 100),
                "oid",
                Map.of(),
                Map.of("hot", new Segment("hot", "Hot accounts", 4), "trial", new Segment("trial", "Trial", 5)),
                Destination.NullValues.IGNORE);
    }

    @Test
    void eachEventOfARequestCountsOnceFromWhenItWasWritten() {
        DatedValue first = value("realized", 418, Duration.ofMinutes(3));
        DatedValue second = value("Ada", 500, Duration.ofSeconds(4));
        settle(
                Map.of("custom4", first, "custom5", first, "firstName", second),
                true,
                Set.of("custom4", "custom5", "firstName"));

        assertThat(latency().count()).isEqualTo(2);
        assertThat(latency().totalTime(TimeUnit.SECONDS)).isEqualTo(184);
    }

    @Test
    void whatWasNotAcknowledgedDoesNotCount() {
        settle(Map.of("custom4", value("realized", 418, Duration.ofMinutes(3))), true, Set.of());

        assertThat(latency().count()).isZero();
        assertThat(confirmed("hot", "realized")).isZero();
    }

    @Test
    void whatAResyncSendsAgainSaysNothingOfTheTimeOfItsEvent() {
        settle(Map.of("custom4", value("realized", 418, Duration.ofDays(40))), false, Set.of("custom4"));

        assertThat(latency().count()).isZero();
        assertThat(confirmed("hot", "realized")).isEqualTo(1);
    }

    @Test
    void statusesAreCountedForTheSegmentOfTheirField() {
        settle(
                Map.of("custom5", value("exited", 418, Duration.ZERO), "custom9", value("exited", 418, Duration.ZERO)),
                true,
                Set.of("custom5", "custom9"));

        assertThat(confirmed("trial", "exited")).isEqualTo(1);
        assertThat(confirmed("trial", "realized")).isZero();
        assertThat(meters.find("outreach.segment.confirmed").counters()).hasSize(4);
    }

    @Test
    void anEventFromTheFutureTookNoTime() {
        settle(Map.of("custom4", value("realized", 418, Duration.ofHours(-1))), true, Set.of("custom4"));

        assertThat(latency().count()).isEqualTo(1);
        assertThat(latency().totalTime(TimeUnit.SECONDS)).isZero();
    }

    private Timer latency() {
        return meters.get("outreach.event.latency")
                .tag("destination", "emea-sales")
                .timer();
    }

    private double confirmed(String segment, String status) {
        return meters.get("outreach.segment.confirmed")
                .tags("segment", segment, "status", status)
                .counter()
                .count();
    }

    private static DatedValue value(String text, long offset, Duration ago) {
        Instant written = NOW.minus(ago);
        return new DatedValue(TextNode.valueOf(text), written, new Position(2, offset, written));
    }

    private void settle(Map<String, DatedValue> asked, boolean byEvents, Set<String> acknowledged) {
        Map<String, JsonNode> attributes = new HashMap<>();
        asked.forEach((name, dated) -> attributes.put(name, dated.value()));
        Claim claim = new Claim(
                UUID.randomUUID(),
                "emea-sales",
                48000,
                attributes,
                attributes,
                Narrowing.NONE,
                Set.of(),
                0,
                NOW.minusSeconds(1),
                asked,
                byEvents,
                NOW.plusSeconds(60));
        counted.settled(new Settlement(
                claim,
                acknowledged.isEmpty() ? Outcome.RETRY : Outcome.ACKNOWLEDGED,
                Attributes.acknowledged(acknowledged),
                0,
                true,
                false,
                null,
                null,
                NOW,
                ""));
    }
}
