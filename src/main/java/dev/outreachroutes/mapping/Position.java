package dev.outreachroutes.mapping;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where the record that asks for a value stands in its topic. It decides between equal clocks: a consumer that stood still and was
 * replaced may fold its last batch when the records behind it are folded already.
 *
 * @param partition the record's partition; between partitions there is no order
 * @param offset the record's offset in it
 * @param written in milliseconds, when the record was written; a topic that is created anew begins with the lowest offset, but later
 */
public record Position(int partition, long offset, Instant written) {

    public Position {
        written = written.truncatedTo(ChronoUnit.MILLIS);
    }

    boolean isBefore(Position other) {
        return partition == other.partition && offset < other.offset && !written.isAfter(other.written);
    }
}
