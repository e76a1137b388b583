package dev.outreachroutes.monitor;

/** The database does not answer, so what a person asked for is not done, or not all of it. It can be asked for again. */
public final class DatabaseAwayException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    DatabaseAwayException(String message) {
        super(message);
    }
}
