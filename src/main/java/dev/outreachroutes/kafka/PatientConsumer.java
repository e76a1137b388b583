package dev.outreachroutes.kafka;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.springframework.core.NestedExceptionUtils;

/**
 * A consumer that takes a refusal by the brokers for something that passes. Camel ends the thread of a consumer that is not let
 * in, for good, and nobody would read the topic when the brokers know the user again. This one says so and asks again after a
 * while; meanwhile a poll brings no records, and nothing is skipped. A partition whose next record cannot be read stands still and
 * does not hold up the others. It can be told to give its place to another.
 */
final class PatientConsumer extends KafkaConsumer<Object, Object> {

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);

    /** Without a partition of its own, a consumer that is not refused for so long has been let in. */
    private static final Duration LET_IN = Duration.ofSeconds(30);

    private static final Duration WITHOUT_PARTITION = Duration.ofSeconds(15);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(3);

    /** Until records of a partition come that has some. */
    private static final Duration LONGEST_READ = Duration.ofSeconds(1);

    /** Closing only says goodbye: what has to be committed was committed before. */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    private final String group;
    private final BrokerTrouble trouble;
    private final LostRecords lost;
    private final LostRecords.Reset reset;
    private final long begunNanos = System.nanoTime();
    private volatile boolean givenUp;
    private boolean looked;
    private Consumer<PatientConsumer> closed;
    private boolean refused;
    private long refusedNanos;

    /** Of these the next record cannot be read here. */
    private final Set<TopicPartition> standing = new HashSet<>();

    /**
     * @param reset what {@code lost} took over when it saw the properties
     * @param closed is run, once, when the consumer is closed
     */
    PatientConsumer(
            Properties properties,
            BrokerTrouble trouble,
            LostRecords lost,
            LostRecords.Reset reset,
            Consumer<PatientConsumer> closed) {
        super(properties);
        this.group = properties.getProperty(ConsumerConfig.GROUP_ID_CONFIG);
        this.trouble = trouble;
        this.lost = lost;
        this.reset = reset;
        this.closed = closed;
    }

    @Override
    public ConsumerRecords<Object, Object> poll(Duration timeout) {
        try {
            return read(timeout);
        } catch (RuntimeException | Error e) {
            tellIfOutOfMemory(e);
            throw e;
        }
    }

    private ConsumerRecords<Object, Object> read(Duration timeout) {
        if (refused && System.nanoTime() - refusedNanos < BETWEEN_TRIES.toNanos()) {
            sleep(timeout);
            return ConsumerRecords.empty();
        }
        if (givenUp) {
            throw anotherTakesItsPlace(null);
        }
        try {
            passByWhatStands();
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
        } catch (OffsetOutOfRangeException e) {
            if (reset == LostRecords.Reset.NONE) {
                throw e;
            }
            lost.goOn(this, e, reset, group);
            return ConsumerRecords.empty();
        } catch (NoOffsetForPartitionException e) {
            if (reset == LostRecords.Reset.NONE) {
                throw e;
            }
            lost.goOn(this, e.partitions(), reset);
            return ConsumerRecords.empty();
        } catch (KafkaException | LinkageError e) {
            return stand(e);
        }
    }

    /** Camel runs this thread as a task, and keeps its errors for somebody who never asks. */
    private static void tellIfOutOfMemory(Throwable failure) {
        if (NestedExceptionUtils.getMostSpecificCause(failure) instanceof OutOfMemoryError) {
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, failure);
        }
    }

    /**
     * Leaves a partition standing whose next record cannot be read, so that the others go on.
     *
     * @throws KafkaException the failure, when it is not about the records of a partition
     */
    private ConsumerRecords<Object, Object> stand(Throwable failure) {
        TopicPartition partition = partition(failure);
        if (partition == null && failure instanceof LinkageError) {
            // Kafka's client does not reckon with such an error and does not say where it was met. What it had at hand
            // of other
            // partitions is gone and has to be read again.
            Set<TopicPartition> read = new HashSet<>(assignment());
            read.removeAll(paused());
            partition = unreadable(read);
            read.remove(partition);
            readAgain(read);
        }
        if (partition == null) {
            throw failure instanceof KafkaException known ? known : new KafkaException(failure);
        }
        standing.add(partition);
        trouble.stands(group, partition, BrokerProblem.ofRecords(failure));
        return ConsumerRecords.empty();
    }

    /** Finds out, by reading them one by one, of which of these partitions the next records cannot be read; null: of none. */
    private TopicPartition unreadable(Set<TopicPartition> partitions) {
        try {
            for (TopicPartition each : partitions) {
                if (currentLag(each).orElse(1) > 0) {
                    pause(partitions);
                    resume(Set.of(each));
                    if (!canRead()) {
                        return each;
                    }
                }
            }
            return null;
        } finally {
            partitions.retainAll(assignment());
            resume(partitions);
        }
    }

    private boolean canRead() {
        try {
            super.poll(LONGEST_READ);
            return true;
        } catch (LinkageError e) {
            return false;
        } catch (KafkaException e) {
            if (partition(e) == null) {
                throw e;
            }
            return false;
        }
    }

    /** The one whose next record cannot be read, by Kafka's own words; null when they are about something else. */
    private TopicPartition partition(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return assignment().stream()
                .filter(each -> message.contains("fetching the next record from " + each + "."))
                .findAny()
                .orElse(null);
    }

    private void readAgain(Set<TopicPartition> partitions) {
        Set<TopicPartition> without = new HashSet<>();
        committed(partitions).forEach((partition, offset) -> {
            if (offset == null) {
                without.add(partition);
            } else {
                seek(partition, offset);
            }
        });
        lost.goOn(this, without, reset);
    }

    private void passByWhatStands() {
        if (standing.isEmpty()) {
            return;
        }
        standing.removeIf(partition -> {
            boolean gone = !assignment().contains(partition);
            if (gone) {
                trouble.stoodLast(group, partition);
            }
            return gone;
        });
        pause(standing);
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
        standing.forEach(partition -> trouble.stoodLast(group, partition));
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
