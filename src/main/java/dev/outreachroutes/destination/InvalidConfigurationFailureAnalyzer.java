package dev.outreachroutes.destination;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows the mistakes in the files of {@code ROUTES_DIR} at a failed start, and no stack trace. */
class InvalidConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<InvalidConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidConfigurationException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Correct every place listed, or set ROUTES_DIR to another directory, then start again. Nothing has been read or"
                        + " sent.",
                cause);
    }
}
