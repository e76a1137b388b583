package dev.outreachroutes.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import com.zaxxer.hikari.HikariDataSource;
import dev.outreachroutes.MovableClock;
import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.backlog.Backlog;
import dev.outreachroutes.backlog.BacklogFixture;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.ForgottenProspects;
import dev.outreachroutes.backlog.Reconciliation;
import dev.outreachroutes.backlog.RemovedBacklogs;
import dev.outreachroutes.backlog.request.RequestLog;
import dev.outreachroutes.backlog.request.RequestRecordings;
import dev.outreachroutes.backlog.request.RequestSettings;
import dev.outreachroutes.backlog.run.RunCounts;
import dev.outreachroutes.backlog.run.Runs;
import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.deadletter.DeadLetterDecisions;
import dev.outreachroutes.deadletter.DeadLetterFilter;
import dev.outreachroutes.deadletter.DeadLetterSettlement;
import dev.outreachroutes.deadletter.DeadLetters;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.encryption.Encryption;
import dev.outreachroutes.intake.Exclusions;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.outreach.ProspectUpdate;
import dev.outreachroutes.quota.AccountRequests;
import dev.outreachroutes.resync.ResyncRequest;
import dev.outreachroutes.resync.ResyncSettings;
import dev.outreachroutes.resync.Resyncs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is over is removed, and nothing else. */
class RetentionIT {

    private static final String SALES = "emea-sales";
    private static final RetentionSettings SETTINGS = new RetentionSettings(
            Duration.ofDays(30),
            Duration.ofDays(180),
            Duration.ofDays(90),
            Duration.ofDays(30),
            Duration.ofDays(400),
            Duration.ofHours(24),
            Duration.ofDays(90),
            Duration.ofDays(90),
            Duration.ofDays(90),
            Duration.ofDays(90));

    private final MovableClock clock = MovableClock.fixed();
    private final HikariDataSource database = (HikariDataSource) TestDatabase.migrated();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final JdbcClient client = JdbcClient.create(jdbc);
    private final JdbcTransactionManager manager = new JdbcTransactionManager(database);
    private final TransactionTemplate transactions = new TransactionTemplate(manager);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Account account = new Account("emea-ops", Quota.DOCUMENTED, 100);
    private final Destinations destinations = new Destinations(
            List.of(account),
            List.of(new Destination(SALES, "", account, "oid", Map.of(), Map.of(), Destination.NullValues.IGNORE)));
    private final DeadLetters deadLetters = new DeadLetters(jdbc, transactions, meters, clock);
    private final DeadLetterSettlement settlement =
            new DeadLetterSettlement(client, new BacklogReader(destinations, client, clock), clock);
    private final Audit audit = new Audit(client, transactions, clock);
    private final AccountRequests requests = new AccountRequests(client, transactions, clock);
    private final DeadLetterDecisions decisions =
            new DeadLetterDecisions(client, destinations, audit, manager, Duration.ofSeconds(10), clock);
    private final Backlog backlog =
            new Backlog(destinations, client, transactions, BacklogFixture.nothingBlocked(), clock);
    private final RequestRecordings recordings = new RequestRecordings(client, transactions, clock);
    private final RequestLog requestLog = new RequestLog(
            client,
            new RequestSettings(RequestSettings.Values.NONE),
            recordings,
            new Encryption("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", List.of()));
    private final Resyncs resyncs = new Resyncs(
            destinations,
            new Reconciliation(destinations, BacklogFixture.nothingBlocked(), client, destination -> {}, clock),
            new BacklogReader(destinations, client, clock),
            client,
            ResyncSettings.defaults(),
            clock);
    private final Retention retention = new Retention(
            settlement,
            new Exclusions(client, transactions, clock),
            audit,
            requests,
            new RemovedBacklogs(destinations, client, clock),
            requestLog,
            recordings,
            new ForgottenProspects(client),
            resyncs,
            new Runs(client),
            SETTINGS,
            meters,
            clock);

    @AfterEach
    void closeTheDatabase() {
        database.close();
    }

    @Test
    void theBacklogOfADestinationThatIsGoneWaitsAMonthInCaseItComesBack() {
        backlog.fold(SALES, List.of(change(1)));
        backlog.fold("gone", List.of(change(1), change(2)));
        retention.remove();
        clock.advance(Duration.ofDays(29));
        retention.remove();
        assertThat(prospects("gone")).isEqualTo(2);

        clock.advance(Duration.ofDays(2));
        retention.remove();
        assertThat(prospects("gone")).isZero();
        assertThat(prospects(SALES)).isEqualTo(1);
    }

    @Test
    void theBacklogOfADestinationThatCameBackIsCountedFromItsNextEnd() {
        backlog.fold(SALES, List.of(change(1)));
        retention.remove();
        Destinations configured = new Destinations(destinations.accounts(), destinations.destinations());
        destinations.replace(new Destinations(List.of(account), List.of()));
        clock.advance(Duration.ofDays(29));
        retention.remove();
        destinations.replace(configured);
        retention.remove();
        destinations.replace(new Destinations(List.of(account), List.of()));
        clock.advance(Duration.ofDays(29));
        retention.remove();
        assertThat(prospects(SALES)).isEqualTo(1);
    }

