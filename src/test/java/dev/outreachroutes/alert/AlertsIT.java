package dev.outreachroutes.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.MovableClock;
import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.alert.rule.Condition;
import dev.outreachroutes.alert.rule.Judgement;
import dev.outreachroutes.alert.rule.Judgement.Verdict;
import dev.outreachroutes.alert.rule.Subject;
import dev.outreachroutes.alert.store.Alert;
import dev.outreachroutes.alert.store.AlertTable;
import dev.outreachroutes.alert.store.Channel;
import dev.outreachroutes.alert.store.Notification;
import dev.outreachroutes.deadletter.Audit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class AlertsIT {

    private static final DataSource DATABASE = TestDatabase.migrated();
    private static final Subject SALES = Subject.destination("emea-sales");
    private static final Duration LASTING = Duration.ofMinutes(1);
    private static final Duration REPEAT = Duration.ofHours(4);
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Condition STATE = Condition.INTAKE_STOPPED;
    private static final Condition COUNTED = Condition.EXCLUDED_RATE;

    private final MovableClock clock = MovableClock.fixed();
    private final JdbcClient jdbc = JdbcClient.create(DATABASE);
    private final AlertTable table = new AlertTable(jdbc);
    private final Map<Condition, Judgement> found = new HashMap<>();
    private final Map<Subject, Long> losses = new HashMap<>();
    private final Alerts alerts = replica();

    @BeforeEach
    void empty() {
        jdbc.sql("delete from alert").update();
    }

    private Alerts replica() {
        return new Alerts(
                now -> List.copyOf(found.values()),
                () -> losses,
                table,
                Set.of(Channel.LOG, Channel.WEBHOOK),
                new Audit(jdbc, transactions(), clock),
                new AlertSettings(
                        LASTING,
                        REPEAT,
                        Duration.ofDays(90),
                        3,
                        1,
                        Duration.ZERO,
                        1,
                        1,
                        Duration.ZERO,
                        1,
                        Duration.ZERO,
                        Duration.ZERO,
                        1),
                transactions(),
                clock);
    }

    private static TransactionTemplate transactions() {
        return new TransactionTemplate(new DataSourceTransactionManager(DATABASE));
    }

    @Test
    void aStateIsAnAlertWhenItHasLastedAndOverWhenItsEndHas() {
        look(STATE, Verdict.MET);
        pass(Duration.ofSeconds(59));
        assertThat(told()).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(told()).containsExactly("raised");
        pass(Duration.ofMinutes(10));
        look(STATE, Verdict.WELL);
        pass(Duration.ofSeconds(59));
        assertThat(open()).hasSize(1);
        pass(Duration.ofSeconds(1));

        assertThat(told()).containsExactly("raised", "cleared");
        assertThat(open()).isEmpty();
        Alert over = alerts.page(false, true, null, 10).get(0);
        assertThat(over.since()).isEqualTo(Instant.parse("2026-11-23T10:00:00Z"));
        assertThat(over.clearedAt()).isEqualTo(clock.instant());
    }

    @Test
    void aStateThatIsOverBeforeItHasLastedIsNoAlert() {
        look(STATE, Verdict.MET);
        look(STATE, Verdict.WELL);
        pass(LASTING);
        assertThat(told()).isEmpty();
        assertThat(jdbc.sql("select count(*) from alert").query(Integer.class).single())
                .isZero();
    }

    @Test
    void aConditionThatComesAndGoesIsOneAlert() {
        look(COUNTED, Verdict.MET);
        for (int i = 0; i < 20; i++) {
            look(COUNTED, Verdict.WELL);
            clock.advance(Duration.ofSeconds(30));
            look(COUNTED, Verdict.MET);
        }
        assertThat(told()).containsExactly("raised");
    }

    @Test
    void whatCannotBeToldStaysAsItIs() {
        look(COUNTED, Verdict.MET);
        look(COUNTED, Verdict.UNCLEAR);
        pass(LASTING);
        pass(LASTING);
        assertThat(open()).hasSize(1);
        assertThat(told()).containsExactly("raised");
    }

    @Test
    void nothingIsDecidedWhileNothingIsKnown() {
        look(COUNTED, Verdict.MET);
        found.clear();
        pass(LASTING);
        pass(LASTING);
        assertThat(open()).hasSize(1);
    }

    @Test
    void whatIsNotConfiguredAnyMoreHasNoAlert() {
        look(COUNTED, Verdict.MET);
        found.clear();
        look(STATE, Verdict.WELL);
        pass(LASTING);
        assertThat(told()).containsExactly("raised", "cleared");
    }

    @Test
    void anAlertIsToldAgainUntilSomebodyAcknowledgesItAndThenOnlyThatItIsOver() {
        look(COUNTED, Verdict.MET);
        pass(REPEAT.minusSeconds(1));
        assertThat(told()).containsExactly("raised");
        pass(Duration.ofSeconds(1));
        assertThat(told()).containsExactly("raised", "repeated");
        long id = open().get(0).id();

        assertThat(alerts.acknowledge(id, "jane").acknowledgedBy()).isEqualTo("jane");
        pass(REPEAT);
        pass(REPEAT);
        assertThat(told()).containsExactly("raised", "repeated");
        assertThatThrownBy(() -> alerts.acknowledge(id, "joe"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("It has been acknowledged by jane");
        look(COUNTED, Verdict.WELL);
        pass(LASTING);
        assertThat(told()).containsExactly("raised", "repeated", "cleared");
        assertThatThrownBy(() -> alerts.acknowledge(id, "joe")).hasMessage("It is over");
        assertThatThrownBy(() -> alerts.acknowledge(-1, "joe")).isInstanceOf(NoSuchElementException.class);
        assertThat(jdbc.sql(
                                "select who || ' ' || what || ' ' || target || ' ' || subject from audit order by id desc limit 1")
                        .query(String.class)
                        .single())
                .isEqualTo("jane acknowledge emea-sales alert " + id);
    }

    @Test
    void whatIsSoAgainAfterItWasOverIsAnotherAlert() {
        look(COUNTED, Verdict.MET);
        alerts.acknowledge(open().get(0).id(), "jane");
        look(COUNTED, Verdict.WELL);
        pass(LASTING);
        look(COUNTED, Verdict.MET);
        assertThat(told()).containsExactly("raised", "cleared", "raised");
        assertThat(open().get(0).acknowledgedBy()).isNull();
    }

    @Test
    void recordsThatWereLostAreAnAlertForAnHourWhoeverMetIt() {
        found.put(STATE, judgement(STATE, Verdict.WELL));
        Alerts other = replica();
        losses.put(SALES, 7L);
        alerts.evaluate();
        assertThat(open()).singleElement().satisfies(alert -> assertThat(alert.text())
                .contains("at 7 offsets"));
        losses.put(SALES, 9L);
        alerts.evaluate();
        assertThat(open()).singleElement().satisfies(alert -> assertThat(alert.text())
                .contains("at 2 offsets"));
        losses.clear();
        clock.advance(Duration.ofMinutes(61));
        other.evaluate();
        clock.advance(LASTING);
        other.evaluate();
        assertThat(told()).containsExactly("raised", "cleared");
    }

    @Test
    void replicasThatLookAtTheSameMomentRaiseItOnceRepeatItOnceAndEndItOnce() throws Exception {
        List<Alerts> replicas = Stream.generate(this::replica).limit(8).toList();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            found.put(COUNTED, judgement(COUNTED, Verdict.MET));
            lookAtOnce(replicas, threads);
            assertThat(told()).containsExactly("raised");
            clock.advance(REPEAT);
            lookAtOnce(replicas, threads);
            assertThat(told()).containsExactly("raised", "repeated");
            found.put(COUNTED, judgement(COUNTED, Verdict.WELL));
            lookAtOnce(replicas, threads);
            clock.advance(LASTING);
            lookAtOnce(replicas, threads);
        } finally {
            threads.shutdown();
        }
        assertThat(told()).containsExactly("raised", "repeated", "cleared");
    }

    private static void lookAtOnce(List<Alerts> replicas, ExecutorService threads) throws Exception {
        List<Future<?>> looks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            replicas.forEach(each -> looks.add(threads.submit(each::evaluate)));
        }
        for (Future<?> each : looks) {
            each.get();
        }
    }

    @Test
    void aNotificationIsClaimedByOneAndByAnotherWhenThatOneDoesNotSayHowItWent() {
        look(COUNTED, Verdict.MET);
        List<Notification> first = table.claim(Channel.WEBHOOK, LEASE, 10, clock.instant());
        assertThat(first).singleElement().satisfies(each -> {
            assertThat(each.event()).isEqualTo(Notification.Event.RAISED);
            assertThat(each.attempt()).isEqualTo(1);
            assertThat(each.title()).isEqualTo("emea-sales: something is wrong");
        });
        assertThat(table.claim(Channel.WEBHOOK, LEASE, 10, clock.instant())).isEmpty();
        clock.advance(LEASE);
        List<Notification> second = table.claim(Channel.WEBHOOK, LEASE, 10, clock.instant());
        assertThat(second).singleElement().satisfies(each -> assertThat(each.attempt())
                .isEqualTo(2));

        // The first one comes back late, and is not asked any more.
        table.later(first.get(0), clock.instant());
        assertThat(table.claim(Channel.WEBHOOK, LEASE, 10, clock.instant())).isEmpty();
        table.ended(second.get(0), true, clock.instant());
        clock.advance(LEASE);
        assertThat(table.claim(Channel.WEBHOOK, LEASE, 10, clock.instant())).isEmpty();
    }

    @Test
    void aChannelTellsThatItIsOverNotBeforeThatItWasSoAndDoesNotWaitForAnother() {
        look(COUNTED, Verdict.MET);
        Notification raised =
                table.claim(Channel.WEBHOOK, LEASE, 10, clock.instant()).get(0);
        look(COUNTED, Verdict.WELL);
        pass(LASTING);
        assertThat(table.claim(Channel.WEBHOOK, LEASE, 10, clock.instant())).isEmpty();
        assertThat(table.claim(Channel.LOG, LEASE, 10, clock.instant()))
                .extracting(Notification::event)
                .containsExactly(Notification.Event.RAISED);
        table.ended(raised, false, clock.instant());
        assertThat(table.claim(Channel.WEBHOOK, LEASE, 10, clock.instant()))
                .extracting(Notification::title)
                .containsExactly("Over: emea-sales: something is wrong");
    }

    @Test
    void alertsThatAreLongOverAreRemovedAndWhatIsOpenIsNot() {
        look(COUNTED, Verdict.MET);
        look(COUNTED, Verdict.WELL);
        pass(LASTING);
        look(STATE, Verdict.MET);
        pass(Duration.ofDays(90));
        assertThat(alerts.page(true, true, null, 10)).hasSize(2);
        pass(Duration.ofSeconds(1));
        assertThat(alerts.page(true, true, null, 10))
                .extracting(Alert::condition)
                .containsExactly(STATE);
    }

    /** What one channel was to be told, in the order of time. */
    private List<String> told() {
        return jdbc.sql("select event from alert_notification where channel = 'webhook' order by id")
                .query(String.class)
                .list();
    }

    private List<Alert> open() {
        return alerts.page(true, false, null, 10);
    }

    private void look(Condition condition, Verdict verdict) {
        found.put(condition, judgement(condition, verdict));
        alerts.evaluate();
    }

    private static Judgement judgement(Condition condition, Verdict verdict) {
        return new Judgement(condition, SALES, verdict, "something is wrong", Duration.ZERO);
    }

    private void pass(Duration time) {
        clock.advance(time);
        alerts.evaluate();
    }
}
