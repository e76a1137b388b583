package dev.outreachroutes.quota;

import dev.outreachroutes.destination.Budget;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * How the budget of an account's plan stands on a day, in UTC.
 *
 * @param day of which it is told
 * @param requests of the plan in its period, the reserve among them
 * @param from the period's first day
 * @param until the first day after it
 * @param used of them, by us and, as configured, by others
 * @param left what may still be used in the period, without the reserve
 * @param leftToday what may still be used today
 * @param perDay what the last days used, on average; null when no whole day was counted yet
 */
public record BudgetStatus(
        LocalDate day,
        int requests,
        LocalDate from,
        LocalDate until,
        long used,
        long left,
        long leftToday,
        Double perDay) {

    /** Percent of the requests from which on it is low. */
    private static final int LOW = 80;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

    /**
     * What a day's count says.
     *
     * @param used requests of ours in the period, today's among them
     * @param today requests of ours today
     */
    static BudgetStatus of(Budget budget, LocalDate day, long used, long today, Double perDay) {
        Budget.Span span = budget.at(day);
        long all = used + budget.usedElsewhere(span);
        long left = Math.max(0, budget.usable() - all);
        long leftToday = left;
        if (budget.spread()) {
            long days = span.until().toEpochDay() - day.toEpochDay();
            long share = (Math.max(0, budget.usable() - (all - today)) + days - 1) / days;
            leftToday = Math.min(left, Math.max(0, share - today));
        }
        return new BudgetStatus(day, budget.requests(), span.from(), span.until(), all, left, leftToday, perDay);
    }

    /** Whether 80 % of it are used. */
    public boolean low() {
        return used * 100 >= (long) requests * LOW;
    }

    /** The day on which nothing is left, at the pace of the last days; null when it lasts, or when that pace is not known. */
    public LocalDate lastsUntil() {
        if (perDay == null || perDay <= 0) {
            return left == 0 ? day : null;
        }
        double days = left / perDay;
        LocalDate end = days > until.toEpochDay() - day.toEpochDay() ? until : day.plusDays((long) days);
        return end.isBefore(until) ? end : null;
    }

    /** How many days it lasts, at most to the end of its period; not a number when that is not known. */
    public double lastsDays() {
        LocalDate end = lastsUntil();
        if (end == null && perDay == null) {
            return Double.NaN;
        }
        return (end == null ? until : end).toEpochDay() - day.toEpochDay();
    }

    /** What the pace of the last days comes to, in words. */
    public String forecast() {
        LocalDate end = lastsUntil();
        if (left == 0) {
            return "what may be used of the plan is used up";
        }
        if (perDay == null) {
            return "no whole day has been counted yet";
        }
        return end == null
                ? "at this pace the plan lasts to the end of its period"
                : "at this pace the plan lasts until " + DAY.format(end);
    }

    /** How much is used of what, and for how long that lasts, in one line. */
    public String text() {
        return String.format(
                Locale.ROOT,
                "%,d of the plan's %,d requests from %s to %s are used, %,d are left without the reserve; %s",
                used,
                requests,
                DAY.format(from),
                DAY.format(until.minusDays(1)),
                left,
                forecast());
    }

    /** When requests may be sent again; null when they may now. */
    Instant waitsUntil() {
        if (leftToday > 0) {
            return null;
        }
        LocalDate next = left > 0 ? day.plusDays(1) : until;
        return next.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    String waitsBecause() {
        return left > 0
                ? "the plan's budget for today is used up; it goes on at 00:00 UTC"
                : "the plan's budget is used up, except for its reserve; it goes on when the next period begins, on "
                        + DAY.format(until);
    }
}
