package dev.outreachroutes.convergence;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** The oracle's own reading of a qualification time. */
final class Spelling {

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter();

    private Spelling() {}

    /**
     * @param time null, or a JSON null, when there is none: then the record's own counts
     * @param recordMillis the record's own
     * @return microseconds since 1970; null when the time cannot be read
     */
    static Long micros(JsonNode time, long recordMillis) {
        if (time == null || time.isNull()) {
            return recordMillis * 1000;
        }
        if (time.isIntegralNumber()) {
            return time.asLong() * 1000;
        }
        try {
            Instant instant = OffsetDateTime.parse(time.asText(), TIME).toInstant();
            return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
