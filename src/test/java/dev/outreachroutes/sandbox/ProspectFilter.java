package dev.outreachroutes.sandbox;

import java.util.Arrays;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;

/** Finds prospects by the filters {@code id} and {@code emails}; knows no other. */
final class ProspectFilter {

    private static final int LONGEST_RANGE = 100_000;

    private final ProspectStore store;

    ProspectFilter(ProspectStore store) {
        this.store = store;
    }

    /** The ids that a filter leaves, each filter with commas between its values, or null; null when there is neither. */
    NavigableSet<Long> found(String ids, String emails) {
        NavigableSet<Long> found = new TreeSet<>();
        if (ids != null) {
            Arrays.stream(ids.split(",")).forEach(part -> collect(part, found));
            return found;
        }
        if (emails != null) {
            Arrays.stream(emails.split(","))
                    .map(store::withEmail)
                    .filter(Objects::nonNull)
                    .forEach(found::add);
            return found;
        }
        return null;
    }

    private void collect(String part, NavigableSet<Long> found) {
        try {
            int dots = part.indexOf("..");
            long first = Long.parseLong(dots < 0 ? part : part.substring(0, dots));
            long last = dots < 0 ? first : Long.parseLong(part.substring(dots + 2));
            if (last - first > LONGEST_RANGE) {
                throw Refusal.badRequest("The range of filter[id] is too long for the sandbox.");
            }
            for (long id = first; id <= last; id++) {
                if (store.exists(id)) {
                    found.add(id);
                }
            }
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("filter[id] takes numbers, not '" + part + "'.");
        }
    }
}
