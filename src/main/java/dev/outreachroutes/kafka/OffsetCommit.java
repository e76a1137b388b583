package dev.outreachroutes.kafka;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the offsets of what a route was handed, a record or a batch of them, when everything between its first step and its last
 * is done, and not otherwise. The consumer has to allow that: {@code autoCommitEnable} false, {@code allowManualCommit} true.
 */
public final class OffsetCommit {

    private static final Logger LOG = LoggerFactory.getLogger(OffsetCommit.class);
    private static final String RECORDS = "recordsToCommit";

    /** Exchange property of what is a part of another exchange, whose commit is that of its parts too. */
    private static final String COMMITTED_WITH_BATCH = "offsetsCommittedWithBatch";

    /** By Kafka client and partition, what was begun first and is not committed. */
    private final Map<Object, Map<TopicPartition, Begun>> begun = Collections.synchronizedMap(new WeakHashMap<>());

    private record Records(String exchange, List<Message> messages) {}

    /** @param told whether it was said that nothing behind it is committed */
    private record Begun(String exchange, long offset, AtomicBoolean told) {}

    /**
     * Remembers the records whose offsets are to be committed.
     *
     * @param exchange its body is the list of exchanges that the Kafka component makes of a batch, or one record's value
     */
    public void begin(Exchange exchange) {
        if (exchange.getProperty(RECORDS) != null || exchange.getProperty(COMMITTED_WITH_BATCH) != null) {
            return;
        }
        List<Message> messages = exchange.getMessage().getBody() instanceof List<?> batch
                ? batch.stream().map(each -> ((Exchange) each).getMessage()).toList()
                : List.of(exchange.getMessage().copy());
        Records records = new Records(exchange.getExchangeId(), messages);
        exchange.setProperty(RECORDS, records);
        Map<TopicPartition, Begun> first = ofClient(messages.get(0));
        for (Message record : messages) {
            Begun now = new Begun(records.exchange(), offset(record), new AtomicBoolean());
            // What comes again takes the place of what was given up.
            first.merge(partition(record), now, (before, again) -> again.offset() <= before.offset() ? again : before);
        }
    }

    /**
     * Commits the offset behind the last record of every partition. A refused commit is no failure: the records come again, and
     * what was done with them is not undone by doing it once more. One that the broker does not answer is: nothing would come
     * again, so the offsets would stay behind for as long as the topic is quiet. Nor would it when the user may not.
     *
     * <p>Of a partition nothing is committed when earlier records of it ended without it and have not come again: a route that is
     * stopped while it waits gives them up but may still be handed the next ones, whose offsets would pass over the first.
     *
     * @throws TimeoutException when the broker does not answer; the step is to be tried again, as when the user is refused
     * @throws IllegalStateException when {@link #begin} was no step of the route
     */
    public void commit(Exchange exchange) {
        if (exchange.getProperty(COMMITTED_WITH_BATCH) != null) {
            return;
        }
        Records records = exchange.getProperty(RECORDS, Records.class);
        if (records == null) {
            throw new IllegalStateException("offsets.begin is to be a step of this route, before offsets.commit");
        }
        Map<TopicPartition, Message> last = new HashMap<>();
        records.messages()
                .forEach(record -> last.merge(
                        partition(record), record, (one, other) -> offset(one) > offset(other) ? one : other));
        Map<TopicPartition, Begun> first = ofClient(records.messages().get(0));
        last.forEach((partition, record) -> {
            if (isFirst(records, first.get(partition), partition)) {
                commit(partition, record);
                first.remove(partition);
            }
        });
    }

    private boolean isFirst(Records records, Begun first, TopicPartition partition) {
        if (first != null && !first.exchange().equals(records.exchange())) {
            if (first.told().compareAndSet(false, true)) {
                LOG.warn(
                        "{}: the record at offset {} is not done, so no offset behind it is committed; all of them come again",
                        partition,
                        first.offset());
            }
            return false;
        }
        return true;
    }

    private static void commit(TopicPartition partition, Message record) {
        try {
            record.getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class)
                    .commit();
        } catch (TimeoutException | AuthorizationException | AuthenticationException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.info(
                    "{}: the offset is not committed ({}); its records come again",
                    partition,
                    e.getClass().getSimpleName());
        }
    }

    private static long offset(Message record) {
        return record.getHeader(KafkaConstants.OFFSET, Long.class);
    }

    private static TopicPartition partition(Message record) {
        return new TopicPartition(
                record.getHeader(KafkaConstants.TOPIC, String.class),
                record.getHeader(KafkaConstants.PARTITION, Integer.class));
    }

    /** A consumer that starts again, starts with a new one. */
    private Map<TopicPartition, Begun> ofClient(Message record) {
        Object client = record.getHeader(KafkaConstants.MANUAL_COMMIT, DefaultKafkaManualCommit.class)
                .getCamelExchangePayload()
                .consumer;
        return begun.computeIfAbsent(client, any -> new ConcurrentHashMap<>());
    }
}
