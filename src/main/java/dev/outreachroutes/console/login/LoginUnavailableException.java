package dev.outreachroutes.console.login;

import org.springframework.security.core.AuthenticationException;

/** Nobody can say now whether the password is right. */
public final class LoginUnavailableException extends AuthenticationException {

    private static final long serialVersionUID = 1L;

    public LoginUnavailableException(Throwable cause) {
        super("the database with the user does not answer", cause);
    }
}
