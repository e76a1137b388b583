package dev.outreachroutes.account;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at start what is wrong with {@code TOKEN_ENCRYPTION_KEY}, without a stack trace. */
class InvalidEncryptionKeyAnalyzer extends AbstractFailureAnalyzer<InvalidEncryptionKeyException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, InvalidEncryptionKeyException cause) {
        String description = cause.getMessage().replace(". " + InvalidEncryptionKeyException.ACTION, ".");
        return new FailureAnalysis(description, InvalidEncryptionKeyException.ACTION + ".", cause);
    }
}
