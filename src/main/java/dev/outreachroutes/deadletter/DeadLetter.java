package dev.outreachroutes.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.outreachroutes.outreach.ProspectUpdate;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * An event that cannot be read, or a prospect change that Outreach refuses for good.
 *
 * @param destination whose route gave it up
 * @param reason why, for counting and searching: {@code unreadable}, {@code rejected}, {@code attempts-exhausted} or
 *     {@code failed}
 * @param detail a sentence for people: the place in the event and what is wrong there, without a value of the profile; or Outreach's
 *     error, which may repeat one
 * @param source where the event came from; null for a prospect change
 * @param prospectId Outreach's number for the prospect; null for an event
 * @param httpStatus of Outreach's answer; null when there was none
 * @param errorText Outreach's error text; null when there was none
 * @param attributes the names of the prospect attributes that were given up; none for an event
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
        List<String> attributes,
        byte[] payload) {

    /** Every reason there is. */
    public static final List<String> REASONS = List.of("unreadable", "rejected", "attempts-exhausted", "failed");

    /** In bytes. */
    private static final int SMALLER_PAYLOAD = 1_000_000;

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** An event that cannot be read. */
    public static DeadLetter ofEvent(String destination, String detail, Source source, byte[] payload) {
        return new DeadLetter(destination, "unreadable", detail, source, null, null, null, List.of(), payload);
    }

    /** An event that can be read and fails here all the same, each time. */
    public static DeadLetter ofFailure(String destination, String detail, Source source, byte[] payload) {
        return new DeadLetter(destination, "failed", detail, source, null, null, null, List.of(), payload);
    }

    /**
     * A prospect change that is given up.
     *
     * @param update what of it is given up
     */
    public static DeadLetter ofChange(
            String destination,
            String reason,
            String detail,
            Integer httpStatus,
            String errorText,
            ProspectUpdate update) {
        try {
            return new DeadLetter(
                    destination,
                    reason,
                    detail,
                    null,
                    update.data().id(),
                    httpStatus,
                    errorText,
                    List.copyOf(update.data().attributes().keySet()),
                    JSON.writeValueAsBytes(update));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What of it any database can hold. */
    DeadLetter smaller() {
        String plain = detail.replaceAll("[^ -~]", "?");
        return new DeadLetter(
                destination,
                reason,
                plain.substring(0, Math.min(plain.length(), 1_000)),
                source == null
                        ? null
                        : new Source(
                                source.topic(),
                                source.partition(),
                                source.offset(),
                                source.place(),
                                source.time(),
                                null),
                prospectId,
                httpStatus,
                null,
                attributes,
                Arrays.copyOf(payload, Math.min(payload.length, SMALLER_PAYLOAD)));
    }

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
