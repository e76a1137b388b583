package dev.outreachroutes.backlog.request;

import dev.outreachroutes.database.Instants;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** For a while the values of some requests are kept, encrypted, so that a person can see what was sent. */
public final class RequestRecordings {

    /** That may be on at the same time, of all destinations. */
    public static final int MOST = 20;

    /** From now on. */
    public static final Duration LONGEST = Duration.ofHours(1);

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final InstantSource clock;

    public RequestRecordings(JdbcClient jdbc, TransactionTemplate transactions, InstantSource clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * Requests whose values are kept.
     *
     * @param prospectId of this prospect; null: of all in which the attribute stands
     * @param attribute null when they are a prospect's
     * @param since when it was turned on
     * @param until when it ends by itself
     * @param who turned it on
     */
    public record Recording(
            long id, String destination, Long prospectId, String attribute, Instant since, Instant until, String who) {

        boolean matches(RequestLog.Entry entry) {
            return prospectId == null ? entry.attributes().contains(attribute) : prospectId == entry.prospectId();
        }
    }

    /**
     * Begins to record.
     *
     * @param prospectId of which prospect; null when an attribute is given
     * @param attribute requests in which it stands, such as the field of a segment; null when a prospect is given
     * @param until at most an hour from now
     * @param who wants it
     * @throws IllegalArgumentException when both or neither of prospect and attribute are given, or the time is over or too far away
     * @throws IllegalStateException when {@value #MOST} are on
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    public Recording start(String destination, Long prospectId, String attribute, Instant until, String who) {
        if ((prospectId == null) == (attribute == null)) {
            throw new IllegalArgumentException("A recording is of a prospect or of an attribute");
        }
        if (prospectId != null && prospectId < 1 || attribute != null && attribute.isBlank()) {
            throw new IllegalArgumentException(
                    prospectId == null ? "An attribute has a name" : "A prospect's number is 1 or more");
        }
        Instant now = clock.instant();
        if (!until.isAfter(now) || until.isAfter(now.plus(LONGEST))) {
            throw new IllegalArgumentException("A recording ends within an hour, by " + now.plus(LONGEST));
        }
        return transactions.execute(status -> {
            jdbc.sql("lock table request_recording in share row exclusive mode").update();
            long on = jdbc.sql("select count(*) from request_recording where until > ?")
                    .param(Instants.parameter(now))
                    .query(Long.class)
                    .single();
            if (on >= MOST) {
                throw new IllegalStateException(MOST + " recordings are on; end one of them first");
            }
            long id = jdbc.sql(
                            """
                            insert into request_recording (destination, prospect_id, attribute, since, until, who)
                            values (?, ?, ?, ?, ?, ?) returning id
                            """)
                    .params(destination, prospectId, attribute, Instants.parameter(now), Instants.parameter(until), who)
                    .query(Long.class)
                    .single();
            return new Recording(id, destination, prospectId, attribute, now, until, who);
        });
    }

    /**
     * Ends one before its time; the values that were kept stay as long as their requests.
     *
     * @return whether it was on
     */
    public boolean stop(long id) {
        return jdbc.sql("delete from request_recording where id = ? and until > ?")
                        .params(id, Instants.parameter(clock.instant()))
                        .update()
                > 0;
    }

    /** All that are on, the oldest first. */
    public List<Recording> on() {
        return query(
                "select * from request_recording where until > ? order by id", Instants.parameter(clock.instant()));
    }

    /** Those of a destination that are on. */
    List<Recording> on(String destination) {
        return query(
                "select * from request_recording where destination = ? and until > ?",
                destination,
                Instants.parameter(clock.instant()));
    }

    private List<Recording> query(String sql, Object... parameters) {
        return jdbc.sql(sql)
                .params(parameters)
                .query((row, number) -> new Recording(
                        row.getLong("id"),
                        row.getString("destination"),
                        row.getObject("prospect_id", Long.class),
                        row.getString("attribute"),
                        Instants.of(row, "since"),
                        Instants.of(row, "until"),
                        row.getString("who")))
                .list();
    }

    /**
     * Removes some that are over.
     *
     * @return how many; as many as the limit when there may be more
     */
    public int removeOver(int limit) {
        return jdbc.sql(
                        "delete from request_recording where id in (select id from request_recording where until <= ? limit ? for update skip locked)")
                .params(Instants.parameter(clock.instant()), limit)
                .update();
    }
}
