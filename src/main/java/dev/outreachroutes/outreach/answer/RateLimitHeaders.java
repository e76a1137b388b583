package dev.outreachroutes.outreach.answer;

import dev.outreachroutes.outreach.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads from an answer how the quota stands, and how long to wait. Every wait is between 1 s and 3,700 s.
 *
 * <p>Outreach's page <a href="https://developers.outreach.io/api/making-requests/">Making requests</a> names
 * {@code X-RateLimit-Limit}, {@code -Remaining} and {@code -Reset}, and {@code Retry-After} as an alias of the last, without
 * their forms. So every form is read: epoch seconds or milliseconds, seconds from now, ISO-8601 (UTC when it has no zone), an
 * HTTP date; {@code Remaining} may carry two values, of which the smaller counts; of several times the latest counts. What
 * has none of these forms asks for no wait.
 *
 * <p>Times are measured against the answer's own {@code Date}, if it has one, so it does no harm when the time here is another than at Outreach.
 *
 * @param rateLimit each part null when the headers do not say it
 * @param retryAfter what {@code Retry-After} asks for; null when it is absent or unreadable
 * @param inBody the time in the body's text ("please try again at 2017-01-01T00:00:00."); null when there is none
 */
public record RateLimitHeaders(RateLimit rateLimit, Duration retryAfter, Duration inBody) {

    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");
    private static final int READ_OF_BODY = 4_000;

    /**
     * Never throws, whatever the headers hold.
     *
     * @param headers name (in any case) to text, a number, or several of these
     * @param body null when there is none, or when it is not worth reading because the answer is a success
     * @param now the time here, used when the answer has no valid {@code Date}
     */
    public static RateLimitHeaders parse(Map<String, ?> headers, String body, Instant now) {
        Instant date = values(headers, "Date").stream()
                .map(RetryAfter::httpDate)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(now);
        RateLimit rateLimit = new RateLimit(
                least(values(headers, "X-RateLimit-Limit")),
                least(values(headers, "X-RateLimit-Remaining")),
                latest(values(headers, "X-RateLimit-Reset"), date));
        return new RateLimitHeaders(rateLimit, latest(values(headers, "Retry-After"), date), inBody(body, date));
    }

    /**
     * How long a 429 asks to wait; null when it does not say. {@code Retry-After} comes first, since it speaks of this very
     * answer: a gateway in front of Outreach may ask for a pause that has nothing to do with the quota.
     */
    public Duration untilReset() {
        return first(retryAfter, rateLimit.reset(), inBody);
    }

    /** How long a 5xx asks to wait; null when it does not say. The reset of the quota has no part in it. */
    public Duration untilBack() {
        return first(retryAfter, inBody);
    }

    /** Every value of a header, by name without case: HTTP/2 front ends send lower case, and not every client's map ignores it. */
    private static List<String> values(Map<String, ?> headers, String name) {
        return headers.entrySet().stream()
                .filter(header -> name.equalsIgnoreCase(header.getKey()))
                .flatMap(header -> each(header.getValue()))
                .filter(Objects::nonNull)
                .map(value -> value.toString().strip())
                .toList();
    }

    private static Stream<?> each(Object value) {
        if (value instanceof Collection<?> several) {
            return several.stream();
        }
        return value instanceof Object[] several ? Stream.of(several) : Stream.ofNullable(value);
    }

    private static Duration first(Duration... waits) {
        return Stream.of(waits).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static Integer least(List<String> values) {
        return values.stream()
                .flatMap(COMMA::splitAsStream)
                .filter(part -> COUNT.matcher(part).matches())
                .map(Integer::valueOf)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static Duration latest(List<String> values, Instant date) {
        List<String> candidates = new ArrayList<>(values);
        values.forEach(value -> COMMA.splitAsStream(value).forEach(candidates::add));
        return candidates.stream()
                .map(value -> RetryAfter.waitOf(value, date))
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private static Duration inBody(String body, Instant date) {
        return body == null
                ? null
                : RetryAfter.waitInText(body.substring(0, Math.min(READ_OF_BODY, body.length())), date);
    }
}
