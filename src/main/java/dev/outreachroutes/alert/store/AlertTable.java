package dev.outreachroutes.alert.store;

import dev.outreachroutes.alert.rule.Condition;
import dev.outreachroutes.alert.rule.Judgement;
import dev.outreachroutes.alert.rule.Subject;
import dev.outreachroutes.database.Instants;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Alerts, one row for each condition of a subject from when it was first found until it is over. */
public final class AlertTable {

    /** Of the advisory locks, that of the evaluation. */
    private static final int LOCK = 0x616c7274;

    private static final String COLUMNS =
            "id, condition, kind, subject, since, raised_at, acknowledged_at, acknowledged_by, cleared_at, text, cure, page";

    private final JdbcClient jdbc;

    public AlertTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Lets only one transaction at a time, over all replicas, decide about alerts.
     *
     * @return false when another one does
     */
    public boolean lock() {
        return jdbc.sql("select pg_try_advisory_xact_lock(?)")
                .param((long) LOCK)
                .query(Boolean.class)
                .single();
    }

    /** Takes note that a condition is met. */
    public void found(Judgement judgement, Instant now) {
        int known = jdbc.sql(
                        """
                        update alert set seen_at = ?, well_since = null, text = ?, cure = ?, page = ?
                        where condition = ? and kind = ? and subject = ? and cleared_at is null
                        """)
                .params(
                        Instants.parameter(now),
                        judgement.text(),
                        judgement.condition().cure(),
                        judgement.page(),
                        judgement.condition().label(),
                        judgement.subject().kind().label(),
                        judgement.subject().name())
                .update();
        if (known == 0) {
            add(judgement, now);
        }
    }

    private void add(Judgement judgement, Instant now) {
        jdbc.sql(
                        """
                        insert into alert (condition, kind, subject, since, seen_at, text, cure, page)
                        values (?, ?, ?, ?, ?, ?, ?, ?)
                        on conflict (condition, kind, subject) where cleared_at is null do nothing
                        """)
                .params(
                        judgement.condition().label(),
                        judgement.subject().kind().label(),
                        judgement.subject().name(),
                        Instants.parameter(now),
                        Instants.parameter(now),
                        judgement.text(),
                        judgement.condition().cure(),
                        judgement.page())
                .update();
    }

    /**
     * How an alert stands that is not over.
     *
     * @param alert as far as it goes; it is not raised while {@code raisedAt} is null
     * @param seenAt when its condition was last found
     * @param wellSince from when on it was not found any more; null while it is
     * @param lastNotifiedAt when it was told of last; null when it was not
     */
    public record Open(Alert alert, Instant seenAt, Instant wellSince, Instant lastNotifiedAt) {}

    /** Those that are not over, raised or not. */
    public List<Open> open() {
        return jdbc.sql("select " + COLUMNS
                        + ", seen_at, well_since, last_notified_at from alert where cleared_at is null order by id")
                .query((row, number) -> new Open(
                        alert(row),
                        Instants.of(row, "seen_at"),
                        Instants.of(row, "well_since"),
                        Instants.of(row, "last_notified_at")))
                .list();
    }

    /** Takes note that the condition is not met any more. */
    public void well(long id, Instant now) {
        jdbc.sql("update alert set well_since = ? where id = ?")
                .params(Instants.parameter(now), id)
                .update();
    }

    /** Takes back the note that the condition is not met any more. */
    public void notWell(long id) {
        jdbc.sql("update alert set well_since = null where id = ?").param(id).update();
    }

    public void raise(long id, Instant now) {
        jdbc.sql("update alert set raised_at = ? where id = ?")
                .params(Instants.parameter(now), id)
                .update();
    }

    public void clear(long id, Instant now) {
        jdbc.sql("update alert set cleared_at = ? where id = ?")
                .params(Instants.parameter(now), id)
                .update();
    }

    /** Forgets one that was never raised. */
    public void forget(long id) {
        jdbc.sql("delete from alert where id = ? and raised_at is null")
                .param(id)
                .update();
    }

    /** Has it told by channels, in the caller's transaction. */
    public void tell(long id, Notification.Event event, Iterable<Channel> channels, Instant now) {
        for (Channel channel : channels) {
            jdbc.sql("insert into alert_notification (alert, channel, event, due_at) values (?, ?, ?, ?)")
                    .params(id, channel.label(), event.label(), Instants.parameter(now))
                    .update();
        }
        jdbc.sql("update alert set last_notified_at = ? where id = ?")
                .params(Instants.parameter(now), id)
                .update();
    }

