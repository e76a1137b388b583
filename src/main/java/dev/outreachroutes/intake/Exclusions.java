package dev.outreachroutes.intake;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keeps of each prospect the last event that asked for nothing we may send, so that it can be told from one that was never seen.
 * Two prospects whose numbers differ by a multiple of {@value #PLACES} share a place, which the later one takes: a destination has
 * never more rows than that.
 */
public final class Exclusions {

    /** Of one destination. */
    static final int PLACES = 1_000_000;

    private final JdbcTemplate jdbc;
    private final InstantSource clock;

    public Exclusions(JdbcTemplate jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * An event of a prospect that asked for nothing.
     *
     * @param prospectId whose; of another prospect when that has taken the place
     * @param reason as in the metric {@code outreach_excluded_total}
     * @param topic where the record stands
     * @param recordTime when the record was written; null when that is not known
     * @param notedAt when it was read
     */
    public record Noted(
            long prospectId,
            String reason,
            String topic,
            int partition,
            long offset,
            Instant recordTime,
            Instant notedAt) {}

    static int place(long prospectId) {
        return (int) (prospectId % PLACES);
    }

    /**
     * A step of the intake route: notes what a batch holds of these. A record that was written before the one that is known of the same
     * prospect changes nothing.
     *
     * @throws org.springframework.dao.DataAccessException when the database does not take them; they can be noted again
     */
    public void note(IntakeBatch batch, String destination) {
        List<IntakeBatch.Excluded> excluded = List.copyOf(batch.excluded());
        if (excluded.isEmpty()) {
            return;
        }
        Timestamp now = Timestamp.from(clock.instant());
        jdbc.execute((ConnectionCallback<Integer>) connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    """
                    insert into exclusion (destination, place, prospect_id, reason, topic, partition, "offset", record_time, noted_at)
                    select ?, place, prospect_id, reason, topic, partition, "offset", record_time::timestamptz, ?
                    from unnest(?::int[], ?::bigint[], ?::text[], ?::text[], ?::int[], ?::bigint[], ?::text[])
                      as u (place, prospect_id, reason, topic, partition, "offset", record_time)
                    order by place
                    on conflict (destination, place) do update
                    set prospect_id = excluded.prospect_id, reason = excluded.reason, topic = excluded.topic,
                        partition = excluded.partition, "offset" = excluded."offset", record_time = excluded.record_time,
                        noted_at = excluded.noted_at
                    where exclusion.prospect_id <> excluded.prospect_id
                       or coalesce(excluded.record_time >= exclusion.record_time, true)
                    """)) {
                statement.setString(1, destination);
                statement.setTimestamp(2, now);
                statement.setArray(3, array(connection, "int4", excluded, each -> place(each.prospectId())));
                statement.setArray(4, array(connection, "int8", excluded, IntakeBatch.Excluded::prospectId));
                statement.setArray(5, array(connection, "text", excluded, IntakeBatch.Excluded::reason));
                statement.setArray(6, array(connection, "text", excluded, each -> each.source()
                        .topic()));
                statement.setArray(7, array(connection, "int4", excluded, each -> each.source()
                        .partition()));
                statement.setArray(8, array(connection, "int8", excluded, each -> each.source()
                        .offset()));
                statement.setArray(9, array(connection, "text", excluded, each -> {
                    Instant time = each.source().time();
                    return time == null ? null : time.toString();
                }));
                return statement.executeUpdate();
            }
        });
    }

    private static Array array(
            Connection connection,
            String type,
            List<IntakeBatch.Excluded> rows,
            Function<IntakeBatch.Excluded, Object> column)
            throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(column).toArray());
    }

    /** What is noted at a prospect's place: its own last such event, or that of a prospect who took the place. */
    public Optional<Noted> at(String destination, long prospectId) {
        return jdbc
                .query(
                        "select * from exclusion where destination = ? and place = ?",
                        (row, number) -> noted(row),
                        destination,
                        place(prospectId))
                .stream()
                .findFirst();
    }

    /**
     * Removes some that were noted before a time.
     *
     * @return how many; as many as the limit when there may be more
     */
    public int removeOlderThan(Instant before, int limit) {
        return jdbc.update(
                """
                delete from exclusion where (destination, place) in (
                  select destination, place from exclusion where noted_at < ? limit ? for update skip locked)
                """,
                Timestamp.from(before),
                limit);
    }

    private static Noted noted(ResultSet row) throws SQLException {
        Timestamp recordTime = row.getTimestamp("record_time");
        return new Noted(
                row.getLong("prospect_id"),
                row.getString("reason"),
                row.getString("topic"),
                row.getInt("partition"),
                row.getLong("offset"),
                recordTime == null ? null : recordTime.toInstant(),
                row.getTimestamp("noted_at").toInstant());
    }
}
