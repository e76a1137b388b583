package dev.outreachroutes.console.login;

/** A setting of the console cannot be as it is. Never carries a password, a hash or a secret. */
public final class InvalidConsoleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    public InvalidConsoleException(String problem, String action) {
        super(problem);
        this.action = action;
    }

    public String action() {
        return action;
    }
}
