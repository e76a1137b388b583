package dev.outreachroutes.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows what keeps this process from the brokers now. Says each problem in one line, however many clients of this process meet it.
 */
final class BrokerProblems {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerProblems.class);
    private static final int MOST_SHOWN = 5;

    /** A client that has met nothing for so long has been let in: it tries more often. */
    private static final Duration OVER = Duration.ofSeconds(20);

    private final String brokers;
    private final Map<Object, Met> met = new HashMap<>();

    /** By the group and the partition. */
    private final Map<String, Standing> standing = new TreeMap<>();

    /** Topics that were said to be missing. */
    private final Set<String> missing = new HashSet<>();

    private record Met(String problem, long nanoTime) {}

    private record Standing(Thread reader, String problem) {}

    BrokerProblems(String brokers) {
        this.brokers = brokers;
    }

    /**
     * @param client whoever meets it
     * @param problem as {@link BrokerProblem} has it
     */
    synchronized void met(Object client, String problem) {
        boolean told = met.values().stream().anyMatch(each -> each.problem().equals(problem));
        met.put(client, new Met(problem, System.nanoTime()));
        if (!told) {
            LOG.warn("Kafka at {} {}. Intake waits meanwhile, and goes on by itself", brokers, problem);
        }
    }

    /** The brokers answer this client. */
    synchronized void answered(Object client) {
        boolean any = !met.isEmpty();
        met.remove(client);
        met.values().removeIf(each -> System.nanoTime() - each.nanoTime() > OVER.toNanos());
        if (any && met.isEmpty()) {
            LOG.info("Kafka at {} answers again", brokers);
        }
    }

    /**
     * The next record of a partition cannot be read here.
     *
     * @param problem as {@link BrokerProblem#ofRecords} has it
     */
    synchronized void stands(Thread reader, String group, TopicPartition partition, String problem) {
        Standing now = new Standing(reader, partition + " stands still, because " + problem);
        Standing before = standing.put(group + " " + partition, now);
        if (before == null || before.reader() != reader) {
            LOG.warn(
                    "{} stands still for {}, because {}. Nothing is skipped, and the other partitions go on",
                    partition,
                    group,
                    problem);
        }
    }

    /** The partition is no more read here. */
    synchronized void stoodLast(String group, TopicPartition partition) {
        standing.remove(group + " " + partition);
    }

    /** A topic that is to be read is not there, as far as the brokers tell. */
    synchronized void missing(String topic) {
        if (missing.add(topic)) {
            LOG.info("Kafka at {} has no topic {}. It is read when it is there", brokers, topic);
        }
    }

    /** What is in the way now, if anything is: each problem once, and no more than a few. */
    synchronized Optional<String> now() {
        standing.values().removeIf(each -> !each.reader().isAlive());
        return Stream.concat(
                        met.values().stream().map(Met::problem),
                        standing.values().stream().map(Standing::problem))
                .distinct()
                .limit(MOST_SHOWN)
                .reduce((one, other) -> one + "; " + other);
    }
}
