package dev.outreachroutes.quota;

import java.time.Instant;

/**
 * How an account's quota stands, for people and monitoring.
 *
 * @param left requests that may be sent now, in the current window or period; 0 while the account waits. When {@code oneAtATime},
 *     the first of them alone
 * @param moreAt when requests that count now stop counting; null when none counts
 * @param waitsUntil no request before; null when the account does not wait
 * @param waitsBecause why it waits; null when it does not
 * @param oneAtATime whether the next request goes alone: at the start, after trouble, and when Outreach's window is over
 * @param budget how the plan's budget stands; null when none is configured
 */
public record QuotaStatus(
        int left, Instant moreAt, Instant waitsUntil, String waitsBecause, boolean oneAtATime, BudgetStatus budget) {}
