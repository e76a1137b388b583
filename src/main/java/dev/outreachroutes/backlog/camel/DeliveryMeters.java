package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.backlog.Settlement;
import dev.outreachroutes.backlog.Settlement.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts how a destination's deliveries end, and how long the changes had waited. */
final class DeliveryMeters {

    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private final Timer delay;
    private final Counter withheld;

    DeliveryMeters(MeterRegistry meters, String destination) {
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
    }

    void settled(Settlement settlement) {
        outcomes.get(settlement.outcome()).increment();
        withheld.increment(settlement.attributes().withheld().size());
        if (settlement.outcome() == Outcome.ACKNOWLEDGED) {
            Duration waited = Duration.between(settlement.claim().pendingSince(), settlement.at());
            delay.record(waited.isNegative() ? Duration.ZERO : waited);
        }
    }
}
