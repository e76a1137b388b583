package dev.outreachroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.MovableClock;
import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.outreach.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The ledger against a model of Outreach that counts in fixed windows: 1,000 requests in 20 seconds, two replicas, answers that take up to
 * a second, overtake each other or are lost. Whatever is demanded, no window is overrun; where the headers tell of the windows and as much
 * is demanded, each is used to 99 % or more.
 */
class WindowUseIT {

    private static final int LIMIT = 1_000;
    private static final Duration PERIOD = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration LEASE = Duration.ofMinutes(2);

    private final MovableClock clock = MovableClock.at("2026-11-23T10:00:01.300Z");
    private final Account account = new Account("emea-ops", new Quota(LIMIT, PERIOD), 1_000);
    private final DataSource database = TestDatabase.migrated();
    private final TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(database));
    private final QuotaLedger ledger = new QuotaLedger(JdbcClient.create(database));

    /** A burst at the end of a window holds back nothing of the next, with another client or without. */
    @ParameterizedTest
    @CsvSource({"1,true,0", "2,false,0", "3,true,8", "4,false,8"})
    void everyWindowIsUsedToTheFullHoweverLateTheOneBefore(long seed, boolean byTheClock, int othersPerSecond) {
        Run run = new Run(seed, new Outreach(byTheClock), othersPerSecond);
        run.warmUp();
        List<Instant> bursts = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            run.idleUntilLate();
            bursts.add(run.outreach.start);
            run.demand += LIMIT;
            run.untilNextWindow();
            run.demand += 3 * LIMIT;
            run.untilNextWindow();
            run.untilNextWindow();
            run.demand = 0;
        }

        run.outreach.end(clock.instant());
        List<Used> used = run.outreach.windows;
        assertThat(run.outreach.refused).isZero();
        assertThat(used).allMatch(window -> window.ours() + window.others() <= LIMIT);
        List<Used> full =
                used.stream().filter(window -> window.ours() > LIMIT / 2).toList();
        assertThat(full)
                .hasSizeGreaterThanOrEqualTo(6)
                .allMatch(window -> window.ours() + window.others() >= LIMIT * 99 / 100);
        // Where the demand was there from the start: more than 200 requests a second are not sent here.
        assertThat(full.stream().filter(window -> !bursts.contains(window.start())))
                .allMatch(window ->
                        window.fullAfter() != null && window.fullAfter().compareTo(Duration.ofSeconds(10)) < 0);
    }

    /** What a server may do that does not keep to what it has told. */
    enum Oddity {
        STALE_REMAINING,
        NO_HEADERS_ANY_MORE,
        RESET_MOVES_WITH_EACH_ANSWER,
        TWO_RESETS,
        NO_LIMIT
    }

    @ParameterizedTest
    @EnumSource(Oddity.class)
    void headersThatContradictOrVanishLeaveTheRollingCount(Oddity oddity) {
        Run run = new Run(7, new Outreach(true), 0);
        run.warmUp();
        run.idleUntilLate();
        run.demand += LIMIT;
        run.outreach.oddity = oddity;
        run.untilNextWindow();
        run.demand += 4 * LIMIT;
        for (int window = 0; window < 3; window++) {
            run.untilNextWindow();
        }

        run.outreach.end(clock.instant());
        assertThat(run.outreach.refused).isZero();
        assertThat(run.outreach.windows).allMatch(window -> window.ours() <= LIMIT);
        assertThat(run.outreach.windows.stream().mapToInt(Used::ours).sum()).isGreaterThan(2 * LIMIT);
    }

    /** A restart of the server, or of its counter: the window ends earlier than told, or begins anew before it was over. */
    @ParameterizedTest
    @CsvSource({"1,7", "2,7", "3,13", "4,-6", "5,-3"})
    void aServerWhoseWindowMovesIsNotOverrun(long seed, int seconds) {
        Run run = new Run(seed, new Outreach(true), 0);
        run.warmUp();
        for (int round = 0; round < 2; round++) {
            run.demand = 4 * LIMIT;
            run.untilNextWindow();
            run.steps(60);
            run.outreach.move(clock.instant(), Duration.ofSeconds(seconds));
            for (int window = 0; window < 4; window++) {
                run.demand = 4 * LIMIT;
                run.untilNextWindow();
            }
        }

        run.outreach.end(clock.instant());
        assertThat(run.outreach.refused).isZero();
        assertThat(run.outreach.windows).allMatch(window -> window.ours() <= LIMIT);
        // The last but one: the last has only just begun. What the move left uncounted is taken for another client's
        // for some windows.
        assertThat(run.outreach.windows.get(run.outreach.windows.size() - 2).ours())
                .isGreaterThanOrEqualTo(LIMIT * 98 / 100);
    }

    /** A window that was. */
    private record Used(Instant start, int ours, int others, Duration fullAfter) {}

    private static final class Outreach {
        private final boolean byTheClock;
        private final List<Used> windows = new ArrayList<>();
        private Duration shift = Duration.ZERO;
        private Oddity oddity;
        private Instant start = Instant.MIN;
        private Instant end = Instant.MIN;
        private Instant full;
        private int ours;
        private int others;
        private int refused;

        private Outreach(boolean byTheClock) {
            this.byTheClock = byTheClock;
        }

        private void turn(Instant now) {
            if (now.isBefore(end)) {
                return;
            }
            end(now);
            long period = PERIOD.toMillis();
            start = byTheClock
                    ? Instant.ofEpochMilli(Math.floorDiv(now.minus(shift).toEpochMilli(), period) * period)
                            .plus(shift)
                    : now;
            end = start.plus(PERIOD);
        }

        private void end(Instant now) {
            if (ours + others > 0) {
                windows.add(new Used(start, ours, others, full == null ? null : Duration.between(start, full)));
            }
            ours = 0;
            others = 0;
            full = null;
        }

        private void move(Instant now, Duration by) {
            if (by.isNegative()) {
                // It ends earlier than was told, with what it has counted.
                shift = shift.plus(by);
                end = end.plus(by);
            } else {
                shift = Duration.ofMillis(now.plus(by).toEpochMilli() % PERIOD.toMillis());
                end = now;
            }
        }

        private void other(Instant now) {
            turn(now);
            if (ours + others < LIMIT) {
                others++;
                used(now);
            }
        }

        private void used(Instant now) {
            full = full == null && ours + others >= LIMIT * 99 / 100 ? now : full;
        }

        /** @return null when it is refused */
        private Told arrives(Instant now) {
            turn(now);
            if (ours + others >= LIMIT) {
                refused++;
                return null;
            }
            ours++;
            used(now);
            return new Told(LIMIT - ours - others, end);
        }

        private RateLimit answer(Told told, Instant now, Random random) {
            long reset = Math.max(1, wholeSecond(told.end()) - now.getEpochSecond());
            Duration wait = Duration.ofSeconds(reset);
            if (oddity == null) {
                return new RateLimit(LIMIT, told.remaining(), wait);
            }
            return switch (oddity) {
                case STALE_REMAINING -> new RateLimit(LIMIT, LIMIT - 1, wait);
                case NO_HEADERS_ANY_MORE -> new RateLimit(null, null, null);
                case RESET_MOVES_WITH_EACH_ANSWER -> new RateLimit(LIMIT, LIMIT - 1, PERIOD);
                case TWO_RESETS -> new RateLimit(LIMIT, LIMIT / 2, random.nextBoolean() ? wait : wait.plusSeconds(7));
                case NO_LIMIT -> new RateLimit(null, told.remaining(), wait);
            };
        }

        private static long wholeSecond(Instant time) {
            return time.plusNanos(999_999_999).getEpochSecond();
        }
    }

    private record Told(int remaining, Instant end) {}

    private static final class Request {
        private final Instant lease;
        private final Instant arrives;
        private final Instant answered;
        private final boolean lost;
        private RateLimit told;
        private boolean arrived;
        private boolean refused;

        private Request(Instant now, Random random) {
            lease = now.plus(LEASE);
            arrives = now.plusMillis(5 + random.nextInt(200));
            lost = random.nextInt(500) == 0;
            answered = arrives.plusMillis(lost ? 3_000 : 5 + random.nextInt(random.nextInt(20) == 0 ? 1_000 : 150));
        }
    }

    private final class Run {
        private final Random random;
        private final Outreach outreach;
        private final int othersPerSecond;
        private final List<List<Request>> underWay = List.of(new ArrayList<>(), new ArrayList<>());
        private int demand;

        private Run(long seed, Outreach outreach, int othersPerSecond) {
            random = new Random(seed);
            this.outreach = outreach;
            this.othersPerSecond = othersPerSecond;
        }

        /** Some requests now and then, from which the windows are learnt. */
        private void warmUp() {
            demand = 5;
            untilNextWindow();
            for (int round = 0; round < 3; round++) {
                steps(100);
                demand = 20;
                steps(100);
                demand = 20;
                untilNextWindow();
            }
        }

        /** To some seconds before a window's end. */
        private void idleUntilLate() {
            do {
                demand = clock.instant().isBefore(outreach.end) ? demand : 5;
                steps(1);
            } while (!clock.instant().isBefore(outreach.end)
                    || clock.instant().isBefore(outreach.end.minusMillis(6_500)));
        }

        /** To the first request of another window; for longer than one lasts if there is none. */
        private void untilNextWindow() {
            Instant before = outreach.start;
            for (int step = 0; step < 500 && outreach.start.equals(before); step++) {
                steps(1);
            }
        }

        private void steps(int steps) {
            for (int step = 0; step < steps; step++) {
                clock.advance(STEP);
                Instant now = clock.instant();
                if (random.nextInt(1_000) < othersPerSecond * STEP.toMillis()) {
                    outreach.other(now);
                }
                for (List<Request> each : underWay) {
                    each.forEach(request -> meet(request, now));
                }
                turn(underWay.get(step % underWay.size()), now);
            }
        }

        private void meet(Request request, Instant now) {
            if (!request.arrived && !now.isBefore(request.arrives)) {
                request.arrived = true;
                Told told = outreach.arrives(now);
                request.refused = told == null;
                request.told = told == null || request.lost ? null : outreach.answer(told, now, random);
            }
        }

        private void turn(List<Request> requests, Instant now) {
            List<Request> answered = new ArrayList<>(requests.stream()
                    .filter(request -> request.arrived && !now.isBefore(request.answered))
                    .toList());
            if (answered.isEmpty() && demand == 0) {
                return;
            }
            Collections.shuffle(answered, random);
            requests.removeAll(answered);
            int most = Math.min(demand, 100 - requests.size());
            int claimed = transactions.execute(status -> {
                QuotaState state = ledger.lock(account.name());
                settle(state, answered, now);
                int claims = Math.min(most, ledger.permits(account, state, now));
                if (claims > 0) {
                    ledger.claimed(account, state, now.plus(LEASE), claims, now);
                }
                ledger.save(state);
                return Math.max(0, claims);
            });
            for (int i = 0; i < claimed; i++) {
                requests.add(new Request(now, random));
            }
            demand -= claimed;
        }

        private void settle(QuotaState state, List<Request> answered, Instant now) {
            Map<Instant, Integer> byLease = new TreeMap<>();
            for (Request request : answered) {
                // Told when it arrived, read when it is settled: later than that, never earlier.
                state.observe(request.told, request.arrives.plus(STEP), PERIOD);
                byLease.merge(request.lease, 1, Integer::sum);
            }
            if (answered.stream().anyMatch(request -> request.told != null)) {
                state.succeeded(now);
            }
            if (!answered.isEmpty()) {
                state.probed();
            }
            if (answered.stream().anyMatch(request -> request.refused)) {
                state.close(now.plusSeconds(20), "refused");
            }
            byLease.forEach((lease, count) -> ledger.answered(account, lease, now, 0, count));
            if (!answered.isEmpty()) {
                ledger.prune(account, now);
            }
        }
    }
}
