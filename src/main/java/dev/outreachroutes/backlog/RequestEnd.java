package dev.outreachroutes.backlog;

import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.outreach.RateLimit;
import java.time.Duration;
import java.time.Instant;

/**
 * How a request ended, as far as it says something of the account.
 *
 * @param outcome what follows from it
 * @param sent whether it may have left: then it counts against the quota
 * @param taken whether Outreach did what was asked
 * @param inDoubt whether Outreach may have done it, or may still
 * @param retryAfter how long Outreach, or the connection, asks to wait; null when it says nothing
 * @param rateLimit what the answer said of the quota; null when there was no answer
 * @param at when the answer was seen
 * @param reason in words, for operators
 * @param leaseUntil of its claim, where it stands in the quota's ledger
 */
record RequestEnd(
        Outcome outcome,
        boolean sent,
        boolean taken,
        boolean inDoubt,
        Duration retryAfter,
        RateLimit rateLimit,
        Instant at,
        String reason,
        Instant leaseUntil) {

    static RequestEnd of(Settlement settlement) {
        return new RequestEnd(
                settlement.outcome(),
                settlement.sent(),
                !settlement.attributes().acknowledged().isEmpty(),
                settlement.inDoubt(),
                settlement.retryAfter(),
                settlement.rateLimit(),
                settlement.at(),
                settlement.reason(),
                settlement.claim().leaseUntil());
    }
}
