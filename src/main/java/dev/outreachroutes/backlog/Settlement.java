package dev.outreachroutes.backlog;

import dev.outreachroutes.outreach.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * How a claim ended.
 *
 * @param claim the claim
 * @param outcome what happened
 * @param refused the attributes that are given up, when {@code outcome} is {@code REFUSED}; fewer than were sent when Outreach
 *     refused these and not the prospect's change as a whole
 * @param sent whether a request may have left: then it counts against the quota
 * @param inDoubt whether Outreach may have applied the change, or may still
 * @param retryAfter how long Outreach, or the connection, asks to wait; null when it says nothing
 * @param rateLimit what the answer said of the quota; null when there was no answer
 * @param at when the answer was seen
 * @param reason in words, for operators; never a value that was sent
 */
public record Settlement(
        Claim claim,
        Outcome outcome,
        Set<String> refused,
        boolean sent,
        boolean inDoubt,
        Duration retryAfter,
        RateLimit rateLimit,
        Instant at,
        String reason) {

    public Settlement {
        refused = Set.copyOf(refused);
    }

    /** What happened to a claim, and so what happens next. */
    public enum Outcome {
        /** Outreach's 2xx was seen: what was sent is acknowledged. */
        ACKNOWLEDGED,
        /** No answer, or one that says nothing for sure: tried again after a back-off. */
        RETRY,
        /** Not applied, and not this prospect's fault: it is due again at once, but the account waits. Costs no attempt. */
        WAIT,
        /** Not applied; the account's destinations are paused until somebody resumes them. Costs no attempt. */
        PAUSE,
        /** Given up, and kept as a dead letter. What was sent but is not refused is due again at once. */
        REFUSED,
        /** Not sent because this process is stopping. */
        RELEASED
    }
}
