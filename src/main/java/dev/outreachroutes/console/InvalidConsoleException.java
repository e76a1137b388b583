package dev.outreachroutes.console;

/** A setting of the console cannot be as it is. Never carries a password, a hash or a secret. */
final class InvalidConsoleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    InvalidConsoleException(String problem, String action) {
        super(problem);
        this.action = action;
    }

    String action() {
        return action;
    }
}
