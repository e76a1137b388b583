package dev.outreachroutes.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.outreachroutes.outreach.ProspectUpdate;
import dev.outreachroutes.profile.Faults;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * A record that cannot be understood, or not all of it, or a prospect change that Outreach refuses for good. There is one for a
 * record, however much of it is faulty.
 *
 * @param destination whose route gave it up
 * @param reason why, for counting and searching: {@code unreadable}, {@code rejected}, {@code attempts-exhausted} or
 *     {@code failed}
 * @param detail a sentence for people: the first place in the record, what is wrong there, and how many more there are, without a
 *     value of the profile; or Outreach's error, which may repeat one
 * @param source the record; null for a prospect change
 * @param places the first places in the record that cannot be understood; none for what fails, and for a prospect change
 * @param morePlaces how many there are besides them
 * @param prospectId Outreach's number for the prospect; null for a record
 * @param httpStatus of Outreach's answer; null when there was none
 * @param errorText Outreach's error text; null when there was none
 * @param attributes the names of the prospect attributes that were given up; none for a record
 * @param payload the record as it was, or the change as it was sent
 */
public record DeadLetter(
        String destination,
        String reason,
        String detail,
        Source source,
        List<Place> places,
        long morePlaces,
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

    public DeadLetter {
        if (destination == null || destination.isBlank() || !REASONS.contains(reason)) {
            throw new IllegalArgumentException("A dead letter is of a destination and has one of the reasons "
                    + String.join(", ", REASONS) + ", not " + reason + " of " + destination);
        }
        if ((source == null) == (prospectId == null)) {
            throw new IllegalArgumentException("A dead letter is about a record or about a prospect");
        }
        places = List.copyOf(places);
        attributes = List.copyOf(attributes);
    }

    /**
     * A record that cannot be understood, or not all of it.
     *
     * @param faults at least one
     */
    public static DeadLetter ofRecord(String destination, Source source, Faults faults, byte[] payload) {
        List<Place> places = faults.first().stream()
                .map(fault -> new Place(fault.place().toString(), fault.kind().label(), fault.reason()))
                .toList();
        long others = places.size() - 1 + faults.more();
        String detail = places.get(0).place() + ": " + places.get(0).reason()
                + (others == 0 ? "" : ", and " + others + (others == 1 ? " more place" : " more places"));
        return new DeadLetter(
                destination, "unreadable", detail, source, places, faults.more(), null, null, null, List.of(), payload);
    }

    /** An event that can be read and fails here all the same, each time. */
    public static DeadLetter ofFailure(String destination, String detail, Source source, byte[] payload) {
        return new DeadLetter(
                destination, "failed", detail, source, List.of(), 0, null, null, null, List.of(), payload);
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
                    List.of(),
                    0,
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
        return new DeadLetter(
                destination,
                reason,
                plain(detail),
                source == null
                        ? null
                        : new Source(source.topic(), source.partition(), source.offset(), source.time(), null),
                places.stream()
                        .map(each -> new Place(plain(each.place()), each.kind(), plain(each.reason())))
                        .toList(),
                morePlaces,
                prospectId,
                httpStatus,
                null,
                attributes,
                Arrays.copyOf(payload, Math.min(payload.length, SMALLER_PAYLOAD)));
    }

    private static String plain(String text) {
        return text.substring(0, Math.min(text.length(), 1_000)).replaceAll("[^ -~]", "?");
    }

    /** What it is about, for people: a prospect's number or a place in a topic. */
    public String subject() {
        return source == null
                ? "prospect " + prospectId
                : source.topic() + "-" + source.partition() + " offset " + source.offset();
    }

    /**
     * A record.
     *
     * @param topic the topic
     * @param partition the partition
     * @param offset the offset
     * @param time when the record was written, the clock of what it says; null when that is not known
     * @param key the record's key; null when it has none
     */
    public record Source(String topic, int partition, long offset, Instant time, byte[] key) {}

    /**
     * A place in a record that cannot be understood.
     *
     * @param place as {@link dev.outreachroutes.profile.Place} prints it
     * @param kind the label of a {@link dev.outreachroutes.profile.Fault.Kind}; empty in letters of before there were kinds
     * @param reason what is wrong there, without a value of the profile
     */
    public record Place(String place, String kind, String reason) {}
}
