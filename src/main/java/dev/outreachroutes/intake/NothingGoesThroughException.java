package dev.outreachroutes.intake;

/** Of several records none gets through its route alone, so it is rather the route than each of them. */
final class NothingGoesThroughException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NothingGoesThroughException(String message, Throwable cause) {
        super(message, cause);
    }
}
