package dev.outreachroutes.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.account.ConnectionState;
import dev.outreachroutes.account.ConnectionStatus;
import dev.outreachroutes.alert.rule.Judgement.Verdict;
import dev.outreachroutes.backlog.BacklogState;
import dev.outreachroutes.backlog.run.Run;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.AlertLimits;
import dev.outreachroutes.destination.Mode;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.kafka.GroupReading;
import dev.outreachroutes.quota.BudgetStatus;
import dev.outreachroutes.quota.Pauses;
import dev.outreachroutes.quota.QuotaStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AlertRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-23T10:30:00Z");
    private static final AlertLimits LIMITS =
            new AlertLimits(5.0, 1.0, Duration.ofHours(4), 10, Duration.ofDays(1), Duration.ofHours(6), 1000);
    private static final AlertLimits OFF = new AlertLimits(0.0, 0.0, Duration.ZERO, 0, Duration.ZERO, Duration.ZERO, 0);

    private final AlertRules rules = new AlertRules(100, Duration.ofHours(12));

    private AlertLimits limits = LIMITS;
    private BacklogState backlog = backlog(0, null, null);
    private Run lately = run(1000, 0, 1000, 0);
    private long newDeadLetters;
    private Optional<Instant> lastReceived = Optional.of(NOW);
    private Optional<GroupReading.Standing> reading = Optional.of(new GroupReading.Standing(2, 0));
    private Optional<Map<String, String>> blocked = Optional.of(Map.of());

    private ConnectionState connection = connection(ConnectionStatus.CONNECTED, false);
    private QuotaStatus quota = new QuotaStatus(10_000, null, null, null, false, null);
    private long pending;

    @Test
    void whereAllIsWellNothingIsMetAndEveryConditionOfADestinationIsJudged() {
        assertThat(destination())
                .allSatisfy(each -> assertThat(each.verdict()).isEqualTo(Verdict.WELL))
                .extracting(Judgement::condition)
                .containsExactlyInAnyOrder(
                        Condition.FAILURE_RATE,
                        Condition.EXCLUDED_RATE,
                        Condition.OLDEST_PENDING,
                        Condition.DEAD_LETTERS_GROW,
                        Condition.PAUSED,
                        Condition.NO_EVENTS,
                        Condition.INTAKE_STOPPED,
                        Condition.INTAKE_LAGS,
                        Condition.MAPPING_BLOCKED);
        assertThat(account())
                .allSatisfy(each -> assertThat(each.verdict()).isEqualTo(Verdict.WELL))
                .extracting(Judgement::condition)
                .containsExactlyInAnyOrder(
                        Condition.RECONNECT_NEEDED, Condition.GRANT_ENDS, Condition.QUOTA_SHORT, Condition.BUDGET_LOW);
    }

    /** 80 % of a threshold of 5 % are 4 %. */
    @ParameterizedTest
    @CsvSource({
        "950, 50, MET",
        "951, 49, UNCLEAR",
        "960, 40, UNCLEAR",
        "961, 39, WELL",
        "90, 9, UNCLEAR",
        "99, 0, WELL",
        "0, 0, WELL"
    })
    void deliveriesGivenUpAreAnAlertFromTheThresholdOnAndNoneBelowFourFifthsOfIt(
            long delivered, long failed, Verdict verdict) {
        lately = run(1000, 0, delivered, failed);
        assertThat(of(Condition.FAILURE_RATE).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"990, 10, MET", "991, 9, UNCLEAR", "993, 7, WELL", "9, 9, UNCLEAR", "99, 0, WELL"})
    void eventsExcludedAreAnAlertFromTheThresholdOn(long taken, long excluded, Verdict verdict) {
        lately = run(taken, excluded, 0, 0);
        assertThat(of(Condition.EXCLUDED_RATE).verdict()).isEqualTo(verdict);
    }

    @Test
    void anExcludedRateSaysHowMuchForWhatSinceWhenAndLeadsToTheRuns() {
        lately = run(900, 100, 0, 0);
        Judgement judgement = of(Condition.EXCLUDED_RATE);
        assertThat(judgement.text())
                .isEqualTo("10.0 % of what came since 2026-11-23T09:00:00Z was excluded: 100 no-outreach-id");
        assertThat(judgement.page()).isEqualTo("actuator/hawtio/outreach/runs?destination=emea-sales");
        assertThat(judgement.condition().cure()).contains("identity");
    }

    @ParameterizedTest
    @CsvSource({"PT4H, MET", "PT3H59M, UNCLEAR", "PT3H, WELL"})
    void aProspectThatWaitsForTooLongIsAnAlert(Duration waits, Verdict verdict) {
        backlog = backlog(3, NOW.minus(waits), null);
        assertThat(of(Condition.OLDEST_PENDING).verdict()).isEqualTo(verdict);
    }

    @Test
    void whatWaitsWhileDeliveryIsPausedIsNotToldBesideThePause() {
        backlog = backlog(3, NOW.minus(Duration.ofDays(9)), pause(Pauses.Cause.OPERATOR, Duration.ofDays(2)));
        assertThat(of(Condition.OLDEST_PENDING).verdict()).isEqualTo(Verdict.WELL);
        assertThat(of(Condition.PAUSED).text())
                .isEqualTo("delivery is paused since 2026-11-21T10:30:00Z: fields are moved");
    }

    @ParameterizedTest
    @CsvSource({
        "OPERATOR, PT24H, MET",
        "OPERATOR, PT23H, WELL",
        "DISCONNECTED, PT25H, MET",
        "DISCONNECTED, PT1H, WELL",
        "REFUSED, PT0S, MET"
    })
    void aPauseIsAnAlertWhenItLastsAndAtOnceWhenOutreachRefusesEverything(
            Pauses.Cause cause, Duration since, Verdict verdict) {
        backlog = backlog(0, null, pause(cause, since));
        assertThat(of(Condition.PAUSED).verdict()).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({"10, MET", "9, UNCLEAR", "8, UNCLEAR", "7, WELL"})
    void deadLettersAreAnAlertWhenManyHaveCome(long letters, Verdict verdict) {
        newDeadLetters = letters;
        assertThat(of(Condition.DEAD_LETTERS_GROW).verdict()).isEqualTo(verdict);
    }

    @Test
    void nothingForTooLongIsAnAlertAndSoIsNothingEver() {
        lastReceived = Optional.of(NOW.minus(Duration.ofHours(6)));
        assertThat(of(Condition.NO_EVENTS).verdict()).isEqualTo(Verdict.MET);
        lastReceived = Optional.of(NOW.minus(Duration.ofHours(5)));
        assertThat(of(Condition.NO_EVENTS).verdict()).isEqualTo(Verdict.WELL);
        lastReceived = Optional.empty();
        assertThat(of(Condition.NO_EVENTS).text()).isEqualTo("no events have ever come");
        assertThat(of(Condition.NO_EVENTS).after()).isEqualTo(Duration.ofHours(6));
    }

    @Test
    void aTopicThatNobodyReadsIsAnAlertAndOneThatKafkaDoesNotTellOfLeavesItAsItWas() {
        reading = Optional.of(new GroupReading.Standing(0, 17));
        assertThat(of(Condition.INTAKE_STOPPED).text())
                .isEqualTo("nobody reads its events; 17 records wait in the topic");
        reading = Optional.empty();
        assertThat(of(Condition.INTAKE_STOPPED).verdict()).isEqualTo(Verdict.UNCLEAR);
        assertThat(of(Condition.INTAKE_LAGS).verdict()).isEqualTo(Verdict.UNCLEAR);
    }

    @ParameterizedTest
    @CsvSource({"1000, MET", "999, UNCLEAR", "799, WELL"})
    void manyRecordsThatAreNotReadAreAnAlert(long unread, Verdict verdict) {
        reading = Optional.of(new GroupReading.Standing(2, unread));
        assertThat(of(Condition.INTAKE_LAGS).verdict()).isEqualTo(verdict);
    }

    @Test
    void aBlockedMappingIsAnAlertWhichADryRunIsNotAndNothingIsSaidWhileItIsNotKnown() {
        blocked = Optional.of(Map.of("custom4", "there is no such field.", "custom5", Mode.REASON));
        assertThat(of(Condition.MAPPING_BLOCKED).text())
                .isEqualTo("nothing is sent for custom4 (there is no such field)");
        blocked = Optional.of(Map.of("custom5", Mode.REASON));
        assertThat(of(Condition.MAPPING_BLOCKED).verdict()).isEqualTo(Verdict.WELL);
        blocked = Optional.empty();
        assertThat(of(Condition.MAPPING_BLOCKED).verdict()).isEqualTo(Verdict.UNCLEAR);
    }

    @Test
    void aLimitOfZeroTurnsAnAlertOff() {
        limits = OFF;
        lately = run(0, 1000, 0, 1000);
        backlog = backlog(3, NOW.minus(Duration.ofDays(9)), pause(Pauses.Cause.OPERATOR, Duration.ofDays(9)));
        newDeadLetters = 1000;
        lastReceived = Optional.empty();
        reading = Optional.of(new GroupReading.Standing(2, 1_000_000));
        assertThat(destination()).allSatisfy(each -> assertThat(each.verdict()).isEqualTo(Verdict.WELL));
    }

    @ParameterizedTest
    @EnumSource(ConnectionStatus.class)
    void anAccountThatNeedsAPersonIsAnAlertAndOneThatGoesOnByItselfIsNone(ConnectionStatus status) {
        connection = connection(status, false);
        assertThat(of(Condition.RECONNECT_NEEDED).verdict())
                .isEqualTo(status.needsPerson() ? Verdict.MET : Verdict.WELL);
    }

    @Test
    void aGrantThatEndsSoonIsAnAlertUnlessAPersonIsNeededAnyway() {
        connection = connection(ConnectionStatus.UNAVAILABLE, true);
        assertThat(of(Condition.GRANT_ENDS).verdict()).isEqualTo(Verdict.MET);
        connection = connection(ConnectionStatus.RECONNECT_NEEDED, true);
        assertThat(of(Condition.GRANT_ENDS).verdict()).isEqualTo(Verdict.WELL);
    }

    /** 10,000 an hour, the next in half an hour: the 120,001st is sent 12.5 hours from now. */
    @ParameterizedTest
    @CsvSource({"0, 120001, MET", "0, 120000, UNCLEAR", "0, 90000, WELL", "500, 200000, UNCLEAR", "10000, 9999, WELL"})
    void aUsedUpQuotaIsAnAlertWhenWhatWaitsTakesTooLong(int left, long waiting, Verdict verdict) {
        quota = new QuotaStatus(left, NOW.plus(Duration.ofMinutes(30)), null, null, false, null);
        pending = waiting;
        assertThat(of(Condition.QUOTA_SHORT).verdict()).isEqualTo(verdict);
    }

    @Test
    void anAccountThatWaitsForAnotherReasonThanItsQuotaSaysWhich() {
        quota = new QuotaStatus(
                0, null, NOW.plus(Duration.ofDays(3)), "the plan's budget is used up", false, budget(990));
        pending = 1;
        assertThat(of(Condition.QUOTA_SHORT).text())
                .isEqualTo(
                        "it sends nothing before 2026-11-26T10:30:00Z, because the plan's budget is used up, and the 1"
                                + " prospects that wait are not sent before 2026-11-26T10:30:00Z");
    }

    @ParameterizedTest
    @CsvSource({"800, MET", "799, WELL"})
    void aBudgetIsAnAlertAt80Percent(long used, Verdict verdict) {
        quota = new QuotaStatus(10, null, null, null, false, budget(used));
        assertThat(of(Condition.BUDGET_LOW).verdict()).isEqualTo(verdict);
    }

    @Test
    void whatIsWrongWithTheFilesAndWithKafkaIsToldOnceForAllReplicas() {
        List<Judgement> judgements = rules.runtime(new RuntimeFacts(
                "does not answer.", Map.of("pod-1", "line 3: wrong.", "pod-0", "line 3: wrong."), true));
        assertThat(judgements)
                .allSatisfy(each -> assertThat(each.subject()).isEqualTo(Subject.RUNTIME))
                .extracting(Judgement::text)
                .containsExactly(
                        "no events are read from Kafka, or not all: does not answer",
                        "the files of ROUTES_DIR cannot be run by pod-0 (line 3: wrong), pod-1 (line 3: wrong)",
                        "replicas run different configurations for longer than a minute");
        assertThat(rules.runtime(new RuntimeFacts("", Map.of(), false)))
                .allSatisfy(each -> assertThat(each.verdict()).isEqualTo(Verdict.WELL));
    }

    @Test
    void everyConditionHasACureAndAPageAndALabelThatLeadsBack() {
        assertThat(Arrays.asList(Condition.values())).allSatisfy(each -> {
            assertThat(each.cure()).endsWith(".");
            assertThat(Condition.ofLabel(each.label())).isEqualTo(each);
            assertThat(Judgement.met(each, Subject.destination("emea-sales"), "x")
                            .page())
                    .startsWith("actuator/hawtio/outreach/");
        });
    }

    private Judgement of(Condition condition) {
        return java.util.stream.Stream.concat(destination().stream(), account().stream())
                .filter(each -> each.condition() == condition)
                .findFirst()
                .orElseThrow();
    }

    private List<Judgement> destination() {
        return rules.destination(
                new DestinationFacts(
                        "emea-sales", limits, backlog, "", lately, newDeadLetters, lastReceived, reading, blocked),
                NOW);
    }

    private List<Judgement> account() {
        return rules.account(
                new AccountFacts(new Account("emea-ops", Quota.DOCUMENTED, 100), connection, quota, pending), NOW);
    }

    private static Run run(long taken, long excluded, long delivered, long failed) {
        return new Run(
                Instant.parse("2026-11-23T09:00:00Z"),
                taken + excluded,
                0,
                excluded == 0 ? Map.of() : Map.of("no-outreach-id", excluded),
                taken,
                0,
                0,
                0,
                delivered,
                failed,
                0,
                delivered + failed,
                null);
    }

    private static BacklogState backlog(long pending, Instant oldest, Pauses.Pause pause) {
        return new BacklogState(NOW, pending, oldest, 0, 0, 0, Optional.ofNullable(pause));
    }

    private static Pauses.Pause pause(Pauses.Cause cause, Duration since) {
        return new Pauses.Pause(NOW.minus(since), cause, "fields are moved.");
    }

    private static ConnectionState connection(ConnectionStatus status, boolean soon) {
        return new ConnectionState("emea-ops", status, "", null, NOW.plus(Duration.ofDays(2)), soon, null, 1, null);
    }

    private static BudgetStatus budget(long used) {
        return new BudgetStatus(
                LocalDate.parse("2026-11-23"),
                1000,
                LocalDate.parse("2026-01-01"),
                LocalDate.parse("2027-01-01"),
                used,
                1000 - used,
                1000 - used,
                null);
    }
}
