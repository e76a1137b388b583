package dev.outreachroutes.outreach;

/**
 * The evidence that Outreach applied a change: its 2xx for this very prospect.
 *
 * @param prospectId Outreach's number for the prospect
 * @param status the HTTP status, 200 to 299
 * @param rateLimit what the answer says of the user's quota
 */
public record Acknowledgement(long prospectId, int status, RateLimit rateLimit) {}
