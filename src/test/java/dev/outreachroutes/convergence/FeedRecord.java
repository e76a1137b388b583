package dev.outreachroutes.convergence;

import java.util.List;

/**
 * A record for the topic of events.
 *
 * @param timestamp in milliseconds since 1970
 * @param value null is a tombstone
 * @param said what the value means, in its order
 */
record FeedRecord(int partition, long timestamp, byte[] value, List<Said> said) {

    FeedRecord {
        said = List.copyOf(said);
    }
}
