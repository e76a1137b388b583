package dev.outreachroutes.console;

/** The console cannot be served with the certificate that is set, or not set. Carries nothing of a key. */
final class InvalidCertificateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidCertificateException(String problem) {
        super(problem);
    }

    /** A PEM text that is not whole is taken for a file's name, and would be told. */
    static String withoutContent(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = String.valueOf(root.getMessage());
        return message.contains("-----") ? "it is no file, and no whole PEM text." : message;
    }
}
