package dev.outreachroutes.quota;

import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Budget;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Every request of an account, by day in UTC. Counted before it is sent, like the quota's, and whether there is a budget or not, so that
 * one that is configured later finds what was used. What was in flight in a crash stays counted.
 */
final class DayCount {

    /** The forecast goes by the last days, today not among them. */
    private static final int FORECAST_DAYS = 7;

    private final JdbcClient jdbc;

    DayCount(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    static LocalDate day(Instant now) {
        return now.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    void add(Account account, Instant now, int requests) {
        jdbc.sql(
                        """
                        insert into quota_day (account, day, requests) values (?, ?, ?)
                        on conflict (account, day) do update set requests = quota_day.requests + excluded.requests
                        """)
                .params(account.name(), day(now), requests)
                .update();
    }

    /** Takes requests back that were not sent, from the day on which that is known. */
    void takeBack(Account account, Instant now, int requests) {
        jdbc.sql("update quota_day set requests = greatest(requests - ?, 0) where account = ? and day = ?")
                .params(requests, account.name(), day(now))
                .update();
    }

    /** How the account's budget stands; null when it has none. */
    BudgetStatus budget(Account account, Instant now) {
        Budget budget = account.budget();
        if (budget == null) {
            return null;
        }
        LocalDate day = day(now);
        Count count = jdbc.sql(
                        """
                        select coalesce(sum(requests) filter (where day >= :from), 0) as used,
                               coalesce(sum(requests) filter (where day = :day), 0) as today,
                               coalesce(sum(requests) filter (where day between :before and :yesterday), 0) as lately,
                               least(min(day), :day) as since
                        from quota_day where account = :account and day >= least(:from, :before) and day <= :day
                        """)
                .param("account", account.name())
                .param("from", budget.at(day).from())
                .param("day", day)
                .param("before", day.minusDays(FORECAST_DAYS))
                .param("yesterday", day.minusDays(1))
                .query(Count.class)
                .single();
        long days = Math.min(FORECAST_DAYS, day.toEpochDay() - count.since().toEpochDay());
        Double perDay = days == 0 ? null : (double) count.lately() / days;
        return BudgetStatus.of(budget, day, count.used(), count.today(), perDay);
    }

    private record Count(long used, long today, long lately, LocalDate since) {}

    /** The requests of an account on each day that had some, from the day of a time on. */
    SortedMap<LocalDate, Long> since(Account account, Instant from) {
        SortedMap<LocalDate, Long> requests = new TreeMap<>();
        jdbc.sql("select day, requests from quota_day where account = ? and day >= ?")
                .params(account.name(), day(from))
                .query(row -> {
                    requests.put(row.getObject("day", LocalDate.class), row.getLong("requests"));
                });
        return requests;
    }

    /** Forgets the days before a time, whichever account's they are. */
    void forget(Instant before) {
        jdbc.sql("delete from quota_day where day < ?").param(day(before)).update();
    }
}
