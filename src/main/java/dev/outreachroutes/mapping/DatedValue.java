package dev.outreachroutes.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.LongNode;
import dev.outreachroutes.profile.Membership.Status;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A desired value of a prospect attribute, with its clock.
 *
 * @param value as Outreach gets it: text, number, boolean, a list of texts, or JSON null to clear the attribute. Numbers are
 *     brought to one form, so that equal values are equal
 * @param clock in microseconds, the resolution of the store; finer parts are cut off
 * @param position of the record that asked for it; null when that is not known
 * @param status of the membership that the value stands for; null when it stands for none, or that is not known
 */
public record DatedValue(JsonNode value, Instant clock, Position position, Status status) {

    public DatedValue {
        value = canonical(value);
        clock = clock.truncatedTo(ChronoUnit.MICROS);
    }

    public DatedValue(JsonNode value, Instant clock, Position position) {
        this(value, clock, position, null);
    }

    public DatedValue(JsonNode value, Instant clock) {
        this(value, clock, null, null);
    }

    /** Whether the record that asks for it was written after a time, or, if that is not known, its clock is later. */
    public boolean isWrittenAfter(Instant time) {
        return (position == null ? clock : position.written()).isAfter(time);
    }

    /** The same value at the same time, wherever it is asked for. */
    public boolean saysTheSameAs(DatedValue other) {
        return value.equals(other.value) && clock.equals(other.clock) && status == other.status;
    }

    /** By its clock or, of equal clocks, by the record's position. */
    public boolean yieldsTo(DatedValue other) {
        int order = clock.compareTo(other.clock);
        return order < 0
                || order == 0 && position != null && other.position != null && position.isBefore(other.position);
    }

    /** This value in the place of another, to which it does not yield. */
    public DatedValue replacing(DatedValue other) {
        return position == null || other.position == null || !clock.equals(other.clock)
                ? this
                : new DatedValue(value, clock, position.after(other.position), status);
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
