package dev.outreachroutes.outreach.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.outreach.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitHeadersTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:30:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120                            | 120",
                "1.2                            | 2",
                "1795431100                     | 1300",
                "1795431100.5                   | 1301",
                "1795431100000                  | 1300",
                "2026-11-23T11:00:00Z           | 1800",
                "2026-11-23T11:00:00            | 1800",
                "2026-11-23 11:00:00 UTC        | 1800",
                "2026-11-23T11:00               | 1800",
                "2026-11-23T11:00:00.000Z       | 1800",
                "2026-11-23T12:00:00+01:00      | 1800",
                "2026-11-23T12:00:00+0100       | 1800",
                "Mon, 23 Nov 2026 11:00:00 GMT  | 1800",
                "0                              | 1",
                "1503301100                     | 1",
                "2017-01-01T00:00:00            | 1",
                "90000                          | 3700",
                "9999999999999999               | 3700",
                "2026-12-24T00:00:00Z           | 3700",
                "10, 20                         | 20",
            })
    void readsEveryFormOfATime(String value, int seconds) {
        Map<String, String> headers = Map.of("Retry-After", value, "X-RateLimit-Reset", value);

        RateLimitHeaders limits = RateLimitHeaders.parse(headers, null, NOW);

        assertThat(limits.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(limits.rateLimit().reset()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "-5",
                "+5",
                "1e9",
                "0x10",
                "99999999999999999999",
                "2026-13-45T99:00:00",
                "2026-11-23T11:00:00+99:00",
                "23 Foo 2026 11:00:00 GMT",
                "٣٠"
            })
    void neverWaitsForWhatItCannotRead(String value) {
        Map<String, String> headers = Map.of("Retry-After", value, "X-RateLimit-Reset", value);

        RateLimitHeaders limits = RateLimitHeaders.parse(headers, "Retry later\n", NOW);

        assertThat(limits).isEqualTo(new RateLimitHeaders(new RateLimit(null, null, null), null, null));
        assertThat(limits.untilReset()).isNull();
        assertThat(limits.untilBack()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"9998 | 9998", "9999, 19988 | 9999", "19988,7 | 7", "0 | 0", "many | ", "x, 12 | 12"})
    void takesTheSmallestRemainingCount(String value, Integer remaining) {
        assertThat(RateLimitHeaders.parse(Map.of("X-RateLimit-Remaining", value), null, NOW)
                        .rateLimit()
                        .remaining())
                .isEqualTo(remaining);
    }

    @Test
    void findsHeadersInAnyCaseAndValuesInAnyContainer() {
        Map<String, Object> headers = Map.of(
                "x-ratelimit-limit",
                10_000,
                "X-RATELIMIT-REMAINING",
                List.of("9999", 19_988),
                "retry-after",
                new String[] {"7", "30"});

        assertThat(RateLimitHeaders.parse(headers, null, NOW))
                .isEqualTo(new RateLimitHeaders(new RateLimit(10_000, 9_999, null), Duration.ofSeconds(30), null));
    }

    @Test
    void measuresTimesByTheServersClock() {
        Map<String, String> headers =
                Map.of("Date", "Tue, 01 Dec 2026 00:00:00 GMT", "X-RateLimit-Reset", "2026-12-01T00:10:00Z");

        assertThat(RateLimitHeaders.parse(headers, null, NOW).rateLimit().reset())
                .isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void measuresTimesByTheLocalClockWhenTheDateIsInvalid() {
        Map<String, String> headers = Map.of("Date", "yesterday", "X-RateLimit-Reset", "2026-11-23T10:40:00Z");

        assertThat(RateLimitHeaders.parse(headers, null, NOW).rateLimit().reset())
                .isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void readsTheTimeInTheDocumentedBodies() {
        String limited =
                """
                {"errors":[{"id":"rateLimitExceeded","title":"Rate Limit Exceeded","detail":"You have exceeded \
                your permitted rate limit of 10,000; please try again at 2026-11-23T11:00:00."}]}""";

        assertThat(RateLimitHeaders.parse(Map.of(), limited, NOW).untilReset()).isEqualTo(Duration.ofMinutes(30));
        assertThat(RateLimitHeaders.parse(Map.of(), limited, NOW).untilBack()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void prefersRetryAfterThenTheResetThenTheBody() {
        String body = "please try again at 2026-11-23T11:00:00.";

        assertThat(RateLimitHeaders.parse(Map.of("Retry-After", "5", "X-RateLimit-Reset", "60"), body, NOW)
                        .untilReset())
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(RateLimitHeaders.parse(Map.of("Retry-After", "?", "X-RateLimit-Reset", "60"), body, NOW)
                        .untilReset())
                .isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void theResetOfTheQuotaSaysNothingAboutAnOutage() {
        assertThat(RateLimitHeaders.parse(Map.of("X-RateLimit-Reset", "60"), "", NOW)
                        .untilBack())
                .isNull();
    }

    @Property(tries = 2_000)
    void anyTextIsReadWithoutFailingAndNeverGivesAnUnboundedWait(
            @ForAll @From("headerText") String value, @ForAll @From("headerText") String date) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Date", date);
        headers.put("Retry-After", value);
        headers.put("X-RateLimit-Reset", value);
        headers.put("X-RateLimit-Remaining", value);

        RateLimitHeaders limits = RateLimitHeaders.parse(headers, "try again at " + value, NOW);

        for (Duration wait : new Duration[] {limits.rateLimit().reset(), limits.retryAfter(), limits.inBody()}) {
            assertThat(wait == null
                            || wait.compareTo(Duration.ofSeconds(1)) >= 0
                                    && wait.compareTo(Duration.ofSeconds(3_700)) <= 0)
                    .as("%s", wait)
                    .isTrue();
        }
    }

    @Provide
    Arbitrary<String> headerText() {
        Arbitrary<String> numbers = Arbitraries.bigIntegers().map(Object::toString);
        Arbitrary<String> likely =
                Arbitraries.strings().withChars("0123456789-:TZ.+ ,").ofMaxLength(40);
        Arbitrary<String> dates = Arbitraries.longs()
                .between(-62_135_596_800L, 253_402_300_799L)
                .map(seconds -> Instant.ofEpochSecond(seconds).toString());
        return Arbitraries.oneOf(Arbitraries.strings(), numbers, likely, dates);
    }
}
