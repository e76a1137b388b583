package dev.outreachroutes.profile;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Matcher;
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
    private static final int LARGEST_OFFSET_HOURS = 18;
    private static final int LONGEST = 60;

    private static final Pattern DATE = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})");
    private static final Pattern TIME = Pattern.compile(DATE
            + "[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\\.([0-9]{1,9}))?)?"
            + " ?(?:[Zz]|UTC|GMT|([+-])([0-9]{2})(?::?([0-9]{2}))?)?");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,20}(\\.[0-9]{1,20})?");

    /** In seconds: between these lies 20260304091241, the digits of a date and time, if it is taken for a count. */
    private static final BigDecimal LIKE_A_DATE_FROM = new BigDecimal("19000000000");

    private static final BigDecimal LIKE_A_DATE_UNTIL = new BigDecimal("21000000000");

    private Timestamps() {}

    /** A point in time in JSON: a text, with or without blanks around it, or a count. */
    static Optional<Instant> read(JsonNode time) {
        if (time.isNumber()) {
            return ofCount(time.decimalValue());
        }
        return time.isTextual() ? parse(BlankText.strip(time.textValue())) : Optional.empty();
    }

    /** A point in time written as text. */
    public static Optional<Instant> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        Matcher time = TIME.matcher(text);
        if (time.matches()) {
            return read(time);
        }
        return COUNT.matcher(text).matches() ? ofCount(new BigDecimal(text)) : Optional.empty();
    }

    private static Optional<Instant> read(Matcher time) {
        int hour = number(time, 4);
        int minute = number(time, 5);
        int second = number(time, 6);
        int offsetHours = number(time, 9);
        int offsetMinutes = number(time, 10);
        if (!isDate(time)
                || hour > 23
                || minute > 59
                || second > 59
                || offsetHours > LARGEST_OFFSET_HOURS
                || offsetMinutes > 59) {
            return Optional.empty();
        }
        long days =
                LocalDate.of(number(time, 1), number(time, 2), number(time, 3)).toEpochDay();
        int offset = offsetHours * 3_600 + offsetMinutes * 60;
        long local = days * 86_400 + hour * 3_600L + minute * 60L + second;
        return Optional.of(Instant.ofEpochSecond(
                "-".equals(time.group(8)) ? local + offset : local - offset, nanos(time.group(7))));
    }

    /** A group's number; 0 when the group is not there. */
    private static int number(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Integer.parseInt(matcher.group(group));
    }

    private static int nanos(String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
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
        Matcher date = DATE.matcher(text);
        return date.matches() && isDate(date);
    }

    private static boolean isDate(Matcher date) {
        int year = number(date, 1);
        int month = number(date, 2);
        int day = number(date, 3);
        return year >= 1
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= YearMonth.of(year, month).lengthOfMonth();
    }
}
