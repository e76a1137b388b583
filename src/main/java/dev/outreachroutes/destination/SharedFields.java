package dev.outreachroutes.destination;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds prospect attributes that two destinations of one account would both write, each undoing the other's work. */
final class SharedFields {

    private SharedFields() {}

    /**
     * @param section the part {@code destinations} that they are of
     */
    static void check(List<Destination> destinations, Section section) {
        Map<String, Map<String, String>> writers = new HashMap<>();
        for (Destination destination : destinations) {
            if (destination.account() == null) {
                continue;
            }
            Map<String, String> ofAccount =
                    writers.computeIfAbsent(destination.account().name(), account -> new HashMap<>());
            Section own = section.section(destination.name());
            destination.attributes().keySet().stream()
                    .sorted()
                    .forEach(field -> checkField(field, own.section("attributes"), field, destination, ofAccount));
            destination.segments().values().stream()
                    .sorted(Comparator.comparingInt(Segment::mappingId))
                    .forEach(segment -> checkField(
                            segment.attribute(),
                            own.section("segments").section(segment.id()),
                            SegmentsForm.MAPPING_ID,
                            destination,
                            ofAccount));
        }
    }

    private static void checkField(
            String field, Section section, String key, Destination destination, Map<String, String> writers) {
        String other = writers.putIfAbsent(field, destination.name());
        if (other != null && !other.equals(destination.name())) {
            section.mistake(
                    key,
                    "the destination " + other + " writes " + field + " too, and " + other + " and "
                            + destination.name() + " share the account "
                            + destination.account().name(),
                    "Map " + field + " in one of the two only.");
        }
    }
}
