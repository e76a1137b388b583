package dev.outreachroutes.deadletter;

import java.time.Instant;
import java.util.List;

/**
 * An event that cannot be read, or a prospect change that Outreach refuses for good.
 *
 * @param destination whose route gave it up
 * @param reason why, for counting and searching: {@code unreadable}, {@code rejected} or {@code attempts-exhausted}
 * @param detail a sentence for people, with the place in the event or Outreach's error; no value of the profile
 * @param source where the event came from; null for a prospect change
 * @param prospectId Outreach's number for the prospect; null for an event
 * @param httpStatus of Outreach's answer; null when there was none
 * @param errorText Outreach's error text; null when there was none
 * @param payload the event as it was, or the change as it was sent
 */
public record DeadLetter(
        String destination,
        String reason,
        String detail,
        Source source,
        Long prospectId,
        Integer httpStatus,
        String errorText,
        byte[] payload) {

    /** Every reason there is. */
    public static final List<String> REASONS = List.of("unreadable", "rejected", "attempts-exhausted");

    /** What it is about, for people: a prospect's number or a place in a topic. */
    public String subject() {
        return source == null
                ? "prospect " + prospectId
                : source.topic() + "-" + source.partition() + " offset " + source.offset();
    }

    /**
     * The record an event came in.
     *
     * @param topic the topic
     * @param partition the partition
     * @param offset the offset
     * @param place the place in the record, as {@link dev.outreachroutes.profile.Unreadable#place()}
     * @param time when the record was written, the clock of what it says; null when that is not known
     * @param key the record's key; null when it has none
     */
    public record Source(String topic, int partition, long offset, String place, Instant time, byte[] key) {}
}
