package dev.outreachroutes.console;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.core.NestedExceptionUtils;

/**
 * Says at a failed start which certificate cannot be used, and no stack trace. Spring looks at the files of its bundles, and whether a key
 * belongs to its certificate, but has no such words.
 */
final class CertificateFailureAnalyzer implements FailureAnalyzer {

    private static final String BUNDLES = "sslBundleRegistry";
    private static final String ONE_BUNDLE = "Unable to register SSL bundle ";

    @Override
    public FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.startsWith(ONE_BUNDLE)
                    || cause instanceof BeanCreationException bean && BUNDLES.equals(bean.getBeanName())) {
                return analysis("A certificate or its key cannot be used: " + reason(cause), cause);
            }
            if (cause instanceof NoSuchSslBundleException) {
                return analysis(message + " among those of spring.ssl.bundle: check SERVER_SSL_BUNDLE", cause);
            }
        }
        return null;
    }

    private static String reason(Throwable failure) {
        Throwable root = NestedExceptionUtils.getMostSpecificCause(failure);
        if (root instanceof NullPointerException) {
            // Spring wants to look at a key, and nothing is set.
            return "SERVER_SSL_ENABLED is true, so CONSOLE_CERTIFICATE and CONSOLE_PRIVATE_KEY have to be set.";
        }
        String message = String.valueOf(root.getMessage());
        // A PEM text that is not whole is taken for a file's name, and would be told.
        return message.contains("-----") ? "it is no file, and no whole PEM text." : message;
    }

    private static FailureAnalysis analysis(String description, Throwable cause) {
        return new FailureAnalysis(
                description, "Correct the variables and files; docs/tls.md has an example of each kind.", cause);
    }
}
