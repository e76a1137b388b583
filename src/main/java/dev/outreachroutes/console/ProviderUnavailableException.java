package dev.outreachroutes.console;

/** The OpenID provider cannot be asked now. */
final class ProviderUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ProviderUnavailableException(Throwable cause) {
        super("the OpenID provider does not answer", cause);
    }
}
