package dev.outreachroutes.destination;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Account account(QuietHours... hours) {
        return new Account("a", Quota.DOCUMENTED, 100, 100, Account.Pacing.BURST, List.of(hours));
    }

    private static QuietHours hours(String from, String to, DayOfWeek... days) {
        return new QuietHours(
                LocalTime.parse(from),
                LocalTime.parse(to),
                BERLIN,
                days.length == 0 ? EnumSet.allOf(DayOfWeek.class) : Set.of(days));
    }

    private static Instant until(Account account, String now) {
        return account.quietUntil(Instant.parse(now))
                .map(ZonedDateTime::toInstant)
                .orElse(null);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-05T20:59:59Z,",
        "2026-01-05T21:00:00Z, 2026-01-06T05:00:00Z",
        "2026-01-05T23:30:00Z, 2026-01-06T05:00:00Z",
        "2026-01-06T04:59:59Z, 2026-01-06T05:00:00Z",
        "2026-01-06T05:00:00Z,",
        // In the night of 29 March an hour is left out, in that of 25 October one comes twice.
        "2026-03-28T22:00:00Z, 2026-03-29T04:00:00Z",
        "2026-10-24T20:00:00Z, 2026-10-25T05:00:00Z"
    })
    void quietHoursOverMidnightEndOnTheNextDayByTheClockOfTheirZone(String now, Instant end) {
        assertThat(until(account(hours("22:00", "06:00")), now)).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource({
        // 02:30 does not come on 29 March; the clock is put forward to 03:00 at 01:00Z.
        "2026-03-29T00:50:00Z,",
        "2026-03-29T01:29:00Z,",
        "2026-03-29T01:35:00Z, 2026-03-29T01:45:00Z",
        // From 02:00 to 03:00 comes twice on 25 October: from 00:00Z to 02:00Z.
        "2026-10-25T00:29:00Z,",
        "2026-10-25T00:30:00Z, 2026-10-25T01:45:00Z",
        "2026-10-25T01:10:00Z, 2026-10-25T01:45:00Z"
    })
    void aTimeThatDoesNotComeIsLaterAndOneThatComesTwiceIsQuietUntilTheSecondTime(String now, Instant end) {
        assertThat(until(account(hours("02:30", "02:45")), now)).isEqualTo(end);
    }

    @Test
    void daysAreThoseOnWhichTheyBegin() {
        Account account = account(hours("22:00", "06:00", DayOfWeek.FRIDAY));

        assertThat(until(account, "2026-01-09T22:00:00Z")).isEqualTo("2026-01-10T05:00:00Z");
        assertThat(until(account, "2026-01-10T04:00:00Z")).isEqualTo("2026-01-10T05:00:00Z");
        assertThat(until(account, "2026-01-10T22:00:00Z")).isNull();
    }

    @Test
    void thoseThatBeginWhereOthersEndAreOne() {
        Account account = account(
                hours("22:00", "00:00", DayOfWeek.FRIDAY),
                hours("00:00", "00:00", DayOfWeek.SATURDAY, DayOfWeek.SUNDAY));

        assertThat(until(account, "2026-01-09T21:30:00Z")).isEqualTo("2026-01-11T23:00:00Z");
    }

    @Property(tries = 500)
    void theEndIsNotQuietAndEverythingBeforeItIs(@ForAll Random random) {
        Account account = account(
                hours(time(random), time(random), DayOfWeek.of(1 + random.nextInt(7))),
                hours(time(random), time(random)));
        Instant now = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(365 * 86_400));
        account.quietUntil(now).map(ZonedDateTime::toInstant).ifPresent(end -> {
            if (Duration.between(now, end).compareTo(Duration.ofDays(8)) < 0) {
                assertThat(account.quietUntil(end)).isEmpty();
                Instant between = now.plusSeconds(
                        random.nextLong(Duration.between(now, end).toSeconds() + 1));
                if (between.isBefore(end)) {
                    assertThat(until(account, between.toString())).isEqualTo(end);
                }
            }
        });
    }

    private static String time(Random random) {
        return String.format("%02d:%02d", random.nextInt(24), random.nextInt(60));
    }
}
