package dev.outreachroutes.destination;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;

/**
 * Times of the week in which an account sends no request. Where a clock is put back, the hour that comes twice is quiet both times; where
 * it is put forward, a time that does not come is as much later as the clock is put forward.
 *
 * @param from when it begins
 * @param to when it ends; on the next day if that is not later than {@code from}
 * @param zone whose clock it goes by
 * @param days on which it begins
 */
public record QuietHours(LocalTime from, LocalTime to, ZoneId zone, Set<DayOfWeek> days) {

    public QuietHours {
        days = Set.copyOf(days);
        if (days.isEmpty()) {
            throw new IllegalArgumentException("quiet hours begin on a day of the week");
        }
    }

    /** When the quiet hours end that a time lies in; null when it lies in none. */
    ZonedDateTime until(Instant now) {
        LocalDate today = now.atZone(zone).toLocalDate();
        for (LocalDate day = today.minusDays(1); !day.isAfter(today); day = day.plusDays(1)) {
            if (days.contains(day.getDayOfWeek())) {
                ZonedDateTime begin = day.atTime(from).atZone(zone);
                LocalDate last = to.isAfter(from) ? day : day.plusDays(1);
                ZonedDateTime end = last.atTime(to).atZone(zone).withLaterOffsetAtOverlap();
                if (!now.isBefore(begin.toInstant()) && now.isBefore(end.toInstant())) {
                    return end;
                }
            }
        }
        return null;
    }
}
