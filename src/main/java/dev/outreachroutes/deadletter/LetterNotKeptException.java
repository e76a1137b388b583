package dev.outreachroutes.deadletter;

/** The database takes no dead letter of any form, so what it is about has to wait where it is. */
public final class LetterNotKeptException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LetterNotKeptException(Throwable cause) {
        super("The database keeps no dead letter", cause);
    }
}
