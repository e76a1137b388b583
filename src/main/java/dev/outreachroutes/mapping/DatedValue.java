package dev.outreachroutes.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.math.BigDecimal;
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
        value = canonical(value);
        clock = clock.truncatedTo(ChronoUnit.MICROS);
    }

    /** The one form of a value: equal values are equal nodes, whether they come from an event or from the store. */
    public static JsonNode canonical(JsonNode value) {
        if (!value.isNumber()) {
            return value;
        }
        BigDecimal number = value.decimalValue().stripTrailingZeros();
        boolean integral = number.scale() <= 0 && number.precision() - number.scale() <= 18;
        return integral ? LongNode.valueOf(number.longValueExact()) : DecimalNode.valueOf(number);
    }
}
