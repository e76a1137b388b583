package dev.outreachroutes.resync;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is to be compared with what Outreach holds.
 *
 * @param destination its name
 * @param mode what is done about what differs
 * @param attributes prospect attributes, such as the {@code custom4} of a segment; empty for all that are mapped
 * @param prospects numbers of prospects in Outreach; empty for all of the destination
 */
public record ResyncRequest(String destination, Mode mode, Set<String> attributes, List<Long> prospects) {

    /** The most prospects that one request names. */
    public static final int MOST_PROSPECTS = 100_000;

    /** What is done about what differs. */
    public enum Mode {
        /** It is counted and listed. Nothing is changed. */
        COMPARE,
        /** It is made pending, and so sent, besides. */
        HEAL;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @throws IllegalArgumentException when there are too many prospects, or a number that is none
     */
    public ResyncRequest {
        attributes = Set.copyOf(attributes);
        prospects = List.copyOf(new TreeSet<>(prospects));
        if (prospects.size() > MOST_PROSPECTS) {
            throw new IllegalArgumentException("At most " + MOST_PROSPECTS + " prospects are compared by one request");
        }
        if (!prospects.isEmpty() && prospects.get(0) < 1) {
            throw new IllegalArgumentException("A prospect's number is 1 or more");
        }
    }

    /** All of a destination. */
    public static ResyncRequest of(String destination, Mode mode) {
        return new ResyncRequest(destination, mode, Set.of(), List.of());
    }
}
