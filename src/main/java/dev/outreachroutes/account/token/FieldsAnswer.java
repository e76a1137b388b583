package dev.outreachroutes.account.token;

import dev.outreachroutes.outreach.RateLimit;
import dev.outreachroutes.outreach.field.FieldCatalogue;
import java.time.Duration;

/** What Outreach says to the question which fields prospects have. */
public sealed interface FieldsAnswer {

    /** What the answer says of the quota; null when there was no answer. */
    RateLimit rateLimit();

    /** The fields, as far as they were told. */
    record Known(FieldCatalogue fields, RateLimit rateLimit) implements FieldsAnswer {}

    /**
     * Outreach does not tell it here: the answer is a refusal, or says nothing of prospects. Asking again does not help; asking elsewhere may.
     *
     * @param reason in words, without any data
     */
    record NotHere(String reason, RateLimit rateLimit) implements FieldsAnswer {}

    /**
     * No answer that says anything of it, such as an outage; it may be asked again later.
     *
     * @param reason in words, without any data
     * @param retryAfter how long Outreach asks to wait, for a 429; null otherwise
     */
    record Unknown(String reason, RateLimit rateLimit, Duration retryAfter) implements FieldsAnswer {}
}
