package dev.outreachroutes.outreach.field;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The fields of prospects that an account can see. What is not in it may be missing, or only have no label: Outreach does not document
 * which.
 *
 * @param source what told of them
 * @param fields by name
 */
public record FieldCatalogue(Source source, Map<String, ProspectField> fields) {

    /** What told of the fields. */
    public enum Source {
        /** {@code GET /api/v2/types}: labels, types and options. */
        TYPES,
        /** {@code GET /api/v2}: labels only. */
        LABELS
    }

    public FieldCatalogue {
        fields = Collections.unmodifiableMap(new TreeMap<>(fields));
    }

    public Optional<ProspectField> named(String name) {
        return Optional.ofNullable(fields.get(name));
    }
}
