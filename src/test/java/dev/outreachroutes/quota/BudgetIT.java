package dev.outreachroutes.quota;

import static dev.outreachroutes.backlog.BacklogFixture.SALES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.backlog.BacklogFixture;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.Claim;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Budget;
import dev.outreachroutes.destination.Budget.Every;
import dev.outreachroutes.destination.Quota;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fixture's day is 23 November 2026, at 10:00. */
class BudgetIT {

    private static final LocalDate NOVEMBER = LocalDate.parse("2026-11-01");

    private static Account account(Budget budget) {
        return new Account(
                "emea-ops", new Quota(1_000, Duration.ofHours(1)), 100, 100, Account.Pacing.BURST, List.of(), budget);
    }

    private static BacklogFixture fixture(Budget budget) {
        BacklogFixture fixture = new BacklogFixture(account(budget));
        fixture.openQuota();
        fixture.foldProspects(300);
        return fixture;
    }

    private static QuotaStatus status(BacklogFixture fixture) {
        return new BacklogReader(fixture.destinations, fixture.client, fixture.clock).quota(fixture.account);
    }

    @Test
    void whenThePlanIsUsedUpExceptForItsReserveNothingIsSentUntilTheNextPeriod() {
        BacklogFixture fixture = fixture(new Budget(100, Every.MONTH, NOVEMBER, 10, false, 20));

        // 1 opened the quota, 20 were used elsewhere, 10 are kept.
        List<Claim> claimed = fixture.claim(SALES, 1_000);
        assertThat(claimed).hasSize(69);
        fixture.acknowledge(claimed, null);
        assertThat(fixture.claim(SALES, 1_000)).isEmpty();

        QuotaStatus status = status(fixture);
        assertThat(status.left()).isZero();
        assertThat(status.waitsUntil()).isEqualTo("2026-12-01T00:00:00Z");
        assertThat(status.waitsBecause())
                .isEqualTo(
                        "the plan's budget is used up, except for its reserve; it goes on when the next period begins, on"
                                + " 1 December 2026");
        assertThat(status.budget().low()).isTrue();
        assertThat(status.budget().used()).isEqualTo(90);

        fixture.clock.advance(Duration.between(fixture.clock.instant(), Instant.parse("2026-12-01T00:00:00Z")));
        assertThat(fixture.claim(SALES, 1_000)).hasSize(90);
    }

    @Test
    void aSpreadBudgetLastsItsPeriodAndWhatADayLeavesIsSharedByThoseAfterIt() {
        // 8 days are left, the 23rd among them.
        BacklogFixture fixture = fixture(new Budget(80, Every.MONTH, NOVEMBER, 0, true, 0));

        List<Claim> claimed = fixture.claim(SALES, 1_000);
        assertThat(claimed).hasSize(9);
        fixture.acknowledge(claimed, null);
        assertThat(fixture.claim(SALES, 1_000)).isEmpty();
        QuotaStatus status = status(fixture);
        assertThat(status.waitsUntil()).isEqualTo("2026-11-24T00:00:00Z");
        assertThat(status.waitsBecause()).isEqualTo("the plan's budget for today is used up; it goes on at 00:00 UTC");

        // Nothing is sent on the 24th, so the 70 are for 6 days.
        fixture.clock.advance(Duration.between(fixture.clock.instant(), Instant.parse("2026-11-25T00:00:00Z")));
        assertThat(fixture.claim(SALES, 1_000)).hasSize(12);
    }

    @Test
    void whatWasNotSentIsTakenBackAndWhatHasNoAnswerStaysCounted() {
        BacklogFixture fixture = fixture(new Budget(1_000, Every.YEAR, NOVEMBER, 5, false, 0));
        List<Claim> claimed = fixture.claim(SALES, 10);
        fixture.settle(claimed.get(0), Outcome.RELEASED, false, null);
        fixture.settle(claimed.get(1), Outcome.RETRY, true, null);

        assertThat(status(fixture).budget().used()).isEqualTo(1 + 9);
    }

    @Test
    void requestsThatAreNoDeliveriesCountToo() {
        BacklogFixture fixture = fixture(new Budget(3, Every.MONTH, NOVEMBER, 0, false, 0));
        AccountRequests requests = new AccountRequests(fixture.client, fixture.transactions, fixture.clock);

        assertThat(requests.permit(fixture.account)).isPresent();
        assertThat(fixture.claim(SALES, 1_000)).hasSize(1);
        assertThat(requests.permit(fixture.account)).isEmpty();
        // Who connects the account is served.
        assertThat(requests.permitAtOnce(fixture.account)).isPresent();
        assertThat(status(fixture).budget().used()).isEqualTo(4);
    }

    @Test
    void theLastDaysTellHowLongThePlanLasts() {
        BacklogFixture fixture = fixture(new Budget(1_000, Every.YEAR, NOVEMBER, 0, false, 500));
        assertThat(status(fixture).budget().forecast()).isEqualTo("no whole day has been counted yet");

        for (int day = 0; day < 4; day++) {
            fixture.acknowledge(fixture.claim(SALES, 10), null);
            fixture.clock.advance(Duration.ofDays(1));
        }
        BudgetStatus budget = status(fixture).budget();
        // 41 requests in 4 days, and 459 are left.
        assertThat(budget.perDay()).isEqualTo(10.25);
        assertThat(budget.lastsUntil()).isEqualTo("2027-01-10");
        assertThat(budget.low()).isFalse();
        assertThat(budget.text())
                .isEqualTo(
                        "541 of the plan's 1,000 requests from 1 November 2026 to 31 October 2027 are used, 459 are left"
                                + " without the reserve; at this pace the plan lasts until 10 January 2027");
    }

    @Test
    void aPlanThatLastsIsToldToLast() {
        BacklogFixture fixture = fixture(new Budget(1_000_000, Every.YEAR, NOVEMBER, 5, false, 0));
        fixture.clock.advance(Duration.ofDays(1));

        assertThat(status(fixture).budget().forecast())
                .isEqualTo("at this pace the plan lasts to the end of its period");
    }
}
