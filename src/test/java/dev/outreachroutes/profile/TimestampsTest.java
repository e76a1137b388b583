package dev.outreachroutes.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {

    @ParameterizedTest
    @CsvSource({
        "2026-03-04T09:12:41Z,             2026-03-04T09:12:41Z",
        "2026-03-05T13:20:11.591378Z,      2026-03-05T13:20:11.591378Z",
        "2026-03-05T13:20:11.5Z,           2026-03-05T13:20:11.500Z",
        "2026-03-05T13:20:11.123456789Z,   2026-03-05T13:20:11.123456789Z",
        "2022-05-17T02:41:50+0000,         2022-05-17T02:41:50Z",
        "2022-05-17T02:41:50.000+0000,     2022-05-17T02:41:50Z",
        "2022-05-17T02:41:50+00:00,        2022-05-17T02:41:50Z",
        "2022-05-17T02:41:50+02:30,        2022-05-17T00:11:50Z",
        "2022-05-17T02:41:50.25-0800,      2022-05-17T10:41:50.250Z",
        "2022-05-17T02:41:50+01,           2022-05-17T01:41:50Z",
        "2024-02-29t23:59:59z,             2024-02-29T23:59:59Z",
        "2020-05-25 21:24:39.0,            2020-05-25T21:24:39Z",
        "2026-03-04T09:12:41,              2026-03-04T09:12:41Z",
        "2026-03-04T09:12:41.5,            2026-03-04T09:12:41.500Z",
        "2026-03-04 09:12,                 2026-03-04T09:12:00Z",
        "2026-03-04T09:12Z,                2026-03-04T09:12:00Z",
        "2026-03-04 09:12:41Z,             2026-03-04T09:12:41Z",
        "2026-03-04 09:12:41 +0100,        2026-03-04T08:12:41Z",
        "2026-03-04 09:12:41 UTC,          2026-03-04T09:12:41Z",
        "1590441879,                       2020-05-25T21:24:39Z",
        "1590441879000,                    2020-05-25T21:24:39Z",
        "1590441879.25,                    2020-05-25T21:24:39.250Z",
        "1590441879000000,                 2020-05-25T21:24:39Z",
        "1590441879000000001,              2020-05-25T21:24:39.000000001Z",
    })
    void everySpellingOfAdobesSamplesIsReadAndWhatElseIsCertain(String text, Instant expected) {
        assertThat(Timestamps.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-03-04",
                "2026-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-00-01T00:00:00Z",
                "2026-04-31T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "2026-03-04T24:00:00Z",
                "2026-03-04T09:60:00Z",
                "2026-03-04T09:00:60Z",
                "2026-03-04T09:12:41.Z",
                "2026-03-04T09:12:41.1234567890Z",
                "2026-03-04T09:12:41+19:00",
                "2026-03-04T09:12:41+00:60",
                "2026-03-04T09:12:41+0",
                "2026-03-04T09:12:41+000",
                "2026-03-04T09:12:41+0a00",
                "2026-03-04T09:12:41*0000",
                "2026-03-04T09:12:41ZZ",
                "٢٠٢٦-03-04T09:12:41Z",
                "2026-03-04T09",
                "2026-03-04  09:12:41",
                "2026-03-04T09:12:41 CET",
                "2026-03-04T09:12.5",
                "04.03.2026 09:12:41",
                "3/4/2026 9:12",
                "now",
                "0",
                "-1590441879",
                "159044187",
                "159044187900",
                "20260304",
                "202603040912",
                "20260304091241",
                "20260304091241123",
                "15904418790000000000",
                "1590441879.",
                "1.5904418E9",
            })
    void anythingElseIsNoTime(String text) {
        assertThat(Timestamps.parse(text)).isEmpty();
    }

    @Property
    void readsWhatTheJdkWrites(
            @ForAll @LongRange(min = -62_000_000_000L, max = 253_000_000_000L) long second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(min = -1080, max = 1080) int offsetMinutes) {
        Instant instant = Instant.ofEpochSecond(second, nano);
        OffsetDateTime there = instant.atOffset(ZoneOffset.ofTotalSeconds(offsetMinutes * 60));

        assertThat(Timestamps.parse(instant.toString())).contains(instant);
        assertThat(Timestamps.parse(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSSxx")
                        .format(there)))
                .contains(instant);
        assertThat(Timestamps.parse(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSSxxx")
                        .format(there)))
                .contains(instant);
    }

    @Property
    void noTextMakesItThrow(@ForAll String text, @ForAll @IntRange(max = 28) int cut) {
        assertThat(Timestamps.parse(text)).isNotNull();
        assertThat(Timestamps.parse("2026-03-05T13:20:11.591378Z".substring(0, cut % 27) + text))
                .isNotNull();
    }

    @Property
    void theSizeOfACountSaysItsUnit(
            @ForAll @LongRange(min = 1_000_000_000L, max = 9_200_000_000L) long second,
            @ForAll @IntRange(max = 999_999_999) int nano) {
        Instant instant = Instant.ofEpochSecond(second, nano);
        BigDecimal seconds = BigDecimal.valueOf(second).add(BigDecimal.valueOf(nano, 9));

        for (int digits : new int[] {0, 3, 6, 9}) {
            assertThat(Timestamps.ofCount(seconds.movePointRight(digits))).contains(instant);
        }
        assertThat(Timestamps.parse(Long.toString(instant.toEpochMilli())))
                .contains(instant.truncatedTo(ChronoUnit.MILLIS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e999999999", "1e-2147483000", "0", "0e999999999"})
    void numbersOutOfAllBoundsAreNoTimes(String number) {
        assertThat(Timestamps.ofCount(new BigDecimal(number))).isEmpty();
    }

    @Test
    void millisecondsCountWithinTheYearsThatAStoreHolds() {
        assertThat(Timestamps.ofEpochMillis(1_767_182_400_000L)).contains(Instant.parse("2025-12-31T12:00:00Z"));
        assertThat(Timestamps.ofEpochMillis(Long.MAX_VALUE)).isEmpty();
        assertThat(Timestamps.ofEpochMillis(Long.MIN_VALUE)).isEmpty();
    }

    @Test
    void datesAreCalendarDates() {
        assertThat(Timestamps.isDate("1984-06-12")).isTrue();
        assertThat(Timestamps.isDate("1984-06-31")).isFalse();
        assertThat(Timestamps.isDate("1984-6-12")).isFalse();
        assertThat(Timestamps.isDate("1984-06-12T00:00:00Z")).isFalse();
    }
}
