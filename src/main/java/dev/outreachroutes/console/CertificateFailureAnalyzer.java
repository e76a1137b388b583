package dev.outreachroutes.console;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Says at a failed start which certificate cannot be used, and no stack trace. Spring has no such words for its own bundles. */
final class CertificateFailureAnalyzer implements FailureAnalyzer {

    private static final String SPRINGS = "Unable to register SSL bundle ";

    @Override
    public FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof InvalidCertificateException) {
                return analysis(message, cause);
            }
            if (cause instanceof IllegalStateException && message.startsWith(SPRINGS)) {
                return analysis(
                        "The SSL bundle " + message.substring(SPRINGS.length()) + " cannot be used: "
                                + InvalidCertificateException.withoutContent(cause),
                        cause);
            }
        }
        return null;
    }

    private static FailureAnalysis analysis(String description, Throwable cause) {
        return new FailureAnalysis(
                description, "Correct the variables and files; docs/tls.md has an example of each kind.", cause);
    }
}
