package dev.outreachroutes.convergence;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/** The oracle's own reading of a qualification time. */
final class Spelling {

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
            .toFormatter();

    /** What is later lies in the future. */
    private static final Instant FUTURE = Instant.parse("2100-01-01T00:00:00Z");

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
        Instant instant = instant(time.asText().strip());
        if (instant == null || instant.isBefore(FUTURE)) {
            return instant == null ? null : instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
        }
        return recordMillis * 1000;
    }

    private static Instant instant(String text) {
        if (text.matches("[0-9]+")) {
            return switch (text.length()) {
                case 10 -> Instant.ofEpochSecond(Long.parseLong(text));
                case 13 -> Instant.ofEpochMilli(Long.parseLong(text));
                default -> null;
            };
        }
        try {
            return OffsetDateTime.parse(text.replace(' ', 'T'), TIME).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
