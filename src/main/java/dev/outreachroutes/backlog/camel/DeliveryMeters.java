package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.backlog.Claim;
import dev.outreachroutes.backlog.Settlement;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.mapping.Position;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Counts how a destination's deliveries end, and how long changes, and the events behind them, had waited. */
final class DeliveryMeters {

    /** The upper bounds of the histogram: from what a person calls at once to a day. */
    private static final Duration[] BOUNDS = Stream.of(
                    "PT0.5S", "PT1S", "PT2S", "PT5S", "PT10S", "PT30S", "PT1M", "PT2M", "PT5M", "PT10M", "PT30M",
                    "PT1H", "PT2H", "PT6H", "PT24H")
            .map(Duration::parse)
            .toArray(Duration[]::new);

    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private final Timer delay;
    private final Timer latency;
    private final SegmentMeters segments;
    private final Counter withheld;

    /** @param target the destination as it is configured now */
    DeliveryMeters(MeterRegistry meters, String destination, Supplier<Destination> target) {
        segments = new SegmentMeters(meters, target);
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(
                    outcome,
                    Counter.builder("outreach.deliveries")
                            .description("Claims settled, by how they ended")
                            .tag("destination", destination)
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        withheld = Counter.builder("outreach.withheld")
                .description("Attributes that a step of the route took out of requests")
                .tag("destination", destination)
                .register(meters);
        delay = Timer.builder("outreach.delivery.delay")
                .description("From the oldest change that waited to Outreach's acknowledgement")
                .tag("destination", destination)
                .register(meters);
        latency = Timer.builder("outreach.event.latency")
                .description(
                        "From when an event was written into its topic to Outreach's acknowledgement of what it asks for")
                .tag("destination", destination)
                .serviceLevelObjectives(BOUNDS)
                .register(meters);
    }

    void settled(Settlement settlement) {
        outcomes.get(settlement.outcome()).increment();
        withheld.increment(settlement.attributes().withheld().size());
        if (settlement.outcome() == Outcome.ACKNOWLEDGED) {
            Duration waited = Duration.between(settlement.claim().pendingSince(), settlement.at());
            delay.record(waited.isNegative() ? Duration.ZERO : waited);
        }
        acknowledged(settlement);
    }

    /** Each event counts once for each request that brings something of it, unless the request had another reason than events. */
    private void acknowledged(Settlement settlement) {
        Claim claim = settlement.claim();
        Set<Position> events = new HashSet<>();
        claim.asked().forEach((attribute, value) -> {
            if (settlement.attributes().acknowledged().contains(attribute)) {
                segments.confirmed(attribute, value);
                if (claim.byEvents() && value.position() != null) {
                    events.add(value.position());
                }
            }
        });
        for (Position event : events) {
            Duration since = Duration.between(event.written(), settlement.at());
            latency.record(since.isNegative() ? Duration.ZERO : since);
        }
    }
}
