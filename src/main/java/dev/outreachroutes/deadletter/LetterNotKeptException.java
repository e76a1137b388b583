package dev.outreachroutes.deadletter;

/** The database took no form of a dead letter, so the record or change that it is about has to wait where it is. */
public final class LetterNotKeptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LetterNotKeptException(Throwable cause) {
        super("The database keeps no dead letter", cause);
    }
}
