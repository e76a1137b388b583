package dev.outreachroutes.account.token;

import dev.outreachroutes.outreach.RateLimit;
import dev.outreachroutes.outreach.answer.ProspectPage;
import java.time.Duration;

/** What Outreach says to the question what it holds of prospects. */
public sealed interface ProspectsAnswer {

    /** What the answer says of the quota; null when there was no answer. */
    RateLimit rateLimit();

    /** What it holds of them. */
    record Told(ProspectPage page, RateLimit rateLimit) implements ProspectsAnswer {}

    /**
     * Outreach does not tell it to this account. Asking again does not help.
     *
     * @param reason in words, without any data
     */
    record Refused(String reason, RateLimit rateLimit) implements ProspectsAnswer {}

    /**
     * No answer that says anything of it, such as an outage; it may be asked again later.
     *
     * @param status of the answer; 0 when there was none
     * @param reason in words, without any data
     * @param retryAfter how long Outreach asks to wait, for a 429; null otherwise
     */
    record Unknown(int status, String reason, RateLimit rateLimit, Duration retryAfter) implements ProspectsAnswer {}
}
