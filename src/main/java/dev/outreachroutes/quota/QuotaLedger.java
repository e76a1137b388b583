package dev.outreachroutes.quota;

import dev.outreachroutes.database.Instants;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The requests that count against an account's quota, in the database and so for all replicas together.
 *
 * <p>A request is entered before it is sent, at the end of its claim's lease; when its answer is seen it is moved to that
 * moment. It counts until one period after where it stands. So in every window of one period's length, however Outreach
 * aligns its own, no more requests arrive than the quota: whenever one is claimed, every other that can have arrived in the
 * same window still counts. A crash leaves entries that count longer than need be; it never leaves one out.
 *
 * <p>Once Outreach's headers have told of its window several times without contradiction, and windows are as long as the period, that
 * window rules: what counts are the requests whose answers told of it and those in flight, so that each window can be used to the full.
 * Headers that contradict or vanish leave the count over a period.
 *
 * <p>The quota belongs to an Outreach user. An answered request counts for the user whose it certainly was, any other for every user
 * of the account: what is in flight, and what was answered while it was not known whose the account is. So who connects an account
 * in another's place finds the whole quota, and who comes back finds what is left of the own.
 *
 * <p>All of it runs in the caller's transaction.
 */
public final class QuotaLedger {

    private static final long SLOTS_PER_PERIOD = 1_000;
    private static final Duration SMALLEST_SLOT = Duration.ofMillis(100);

    private static final DateTimeFormatter QUIET = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    /** Longer than a plan's period. */
    private static final Duration DAYS_KEPT = Duration.ofDays(400);

    /** More than a replica is off that goes on by its own timer, since the database did not answer it. */
    static final Duration CLOCKS_APART = Duration.ofMillis(50);

    /** Outreach's users are numbered from 1. */
    static final long UNKNOWN_USER = 0;

    private final JdbcClient jdbc;
    private final DayCount days;

