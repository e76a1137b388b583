package dev.outreachroutes.intake;

/** None of several records gets through its route alone, so the fault is the route's rather than theirs. */
final class NothingGoesThroughException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NothingGoesThroughException(String message, Throwable cause) {
        super(message, cause);
    }
}
