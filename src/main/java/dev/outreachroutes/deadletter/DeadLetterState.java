package dev.outreachroutes.deadletter;

import java.util.Locale;

/** What has become of a dead letter. */
public enum DeadLetterState {
    /** Nothing yet: somebody has to look at it. */
    OPEN,
    /** A person had it done again: the record was read, or the change given back to the backlog. */
    REPLAYED,
    /** A person gave it up. */
    DISCARDED,
    /** What is desired of the prospect has reached Outreach since. */
    DELIVERED,
    /** The same attribute was refused again: a newer dead letter says why. */
    SUPERSEDED,
    /** Nobody settled it in the time that open ones are kept. */
    EXPIRED;

    /** As in the database, in addresses and on the topic. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @throws IllegalArgumentException when there is none of this label
     */
    public static DeadLetterState of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