    private static ProspectChange change(long prospectId) {
        return new ProspectChange(
                prospectId, Map.of("custom4", new DatedValue(TextNode.valueOf("realized"), java.time.Instant.EPOCH)));
    }

    private int prospects(String destination) {
        return jdbc.queryForObject("select count(*) from prospect where destination = ?", Integer.class, destination);
    }

    @Test
    void whatIsSettledGoesAMonthAfterThatAndWhatIsOpenIsGivenUpAfterHalfAYear() {
        keep(1);
        keep(2);
        clock.advance(Duration.ofDays(100));
        decisions.discard(DeadLetterFilter.open(List.of(1L)), "no use", "jane");

        after(Duration.ofDays(29));
        assertThat(count("dead_letter")).isEqualTo(2);
        after(Duration.ofDays(2));
        assertThat(count("dead_letter")).isEqualTo(1);
        after(Duration.ofDays(48));
        assertThat(states()).containsExactly("open");
        jdbc.update("update dead_letter set published_at = now()");
        after(Duration.ofDays(2));
        assertThat(states()).containsExactly("expired");
        assertThat(jdbc.queryForObject("select published_at from dead_letter", java.sql.Timestamp.class))
                .as("its end is told on the topic")
                .isNull();
        after(Duration.ofDays(31));
        assertThat(count("dead_letter")).isZero();
        assertThat(removed("settled dead letters")).isEqualTo(2);
        assertThat(count("audit")).isEqualTo(1);
        after(Duration.ofDays(289));
        assertThat(count("audit")).isZero();
    }

    @Test
    void whatCanBeRemovedIsCountedFromNoneOn() {
        assertThat(meters.get("outreach.retention.removed").counters())
                .hasSize(14)
                .allSatisfy(each -> assertThat(each.count()).isZero());
    }

    @Test
    void thatAProspectWasExcludedIsForgottenAfterNinetyDays() {
        jdbc.update(
                """
                insert into exclusion (destination, place, prospect_id, reason, topic, partition, "offset", noted_at)
                values ('emea-sales', 17, 17, 'nothing-mapped', 'segment-events', 0, 0, ?)
                """,
                java.sql.Timestamp.from(clock.instant()));
        after(Duration.ofDays(89));
        assertThat(count("exclusion")).isEqualTo(1);
        after(Duration.ofDays(2));
        assertThat(count("exclusion")).isZero();
        assertThat(removed("exclusions")).isEqualTo(1);
    }

    @Test
    void theLastExclusionsOfAReasonGoAfterNinetyDaysToo() {
        jdbc.update(
                """
                insert into excluded_profile (destination, reason, subject, detail, topic, partition, "offset", noted_at)
                values ('emea-sales', 'too-long', 'firstName', '', 'segment-events', 0, 0, ?)
                """,
                java.sql.Timestamp.from(clock.instant()));
        after(Duration.ofDays(89));
        assertThat(count("excluded_profile")).isEqualTo(1);
        after(Duration.ofDays(2));
        assertThat(count("excluded_profile")).isZero();
    }

    @Test
    void theNumbersOfAnHourGoAfterNinetyDays() {
        RunCounts runs = new RunCounts(client);
        runs.read(SALES, clock.instant(), 2, 0, Map.of("too-long", 1));
        clock.advance(Duration.ofHours(2));
        runs.read(SALES, clock.instant(), 1, 0, Map.of());
        after(Duration.ofDays(90).minusHours(3));
        assertThat(count("run")).isEqualTo(2);
        after(Duration.ofHours(2));
        assertThat(count("run")).isEqualTo(1);
        assertThat(count("run_excluded")).isZero();
        assertThat(removed("runs")).isEqualTo(2);
    }

    @Test
    void requestsGoAfterADayAndTheLastTwentyOfAProspectThatHadTroubleAfterNinety() {
        for (int i = 0; i < 25; i++) {
            requestLog.add(SALES, List.of(request(1, true), request(2, false)));
        }
        recordings.start(SALES, 1L, null, clock.instant().plusSeconds(60), "jane");
        after(Duration.ofHours(23));
        assertThat(count("request")).isEqualTo(25 + 20);
        assertThat(count("request_recording")).isZero();
        after(Duration.ofHours(2));
        assertThat(count("request")).isEqualTo(20);
        after(Duration.ofDays(88));
        assertThat(count("request")).isEqualTo(20);
        after(Duration.ofDays(2));
        assertThat(count("request")).isZero();
        assertThat(removed("requests")).isEqualTo(25);
    }

    private RequestLog.Entry request(long prospect, boolean confirmed) {
        return new RequestLog.Entry(
                prospect,
                clock.instant(),
                confirmed ? "acknowledged" : "retry",
                confirmed,
                confirmed ? 200 : 0,
                "",
                List.of("custom4"),
                List.of("2-418"),
                Map.of(),
                null);
    }

