package dev.outreachroutes.destination;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** Reads the part {@code segments} of a destination. */
final class SegmentsForm {

    static final String MAPPING_ID = "mapping-id";

    private SegmentsForm() {}

    /** The usable segments by ID, each with a mapping ID of its own. */
    static Map<String, Segment> read(Section segments) {
        Map<String, Segment> usable = new LinkedHashMap<>();
        Map<Integer, String> segmentsByMappingId = new HashMap<>();
        for (String id : segments.keys()) {
            if (id.isBlank()) {
                segments.mistake(id, "has no segment ID", "Write the segment's ID as the key.");
            }
            Section segment = segments.section(id).allow("name", MAPPING_ID);
            OptionalInt mappingId = segment.wholeNumber(MAPPING_ID, 1, Segment.LARGEST_MAPPING_ID);
            if (!segment.has(MAPPING_ID) && !segment.isMalformed()) {
                segment.mistake(
                        MAPPING_ID,
                        "is missing",
                        "Write the N of the prospect's customN, 1 to " + Segment.LARGEST_MAPPING_ID
                                + ", as in { mapping-id: 4 }.");
            }
            if (mappingId.isEmpty()) {
                continue;
            }
            String other = segmentsByMappingId.putIfAbsent(mappingId.getAsInt(), id);
            if (other != null) {
                segment.mistake(
                        MAPPING_ID,
                        mappingId.getAsInt() + " is the mapping ID of the segment " + other + " too",
                        "Give each segment a custom field of its own.");
            } else {
                usable.put(id, new Segment(id, segment.text("name").orElse(id), mappingId.getAsInt()));
            }
        }
        return usable;
    }
}
