package dev.outreachroutes.monitor;

import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.deadletter.DeadLetterDecisions;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.quota.Pauses;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Every destination as operators see and switch it. */
public final class ManagedDestinations {

    private final Destinations destinations;
    private final Map<String, ManagedDestination> byName = new TreeMap<>();

    ManagedDestinations(
            Destinations destinations,
            LatestOverview latest,
            Pauses pauses,
            Audit audit,
            DeadLetterDecisions decisions,
            ProspectExplanation explanation,
            MeterRegistry meters) {
        this.destinations = destinations;
        destinations.destinations().stream()
                .map(Destination::name)
                .forEach(name -> byName.put(
                        name,
                        new ManagedDestination(
                                name,
                                destinations,
                                latest,
                                new DestinationCounts(meters, name),
                                pauses,
                                audit,
                                decisions,
                                explanation)));
    }

    /** All, by name. */
    public List<ManagedDestination> all() {
        return List.copyOf(byName.values());
    }

    /** Those that use the account, by name. */
    public List<ManagedDestination> of(Account account) {
        return destinations.of(account).stream()
                .map(Destination::name)
                .sorted()
                .map(byName::get)
                .toList();
    }
}