    @Test
    void thatAProspectWasForgottenIsForgottenToo() {
        transactions.executeWithoutResult(
                status -> new ForgottenProspects(client).remove(SALES, List.of(1L), clock, SETTINGS.forgotten()));
        after(Duration.ofDays(89));
        assertThat(count("forgotten")).isEqualTo(1);
        after(Duration.ofDays(2));
        assertThat(count("forgotten")).isZero();
    }

    @Test
    void theLedgerOfAnAccountThatSendsNothingAnyMoreIsForgotten() {
        assertThat(requests.permitAtOnce(account)).isPresent();
        after(Duration.ofDays(30));
        assertThat(count("quota_ledger")).isPositive();
        after(Duration.ofDays(2));
        assertThat(count("quota_ledger")).isZero();
    }

    @Test
    void severalReplicasRemoveTogetherWhatIsOverAndNothingTwice() throws Exception {
        jdbc.update(
                """
                insert into dead_letter (destination, reason, detail, prospect_id, payload, state, settled_at)
                select 'emea-sales', 'rejected', 'detail', n, '{}', 'discarded', ? from generate_series(1, 30000) n
                """,
                java.sql.Timestamp.from(clock.instant().minus(Duration.ofDays(31))));
        keep(1);
        ExecutorService replicas = Executors.newFixedThreadPool(3);
        for (int i = 0; i < 3; i++) {
            replicas.execute(retention::remove);
        }
        replicas.shutdown();
        assertThat(replicas.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        retention.remove();

        assertThat(count("dead_letter")).isEqualTo(1);
        assertThat(removed("settled dead letters")).isEqualTo(30_000);
    }

    /** Three years of ever the same prospects, whose changes are refused again and again, and of people who decide about it. */
    @Test
    void theDatabaseDoesNotGrowWithTimeWhenTheNumberOfProspectsDoesNot() {
        Map<String, Long> afterTwoYears = Map.of();
        for (int week = 0; week < 3 * 52; week++) {
            for (int prospect = 1; prospect <= 20; prospect++) {
                backlog.fold(
                        SALES,
                        List.of(new ProspectChange(
                                prospect,
                                Map.of(
                                        "custom4",
                                        new DatedValue(TextNode.valueOf("value " + week), clock.instant())))));
                keep(prospect);
            }
            assertThat(requests.permitAtOnce(new Account("account-" + week, Quota.DOCUMENTED, 100)))
                    .isPresent();
            decisions.discard(DeadLetterFilter.open(List.of(20L * week + 1)), "no use", "jane");
            after(Duration.ofDays(7));
            if (week == 2 * 52) {
                afterTwoYears = counts();
            }
        }

        Map<String, Long> afterThree = counts();
        assertThat(afterThree.get("prospect")).isEqualTo(20);
        assertThat(afterThree.get("dead_letter"))
                .isEqualTo(afterTwoYears.get("dead_letter"))
                .isLessThan(20 * 6);
        assertThat(afterThree.get("audit"))
                .isEqualTo(afterTwoYears.get("audit"))
                .isLessThan(60);
        assertThat(afterThree.get("quota_ledger"))
                .isEqualTo(afterTwoYears.get("quota_ledger"))
                .isLessThan(20);
    }

    @Test
    void aResyncThatHasEndedIsRemovedAfterNinetyDays() {
        long id = resyncs.begin(ResyncRequest.of(SALES, ResyncRequest.Mode.COMPARE), "ada")
                .id();
        resyncs.cancel(id);

        after(Duration.ofDays(89));
        assertThat(resyncs.find(id)).isPresent();
        after(Duration.ofDays(2));
        assertThat(resyncs.find(id)).isEmpty();
    }

    @Test
    void aRetentionBelowAnHourIsAMistake() {
        assertThatThrownBy(() -> new RetentionSettings(
                        Duration.ofMinutes(59),
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ofDays(1),
                        Duration.ofDays(1)))
                .hasMessageContaining("retention.settled-dead-letters");
    }

    private Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        for (String table : List.of("prospect", "dead_letter", "audit", "quota_ledger")) {
            counts.put(table, count(table));
        }
        return counts;
    }

    private void after(Duration time) {
        clock.advance(time);
        retention.remove();
    }

    private List<String> states() {
        return jdbc.queryForList("select state from dead_letter", String.class);
    }

    private long count(String table) {
        return jdbc.queryForObject("select count(*) from " + table, Long.class);
    }

    private double removed(String what) {
        return meters.counter("outreach.retention.removed", "what", what).count();
    }

    private void keep(long prospect) {
        deadLetters.keep(List.of(DeadLetter.ofChange(
                SALES,
                "rejected",
                "detail",
                422,
                "",
                ProspectUpdate.of(prospect, Map.of("custom4", TextNode.valueOf("1"))))));
    }
}
