package dev.outreachroutes.backlog;

import dev.outreachroutes.outreach.RateLimit;
import java.time.Duration;
import java.time.Instant;

/**
 * How a request of a batch ended.
 *
 * @param step whose request it was
 * @param kind what happened
 * @param sent whether it may have left: then it counts against the quota
 * @param status of the answer; 0 when none was seen
 * @param retryAfter how long Outreach, or the connection, asks to wait; null when it says nothing
 * @param rateLimit what the answer said of the quota; null when there was no answer
 * @param at when that was seen
 * @param reason in words, for operators; never a value that was sent
 */
public record BatchEnd(
        BatchStep step,
        Kind kind,
        boolean sent,
        int status,
        Duration retryAfter,
        RateLimit rateLimit,
        Instant at,
        String reason) {

    /** What happened to a request of a batch. */
    public enum Kind {
        /** Outreach answered, and the request has the answer. */
        ANSWERED,
        /** Not done, and not because of this request: the account waits. */
        WAIT,
        /** Refused for what it is; a smaller one may be taken. Nothing was changed by it. */
        REFUSED,
        /** Outreach takes none of these requests from the account. Nothing was changed by it. */
        FORBIDDEN,
        /** Outreach does not know the batch. */
        GONE,
        /** No answer, or one that says nothing for sure: it may have been done, or may still be. */
        UNKNOWN,
        /** It did not get to Outreach. */
        UNREACHED,
        /** It did not leave, because of a step of the route. */
        SKIPPED,
        /** It did not leave, because this process is stopping, or came too late. */
        NOT_SENT
    }
}
