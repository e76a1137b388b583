package dev.outreachroutes.destination;

import java.time.LocalDate;
import java.time.Period;
import java.util.Objects;

/**
 * The API calls that the organisation's plan has for an account in a period of months, all days in UTC.
 *
 * @param requests in a period, at least 1
 * @param every how long a period is
 * @param from the first day of one of the periods
 * @param reserve how many percent of them are not used here, 0 to 50
 * @param spread whether a day uses only its part of what is left
 * @param usedElsewhere calls that others have used in the period that begins with {@code from}
 */
public record Budget(int requests, Every every, LocalDate from, int reserve, boolean spread, int usedElsewhere) {

    /** What is kept back when nothing is said, in percent. */
    public static final int DEFAULT_RESERVE = 5;

    public Budget {
        Objects.requireNonNull(every);
        Objects.requireNonNull(from);
        if (requests < 1 || reserve < 0 || reserve > 50 || usedElsewhere < 0) {
            throw new IllegalArgumentException("a budget has at least one request, and at most half of it in reserve");
        }
    }

    /** How long a period is. */
    public enum Every {
        MONTH(Period.ofMonths(1)),
        YEAR(Period.ofYears(1));

        private final Period length;

        Every(Period length) {
            this.length = length;
        }
    }

    /**
     * One period.
     *
     * @param from its first day
     * @param until the first day after it
     */
    public record Span(LocalDate from, LocalDate until) {}

    /** The period that a day is in. One that would begin on a day that its month does not have begins on the last. */
    public Span at(LocalDate day) {
        long months = every.length.toTotalMonths();
        long number = Math.floorDiv(
                Period.between(from.withDayOfMonth(1), day.withDayOfMonth(1)).toTotalMonths(), months);
        if (day.isBefore(from.plusMonths(number * months))) {
            number--;
        }
        return new Span(from.plusMonths(number * months), from.plusMonths((number + 1) * months));
    }

    /** What may be used of it here. */
    public int usable() {
        return requests - (int) ((long) requests * reserve / 100);
    }

    /** What others have used in a period, as far as the configuration says. */
    public int usedElsewhere(Span span) {
        return span.from().equals(from) ? usedElsewhere : 0;
    }
}
