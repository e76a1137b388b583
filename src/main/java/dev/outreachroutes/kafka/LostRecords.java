package dev.outreachroutes.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which records Kafka removed before a group had read them, because its retention was shorter than the group was away or
 * slow; and tells the consumer where to go on. Needs {@code autoOffsetReset} of {@code none}: with {@code earliest}, Kafka's
 * client goes on at the first record that is left without a word.
 *
 * <p>Nothing is lost where a group has an offset beyond the end, because the topic was made anew.
 */
public final class LostRecords {

    private static final Logger LOG = LoggerFactory.getLogger(LostRecords.class);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

    private final MeterRegistry meters;
    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    LostRecords(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Has the group's count begin at 0. */
    void watch(String group) {
        count(group, 0);
    }

    /** Commits where the group is to read on: at the first record that is left. */
    void tell(Consumer<?, ?> consumer, OffsetOutOfRangeException outOfRange, String group) {
        Map<TopicPartition, Long> positions = new HashMap<>(outOfRange.offsetOutOfRangePartitions());
        Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
        if (outOfRange instanceof LogTruncationException truncated) {
            // A leader that had not got everything yet has taken over. What is new begins at these offsets.
            next.putAll(truncated.divergentOffsets());
            positions.keySet().removeAll(next.keySet());
        }
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(positions.keySet(), LONGEST_LOOK);
        beginnings.forEach((partition, beginning) -> next.put(partition, new OffsetAndMetadata(beginning)));
        consumer.commitSync(next, LONGEST_LOOK);
        beginnings.forEach((partition, beginning) -> tell(partition, positions.get(partition), beginning, group));
    }

    private void tell(TopicPartition partition, long position, long beginning, String group) {
        if (beginning <= position) {
            return;
        }
        count(group, beginning - position);
        LOG.warn(
                "{}: Kafka has removed the records at {} offsets, {} to {}, before {} had read them. The topic keeps"
                        + " records for a shorter time than they were not read",
                partition,
                beginning - position,
                position,
                beginning - 1,
                group);
    }

    private void count(String group, long records) {
        meters.counter("outreach.records.lost", "group", group).increment(records);
        counts.merge(group, records, Long::sum);
    }

    /** How many records groups have lost, by group, as this process has met it since it was started. */
    public Map<String, Long> counts() {
        return Map.copyOf(counts);
    }
}
