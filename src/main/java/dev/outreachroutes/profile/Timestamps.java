package dev.outreachroutes.profile;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Optional;

/**
 * Reads the spellings of a point in time that Adobe's exports carry: ISO 8601 with {@code Z}, {@code +0000}, {@code
 * +00:00} or {@code +00}, with or without up to nine digits of a second's fraction. A time without an offset is none,
 * as nothing says where it is meant. Years run from 1 to 9999. Faults are an answer, not an exception.
 *
 * <p>The spellings are those of Adobe's samples for the <a
 * href="https://experienceleague.adobe.com/en/docs/experience-platform/destinations/catalog/streaming/http-destination">HTTP
 * API</a>, Azure Event Hubs and Amazon Kinesis destinations.
 */
public final class Timestamps {

    private static final int LARGEST_OFFSET_HOURS = 18;
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private Timestamps() {}

    /** A point in time written as text. */
    public static Optional<Instant> parse(String text) {
        if (text.length() < 20
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || (text.charAt(10) | ' ') != 't'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return Optional.empty();
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if (!isDate(year, month, day)
                || hour < 0
                || hour > 23
                || minute < 0
                || minute > 59
                || second < 0
                || second > 59) {
            return Optional.empty();
        }
        int end = endOfFraction(text);
        int nanos = end == 19 ? 0 : nanos(text, end);
        int offset = end < 0 ? Integer.MIN_VALUE : offsetSeconds(text, end);
        if (nanos < 0 || offset == Integer.MIN_VALUE) {
            return Optional.empty();
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        return Optional.of(
                Instant.ofEpochSecond(days * 86_400 + hour * 3_600L + minute * 60L + second - offset, nanos));
    }

    /** A point in time counted in milliseconds since 1970, as Adobe writes {@code createdAt} and its like. */
    public static Optional<Instant> ofEpochMillis(long millis) {
        Instant time = Instant.ofEpochMilli(millis);
        return time.isBefore(EARLIEST) || time.isAfter(LATEST) ? Optional.empty() : Optional.of(time);
    }

    /** Whether a text is a calendar date written {@code YYYY-MM-DD}. */
    public static boolean isDate(String text) {
        return text.length() == 10
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && isDate(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
    }

    private static boolean isDate(int year, int month, int day) {
        return year >= 1
                && month >= 1
                && month <= 12
                && day >= 1
                && (day <= 28 || day <= YearMonth.of(year, month).lengthOfMonth());
    }

    /** The index behind the seconds and their fraction; negative when a point is not followed by one to nine digits. */
    private static int endOfFraction(String text) {
        if (text.charAt(19) != '.') {
            return 19;
        }
        int end = 20;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end == 20 || end > 29 ? -1 : end;
    }

    private static int nanos(String text, int end) {
        if (end < 0) {
            return -1;
        }
        int nanos = number(text, 20, end);
        for (int digits = end - 20; digits < 9; digits++) {
            nanos *= 10;
        }
        return nanos;
    }

    private static int offsetSeconds(String text, int start) {
        int left = text.length() - start;
        if (left == 1 && (text.charAt(start) | ' ') == 'z') {
            return 0;
        }
        boolean colon = left == 6 && text.charAt(start + 3) == ':';
        if (left != 3 && left != 5 && !colon || "+-".indexOf(text.charAt(start)) < 0) {
            return Integer.MIN_VALUE;
        }
        int hours = number(text, start + 1, start + 3);
        int minutes = left == 3 ? 0 : number(text, text.length() - 2, text.length());
        if (hours < 0 || hours > LARGEST_OFFSET_HOURS || minutes < 0 || minutes > 59) {
            return Integer.MIN_VALUE;
        }
        int seconds = hours * 3_600 + minutes * 60;
        return text.charAt(start) == '-' ? -seconds : seconds;
    }

    /** The number that the digits of a range make; -1 when something there is no ASCII digit. */
    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return -1;
            }
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
