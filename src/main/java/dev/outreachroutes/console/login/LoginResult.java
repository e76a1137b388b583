package dev.outreachroutes.console.login;

import java.util.Locale;

/** How an attempt to log in can end; the values of the label {@code result} of {@code outreach_logins_total}. */
public enum LoginResult {
    /** A session has begun. Not counted for HTTP Basic, where every request is a login. */
    SUCCESS,
    /** A wrong name or password, or an answer of the OpenID provider that proves nothing. */
    REFUSED,
    /** Not looked at: too many wrong passwords, or too many at once. */
    LIMITED,
    /** The OpenID provider knows the person, who has no role here. */
    NO_ROLE,
    /** The database with the user, or the OpenID provider, does not answer. */
    UNAVAILABLE;

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
