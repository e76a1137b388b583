package dev.outreachroutes.console;

/** A user of the console cannot be as configured. Never carries a password or a hash. */
final class InvalidUserException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    InvalidUserException(String problem, String action) {
        super(problem);
        this.action = action;
    }

    String action() {
        return action;
    }
}