    public QuotaLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.days = new DayCount(jdbc);
    }

    /** Locks the account's row, so that claims on one account are made one after the other. */
    public QuotaState lock(String account) {
        return read(account, "for update").orElseGet(() -> {
            jdbc.sql("insert into quota (account) values (?) on conflict do nothing")
                    .param(account)
                    .update();
            return read(account, "for update").orElseThrow();
        });
    }

    public QuotaState read(String account) {
        return read(account, "").orElseGet(() -> new QuotaState(account));
    }

    private Optional<QuotaState> read(String account, String lock) {
        return jdbc.sql(
                        """
                        select server_limit, server_remaining, server_reset_at, closed_until, closed_reason, probing, probe_until,
                               failures, window_answers, window_seen_at, window_requests, window_fits, others, outreach_user,
                               grant_number, user_since, paced_until
                        from quota where account = ?
                        """
                                + lock)
                .param(account)
                .query((row, number) -> {
                    QuotaState state = new QuotaState(account);
                    state.serverLimit = row.getObject("server_limit", Integer.class);
                    state.serverRemaining = row.getObject("server_remaining", Integer.class);
                    state.serverResetAt = Instants.of(row, "server_reset_at");
                    state.closedUntil = Instants.of(row, "closed_until");
                    state.closedReason = row.getString("closed_reason");
                    state.probing = row.getBoolean("probing");
                    state.probeUntil = Instants.of(row, "probe_until");
                    state.failures = row.getInt("failures");
                    state.windowAnswers = row.getInt("window_answers");
                    state.windowSeenAt = Instants.of(row, "window_seen_at");
                    state.windowRequests = row.getInt("window_requests");
                    state.windowFits = row.getObject("window_fits", Boolean.class);
                    state.others = row.getInt("others");
                    state.outreachUser = row.getLong("outreach_user");
                    state.grantNumber = row.getLong("grant_number");
                    state.userSince = Instants.of(row, "user_since");
                    state.pacedUntil = Instants.of(row, "paced_until");
                    return state;
                })
                .optional();
    }

    public void save(QuotaState state) {
        jdbc.sql(
                        """
                        update quota
                        set server_limit = ?, server_remaining = ?, server_reset_at = ?, closed_until = ?, closed_reason = ?,
                            probing = ?, probe_until = ?, failures = ?, window_answers = ?, window_seen_at = ?,
                            window_requests = ?, window_fits = ?, others = ?, outreach_user = ?, grant_number = ?,
                            user_since = ?, paced_until = ?
                        where account = ?
                        """)
                .params(
                        state.serverLimit,
                        state.serverRemaining,
                        Instants.parameter(state.serverResetAt),
                        Instants.parameter(state.closedUntil),
                        state.closedReason,
                        state.probing,
                        Instants.parameter(state.probeUntil),
                        state.failures,
                        state.windowAnswers,
                        Instants.parameter(state.windowSeenAt),
                        state.windowRequests,
                        state.windowFits,
                        state.others,
                        state.outreachUser,
                        state.grantNumber,
                        Instants.parameter(state.userSince),
                        Instants.parameter(state.pacedUntil),
                        state.account)
                .update();
    }

    /**
     * How many requests may be sent now: the smaller of what the account's share of the configured quota and what Outreach's own count
     * leave, no more at once than an even pace allows, and no more today than the budget has.
     *
     * @return 0 or more; 0 in quiet hours
     */
    public int permits(Account account, QuotaState state, Instant now) {
        if (account.quietUntil(now).isPresent()) {
            return 0;
        }
        Count count = count(account, state, now);
        int room = room(count.left(account, state, now), state.serverRoom(count.inFlight, now));
        if (room > 0 && account.budget() != null) {
            room = (int) Math.min(room, days.budget(account, now).leftToday());
        }
        return account.pacing() == Account.Pacing.EVEN
                ? Math.min(room, state.evenRoom(interval(account, state, now), now))
                : room;
    }

    /**
     * What may be used of the quota in a period: the account's share of what is configured or, if Outreach told of fewer requests in its
     * present window, of that. Together with Outreach's own count, in which other programs' requests are seen, it leaves them the rest:
     * our own requests are counted against the share, all together against the whole.
     */
    private static int limit(Account account, QuotaState state, Instant now) {
        int requests = account.quota().requests();
        if (account.share() == 100) {
            return requests;
        }
        return (int) Math.max(1, (long) Math.min(requests, state.serverLimit(now)) * account.share() / 100);
    }

    /** Between two requests of an even pace. */
    private static Duration interval(Account account, QuotaState state, Instant now) {
        return account.quota().period().dividedBy(limit(account, state, now));
    }

    /** Notes that requests were claimed, and enters them: they are about to be sent. */
    public void claimed(Account account, QuotaState state, Instant leaseUntil, int requests, Instant now) {
        state.claimed(now);
        if (account.pacing() == Account.Pacing.EVEN) {
            state.spread(interval(account, state, now), requests, now);
        } else {
            state.pacedUntil = null;
        }
        reserve(account, leaseUntil, requests, now);
    }

    /** What is left of the quota, whether the account waits or not. */
    int left(Account account, QuotaState state, Instant now) {
        Count count = count(account, state, now);
        return room(count.left(account, state, now), state.serverLeft(count.inFlight, now));
    }

    private static int room(int own, int server) {
        return Math.max(0, Math.min(own, server));
    }

    /** How the quota stands for people: what is left of it, even where {@link #permits} lets only one request go ahead. */
    public QuotaStatus status(Account account, QuotaState state, Instant now) {
        Count count = count(account, state, now);
        int own = count.left(account, state, now);
        int server = state.serverLeft(count.inFlight, now);
        BudgetStatus budget = days.budget(account, now);
        int room = budget == null ? room(own, server) : (int) Math.min(room(own, server), budget.leftToday());
        Instant moreAt = server < own || state.windowRules(now)
                ? state.serverResetAt.plus(QuotaState.MARGIN)
                : nextRefill(account, state, now);
        return waits(account, state, budget, now)
                .max(Comparator.comparing(Wait::until))
                .map(wait -> new QuotaStatus(
                        0, wait.refills() ? moreAt : null, wait.until(), wait.because(), state.oneAtATime(now), budget))
                .orElseGet(() -> new QuotaStatus(room, moreAt, null, null, state.oneAtATime(now), budget));
    }

    /**
     * Why no request is sent.
     *
     * @param refills whether the quota is what is waited for
     */
    private record Wait(Instant until, String because, boolean refills) {}

    private static Stream<Wait> waits(Account account, QuotaState state, BudgetStatus budget, Instant now) {
        Stream.Builder<Wait> waits = Stream.builder();
        if (state.isClosed(now)) {
            waits.add(new Wait(state.closedUntil, state.closedReason, true));
        }
        account.quietUntil(now)
                .ifPresent(quiet -> waits.add(new Wait(
                        quiet.toInstant(),
                        "quiet hours until " + QUIET.format(quiet) + " ("
                                + quiet.getZone().getId() + ")",
                        false)));
        if (budget != null && budget.leftToday() == 0) {
            waits.add(new Wait(budget.waitsUntil(), budget.waitsBecause(), false));
        }
        return waits.build();
    }

    /**
     * In Outreach's window, once that rules, those of our requests count whose answers told of it, what is in flight, and what has
     * vanished without an answer since it began; else everything of the last period.
     */
    private Count count(Account account, QuotaState state, Instant now) {
        Duration period = account.quota().period();
        boolean window = state.windowRules(now);
        Count count = jdbc.sql(
                        """
                        select coalesce(sum(requests) filter (where in_flight or not :window), 0) as counted,
                               coalesce(sum(requests) filter (where in_flight and slot > :now), 0) as in_flight
                        from quota_ledger
                        where account = :account and slot > :since and (outreach_user in (0, :user) or :user = 0)
                        """)
                .param("window", window)
                .param("now", Instants.parameter(now))
                .param("account", account.name())
                .param("since", Instants.parameter(window ? state.windowBegan(period, now) : now.minus(period)))
                .param("user", state.outreachUser)
                .query(Count.class)
                .single();
        return window ? new Count(count.counted() + state.windowRequests(now), count.inFlight()) : count;
    }

    /** When the own count next lets go of requests; null when it counts none. */
    Instant nextRefill(Account account, QuotaState state, Instant now) {
        return jdbc.sql(
                        """
                        select min(slot) as slot from quota_ledger
                        where account = :account and slot > :since and requests > 0 and (outreach_user in (0, :user) or :user = 0)
                        """)
                .param("account", account.name())
                .param("since", Instants.parameter(now.minus(account.quota().period())))
                .param("user", state.outreachUser)
                .query((row, number) -> Instants.of(row, "slot"))
                .optional()
                .map(slot -> slot.plus(account.quota().period()))
                .orElse(null);
    }

    /** Enters requests that are about to be sent. */
    public void reserve(Account account, Instant leaseUntil, int requests, Instant now) {
        add(account, leaseUntil, true, UNKNOWN_USER, requests);
        days.add(account, now, requests);
    }

    /**
     * Moves requests that were answered, or will not be any more, to now.
     *
     * @param user whose they were; {@link #UNKNOWN_USER} when that is not certain
     */
    public void answered(Account account, Instant leaseUntil, Instant now, long user, int requests) {
        removeInFlight(account, leaseUntil, requests);
        add(account, now.plus(CLOCKS_APART), false, user, requests);
    }

    /** Takes in whose the requests certainly were that were answered after a time and of which that was not known. */
    void wereOf(Account account, long user, Instant after) {
        // A slot ends up to its length after what is in it.
        Instant begun = slot(account.quota(), after.plus(CLOCKS_APART));
        move(account, UNKNOWN_USER, user, begun);
    }

    /** Takes in that the requests answered after a time may have been another's than this user's. */
    void mayNotBeOf(Account account, long user, Instant after) {
        move(account, user, UNKNOWN_USER, after);
    }

    private void move(Account account, long from, long to, Instant after) {
        if (from == to) {
            return;
        }
        jdbc.sql(
                        """
                        with moved as (
                          delete from quota_ledger
                          where account = :account and not in_flight and outreach_user = :from and slot > :after
                          returning slot, requests)
                        insert into quota_ledger (account, slot, in_flight, outreach_user, requests)
                        select :account, slot, false, :to, requests from moved
                        on conflict (account, slot, in_flight, outreach_user)
                        do update set requests = quota_ledger.requests + excluded.requests
                        """)
                .param("account", account.name())
                .param("from", from)
                .param("to", to)
                .param("after", Instants.parameter(after))
                .update();
    }

    /** Takes requests back that were certainly not sent. */
    public void unused(Account account, Instant leaseUntil, int requests, Instant now) {
        removeInFlight(account, leaseUntil, requests);
        days.takeBack(account, now, requests);
    }

    private void removeInFlight(Account account, Instant leaseUntil, int requests) {
        jdbc.sql(
                        """
                        update quota_ledger set requests = greatest(requests - ?, 0)
                        where account = ? and slot = ? and in_flight
                        """)
                .params(requests, account.name(), Instants.parameter(slot(account.quota(), leaseUntil)))
                .update();
    }

    /** The requests of an account on each day (UTC) that had some, whatever they were for, from the day of a time on. */
    public SortedMap<LocalDate, Long> byDay(Account account, Instant from) {
        return days.since(account, from);
    }

    /** Forgets what no longer counts. */
    public void prune(Account account, Instant now) {
        jdbc.sql("delete from quota_ledger where account = ? and slot <= ?")
                .params(
                        account.name(),
                        Instants.parameter(now.minus(account.quota().period())))
                .update();
    }

    /** Forgets some entries of before a time, whichever account's they are. */
    int forget(Instant before, int limit) {
        days.forget(before.minus(DAYS_KEPT));
        return jdbc.sql(
                        """
                        delete from quota_ledger where (account, slot, in_flight, outreach_user) in (
                          select account, slot, in_flight, outreach_user from quota_ledger where slot < ? limit ?
                          for update skip locked)
                        """)
                .params(Instants.parameter(before), limit)
                .update();
    }

    private void add(Account account, Instant at, boolean inFlight, long user, int requests) {
        jdbc.sql(
                        """
                        insert into quota_ledger (account, slot, in_flight, outreach_user, requests) values (?, ?, ?, ?, ?)
                        on conflict (account, slot, in_flight, outreach_user)
                        do update set requests = quota_ledger.requests + excluded.requests
                        """)
                .params(account.name(), Instants.parameter(slot(account.quota(), at)), inFlight, user, requests)
                .update();
    }

    /** The end of the slot that a time falls into: later, never earlier, than the time itself. */
    private static Instant slot(Quota quota, Instant at) {
        long length = Math.max(quota.period().toMillis() / SLOTS_PER_PERIOD, SMALLEST_SLOT.toMillis());
        return Instant.ofEpochMilli((Math.floorDiv(at.toEpochMilli(), length) + 1) * length);
    }

    private record Count(int counted, int inFlight) {

        /** What our own count leaves; below 0 when the quota was lowered. */
        int left(Account account, QuotaState state, Instant now) {
            return limit(account, state, now) - counted;
        }
    }
}
