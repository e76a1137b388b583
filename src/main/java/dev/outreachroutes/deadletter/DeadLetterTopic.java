package dev.outreachroutes.deadletter;

import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Brings kept dead letters to their topic; while broker or database are away they wait, and one line says so. */
public final class DeadLetterTopic {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterTopic.class);

    private final DeadLetters deadLetters;
    private final CamelContext camel;
    private boolean waiting;

    public DeadLetterTopic(DeadLetters deadLetters, CamelContext camel) {
        this.deadLetters = deadLetters;
        this.camel = camel;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage();
    }

    /** A step of the route that runs once a second, never twice at once. */
    public void publish() throws java.io.IOException {
        try (ProducerTemplate producer = camel.createProducerTemplate()) {
            deadLetters.publish(producer);
            if (waiting) {
                LOG.info("Dead letters reach their topic again");
            }
            waiting = false;
        } catch (CamelExecutionException | DataAccessException | TransactionException e) {
            if (!waiting) {
                LOG.warn("Dead letters wait in the database, their topic cannot be written ({})", rootMessage(e));
            }
            waiting = true;
        }
    }
}
