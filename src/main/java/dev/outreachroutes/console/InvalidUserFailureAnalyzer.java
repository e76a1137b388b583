package dev.outreachroutes.console;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at a failed start which user of the console is wrong and what to write instead, and no stack trace. */
final class InvalidUserFailureAnalyzer extends AbstractFailureAnalyzer<InvalidUserException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidUserException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
