package dev.outreachroutes.outreach.answer;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the forms in which a server says "not before then", as a wait from now. */
final class RetryAfter {

    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(3_700);

    private static final String ISO =
            "(\\d{4}-\\d{2}-\\d{2})[Tt ](\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?)( ?(?:[Zz]|UTC|GMT|[+-]\\d{2}:?\\d{2}))?";
    private static final Pattern WHOLE_ISO = Pattern.compile(ISO);
    private static final Pattern AGAIN_AT = Pattern.compile("(?i)(?:again|retry) (?:at|after) " + ISO);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,16}(?:\\.\\d{1,9})?");
    private static final BigDecimal EPOCH_SECONDS = BigDecimal.valueOf(1_000_000_000L);
    private static final BigDecimal EPOCH_MILLIS = BigDecimal.valueOf(1_000_000_000_000L);

    private RetryAfter() {}

    /** The wait that a header value asks for, from {@code now}; null when it has no known form. */
    static Duration waitOf(String value, Instant now) {
        if (NUMBER.matcher(value).matches()) {
            return number(new BigDecimal(value), now);
        }
        Matcher iso = WHOLE_ISO.matcher(value);
        if (iso.matches()) {
            return until(instant(iso), now);
        }
        return until(httpDate(value), now);
    }

    /** The wait that a sentence such as "please try again at 2017-01-01T00:00:00." asks for; null when there is none. */
    static Duration waitInText(String text, Instant now) {
        Matcher again = AGAIN_AT.matcher(text);
        return again.find() ? until(instant(again), now) : null;
    }

    /** RFC 9110's preferred form of a date; null when it is not one. */
    static Instant httpDate(String value) {
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Duration number(BigDecimal number, Instant now) {
        if (number.compareTo(EPOCH_MILLIS) >= 0) {
            return until(Instant.ofEpochMilli(number.longValue()), now);
        }
        long seconds = number.setScale(0, RoundingMode.CEILING).longValue();
        if (number.compareTo(EPOCH_SECONDS) >= 0) {
            return until(Instant.ofEpochSecond(seconds), now);
        }
        return clamped(Duration.ofSeconds(seconds));
    }

    private static Instant instant(Matcher iso) {
        String zone = iso.group(3) == null ? "" : iso.group(3).strip();
        String local = iso.group(1) + "T" + iso.group(2);
        try {
            if (zone.startsWith("+") || zone.startsWith("-")) {
                String colon = zone.contains(":") ? zone : zone.substring(0, 3) + ":" + zone.substring(3);
                return OffsetDateTime.parse(local + colon).toInstant();
            }
            return LocalDateTime.parse(local).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Duration until(Instant moment, Instant now) {
        return moment == null ? null : clamped(Duration.between(now, moment));
    }

    private static Duration clamped(Duration wait) {
        if (wait.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
