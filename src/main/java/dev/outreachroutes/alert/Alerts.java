package dev.outreachroutes.alert;

import dev.outreachroutes.alert.rule.Condition;
import dev.outreachroutes.alert.rule.Judgement;
import dev.outreachroutes.alert.rule.Judgement.Verdict;
import dev.outreachroutes.alert.rule.Losses;
import dev.outreachroutes.alert.rule.Subject;
import dev.outreachroutes.alert.store.Alert;
import dev.outreachroutes.alert.store.AlertTable;
import dev.outreachroutes.alert.store.Channel;
import dev.outreachroutes.alert.store.Notification.Event;
import dev.outreachroutes.deadletter.Audit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Raises alerts and ends them, once each over all replicas: only one transaction at a time decides, and what is to be told is entered in it,
 * to be told by whichever replica claims it.
 *
 * <p>A condition that comes and goes is one alert: it is over when it was not found for {@code lasting}, by whichever replica looked.
 */
public final class Alerts {

    private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);

    /** What happened at a moment, and is no state, is an alert for so long. */
    private static final Duration A_WHILE = Duration.ofHours(1);

    private static final int MOST_REMOVED = 1_000;

    private final Function<Instant, List<Judgement>> look;
    private final Supplier<Map<Subject, Long>> losses;
    private final AlertTable table;
    private final Set<Channel> channels;
    private final Audit audit;
    private final AlertSettings settings;
    private final TransactionTemplate transactions;
    private final InstantSource clock;

    /** By subject how many records are known to be lost, of those that this process has met. */
    private final Map<Subject, Long> noted = new HashMap<>();

    /**
     * @param look judges every condition of all that is configured; nothing while the database does not answer
     * @param losses how many records were lost, as this process has met it since it was started
     * @param channels where alerts are told of
     */
    Alerts(
            Function<Instant, List<Judgement>> look,
            Supplier<Map<Subject, Long>> losses,
            AlertTable table,
            Set<Channel> channels,
            Audit audit,
            AlertSettings settings,
            TransactionTemplate transactions,
            InstantSource clock) {
        this.look = look;
        this.losses = losses;
        this.table = table;
        this.channels = Set.copyOf(channels);
        this.audit = audit;
        this.settings = settings;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Looks at every condition, unless another replica is at it. Called by its route again and again. */
    public synchronized void evaluate() {
        try {
            noteLosses();
            transactions.executeWithoutResult(status -> {
                if (table.lock()) {
                    decide(clock.instant());
                }
            });
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The database does not answer, so it is looked for alerts later");
        }
    }

    /** What only this process knows, and no look would find later. */
    private void noteLosses() {
        losses.get().forEach((subject, lost) -> {
            long more = lost - noted.getOrDefault(subject, 0L);
            if (more > 0) {
                table.found(Losses.of(subject, more), clock.instant());
                noted.put(subject, lost);
            }
        });
    }

    private void decide(Instant now) {
        List<Judgement> judgements = look.apply(now);
        if (judgements.isEmpty()) {
            return;
        }
        Map<Key, Judgement> judged = new HashMap<>();
        for (Judgement each : judgements) {
            judged.put(new Key(each.condition(), each.subject()), each);
            if (each.verdict() == Verdict.MET) {
                table.found(each, now);
            }
        }
        for (AlertTable.Open open : table.open()) {
            Judgement judgement =
                    judged.get(new Key(open.alert().condition(), open.alert().subject()));
            switch (verdict(open, judgement, now)) {
                case MET -> met(open, judgement == null ? Duration.ZERO : judgement.after(), now);
                case WELL -> well(open, now);
                case UNCLEAR -> {
                    if (open.wellSince() != null) {
                        table.notWell(open.alert().id());
                    }
                }
            }
        }
        table.removeOlderThan(now.minus(settings.kept()), MOST_REMOVED);
    }

    private record Key(Condition condition, Subject subject) {}

    private static Verdict verdict(AlertTable.Open open, Judgement judgement, Instant now) {
        if (open.alert().condition() == Condition.RECORDS_LOST) {
            return open.seenAt().plus(A_WHILE).isAfter(now) ? Verdict.MET : Verdict.WELL;
        }
        // What is not configured any more has no alerts.
        return judgement == null ? Verdict.WELL : judgement.verdict();
    }

    private void met(AlertTable.Open open, Duration after, Instant now) {
        Alert alert = open.alert();
        if (alert.raisedAt() == null) {
            Duration lasting = alert.condition().hasToLast() ? settings.lasting() : after;
            if (!alert.since().plus(lasting).isAfter(now)) {
                table.raise(alert.id(), now);
                table.tell(alert.id(), Event.RAISED, channels, now);
            }
        } else if (alert.acknowledgedAt() == null
                && !settings.repeat().isZero()
                && !open.lastNotifiedAt().plus(settings.repeat()).isAfter(now)) {
            table.tell(alert.id(), Event.REPEATED, channels, now);
        }
    }

    private void well(AlertTable.Open open, Instant now) {
        Alert alert = open.alert();
        Instant since = open.wellSince();
        if (since == null) {
            table.well(alert.id(), now);
            since = now;
        }
        if (since.plus(settings.lasting()).isAfter(now)) {
            return;
        }
        if (alert.raisedAt() == null) {
            table.forget(alert.id());
        } else {
            table.clear(alert.id(), now);
            table.tell(alert.id(), Event.CLEARED, channels, now);
        }
    }

    /**
     * Alerts that were raised, the newest first.
     *
     * @param open whether those that are not over
     * @param cleared whether those that are over
     * @param before only those whose number is smaller; null for the newest
     * @throws DataAccessException when the database does not answer
     */
    public List<Alert> page(boolean open, boolean cleared, Long before, int limit) {
        return table.page(open, cleared, before, limit);
    }

    /**
     * Takes note that somebody knows of an alert: it is told again when it is over, and not before.
     *
     * @throws NoSuchElementException when there is none of that number
     * @throws IllegalStateException when it is over, or somebody has acknowledged it already
     */
    public Alert acknowledge(long id, String who) {
        Alert alert = named(id);
        boolean acknowledged = audit.when(
                () -> table.acknowledge(id, who, clock.instant()),
                new Audit.Entry(
                        who,
                        "acknowledge",
                        alert.subject().name(),
                        "alert " + id,
                        alert.condition().label()));
        Alert now = named(id);
        if (!acknowledged) {
            throw new IllegalStateException(
                    now.clearedAt() == null ? "It has been acknowledged by " + now.acknowledgedBy() : "It is over");
        }
        return now;
    }

    private Alert named(long id) {
        return table.one(id).orElseThrow(() -> new NoSuchElementException("There is no alert of that number"));
    }
}
