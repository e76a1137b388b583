package dev.outreachroutes.destination;

/** Whether a segment's statuses go before others. */
public enum Priority {
    /** An exit goes before an entry. The default. */
    NORMAL,
    /** They go first, together with the exits of other segments. */
    HIGH
}
