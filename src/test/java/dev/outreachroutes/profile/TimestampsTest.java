package dev.outreachroutes.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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
    })
    void everySpellingOfAdobesSamplesIsRead(String text, Instant expected) {
        assertThat(Timestamps.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-03-04",
                "2026-03-04T09:12:41",
                "2026-03-04 09:12:41Z",
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
                "2026-03-04T09:12:41.5",
                "2026-03-04T09:12:41+19:00",
                "2026-03-04T09:12:41+00:60",
                "2026-03-04T09:12:41+0",
                "2026-03-04T09:12:41+000",
                "2026-03-04T09:12:41+0a00",
                "2026-03-04T09:12:41*0000",
                "2026-03-04T09:12:41ZZ",
                "٢٠٢٦-03-04T09:12:41Z",
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
