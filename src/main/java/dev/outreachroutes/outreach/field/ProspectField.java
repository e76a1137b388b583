package dev.outreachroutes.outreach.field;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A field of prospects as an organisation has set it up in Outreach.
 *
 * @param name as in the API, such as {@code custom4}
 * @param type what it may hold; {@link FieldType#UNKNOWN} when Outreach does not say
 * @param label the name that people see; empty when it has none, or Outreach does not say
 * @param options of an inclusion; empty when it is none, or Outreach does not say
 */
public record ProspectField(String name, FieldType type, String label, Optional<List<String>> options) {

    public ProspectField {
        Objects.requireNonNull(type);
        Objects.requireNonNull(label);
        options = options.map(List::copyOf);
    }
}
