package dev.outreachroutes.destination;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads the part {@code segments} of a destination. */
final class SegmentsForm {

    static final String MAPPING_ID = "mapping-id";

    private static final String NAME = "name";
    private static final int LONGEST_NAME = 200;

    private SegmentsForm() {}

    /** The usable segments by ID, each with a mapping ID of its own. */
    static Map<String, Segment> read(Section segments) {
        Map<String, Segment> usable = new LinkedHashMap<>();
        Map<Integer, String> segmentsByMappingId = new HashMap<>();
        Map<String, String> segmentsByName = new HashMap<>();
        SegmentIds ids = new SegmentIds(segments);
        for (String id : segments.keys()) {
            ids.check(id);
            Section segment = segments.section(id).allow(NAME, MAPPING_ID);
            Optional<String> name = name(segment, id, segmentsByName);
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
                usable.put(id, new Segment(id, name.orElse(id), mappingId.getAsInt()));
            }
        }
        ids.end();
        return usable;
    }

    private static Optional<String> name(Section segment, String id, Map<String, String> segmentsByName) {
        Optional<String> name = segment.words(NAME, LONGEST_NAME);
        if (name.isPresent() && name.get().isBlank()) {
            segment.mistake(NAME, "is blank", "Write what people call the segment, or leave it out.");
            return Optional.empty();
        }
        name.map(text -> segmentsByName.putIfAbsent(text.strip().toLowerCase(Locale.ROOT), id))
                .ifPresent(other -> segment.doubt(
                        NAME,
                        "is the name of the segment " + other + " too",
                        "People tell them apart by their names."));
        return name;
    }
}
