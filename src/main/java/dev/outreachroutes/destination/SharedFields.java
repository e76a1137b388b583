package dev.outreachroutes.destination;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds prospect attributes that two destinations of one account would both write, each undoing the other's work. */
final class SharedFields {

    private SharedFields() {}

    static void check(List<Destination> destinations, Mistakes mistakes) {
        Map<String, Map<String, String>> writers = new HashMap<>();
        for (Destination destination : destinations) {
            if (destination.account() == null) {
                continue;
            }
            Map<String, String> ofAccount =
                    writers.computeIfAbsent(destination.account().name(), account -> new HashMap<>());
            String path = "destinations." + destination.name();
            destination.attributes().keySet().stream()
                    .sorted()
                    .forEach(field ->
                            checkField(field, path + ".attributes." + field, destination, ofAccount, mistakes));
            destination.segments().values().stream()
                    .sorted(Comparator.comparingInt(Segment::mappingId))
                    .forEach(segment -> checkField(
                            segment.attribute(),
                            path + ".segments." + segment.id() + ".mapping-id",
                            destination,
                            ofAccount,
                            mistakes));
        }
    }

    private static void checkField(
            String field, String path, Destination destination, Map<String, String> writers, Mistakes mistakes) {
        String other = writers.putIfAbsent(field, destination.name());
        if (other != null && !other.equals(destination.name())) {
            mistakes.add(
                    path,
                    "the destination " + other + " writes " + field + " too, and " + other + " and "
                            + destination.name() + " share the account "
                            + destination.account().name(),
                    "Map " + field + " in one of the two only.");
        }
    }
}
