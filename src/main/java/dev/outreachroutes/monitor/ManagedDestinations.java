package dev.outreachroutes.monitor;

import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.deadletter.DeadLetterDecisions;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.monitor.prospect.Forgetting;
import dev.outreachroutes.monitor.prospect.ProspectExplanation;
import dev.outreachroutes.quota.Pauses;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Every destination as operators see and switch it. */
public final class ManagedDestinations {

    private final Destinations destinations;
    private final Function<String, ManagedDestination> make;
    private final Map<String, ManagedDestination> byName = new ConcurrentHashMap<>();

    ManagedDestinations(
            Destinations destinations,
            LatestOverview latest,
            Pauses pauses,
            Audit audit,
            DeadLetterDecisions decisions,
            ProspectExplanation explanation,
            Forgetting forgetting,
            ResyncSwitch resyncs,
            MeterRegistry meters) {
        this.destinations = destinations;
        this.make = name -> new ManagedDestination(
                name,
                destinations,
                latest,
                new DestinationCounts(meters, name),
                pauses,
                audit,
                decisions,
                explanation,
                forgetting,
                resyncs);
    }

    /** All there are now, by name. */
    public List<ManagedDestination> all() {
        return managed(destinations.destinations());
    }

    /** The one of that name, if it is configured. */
    public Optional<ManagedDestination> find(String name) {
        return destinations.find(name).flatMap(each -> managed(List.of(each)).stream()
                .findFirst());
    }

    /** Those that use the account, by name. */
    public List<ManagedDestination> of(Account account) {
        return managed(destinations.of(account));
    }

    private List<ManagedDestination> managed(List<Destination> some) {
        return some.stream()
                .map(Destination::name)
                .sorted()
                .map(name -> byName.computeIfAbsent(name, make))
                .toList();
    }
}
