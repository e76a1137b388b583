package dev.outreachroutes.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.camel.component.kafka.PollExceptionStrategy;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Lets a consumer whose poll fails go on, however long it takes. Camel's own strategies end the thread of one whose user is
 * refused, and nobody would read the topic when the brokers know the user again. A partition whose next record cannot be read
 * stands still and does not hold up the others.
 *
 * <p>Camel forgets what it has read of a batch when a poll fails. So the consumer is put back to what its group has committed.
 */
final class PatientPolling implements PollExceptionStrategy {

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

    /** Until records of a partition come that has some. */
    private static final Duration LONGEST_READ = Duration.ofSeconds(1);

    private final BrokerProblems problems;
    private final LostRecords lost;
    private final BooleanSupplier stopping;

    /** Camel does not say whose poll has failed, but has each consumer made by the thread that polls it. */
    private final ThreadLocal<Reading> ofThread = new ThreadLocal<>();

    /**
     * @param stopping whether everything is about to end
     */
    PatientPolling(BrokerProblems problems, LostRecords lost, BooleanSupplier stopping) {
        this.problems = problems;
        this.lost = lost;
        this.stopping = stopping;
    }

    /** From now on this thread polls this consumer. */
    void begin(Consumer<?, ?> consumer, String group, boolean fromLatest) {
        ofThread.set(new Reading(consumer, group, fromLatest));
    }

    /** Asked before each poll. */
    @Override
    public boolean canContinue() {
        Reading reading = ofThread.get();
        if (reading != null) {
            reading.passByWhatStands();
        }
        return true;
    }

    @Override
    public void handle(long partitionLastOffset, Exception failure) {
        Reading reading = ofThread.get();
        Exception obstacle = failure;
        while (obstacle != null && !stopping.getAsBoolean()) {
            try {
                reading.overcome(obstacle);
                reading.beginAtCommitted();
                obstacle = null;
            } catch (WakeupException | InterruptException e) {
                // The route is stopped.
                return;
            } catch (KafkaException e) {
                obstacle = e;
            }
        }
    }

    private final class Reading {

        private final Consumer<?, ?> consumer;
        private final String group;
        private final boolean fromLatest;

        /** Partitions whose record at this offset cannot be read. */
        private final Map<TopicPartition, Long> standing = new HashMap<>();

        private Reading(Consumer<?, ?> consumer, String group, boolean fromLatest) {
            this.consumer = consumer;
            this.group = group;
            this.fromLatest = fromLatest;
        }

        private void overcome(Exception failure) {
            if (failure instanceof OffsetOutOfRangeException removed) {
                lost.tell(consumer, removed, group);
                return;
            }
            boolean overByItself = failure instanceof NoOffsetForPartitionException
                    || failure instanceof CommitFailedException
                    || failure instanceof RebalanceInProgressException
                    || failure instanceof TimeoutException;
            if (overByItself) {
                return;
            }
            TopicPartition unreadable = unreadable(failure);
            if (unreadable == null) {
                problems.met(Thread.currentThread(), BrokerProblem.of(failure));
                waitALittle();
            } else {
                problems.stands(Thread.currentThread(), group, unreadable, BrokerProblem.ofRecords(failure));
                // What stands before that record is read first; if that fails too, nothing more is read.
                standing.merge(unreadable, consumer.position(unreadable, LONGEST_LOOK), (before, again) -> 0L);
            }
        }

        private void waitALittle() {
            long end = System.nanoTime() + BETWEEN_TRIES.toNanos();
            try {
                while (System.nanoTime() - end < 0 && !stopping.getAsBoolean()) {
                    Thread.sleep(BETWEEN_LOOKS.toMillis());
                }
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }

        private void beginAtCommitted() {
            standing.forEach((partition, offset) -> {
                if (offset > 0 && consumer.assignment().contains(partition)) {
                    consumer.resume(Set.of(partition));
                }
            });
            Set<TopicPartition> without = new HashSet<>();
            consumer.committed(consumer.assignment(), LONGEST_LOOK).forEach((partition, offset) -> {
                if (offset == null) {
                    without.add(partition);
                } else {
                    consumer.seek(partition, offset);
                }
            });
            if (!without.isEmpty() && fromLatest) {
                consumer.seekToEnd(without);
            } else if (!without.isEmpty()) {
                consumer.seekToBeginning(without);
            }
        }

        private void passByWhatStands() {
            standing.keySet().removeIf(partition -> {
                boolean gone = !consumer.assignment().contains(partition);
                if (gone) {
                    problems.stoodLast(group, partition);
                }
                return gone;
            });
            standing.forEach((partition, offset) -> {
                if (position(partition) >= offset) {
                    consumer.pause(Set.of(partition));
                }
            });
        }

        private long position(TopicPartition partition) {
            try {
                return consumer.position(partition, LONGEST_LOOK);
            } catch (KafkaException e) {
                // The poll meets it too.
                return -1;
            }
        }

        /** The partition whose next record cannot be read; null when the failure is about something else. */
        private TopicPartition unreadable(Exception failure) {
            TopicPartition named = named(failure);
            return named == null && failure.getCause() instanceof LinkageError ? search() : named;
        }

        /** By Kafka's own words. */
        private TopicPartition named(Exception failure) {
            String message = String.valueOf(failure.getMessage());
            return consumer.assignment().stream()
                    .filter(each -> message.contains("fetching the next record from " + each + "."))
                    .findAny()
                    .orElse(null);
        }

        /** Finds it by reading one partition after the other: a library that is missing is met without a word where. */
        private TopicPartition search() {
            Set<TopicPartition> read = new HashSet<>(consumer.assignment());
            read.removeAll(consumer.paused());
            try {
                for (TopicPartition each : read) {
                    consumer.pause(read);
                    consumer.resume(Set.of(each));
                    if (consumer.currentLag(each).orElse(1) > 0 && !canRead()) {
                        return each;
                    }
                }
                return null;
            } finally {
                read.retainAll(consumer.assignment());
                consumer.resume(read);
            }
        }

        private boolean canRead() {
            try {
                consumer.poll(LONGEST_READ);
                return true;
            } catch (KafkaException e) {
                if (named(e) == null && !(e.getCause() instanceof LinkageError)) {
                    throw e;
                }
                return false;
            }
        }
    }
}
