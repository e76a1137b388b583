package dev.outreachroutes.outreach;

import java.time.Duration;

/** 5xx, a time-out, a reset connection or an answer that is not Outreach's: the change may or may not have been applied. */
public final class UnavailableException extends OutreachException {

    private static final long serialVersionUID = 1L;

    private final boolean sent;
    private final transient Duration retryAfter;

    public UnavailableException(String message, int status, boolean sent, Duration retryAfter, Throwable cause) {
        super(message, status, cause);
        this.sent = sent;
        this.retryAfter = retryAfter;
    }

    /** False only when the request certainly never reached Outreach, such as a refused connection. */
    public boolean sent() {
        return sent;
    }

    /** How long Outreach says it will be away (503), between 1 s and 3,700 s; null when it does not say. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
