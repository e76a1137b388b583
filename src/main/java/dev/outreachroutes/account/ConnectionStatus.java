package dev.outreachroutes.account;

import java.util.Locale;

/** Says in one word how an account stands with Outreach, and whether that needs a person. */
public enum ConnectionStatus {
    /** There is a token, or the next one is only a matter of seconds. */
    CONNECTED(false),
    /** {@code OUTREACH_CLIENT_ID} is not set. */
    NOT_CONFIGURED(true),
    /** Nobody has granted access yet. */
    NOT_CONNECTED(true),
    /** Somebody took the grant away on purpose; nothing is sent until somebody connects the account again. */
    DISCONNECTED(false),
    /** The grant is expired or revoked; a person has to grant access again. */
    RECONNECT_NEEDED(true),
    /** Outreach does not accept the application; tried again by itself. */
    CLIENT_REFUSED(true),
    /** The stored tokens cannot be decrypted with this {@code TOKEN_ENCRYPTION_KEY}. */
    UNREADABLE(true),
    /** Tokens are asked for too often; tried again by itself. */
    THROTTLED(false),
    /** The token endpoint gives no usable answer; tried again by itself. */
    UNAVAILABLE(false),
    /** Outreach's API does not accept tokens that its token endpoint has just given; tried again by itself. */
    TOKEN_REJECTED(false),
    /** The database that holds the tokens does not answer; tried again by itself. */
    STORE_UNAVAILABLE(false);

    private final boolean needsPerson;

    ConnectionStatus(boolean needsPerson) {
        this.needsPerson = needsPerson;
    }

    /** Whether nothing but a person's action ends it. */
    public boolean needsPerson() {
        return needsPerson;
    }

    /** As it is stored and shown: lower case with hyphens. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static ConnectionStatus ofLabel(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
