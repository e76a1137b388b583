package dev.outreachroutes.alert.rule;

import dev.outreachroutes.backlog.BacklogState;
import dev.outreachroutes.backlog.run.Run;
import dev.outreachroutes.destination.AlertLimits;
import dev.outreachroutes.destination.Mode;
import dev.outreachroutes.kafka.GroupReading;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is known of a destination when it is looked at.
 *
 * @param name as it is configured
 * @param limits each of them, none is null
 * @param backlog how it stands
 * @param waits what delivery waits for, in words; empty when for nothing
 * @param lately what came, and was delivered, in the last one or two hours
 * @param newDeadLetters open ones that were kept in the last hour
 * @param lastReceived when something came the last time; empty when it never did
 * @param reading how far the topic is read; empty when Kafka does not tell
 * @param blocked attributes for which nothing is sent, and why; empty when that is not known now
 */
public record DestinationFacts(
        String name,
        AlertLimits limits,
        BacklogState backlog,
        String waits,
        Run lately,
        long newDeadLetters,
        Optional<Instant> lastReceived,
        Optional<GroupReading.Standing> reading,
        Optional<Map<String, String>> blocked) {

    public DestinationFacts {
        Objects.requireNonNull(backlog);
        Objects.requireNonNull(lately);
        // A dry run is on purpose, and nobody is to mend it.
        blocked = blocked.map(all -> all.entrySet().stream()
                .filter(each -> !each.getValue().equals(Mode.REASON))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue)));
    }
}
