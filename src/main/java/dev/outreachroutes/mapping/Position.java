package dev.outreachroutes.mapping;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where the record that asks for a value stands in its topic. It decides between equal clocks: a consumer that stood still and was
 * replaced may fold its last batch when the records behind it are folded already.
 *
 * @param partition the record's partition; between partitions there is no order
 * @param offset the record's offset in it
 * @param written in milliseconds, when the record was written, or when one before it was, whichever is later. A topic that is created
 *     anew counts its offsets from 0 again, but its records are written later
 */
public record Position(int partition, long offset, Instant written) {

    public Position {
        written = written.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The record's short name in its topic, such as {@code 2-418}: partition and offset. */
    public String name() {
        return partition + "-" + offset;
    }

    boolean isBefore(Position other) {
        return partition == other.partition && offset < other.offset && !written.isAfter(other.written);
    }

    /** The senders' clocks may differ, so of two records in a partition the later one may be dated before the other. */
    Position after(Position other) {
        return partition == other.partition && written.isBefore(other.written)
                ? new Position(partition, offset, other.written)
                : this;
    }
}
