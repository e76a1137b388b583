package dev.outreachroutes.destination;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows the mistakes in {@code destinations.yaml} at a failed start, and no stack trace. */
class InvalidDestinationsFailureAnalyzer extends AbstractFailureAnalyzer<InvalidDestinationsException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidDestinationsException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Correct every place listed, then start again. Nothing has been read or sent.",
                cause);
    }
}
