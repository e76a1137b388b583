package dev.outreachroutes.outreach;

import java.time.Duration;

/** There is no usable access token for the account, so the request was not sent. */
public final class NotConnectedException extends OutreachException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public NotConnectedException(String message, Duration retryAfter, Throwable cause) {
        super(message, 0, cause);
        this.retryAfter = retryAfter;
    }

    /** When it is worth asking for a token again. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
