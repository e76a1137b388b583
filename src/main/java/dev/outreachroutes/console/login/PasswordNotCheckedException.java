package dev.outreachroutes.console.login;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** The password was not checked, so nothing is known of whether it is right: a later try may succeed. */
public final class PasswordNotCheckedException extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    /** Why it was not checked. */
    public enum Reason {
        TOO_MANY_WRONG,
        BUSY,
        DATABASE_AWAY
    }

    private final Reason reason;
    private final Duration wait;

    private PasswordNotCheckedException(Reason reason, Duration wait, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.wait = wait;
    }

    /** @param wait how long no password is checked; at least a second */
    public static PasswordNotCheckedException tooManyWrong(Duration wait) {
        return new PasswordNotCheckedException(Reason.TOO_MANY_WRONG, wait, "too many wrong passwords", null);
    }

    public static PasswordNotCheckedException busy() {
        return new PasswordNotCheckedException(
                Reason.BUSY, Duration.ofSeconds(10), "too many passwords wait to be checked", null);
    }

    public static PasswordNotCheckedException databaseAway(Throwable cause) {
        return new PasswordNotCheckedException(
                Reason.DATABASE_AWAY, null, "the database with the user does not answer", cause);
    }

    public Reason reason() {
        return reason;
    }

    /** When it is worth another try; null when nobody can say. */
    public Duration getWait() {
        return wait;
    }
}
