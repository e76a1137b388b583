package dev.outreachroutes.kafka;

import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * A producer that is closed within a limited time. By itself it would first wait for all that it was given to write, and it measures
 * that by the wall clock: after that was set back by an hour, for an hour. What is not written by then fails, so whoever waits for it
 * is told.
 */
final class PromptProducer extends KafkaProducer<Object, Object> {

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

    PromptProducer(Properties properties) {
        super(properties);
    }

    @Override
    public void close() {
        close(LONGEST_CLOSE);
    }
}
