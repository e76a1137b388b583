package dev.outreachroutes.console.login;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at a failed start what is wrong with the settings of the console, and no stack trace. */
final class InvalidConsoleFailureAnalyzer extends AbstractFailureAnalyzer<InvalidConsoleException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidConsoleException cause) {
        return new FailureAnalysis(cause.getMessage(), cause.action(), cause);
    }
}
