package dev.outreachroutes.destination.governance;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The data usage labels of XDM paths. A label on a path holds for the paths below it too, as Adobe's do for the fields of an object.
 *
 * @param byPath XDM path: its labels
 */
public record Labels(Map<String, Set<String>> byPath) {

    private static final String IDENTITIES = "identityMap";

    public Labels {
        byPath = Map.copyOf(byPath);
    }

    /** The labels of a path, each with the path that it is given to: this one or one above it. */
    public Map<String, String> of(String path) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (int end = path.indexOf('.'); ; end = path.indexOf('.', end + 1)) {
            String above = end < 0 ? path : path.substring(0, end);
            byPath.getOrDefault(above, Set.of()).forEach(label -> labels.putIfAbsent(label, above));
            if (end < 0) {
                return labels;
            }
        }
    }

    /** The labels of the identities of a namespace, whose letter case does not matter. */
    public Map<String, String> ofIdentities(String namespace) {
        String path = IDENTITIES + "." + namespace;
        Map<String, String> labels = new LinkedHashMap<>();
        byPath.forEach((labelled, given) -> {
            if (labelled.equals(IDENTITIES)
                    || labelled.toLowerCase(Locale.ROOT).equals(path.toLowerCase(Locale.ROOT))) {
                given.forEach(label -> labels.putIfAbsent(label, labelled));
            }
        });
        return labels;
    }
}
