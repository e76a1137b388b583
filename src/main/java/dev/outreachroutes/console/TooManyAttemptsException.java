package dev.outreachroutes.console;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** Too many wrong passwords; this one has not been looked at. */
final class TooManyAttemptsException extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    private final Duration wait;

    TooManyAttemptsException(Duration wait) {
        super("too many wrong passwords");
        this.wait = wait;
    }

    /** How long nothing is taken; at least a second. */
    Duration getWait() {
        return wait;
    }
}
