package dev.outreachroutes.kafka;

import java.util.List;

/** The {@code KAFKA_...} variables do not fit each other, or a file they name is not what it has to be. Carries no value. */
final class InvalidBrokerSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param mistakes sentences that name the variables
     */
    InvalidBrokerSettingsException(List<String> mistakes) {
        super("Kafka cannot be reached with these settings: " + String.join(" ", mistakes));
    }
}
