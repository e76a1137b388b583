package dev.outreachroutes.profile;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads the spellings of a point in time whose meaning is certain; all others are none. Faults are an answer, not an exception.
 *
 * <ul>
 *   <li>ISO 8601 as Adobe's exports carry it: {@code Z}, {@code +0000}, {@code +00:00} or {@code +00}, with or without up to nine
 *       digits of a second's fraction. What databases and spreadsheets make of that is read too: blanks in place of the {@code T} and
 *       before the offset, {@code UTC} or {@code GMT} as the offset, no seconds. Without an offset it is UTC. Years run from 1 to
 *       9999.
 *   <li>A count since 1970, as a number or a text of digits. Its size says what is counted: seconds have 10 or 11 digits before the
 *       point, milliseconds 13 or 14, microseconds 16 or 17, nanoseconds 19. Smaller ones are none: 0 is a time that was not set. Nor
 *       is what would be in the years 2572 to 2635: it may be a date written without signs between its parts.
 * </ul>
 *
 * A date alone is no point in time, and a word is none.
 *
 * <p>Adobe's own spellings are those of its samples for the <a
 * href="https://experienceleague.adobe.com/en/docs/experience-platform/destinations/catalog/streaming/http-destination">HTTP
 * API</a>, Azure Event Hubs and Amazon Kinesis destinations.
 */
public final class Timestamps {

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final int LONGEST = 60;

    /** A date and a time with a T between them; a text with a blank there is given one. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .appendPattern("HH:mm")
            .optionalStart()
            .appendPattern(":ss")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .optionalEnd()
            .appendPattern("[ ]['UTC']['GMT'][XXX][xx][x]")
            .parseDefaulting(ChronoField.OFFSET_SECONDS, 0)
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private static final int DATE = "2026-03-04".length();
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,20}(\\.[0-9]{1,20})?");

    /** In seconds: between these lies 20260304091241, the digits of a date and time, if it is taken for a count. */
    private static final BigDecimal LIKE_A_DATE_FROM = new BigDecimal("19000000000");

    private static final BigDecimal LIKE_A_DATE_UNTIL = new BigDecimal("21000000000");

    private Timestamps() {}

    /** A point in time written as text. */
    public static Optional<Instant> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        if (text.length() > DATE && text.charAt(4) == '-') {
            return time(text.charAt(DATE) == ' ' ? text.substring(0, DATE) + "T" + text.substring(DATE + 1) : text);
        }
        return COUNT.matcher(text).matches() ? ofCount(new BigDecimal(text)) : Optional.empty();
    }

    private static Optional<Instant> time(String text) {
        try {
            OffsetDateTime time = TIME.parse(text, OffsetDateTime::from);
            return time.getYear() < 1 ? Optional.empty() : Optional.of(time.toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** A point in time counted from 1970 on, in the unit that the size of the count tells. */
    public static Optional<Instant> ofCount(BigDecimal count) {
        long digits = (long) count.precision() - count.scale();
        if (count.signum() <= 0 || digits < 10 || digits > 19 || (digits - 10) % 3 == 2) {
            return Optional.empty();
        }
        BigDecimal seconds = count.movePointLeft((int) (digits - 10) / 3 * 3);
        if (seconds.compareTo(LIKE_A_DATE_FROM) >= 0 && seconds.compareTo(LIKE_A_DATE_UNTIL) < 0) {
            return Optional.empty();
        }
        BigDecimal nanos = seconds.remainder(BigDecimal.ONE).movePointRight(9);
        return Optional.of(Instant.ofEpochSecond(seconds.longValue(), nanos.longValue()));
    }

    /** A point in time counted in milliseconds since 1970, as Kafka dates its records. */
    public static Optional<Instant> ofEpochMillis(long millis) {
        Instant time = Instant.ofEpochMilli(millis);
        return time.isBefore(EARLIEST) || time.isAfter(LATEST) ? Optional.empty() : Optional.of(time);
    }

    /** Whether a text is a calendar date written {@code YYYY-MM-DD}. */
    public static boolean isDate(String text) {
        try {
            return text.length() == DATE && LocalDate.parse(text).getYear() >= 1;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
