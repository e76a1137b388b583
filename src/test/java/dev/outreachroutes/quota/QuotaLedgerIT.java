package dev.outreachroutes.quota;

import static dev.outreachroutes.backlog.BacklogFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.backlog.BacklogFixture;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.BacklogSettings;
import dev.outreachroutes.backlog.Claim;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.QuietHours;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.outreach.RateLimit;
import dev.outreachroutes.quota.AccountRequests.Grant;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaLedgerIT {

    private final BacklogFixture fixture = new BacklogFixture(new Quota(100, Duration.ofMinutes(1)));

    @Test
    void noMoreIsClaimedThanTheQuotaHasRoomFor() {
        fixture.openQuota();
        fixture.foldProspects(300);

        fixture.acknowledge(fixture.claim(SALES, 1_000), null);
        assertThat(fixture.claim(SALES, 1_000)).isEmpty();

        fixture.clock.advance(Duration.ofMinutes(1).plusSeconds(1));
        assertThat(fixture.claim(SALES, 1_000)).hasSize(100);
    }

    @Test
    void requestsOfACrashedProcessCountUntilTheirLeaseAndAPeriodAreOver() {
        fixture.openQuota();
        fixture.foldProspects(300);
        fixture.clock.advance(Duration.ofMinutes(2));
        assertThat(fixture.claim(SALES, 1_000)).hasSize(100);

        fixture.clock.advance(BacklogSettings.defaults().lease().plusSeconds(30));
        assertThat(fixture.claim(SALES, 1_000)).isEmpty();
        fixture.clock.advance(Duration.ofSeconds(31));
        assertThat(fixture.claim(SALES, 1_000)).hasSize(100);
    }

    @Test
    void theSmallerOfOurOwnCountAndOutreachsCountIsTheRoom() {
        fixture.openQuota();
        fixture.foldProspects(300);
        fixture.acknowledge(fixture.claim(SALES, 1), new RateLimit(8, 7, Duration.ofSeconds(20)));

        List<Claim> claimed = fixture.claim(SALES, 1_000);
        assertThat(claimed).hasSize(7);
        assertThat(fixture.claim(SALES, 1_000)).isEmpty();

        fixture.acknowledge(claimed, new RateLimit(8, 0, Duration.ofSeconds(20)));
        fixture.clock.advance(Duration.ofSeconds(20));
        assertThat(fixture.claim(SALES, 1_000)).isEmpty();
    }

    @Test
    void whenOutreachsWindowIsOverOneRequestAsksForTheNext() {
        fixture.openQuota();
        fixture.foldProspects(300);
        fixture.acknowledge(fixture.claim(SALES, 1), new RateLimit(1, 0, Duration.ofSeconds(20)));
        fixture.clock.advance(Duration.ofSeconds(22));

        List<Claim> asking = fixture.claim(SALES, 1_000);
        assertThat(asking).hasSize(1);
        fixture.acknowledge(asking, new RateLimit(61, 60, Duration.ofSeconds(60)));

        assertThat(fixture.claim(SALES, 1_000)).hasSize(60);
    }

    @Test
    void answersThatOvertakeEachOtherLeaveTheSmallestRemainder() {
        QuotaState state = new QuotaState("emea-ops");
        Instant now = fixture.clock.instant();
        state.observe(new RateLimit(100, 40, Duration.ofSeconds(30)), now, Duration.ofMinutes(1));
        state.observe(new RateLimit(100, 41, Duration.ofSeconds(30)), now.plusMillis(20), Duration.ofMinutes(1));
        assertThat(state.serverLeft(0, now.plusMillis(20))).isEqualTo(40);

        state.observe(new RateLimit(100, 99, Duration.ofSeconds(60)), now.plusSeconds(31), Duration.ofMinutes(1));
        assertThat(state.serverLeft(0, now.plusSeconds(31))).isEqualTo(99);
        state.observe(new RateLimit(100, 1, Duration.ofSeconds(1)), now.plusSeconds(31), Duration.ofMinutes(1));
        assertThat(state.serverLeft(0, now.plusSeconds(31))).isEqualTo(99);
    }

    @Test
    void aWindowThatOutreachHasToldIsUsedToTheFullThoughMuchWasSentLateInTheOneBefore() {
        fixture.openQuota();
        fixture.clock.advance(Duration.ofMinutes(2));
        fixture.foldProspects(300);
        answer(fixture.claim(SALES, 1), 99, 10);
        fixture.clock.advance(Duration.ofSeconds(7));
        for (int left = 98; left >= 0; left--) {
            answer(fixture.claim(SALES, 1), left, 3);
        }
        assertThat(left()).isZero();

        fixture.clock.advance(Duration.ofSeconds(5));
        answer(fixture.claim(SALES, 100), 99, 59);
        assertThat(left()).isEqualTo(99);
        assertThat(fixture.claim(SALES, 1_000)).hasSize(99);
    }

    @Test
    void aResetThatMovesWithEveryAnswerIsNoWindow() {
        fixture.openQuota();
        fixture.clock.advance(Duration.ofMinutes(2));
        fixture.foldProspects(300);
        for (int left = 99; left >= 20; left--) {
            answer(fixture.claim(SALES, 1), left, 60);
            fixture.clock.advance(Duration.ofMillis(200));
        }
        fixture.clock.advance(Duration.ofSeconds(30));
        answer(fixture.claim(SALES, 1), 100, 60);
        assertThat(left()).isEqualTo(19);
    }

    @Test
    void aRequestOfWhichOutreachDoesNotSayWhatItLeavesIsTakenOffItsCount() {
        fixture.openQuota();
        fixture.foldProspects(300);
        answer(fixture.claim(SALES, 1), 10, 20);
        fixture.settle(fixture.claim(SALES, 1).get(0), Outcome.RETRY, true, null);
        assertThat(left()).isEqualTo(9);
    }

    private void answer(List<Claim> claims, int left, int reset) {
        assertThat(claims).hasSize(1);
        fixture.acknowledge(claims, new RateLimit(100, left, Duration.ofSeconds(reset)));
    }

    private int left() {
        return new BacklogReader(fixture.destinations, fixture.client, fixture.clock)
                .quota(fixture.account)
                .left();
    }

    /** The same with Outreach's window in the answers' headers, some of which are lost: it is used to the full, and not overrun. */
    @ParameterizedTest
    @CsvSource({"1,true", "2,true", "3,true", "4,false", "5,false", "6,false"})
    void aWindowThatOutreachTellsIsNeverOverrunAndUsedToTheFull(long seed, boolean byTheClock) {
        Random random = new Random(seed);
        Windows outreach = new Windows(byTheClock);
        fixture.openQuota();
        fixture.clock.advance(Duration.ofMinutes(2));
        fixture.foldProspects(3_000);
        Deque<Claim> underWay = new ArrayDeque<>();
        List<Answered> answers = new ArrayList<>();
        for (int second = 0; second < 900; second++) {
            // Nothing is wanted in some half minutes, so that windows are used late.
            int wanted = second / 30 % 3 == 1 ? 0 : random.nextInt(30);
            underWay.addAll(fixture.claim(SALES, wanted));
            for (int arrive = random.nextInt(underWay.size() + 1); arrive > 0; arrive--) {
                answers.add(new Answered(underWay.poll(), outreach.arrives(fixture.clock.instant())));
            }
            fixture.clock.advance(Duration.ofMillis(random.nextInt(300)));
            Collections.shuffle(answers, random);
            for (int answered = random.nextInt(answers.size() + 1); answered > 0; answered--) {
                Answered answer = answers.remove(answers.size() - 1);
                int fate = random.nextInt(100);
                if (fate < 2) {
                    continue; // the process crashed
                }
                if (fate < 4) {
                    fixture.settle(answer.claim(), Outcome.RETRY, true, null);
                } else {
                    fixture.acknowledge(List.of(answer.claim()), answer.told(fixture.clock.instant()));
                }
            }
            fixture.clock.advance(Duration.ofMillis(500 + random.nextInt(500)));
        }
        assertThat(outreach.counts).allMatch(count -> count <= 100).hasSizeGreaterThan(8);
        assertThat(outreach.counts.subList(2, outreach.counts.size() - 1).stream()
                        .mapToInt(Integer::intValue)
                        .average()
                        .orElse(0))
                .isGreaterThan(80);
    }

    /** Outreach's count of one user in windows of a minute, by the clock or from the first request on. */
    private static final class Windows {
        private final boolean byTheClock;
        private final List<Integer> counts = new ArrayList<>();
        private Instant end = Instant.MIN;

        private Windows(boolean byTheClock) {
            this.byTheClock = byTheClock;
        }

        private Standing arrives(Instant now) {
            if (!now.isBefore(end)) {
                Instant start = byTheClock ? now.truncatedTo(ChronoUnit.MINUTES) : now;
                end = start.plus(Duration.ofMinutes(1));
                counts.add(0);
            }
            int last = counts.size() - 1;
            counts.set(last, counts.get(last) + 1);
            return new Standing(Math.max(0, 100 - counts.get(last)), end);
        }
    }

    private record Standing(int remaining, Instant end) {}

    private record Answered(Claim claim, Standing standing) {

        /** The reset is told in whole seconds, at least one. */
        private RateLimit told(Instant now) {
            long seconds = Duration.between(now, standing.end()).toMillis() / 1_000 + 1;
            return new RateLimit(100, standing.remaining(), Duration.ofSeconds(Math.max(1, seconds)));
        }
    }

    /**
     * The user's other programs use what the share leaves them, in each window, whenever they like: Outreach never has to refuse anybody,
     * and what the share gives is used.
     */
    @ParameterizedTest
    @CsvSource({"1,true", "2,false", "3,true", "4,false"})
    void whatTheShareLeavesIsThereForOtherProgramsInEveryWindow(long seed, boolean byTheClock) {
        Random random = new Random(seed);
        Account shared = new Account(
                "emea-ops", new Quota(100, Duration.ofMinutes(1)), 100, 80, Account.Pacing.BURST, List.of());
        BacklogFixture fixture = new BacklogFixture(shared);
        Windows outreach = new Windows(byTheClock);
        fixture.openQuota();
        fixture.clock.advance(Duration.ofMinutes(2));
        fixture.foldProspects(3_000);
        List<Integer> ours = new ArrayList<>();
        int others = 0;
        for (int second = 0; second < 900; second++) {
            List<Answered> answers = new ArrayList<>();
            for (Claim claim : fixture.claim(SALES, random.nextInt(40))) {
                int before = outreach.counts.size();
                answers.add(new Answered(claim, outreach.arrives(fixture.clock.instant())));
                if (outreach.counts.size() > before) {
                    ours.add(0);
                    others = 0;
                }
                ours.set(ours.size() - 1, ours.get(ours.size() - 1) + 1);
            }
            if (!ours.isEmpty()
                    && fixture.clock.instant().isBefore(outreach.end)
                    && others < 20
                    && random.nextBoolean()) {
                outreach.arrives(fixture.clock.instant());
                others++;
            }
            answers.forEach(each -> fixture.acknowledge(List.of(each.claim()), each.told(fixture.clock.instant())));
            fixture.clock.advance(Duration.ofMillis(500 + random.nextInt(1_000)));
        }
        assertThat(outreach.counts).allMatch(count -> count <= 100).hasSizeGreaterThan(8);
        assertThat(ours).allMatch(count -> count <= 80);
        assertThat(ours.subList(2, ours.size() - 1).stream()
                        .mapToInt(Integer::intValue)
                        .average()
                        .orElse(0))
                .isGreaterThan(70);
    }

    @Test
    void aShareIsOfWhatOutreachSaysWhenThatIsLess() {
        Account shared = new Account(
                "emea-ops", new Quota(100, Duration.ofMinutes(1)), 100, 80, Account.Pacing.BURST, List.of());
        BacklogFixture fixture = new BacklogFixture(shared);
        fixture.openQuota();
        fixture.clock.advance(Duration.ofMinutes(2));
        fixture.foldProspects(300);
        fixture.acknowledge(fixture.claim(SALES, 1), new RateLimit(50, 49, Duration.ofSeconds(20)));

        assertThat(fixture.claim(SALES, 1_000)).hasSize(39);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anEvenPaceSpreadsTheQuotaOverItsPeriod(long seed) {
        Random random = new Random(seed);
        BacklogFixture fixture = new BacklogFixture(new Account(
                "emea-ops", new Quota(100, Duration.ofMinutes(1)), 100, 100, Account.Pacing.EVEN, List.of()));
        fixture.openQuota();
        fixture.clock.advance(Duration.ofMinutes(2));
        fixture.foldProspects(1_500);
        List<Instant> arrivals = new ArrayList<>();
        while (arrivals.size() < 600) {
            List<Claim> claimed = fixture.claim(SALES, 1 + random.nextInt(20));
            claimed.forEach(claim -> arrivals.add(fixture.clock.instant()));
            fixture.acknowledge(claimed, null);
            fixture.clock.advance(Duration.ofMillis(100 + random.nextInt(300)));
        }
        for (int i = 0; i + 10 < arrivals.size(); i++) {
            // 11 take 10 intervals of 600 ms, but for those of one second that may be together.
            assertThat(Duration.between(arrivals.get(i), arrivals.get(i + 10))).isGreaterThan(Duration.ofMillis(4_400));
        }
        assertThat(Duration.between(arrivals.get(0), arrivals.get(599))).isLessThan(Duration.ofMinutes(7));
    }

    @Test
    void inQuietHoursNothingIsClaimedAndItIsToldUntilWhen() {
        BacklogFixture fixture = new BacklogFixture(new Quota(100, Duration.ofMinutes(1)));
        fixture.openQuota();
        fixture.foldProspects(3);
        Instant now = fixture.clock.instant();
        LocalTime from = now.atZone(ZoneOffset.UTC).toLocalTime().minusHours(1).truncatedTo(ChronoUnit.MINUTES);
        LocalTime to = from.plusHours(2);
        Account quiet = new Account(
                "emea-ops",
                fixture.account.quota(),
                100,
                100,
                Account.Pacing.BURST,
                List.of(new QuietHours(from, to, ZoneOffset.UTC, EnumSet.allOf(DayOfWeek.class))));
        fixture.configure(quiet, Map.of());

        assertThat(fixture.claim(SALES, 10)).isEmpty();
        QuotaStatus status = new BacklogReader(fixture.destinations, fixture.client, fixture.clock).quota(quiet);
        assertThat(status.left()).isZero();
        assertThat(status.waitsBecause()).isEqualTo("quiet hours until " + to + " (Z)");
        fixture.clock.advance(Duration.between(now, status.waitsUntil()));
        assertThat(fixture.claim(SALES, 10)).hasSize(3);
    }

    /** The claim of the class: however Outreach aligns its window, and however slow requests are, none is over-full. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noWindowOfOnePeriodEverSeesMoreRequestsThanTheQuota(long seed) {
        Random random = new Random(seed);
        fixture.openQuota();
        fixture.clock.advance(Duration.ofMinutes(2));
        fixture.foldProspects(2_000);
        List<Instant> arrivals = new ArrayList<>();
        Deque<Claim> underWay = new ArrayDeque<>();
        for (int second = 0; second < 400; second++) {
            underWay.addAll(fixture.claim(SALES, random.nextInt(60)));
            int answers = random.nextInt(underWay.size() + 1);
            for (int i = 0; i < answers; i++) {
                Claim claim = underWay.poll();
                if (random.nextInt(50) == 0) {
                    arrivals.add(fixture.clock.instant()); // arrived, and the process crashed
                    continue;
                }
                arrivals.add(fixture.clock.instant());
                fixture.settle(claim, Outcome.ACKNOWLEDGED, false, null);
            }
            fixture.clock.advance(Duration.ofMillis(500 + random.nextInt(1_000)));
        }
        assertThat(arrivals).hasSizeGreaterThan(400);
        for (int i = 0; i + 100 < arrivals.size(); i++) {
            assertThat(Duration.between(arrivals.get(i), arrivals.get(i + 100)))
                    .isGreaterThanOrEqualTo(Duration.ofMinutes(1));
        }
    }

    /**
     * The same for each user, when users take an account over from each other, known at once, later or never: by a person, or from the
     * environment, which is noticed late, and then by a user who was not here a short while ago. What is claimed before it is noticed may
     * be sent with the token of either.
     */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void noUsersWindowEverSeesMoreRequestsThanTheQuota(long seed) {
        Random random = new Random(seed);
        AccountRequests requests = new AccountRequests(fixture.client, fixture.transactions, fixture.clock);
        List<Grant> grants = new ArrayList<>(List.of(new Grant(1, fixture.clock.instant(), 1)));
        requests.foundOut(fixture.account, grants.get(0));
        long noticed = 1;
        long users = 1;
        fixture.openQuota();
        fixture.clock.advance(Duration.ofMinutes(2));
        fixture.foldProspects(2_000);
        Map<Long, List<Instant>> arrivals = new HashMap<>();
        Deque<Sent> underWay = new ArrayDeque<>();
        for (int second = 0; second < 600; second++) {
            for (Claim claim : fixture.claim(SALES, random.nextInt(60))) {
                underWay.add(new Sent(claim, noticed));
            }
            int answers = random.nextInt(underWay.size() + 1);
            for (int i = 0; i < answers; i++) {
                Sent sent = underWay.poll();
                long newest = grants.size();
                Grant used = grants.get((int) (sent.noticed() - 1 + random.nextLong(newest - sent.noticed() + 1)));
                arrivals.computeIfAbsent(used.user(), user -> new ArrayList<>()).add(fixture.clock.instant());
                if (random.nextInt(50) > 0) {
                    fixture.acknowledge(List.of(sent.claim()), null);
                }
            }
            fixture.clock.advance(Duration.ofMillis(500 + random.nextInt(1_000)));
            Grant newest = grants.get(grants.size() - 1);
            boolean unnoticed = newest.number() > noticed;
            if (!unnoticed && random.nextInt(20) == 0) {
                boolean byPerson = random.nextInt(3) > 0;
                users += byPerson && users > 2 ? 0 : 1;
                long user = byPerson ? 1 + random.nextLong(users) : users;
                newest = new Grant(newest.number() + 1, fixture.clock.instant(), user);
                grants.add(newest);
                if (byPerson) {
                    fixture.clock.advance(Duration.ofMillis(3));
                    requests.connected(
                            fixture.account,
                            random.nextInt(3) > 0 ? newest : new Grant(newest.number(), newest.since(), 0));
                    noticed = newest.number();
                }
            } else if (random.nextInt(8) == 0) {
                requests.foundOut(
                        fixture.account,
                        random.nextInt(3) > 0 ? newest : new Grant(newest.number(), newest.since(), 0));
                noticed = newest.number();
            }
        }
        assertThat(arrivals).hasSizeGreaterThan(3);
        assertThat(arrivals.values().stream().mapToInt(List::size).sum()).isGreaterThan(600);
        arrivals.forEach((user, times) -> {
            for (int i = 0; i + 100 < times.size(); i++) {
                assertThat(Duration.between(times.get(i), times.get(i + 100)))
                        .as("user %d", user)
                        .isGreaterThanOrEqualTo(Duration.ofMinutes(1));
            }
        });
    }

    private record Sent(Claim claim, long noticed) {}
}
