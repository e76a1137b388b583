package dev.outreachroutes.backlog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.outreach.Narrowing;
import dev.outreachroutes.outreach.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * How a claim ended.
 *
 * @param claim the claim
 * @param outcome what happened
 * @param attributes what became of them
 * @param status the HTTP status of a refusal; 0 when there was none
 * @param sent whether a request may have left: then it counts against the quota
 * @param inDoubt whether Outreach may have applied the change, or may still
 * @param retryAfter how long Outreach, or the connection, asks to wait; null when it says nothing
 * @param rateLimit what the answer said of the quota; null when there was no answer
 * @param at when the answer was seen
 * @param reason in words, for operators; never a value that was sent
 * @param left what is known of the request that left; null when nothing is
 */
public record Settlement(
        Claim claim,
        Outcome outcome,
        Attributes attributes,
        int status,
        boolean sent,
        boolean inDoubt,
        Duration retryAfter,
        RateLimit rateLimit,
        Instant at,
        String reason,
        Left left) {

    /** Of which nothing is known but that. */
    public Settlement(
            Claim claim,
            Outcome outcome,
            Attributes attributes,
            int status,
            boolean sent,
            boolean inDoubt,
            Duration retryAfter,
            RateLimit rateLimit,
            Instant at,
            String reason) {
        this(claim, outcome, attributes, status, sent, inDoubt, retryAfter, rateLimit, at, reason, null);
    }

    /**
     * The request of a claim, as it left.
     *
     * @param status of the answer; 0 when none was seen
     * @param document the attributes that stood in the document
     * @param took from when it left to the answer; null when that is not known
     */
    public record Left(int status, Map<String, JsonNode> document, Duration took) {}

    /** What happened to a claim, and so what happens next. */
    public enum Outcome {
        /** Outreach's 2xx was seen: what was sent is acknowledged. */
        ACKNOWLEDGED,
        /** No answer, or one that says nothing for sure: tried again after a back-off. */
        RETRY,
        /** The route ended without a request and without Outreach being the reason: tried again after a back-off. */
        SKIPPED,
        /**
         * Not applied, and not this prospect's fault: the account waits. Costs no attempt, and it is due again at once, if it is known
         * how long the account waits.
         */
        WAIT,
        /** Not applied; the account's destinations are paused until somebody resumes them. Costs no attempt. */
        PAUSE,
        /** Refused, and it is not known which attribute is meant: due again at once, with fewer. */
        NARROWED,
        /** Given up, and kept as a dead letter. What was sent but is not refused is due again at once. */
        REFUSED,
        /** Not sent, because the route's steps left nothing of it to send. */
        WITHHELD,
        /** Not sent because this process is stopping. */
        RELEASED
    }

    /**
     * What became of a claim's attributes, by name. Those that are in none of the sets stay as they were.
     *
     * @param acknowledged Outreach has them
     * @param refused given up
     * @param whole whether all that was pending is refused together, and not these for themselves
     * @param withheld not sent, because a step of the route took them out
     * @param narrowing what refusals have told by now
     */
    public record Attributes(
            Set<String> acknowledged, Set<String> refused, boolean whole, Set<String> withheld, Narrowing narrowing) {

        /** They are as they were before the claim. */
        public static final Attributes UNCHANGED = new Attributes(Set.of(), Set.of(), false, Set.of(), null);

        public Attributes {
            acknowledged = Set.copyOf(acknowledged);
            refused = Set.copyOf(refused);
            withheld = Set.copyOf(withheld);
        }

        /** Outreach has these. */
        public static Attributes acknowledged(Set<String> attributes) {
            return new Attributes(attributes, Set.of(), false, Set.of(), null);
        }
    }
}
