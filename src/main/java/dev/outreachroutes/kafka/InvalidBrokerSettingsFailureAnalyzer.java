package dev.outreachroutes.kafka;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at a failed start which of the variables for Kafka are wrong, and no stack trace. */
final class InvalidBrokerSettingsFailureAnalyzer extends AbstractFailureAnalyzer<InvalidBrokerSettingsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidBrokerSettingsException cause) {
        return new FailureAnalysis(
                cause.getMessage(), "Correct the variables; docs/tls.md has an example of each kind.", cause);
    }
}
