package dev.outreachroutes.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.mapping.Exclusion.Reason;

/**
 * What became of a value of a profile on its way to a prospect attribute.
 *
 * @param value as Outreach gets it; null when there is a reason
 * @param reason null, or why the value cannot be sent
 * @param detail what is wrong with the value, without it
 */
record Conversion(JsonNode value, Reason reason, String detail) {

    Conversion {
        if ((value == null) == (reason == null)) {
            throw new IllegalArgumentException("a conversion has a value or a reason");
        }
    }

    static Conversion to(JsonNode value) {
        return new Conversion(value, null, null);
    }

    static Conversion refused(Reason reason, String detail) {
        return new Conversion(null, reason, detail);
    }
}