    /**
     * Takes note that somebody knows of an alert.
     *
     * @return false when it is over, or somebody did already
     */
    public boolean acknowledge(long id, String who, Instant now) {
        return jdbc.sql(
                                """
                                update alert set acknowledged_at = ?, acknowledged_by = ?
                                where id = ? and raised_at is not null and cleared_at is null and acknowledged_at is null
                                """)
                        .params(Instants.parameter(now), who, id)
                        .update()
                > 0;
    }

    /** An alert that was raised. */
    public Optional<Alert> one(long id) {
        return jdbc.sql("select " + COLUMNS + " from alert where id = ? and raised_at is not null")
                .param(id)
                .query((row, number) -> alert(row))
                .optional();
    }

    /**
     * A page of alerts that were raised, the newest first.
     *
     * @param open whether those that are not over
     * @param cleared whether those that are over
     * @param before only those whose number is smaller; null for the newest
     */
    public List<Alert> page(boolean open, boolean cleared, Long before, int limit) {
        return jdbc.sql(
                        "select " + COLUMNS
                                + """
                         from alert
                        where raised_at is not null and (? and cleared_at is null or ? and cleared_at is not null) and id < ?
                        order by id desc limit ?
                        """)
                .params(open, cleared, before == null ? Long.MAX_VALUE : before, limit)
                .query((row, number) -> alert(row))
                .list();
    }

    /** Removes some that were over before a time, and what was told of them. */
    public int removeOlderThan(Instant before, int limit) {
        return jdbc.sql("delete from alert where id in (select id from alert where cleared_at < ? limit ?)")
                .params(Instants.parameter(before), limit)
                .update();
    }

    /**
     * Claims what a channel has to tell, at most one for each alert and in the order in which it happened. Whoever claims it has until the
     * lease ends to say how that went; then it is claimed again.
     */
    public List<Notification> claim(Channel channel, Duration lease, int limit, Instant now) {
        return jdbc.sql(
                        """
                        with due as (
                          select id from alert_notification n
                          where channel = ? and ended_at is null and due_at <= ?
                            and not exists (
                              select from alert_notification before
                              where before.alert = n.alert and before.channel = n.channel and before.ended_at is null and before.id < n.id)
                          order by id limit ? for update skip locked),
                        claimed as (
                          update alert_notification n set due_at = ?, attempts = n.attempts + 1
                          from due where n.id = due.id
                          returning n.id as notification, n.event, n.attempts, n.alert)
                        select notification, event, attempts, %s from claimed join alert on alert.id = claimed.alert order by notification
                        """
                                .formatted("alert." + COLUMNS.replace(", ", ", alert.")))
                .params(channel.label(), Instants.parameter(now), limit, Instants.parameter(now.plus(lease)))
                .query((row, number) -> new Notification(
                        row.getLong("notification"),
                        channel,
                        Notification.Event.valueOf(row.getString("event").toUpperCase(Locale.ROOT)),
                        row.getInt("attempts"),
                        alert(row)))
                .list();
    }

    /** Ends a notification, unless somebody else has claimed it since. */
    public void ended(Notification notification, boolean sent, Instant now) {
        jdbc.sql(
                        "update alert_notification set ended_at = ?, sent = ? where id = ? and attempts = ? and ended_at is null")
                .params(Instants.parameter(now), sent, notification.id(), notification.attempt())
                .update();
    }

    /** Puts a notification off, unless somebody else has claimed it since. */
    public void later(Notification notification, Instant at) {
        jdbc.sql("update alert_notification set due_at = ? where id = ? and attempts = ? and ended_at is null")
                .params(Instants.parameter(at), notification.id(), notification.attempt())
                .update();
    }

    private static Alert alert(ResultSet row) throws SQLException {
        return new Alert(
                row.getLong("id"),
                Condition.ofLabel(row.getString("condition")),
                new Subject(
                        Subject.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)), row.getString("subject")),
                Instants.of(row, "since"),
                Instants.of(row, "raised_at"),
                Instants.of(row, "acknowledged_at"),
                row.getString("acknowledged_by"),
                Instants.of(row, "cleared_at"),
                row.getString("text"),
                row.getString("cure"),
                row.getString("page"));
    }
}
