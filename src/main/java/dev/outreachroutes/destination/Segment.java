package dev.outreachroutes.destination;

/**
 * A segment whose status goes to the prospect's custom field {@code custom<mappingId>}.
 *
 * @param id the segment's ID in the export
 * @param name for people; the ID when none is given
 * @param mappingId 1 to 150, the custom fields Outreach has
 */
public record Segment(String id, String name, int mappingId) {

    /** The most custom fields a prospect has, so the largest mapping ID. */
    public static final int LARGEST_MAPPING_ID = 150;

    public Segment {
        if (id.isBlank() || name.isBlank() || mappingId < 1 || mappingId > LARGEST_MAPPING_ID) {
            throw new IllegalArgumentException(
                    "a segment has an ID, a name and a mapping ID from 1 to " + LARGEST_MAPPING_ID);
        }
    }

    /** The prospect attribute that holds this segment's status. */
    public String attribute() {
        return "custom" + mappingId;
    }
}
