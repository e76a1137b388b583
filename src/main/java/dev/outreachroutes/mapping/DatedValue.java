package dev.outreachroutes.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A desired value of a prospect attribute, with its clock.
 *
 * @param value as Outreach gets it: text, number, boolean, a list of texts, or JSON null to clear the attribute. Numbers are
 *     brought to one form, so that equal values are equal
 * @param clock in microseconds, the resolution of the store; finer parts are cut off
 */
public record DatedValue(JsonNode value, Instant clock) {

    public DatedValue {
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            value = LongNode.valueOf(value.longValue());
        } else if (value.isNumber()) {
            value = DecimalNode.valueOf(value.decimalValue().stripTrailingZeros());
        }
        clock = clock.truncatedTo(ChronoUnit.MICROS);
    }
}
