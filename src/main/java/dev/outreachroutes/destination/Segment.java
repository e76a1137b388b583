package dev.outreachroutes.destination;

import java.util.List;
import java.util.stream.Stream;

/**
 * A segment whose status goes to the prospect's custom field {@code custom<mappingId>}.
 *
 * @param id the segment's ID in the export
 * @param name for people; the ID when none is given
 * @param mappingId 1 to 150, the custom fields Outreach has
 * @param entered what the field gets when a profile enters the segment
 * @param exited what it gets when a profile leaves the segment
 * @param mode whether its status is sent
 * @param priority whether its statuses go before others
 * @param onUnmap what becomes of its field when it leaves the configuration; null for what its destination says
 */
public record Segment(
        String id,
        String name,
        int mappingId,
        StatusValue entered,
        StatusValue exited,
        Mode mode,
        Priority priority,
        OnUnmap onUnmap) {

    /** The most custom fields a prospect has, so the largest mapping ID. */
    public static final int LARGEST_MAPPING_ID = 150;

    public Segment {
        if (id.isBlank() || name.isBlank() || mappingId < 1 || mappingId > LARGEST_MAPPING_ID) {
            throw new IllegalArgumentException(
                    "a segment has an ID, a name and a mapping ID from 1 to " + LARGEST_MAPPING_ID);
        }
    }

    /** A segment whose status is sent. */
    public Segment(String id, String name, int mappingId, StatusValue entered, StatusValue exited) {
        this(id, name, mappingId, entered, exited, Mode.LIVE, Priority.NORMAL, null);
    }

    /** A segment with Adobe's own words, {@code realized} and {@code exited}. */
    public Segment(String id, String name, int mappingId) {
        this(id, name, mappingId, StatusValue.REALIZED, StatusValue.EXITED);
    }

    /** The prospect attribute that holds this segment's status. */
    public String attribute() {
        return "custom" + mappingId;
    }

    /** All that its field must be able to hold, each once. */
    public List<StatusValue> canSend() {
        return Stream.of(entered, exited).distinct().toList();
    }
}
