package dev.outreachroutes.outreach;

import java.time.Duration;

/** 429: the quota of the user is used up. Nothing was applied; sending again before the quota refills is useless. */
public final class RateLimitedException extends OutreachException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public RateLimitedException(String message, Duration retryAfter) {
        super(message, 429, null);
        this.retryAfter = retryAfter;
    }

    /** How long to wait, as Outreach says, between 1 s and 3,700 s; null when the answer does not say it in a known form. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
