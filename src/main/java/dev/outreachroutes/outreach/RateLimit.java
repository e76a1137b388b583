package dev.outreachroutes.outreach;

import java.time.Duration;

/**
 * What an answer says of the user's quota in its {@code X-RateLimit-*} headers.
 *
 * @param limit requests per period; null when not said
 * @param remaining requests left in this period; null when not said
 * @param reset time until the counter resets, never negative; null when not said
 */
public record RateLimit(Integer limit, Integer remaining, Duration reset) {}
