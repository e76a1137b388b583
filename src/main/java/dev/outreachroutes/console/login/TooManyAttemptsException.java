package dev.outreachroutes.console.login;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** Too many wrong passwords; this one has not been looked at. */
public final class TooManyAttemptsException extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    private final Duration wait;

    public TooManyAttemptsException(Duration wait) {
        super("too many wrong passwords");
        this.wait = wait;
    }

    /** How long nothing is taken; at least a second. */
    public Duration getWait() {
        return wait;
    }
}
