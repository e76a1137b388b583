package dev.outreachroutes.account.token;

import dev.outreachroutes.outreach.RateLimit;
import java.time.Duration;
import java.util.Set;

/** What Outreach says to the question whose token it is. */
public sealed interface AuthoriserAnswer {

    /** What the answer says of the quota; null when there was no answer. */
    RateLimit rateLimit();

    /**
     * The user of the token.
     *
     * @param scopes as granted; empty when Outreach does not say
     */
    record Known(Authoriser authoriser, Set<String> scopes, RateLimit rateLimit) implements AuthoriserAnswer {}

    /**
     * No answer, or one that names no user.
     *
     * @param reason in words, without any data
     * @param retryAfter how long Outreach asks to wait, for a 429; null otherwise
     */
    record Unknown(String reason, RateLimit rateLimit, Duration retryAfter) implements AuthoriserAnswer {}
}
