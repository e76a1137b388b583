package dev.outreachroutes.broker;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * A consumer that takes a refusal by the brokers for something that passes. Camel ends the thread of a consumer that is not let
 * in, for good, and nobody would read the topic when the brokers know the user again. This one says so and asks again after a
 * while; meanwhile a poll brings no records, and nothing is skipped. It can be told to give its place to another.
 */
final class PatientConsumer extends KafkaConsumer<Object, Object> {

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

    /** Without a partition of its own, a consumer that is not refused for so long has been let in. */
    private static final Duration LET_IN = Duration.ofSeconds(30);

    private static final Duration WITHOUT_PARTITION = Duration.ofSeconds(15);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(3);

    /** Closing only says goodbye: what has to be committed was committed before. */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final String group;
    private final BrokerTrouble trouble;
    private final long begunNanos = System.nanoTime();
    private volatile boolean givenUp;
    private boolean looked;
    private Consumer<PatientConsumer> closed;
    private boolean refused;
    private long refusedNanos;

    /**
     * @param closed is run, once, when the consumer is closed
     */
    PatientConsumer(Properties properties, BrokerTrouble trouble, Consumer<PatientConsumer> closed) {
        super(properties);
        this.group = properties.getProperty(ConsumerConfig.GROUP_ID_CONFIG);
        this.trouble = trouble;
        this.closed = closed;
    }

    @Override
    public ConsumerRecords<Object, Object> poll(Duration timeout) {
        if (refused && System.nanoTime() - refusedNanos < BETWEEN_TRIES.toNanos()) {
            sleep(timeout);
            return ConsumerRecords.empty();
        }
        if (givenUp) {
            throw anotherTakesItsPlace(null);
        }
        try {
            ConsumerRecords<Object, Object> records = super.poll(timeout);
            boolean quiet = System.nanoTime() - refusedNanos > LET_IN.toNanos();
            if (refused && (quiet || !assignment().isEmpty())) {
                refused = false;
                trouble.over(this);
            }
            lookForTopics();
            return records;
        } catch (AuthenticationException | AuthorizationException e) {
            refused = true;
            refusedNanos = System.nanoTime();
            trouble.met(this, BrokerProblem.of(e));
            return ConsumerRecords.empty();
        } catch (WakeupException e) {
            throw givenUp ? anotherTakesItsPlace(e) : e;
        }
    }

    /** Camel's routes connect again after it, with another consumer. */
    private static KafkaException anotherTakesItsPlace(WakeupException cause) {
        return new KafkaException("This consumer is given up; another takes its place", cause);
    }

    boolean isOf(String otherGroup) {
        return otherGroup.equals(group);
    }

    /**
     * Makes whoever uses this consumer take another, for any thread to call. What it has read and not committed comes again.
     */
    void giveUp() {
        givenUp = true;
        wakeup();
    }

    /**
     * @throws CommitFailedException when this consumer is given up, as if its partitions were another's already
     */
    @Override
    public void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets, Duration atMost) {
        if (givenUp) {
            throw new CommitFailedException("This consumer is given up");
        }
        super.commitSync(offsets, atMost);
    }

    /** Once, when nothing is assigned for a while: Kafka's client only waits for a topic that is not there. */
    private void lookForTopics() {
        if (looked || System.nanoTime() - begunNanos < WITHOUT_PARTITION.toNanos()) {
            return;
        }
        looked = true;
        if (assignment().isEmpty()) {
            subscription().stream().filter(this::isMissing).forEach(trouble::missing);
        }
    }

    private boolean isMissing(String topic) {
        try {
            return partitionsFor(topic, LONGEST_LOOK).isEmpty();
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** Camel asks for it when a route is resumed; from anything but a refusal it recovers by itself. */
    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        try {
            return super.committed(partitions);
        } catch (AuthenticationException | AuthorizationException e) {
            throw new KafkaException("The offsets are not known now", e);
        }
    }

    @Override
    public void close() {
        trouble.forget(this);
        try {
            super.close(givenUp ? Duration.ZERO : LONGEST_CLOSE);
        } finally {
            closed.accept(this);
            closed = again -> {};
        }
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
