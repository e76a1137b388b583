package dev.outreachroutes.broker;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what keeps us from the brokers, in one line, however many clients of this process meet it. */
final class BrokerTrouble {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerTrouble.class);

    private final String brokers;

    /** What each client meets now; weakly, so that none is kept for this. */
    private final Map<Object, String> problems = new WeakHashMap<>();

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

    /** What a client meets now, if any does. */
    synchronized Optional<String> now() {
        return problems.values().stream().findAny();
    }
}
