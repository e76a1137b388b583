package dev.outreachroutes.console.login;

import java.time.Duration;
import org.springframework.security.core.AuthenticationException;

/** So many passwords wait to be looked at that this one has not been. */
public final class LoginBusyException extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    /** When it is worth another try. */
    static final Duration WAIT = Duration.ofSeconds(10);

    public LoginBusyException() {
        super("too many passwords wait to be looked at");
    }
}
