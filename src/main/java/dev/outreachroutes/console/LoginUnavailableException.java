package dev.outreachroutes.console;

import org.springframework.security.core.AuthenticationException;

/** Nobody can say now whether the password is right. */
final class LoginUnavailableException extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    LoginUnavailableException(Throwable cause) {
        super("the database with the user does not answer", cause);
    }
}
