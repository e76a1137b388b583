package dev.outreachroutes.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import com.zaxxer.hikari.HikariDataSource;
import dev.outreachroutes.MovableClock;
import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.account.ConnectionState;
import dev.outreachroutes.account.ConnectionStatus;
import dev.outreachroutes.backlog.Backlog;
import dev.outreachroutes.backlog.BacklogFixture;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.ForgottenProspects;
import dev.outreachroutes.backlog.ProspectSearch;
import dev.outreachroutes.backlog.Reconciliation;
import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.deadletter.DeadLetterDecisions;
import dev.outreachroutes.deadletter.DeadLetterFilter;
import dev.outreachroutes.deadletter.DeadLetterSearch;
import dev.outreachroutes.deadletter.DeadLetters;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.intake.Exclusions;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.monitor.prospect.Forgetting;
import dev.outreachroutes.monitor.prospect.ProspectExplanation;
import dev.outreachroutes.outreach.ProspectUpdate;
import dev.outreachroutes.quota.Pauses;
import dev.outreachroutes.resync.ResyncSettings;
import dev.outreachroutes.resync.Resyncs;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class LatestOverviewIT {

    private static final String SALES = "emea-sales";

    private final MovableClock clock = MovableClock.at("2026-11-23T10:00:00Z");
    private final AtomicLong nanoTime = new AtomicLong();
    private final HikariDataSource database = (HikariDataSource) TestDatabase.migrated();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final JdbcClient client = JdbcClient.create(jdbc);
    private final JdbcTransactionManager manager = new JdbcTransactionManager(database);
    private final TransactionTemplate transactions = new TransactionTemplate(manager);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Account account = new Account("emea-ops", new Quota(100, Duration.ofHours(1)), 100);
    private final Destination destination =
            new Destination(SALES, "For the tests", account, "oid", Map.of(), Map.of(), Destination.NullValues.IGNORE);
    private final Destinations destinations = new Destinations(List.of(account), List.of(destination));
    private final Backlog backlog =
            new Backlog(destinations, client, transactions, BacklogFixture.nothingBlocked(), clock);
    private final DeadLetters deadLetters = new DeadLetters(jdbc, transactions, meters, clock);
    private ConnectionState connection = state(ConnectionStatus.CONNECTED, "", null);
    private final Resyncs resyncs = new Resyncs(
            destinations,
            new Reconciliation(destinations, new BlockedMappings(destinations), client, destination -> {}, clock),
            new BacklogReader(destinations, client, clock),
            client,
            ResyncSettings.defaults(),
            clock);
    private final LatestOverview latest = new LatestOverview(
            destinations,
            new BlockedMappings(destinations),
            new BacklogReader(destinations, client, clock),
            new DeadLetterSearch(database),
            () -> List.of(connection),
            resyncs::latestBegun,
            nanoTime::get);
    private final Audit audit = new Audit(client, transactions, clock);
    private final DeadLetterDecisions decisions =
            new DeadLetterDecisions(client, destinations, audit, manager, Duration.ofSeconds(1), clock);
    private final Exclusions exclusions = new Exclusions(client, transactions, clock);
    private final ProspectExplanation explanation = new ProspectExplanation(
            destinations,
            new BacklogReader(destinations, client, clock),
            new ProspectSearch(database, destinations, new BlockedMappings(destinations)),
            exclusions,
            new DeadLetterSearch(database),
            new ForgottenProspects(client),
            Duration.ofDays(90),
            clock);
    private final Forgetting forgetting = new Forgetting(
            new ForgottenProspects(client),
            deadLetters,
            exclusions,
            audit,
            transactions,
            meters,
            Duration.ofDays(90),
            clock);
    private final ManagedDestination managed = new ManagedDestination(
            SALES,
            destinations,
            latest,
            new DestinationCounts(meters, SALES),
            new Pauses(client, clock),
            audit,
            decisions,
            explanation,
            forgetting,
            new ResyncSwitch(resyncs, audit, transactions));

    @AfterEach
    void closeTheDatabase() {
        database.close();
    }

    @Test
    void openDeadLettersAreCountedByReasonUntilTheyAreSettled() {
        new DestinationGauges(destinations, latest).bindTo(meters);
        deadLetters.keep(
                List.of(DeadLetter.ofChange(SALES, "rejected", "detail", 422, null, ProspectUpdate.of(1, Map.of()))));
        deadLetters.keep(
                List.of(DeadLetter.ofChange(SALES, "rejected", "detail", 422, null, ProspectUpdate.of(2, Map.of()))));
        assertThat(open("rejected")).isEqualTo(2);
        assertThat(open("unreadable")).isZero();

        assertThat(managed.discardDeadLetter(1, "no use")).isEqualTo("1 dead letter is discarded");
        assertThat(managed.replayDeadLetters("unreadable")).isEqualTo("0 dead letters are to be replayed");
        assertThatThrownBy(() -> managed.replayDeadLetters("nonsense"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unreadable, rejected, attempts-exhausted, failed");
        assertThat(managed.replayDeadLetter(2)).isEqualTo("1 dead letter is to be replayed");
        assertThatThrownBy(() -> managed.discardDeadLetters("", " "))
                .hasMessage("Say in a note why they are discarded");
        assertThat(open("rejected")).isEqualTo(1);
        assertThat(managed.discardDeadLetters("", "no use")).isEqualTo("1 dead letter is discarded");
        assertThat(open("rejected")).isZero();
        assertThat(audit.page(null, 10))
                .extracting(kept -> kept.entry().who() + " " + kept.entry().what() + " "
                        + kept.entry().subject() + " of " + kept.entry().target())
                .containsExactly(
                        "JMX discard 1 dead letter of emea-sales",
                        "JMX replay dead letter 2 of emea-sales",
                        "JMX discard dead letter 1 of emea-sales");
    }

    @Test
    void aDecisionThatWouldWaitLongIsGivenUpAndSaysThatItMayBeAskedForAgain() throws SQLException {
        deadLetters.keep(
                List.of(DeadLetter.ofChange(SALES, "rejected", "detail", 422, null, ProspectUpdate.of(1, Map.of()))));
        try (Connection other = database.getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("select from dead_letter for update");
            assertThatThrownBy(() -> decisions.discard(DeadLetterFilter.open(List.of(1L)), "no use", "jane"))
                    .isInstanceOf(QueryTimeoutException.class);
            assertThatThrownBy(() -> managed.discardDeadLetters("", "no use"))
                    .hasMessageContaining("not in time")
                    .hasMessageContaining("Try again");
            other.rollback();
        }
        assertThat(managed.discardDeadLetters("", "no use")).isEqualTo("1 dead letter is discarded");
    }

    private double open(String reason) {
        return meters.get("outreach.dead.letters.open")
                .tag("reason", reason)
                .gauge()
                .value();
    }

    @Test
    void anOperatorSeesWhatWaitsAndForHowLong() {
        fold(1);
        clock.advance(Duration.ofSeconds(30));
        fold(2);
        deadLetters.keep(
                List.of(DeadLetter.ofChange(SALES, "rejected", "detail", 422, null, ProspectUpdate.of(1, Map.of()))));
        clock.advance(Duration.ofSeconds(12));

        assertThat(managed.getPending()).isEqualTo(2);
        assertThat(managed.getOldestPendingSince()).isEqualTo("2026-11-23T10:00:00Z");
        assertThat(managed.getOldestPendingSeconds()).isEqualTo(42);
        assertThat(managed.getDeadLetters()).isEqualTo(1);
        assertThat(managed.getQuotaLeft()).isEqualTo(100);
        assertThat(managed.getPaused()).isFalse();
        assertThat(managed.getProblem()).isEmpty();
    }

    @Test
    void whoeverAsksWithinFiveSecondsGetsTheSameAnswer() {
        assertThat(managed.getPending()).isZero();
        fold(1);
        nanoTime.addAndGet(Duration.ofSeconds(4).toNanos());
        assertThat(managed.getPending()).isZero();

        nanoTime.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(managed.getPending()).isEqualTo(1);
    }

    @Test
    void aPauseShowsAtOnceAndKeepsItsFirstReason() {
        assertThat(managed.getPaused()).isFalse();
        assertThat(managed.pause("a change of fields in Outreach")).isEqualTo("Delivery is paused");
        assertThat(managed.pause(" ")).contains("a change of fields in Outreach");

        assertThat(managed.getPaused()).isTrue();
        assertThat(managed.getPauseReason()).isEqualTo("a change of fields in Outreach");
        assertThat(managed.getPausedSince()).isEqualTo("2026-11-23T10:00:00Z");

        managed.resume();
        assertThat(managed.getPaused()).isFalse();
        assertThat(managed.getPauseReason()).isEmpty();
    }

    @Test
    void aSecondPauseAndAResumeOfWhatIsNotPausedChangeNothingAndSaySo() {
        assertThat(managed.resume()).isEqualTo("Delivery was not paused");
        managed.pause("fields change");
        assertThat(managed.pause("fields change")).isEqualTo("Delivery was paused already: fields change");
        assertThat(managed.resume()).isEqualTo("Delivery goes on");
        assertThat(managed.resume()).isEqualTo("Delivery was not paused");

        assertThat(audit.page(null, 10)).extracting(kept -> kept.entry().what()).containsExactly("resume", "pause");
    }

    @Test
    void anAccountThatWaitsHasNothingLeftAndSaysWhyAndUntilWhen() {
        jdbc.update(
                "insert into quota (account, closed_until, closed_reason) values (?, ?::timestamptz, ?)",
                "emea-ops",
                clock.instant().plusSeconds(90).toString(),
                "Outreach's quota is used up");

        assertThat(managed.getQuotaLeft()).isZero();
        assertThat(managed.getAccountWaitsUntil()).isEqualTo("2026-11-23T10:01:30Z");
        assertThat(managed.getAccountWaitsBecause()).isEqualTo("Outreach's quota is used up");
    }

    @Test
    void whoResumesWhileTheAccountWaitsIsToldWhatForAndUntilWhen() {
        jdbc.update(
                "insert into quota (account, closed_until, closed_reason) values (?, ?::timestamptz, ?)",
                "emea-ops",
                clock.instant().plusSeconds(90).toString(),
                "Outreach's quota is used up");
        managed.pause("fields change");

        assertThat(managed.resume())
                .isEqualTo(
                        "The pause is over. Delivery still waits until 2026-11-23T10:01:30Z: Outreach's quota is used up");
        assertThat(managed.getPaused()).isFalse();
    }

    @Test
    void whoResumesWhileTheAccountNeedsAPersonIsToldWhatFor() {
        connection =
                state(ConnectionStatus.RECONNECT_NEEDED, "Outreach no longer accepts the grant; press Connect", null);
        managed.pause("fields change");

        assertThat(managed.resume())
                .isEqualTo(
                        "The pause is over. Delivery still waits for the account: Outreach no longer accepts the grant;"
                                + " press Connect");
        assertThat(managed.getAccountWaitsBecause()).contains("no longer accepts the grant");
        DeliveryHealthIndicator health = new DeliveryHealthIndicator(new ManagedDestinations(
                destinations,
                latest,
                new Pauses(client, clock),
                audit,
                decisions,
                explanation,
                forgetting,
                new ResyncSwitch(resyncs, audit, transactions),
                meters));
        assertThat(health.health().getDetails().get(SALES)).asString().startsWith("waits for the account");

        // Its access token lives on.
        connection =
                state(ConnectionStatus.RECONNECT_NEEDED, "dead", clock.instant().plusSeconds(60));
        managed.pause("fields change");
        assertThat(managed.resume()).isEqualTo("Delivery goes on");
    }

    @Test
    void aResyncIsBegunShownAndCancelledAndTheAuditHasWhoDid() {
        assertThat(managed.getResync()).isEmpty();

        assertThat(managed.compare(" ")).isEqualTo("Resync 1 has begun: 0 prospects, 0 requests");
        assertThat(managed.getResync()).startsWith("resync 1, which only compares, is running: 0 of 0 prospects");
        assertThat(managed.resync("")).startsWith("Not begun: another").contains("under way");
        assertThat(managed.cancelResync()).startsWith("Cancelled: resync 1");
        assertThat(managed.cancelResync()).isEqualTo("No resync is under way");
        assertThatThrownBy(() -> managed.resync("custom4")).hasMessageContaining("maps nothing to 'custom4'");
        assertThat(audit.page(null, 10))
                .extracting(kept -> kept.entry().what() + " " + kept.entry().subject())
                .containsExactly("cancel resync 1", "compare resync 1");
    }

    @Test
    void aDestinationOfADisconnectedAccountIsNotResumed() {
        connection = state(ConnectionStatus.DISCONNECTED, "Disconnected in the console", null);
        managed.pause("fields change");

        assertThat(managed.resume()).isEqualTo("Not resumed: the account 'emea-ops' is disconnected. Connect it first");
        assertThatThrownBy(managed::resumed).isInstanceOf(IllegalStateException.class);
        assertThat(managed.getPaused()).isTrue();
        assertThat(audit.page(null, 10)).hasSize(1);
    }

    private static ConnectionState state(ConnectionStatus status, String problem, Instant tokenExpires) {
        return new ConnectionState("emea-ops", status, problem, tokenExpires, null, false, null, 1, null);
    }

    @Test
    void requestsOfThePeriodAreTakenOffTheQuota() {
        jdbc.update(
                "insert into quota_ledger (account, slot, in_flight, requests) values (?, ?::timestamptz, false, 40)",
                "emea-ops",
                clock.instant().minusSeconds(600).toString());

        assertThat(managed.getQuotaLeft()).isEqualTo(60);
        assertThat(managed.getQuotaRefillsAt()).isEqualTo("2026-11-23T10:50:00Z");
    }

    @Test
    void whatIsCountedIsSummedOverItsReasons() {
        count("outreach.excluded", "reason", "no-identity", 2);
        count("outreach.excluded", "reason", "nothing-mapped", 3);
        count("outreach.deliveries", "outcome", "acknowledged", 7);
        count("outreach.deliveries", "outcome", "retry", 1);

        assertThat(managed.getExcluded()).isEqualTo(5);
        assertThat(managed.getDelivered()).isEqualTo(7);
        assertThat(managed.getFailed()).isEqualTo(1);
        assertThat(managed.getEvents()).isZero();
    }

    @Test
    void whileTheDatabaseIsAwayEverythingInItIsUnknownAndNothingFails() {
        new DestinationGauges(destinations, latest).bindTo(meters);
        database.close();

        assertThat(managed.getPending()).isNull();
        assertThat(managed.getPaused()).isNull();
        assertThat(managed.getOldestPendingSince()).isEqualTo("unknown");
        assertThat(managed.getAccountWaitsUntil()).isEqualTo("unknown");
        assertThat(managed.getProblem()).contains("database does not answer");
        assertThat(meters.get("outreach.pending").gauge().value()).isNaN();
        assertThat(meters.get("outreach.quota.left").gauge().value()).isNaN();
    }

    private void count(String name, String tag, String value, int count) {
        Counter.builder(name)
                .tag("destination", SALES)
                .tag(tag, value)
                .register(meters)
                .increment(count);
    }

    private void fold(long prospectId) {
        DatedValue realized = new DatedValue(TextNode.valueOf("realized"), clock.instant());
        backlog.fold(SALES, List.of(new ProspectChange(prospectId, Map.of("custom4", realized))));
    }
}
