package dev.outreachroutes.backlog;

import java.util.Set;

/**
 * How urgent what is pending of a prospect is, as column {@code priority} has it: the smaller number goes first, unless the larger one has
 * waited {@link BacklogSettings#priorityAge()} longer for each step between them.
 */
final class Urgency {

    /** The prospect has left a segment, or it is about one of high priority. */
    static final int FIRST = 0;

    static final int NORMAL = 1;

    /** No event has asked for it: a resync found it, or the configuration changed. */
    static final int LAST = 2;

    /** All of them, as a parameter of statements: with it the index is read by its order. */
    static final Integer[] ALL = {FIRST, NORMAL, LAST};

    private Urgency() {}

    static int of(ProspectState state, Set<String> blocked) {
        return state.isUrgent(blocked) ? FIRST : NORMAL;
    }
}
