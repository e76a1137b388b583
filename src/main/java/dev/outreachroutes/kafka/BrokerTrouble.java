package dev.outreachroutes.kafka;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what keeps us from the brokers, in one line, however many clients of this process meet it. */
final class BrokerTrouble {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerTrouble.class);

    private final String brokers;

    private static final int MOST_SHOWN = 5;

    /** What each client meets now; weakly, so that none is kept for this. */
    private final Map<Object, String> problems = new WeakHashMap<>();

    /** Partitions that stand still, by the group and the partition. */
    private final Map<String, String> standing = new TreeMap<>();

    /** Topics that were said to be missing. */
    private final Set<String> missing = new HashSet<>();

    BrokerTrouble(String brokers) {
        this.brokers = brokers;
    }

    /**
     * @param problem as {@link BrokerProblem} has it
     */
    synchronized void met(Object client, String problem) {
        boolean told = problems.containsValue(problem);
        problems.put(client, problem);
        if (!told) {
            LOG.warn("Kafka at {} {}. Intake waits meanwhile, and goes on by itself", brokers, problem);
        }
    }

    synchronized void over(Object client) {
        if (problems.remove(client) != null && problems.isEmpty()) {
            LOG.info("Kafka at {} answers again", brokers);
        }
    }

    /**
     * The next record of a partition cannot be read here.
     *
     * @param problem as {@link BrokerProblem#ofRecords} has it
     */
    synchronized void stands(String group, TopicPartition partition, String problem) {
        if (standing.put(group + " " + partition, partition + " stands still, because " + problem) == null) {
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

    /** The client is no more. */
    synchronized void forget(Object client) {
        problems.remove(client);
    }

    /** What clients meet now, if any does: each problem once, and no more than a few. */
    synchronized Optional<String> now() {
        return Stream.concat(problems.values().stream(), standing.values().stream())
                .distinct()
                .limit(MOST_SHOWN)
                .reduce((one, other) -> one + "; " + other);
    }
}
