package dev.outreachroutes.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.outreachroutes.outreach.ProspectUpdate;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/**
 * An event that cannot be read, or a prospect change that Outreach refuses for good.
 *
 * @param destination whose route gave it up
 * @param reason why, for counting and searching: {@code unreadable}, {@code rejected} or {@code attempts-exhausted}
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
    public static final List<String> REASONS = List.of("unreadable", "rejected", "attempts-exhausted");

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** An event that cannot be read. */
    public static DeadLetter ofEvent(String destination, String detail, Source source, byte[] payload) {
        return new DeadLetter(destination, "unreadable", detail, source, null, null, null, List.of(), payload);
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
