package dev.outreachroutes.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which records Kafka removed before a group had read them: its retention was shorter than the group was away or slow. Kafka's own
 * {@code auto.offset.reset} would go on at the first record that is left without a word. So consumers have none, are told by an
 * exception, and go on from here as the setting says.
 *
 * <p>Nothing is lost where a group has no offset, because it is new, or one beyond the end, because the topic was made anew.
 */
final class LostRecords {

    private static final Logger LOG = LoggerFactory.getLogger(LostRecords.class);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

    private final MeterRegistry meters;

    LostRecords(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Where a consumer goes on that has no valid offset. */
    enum Reset {
        EARLIEST,
        LATEST,
        /** The consumer's route wants to see the exception. */
        NONE
    }

    /** Has a consumer with these properties tell us, and takes over what it was to do by itself. */
    Reset takeOver(Properties consumer) {
        Object asked = consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        String group = consumer.getProperty(ConsumerConfig.GROUP_ID_CONFIG);
        if (group != null) {
            count(group, 0);
        }
        return asked == null ? Reset.LATEST : Reset.valueOf(asked.toString().toUpperCase(Locale.ROOT));
    }

    /** Has the consumer read on where it can. */
    void goOn(Consumer<?, ?> consumer, OffsetOutOfRangeException outOfRange, Reset reset, String group) {
        Map<TopicPartition, Long> positions = new HashMap<>(outOfRange.offsetOutOfRangePartitions());
        if (outOfRange instanceof LogTruncationException truncated) {
            // A leader that had not got everything yet has taken over. What is new begins at these offsets.
            truncated.divergentOffsets().forEach(consumer::seek);
            positions.keySet().removeAll(truncated.divergentOffsets().keySet());
        }
        consumer.beginningOffsets(positions.keySet(), LONGEST_LOOK).forEach((partition, beginning) -> {
            long position = positions.get(partition);
            if (beginning > position) {
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
        });
        goOn(consumer, positions.keySet(), reset);
    }

    /** Has the consumer read partitions of which its group has no offset that is valid. */
    void goOn(Consumer<?, ?> consumer, Set<TopicPartition> partitions, Reset reset) {
        if (partitions.isEmpty()) {
            return;
        }
        if (reset == Reset.EARLIEST) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
        }
    }

    private void count(String group, long records) {
        meters.counter("outreach.records.lost", "group", group).increment(records);
    }
}
