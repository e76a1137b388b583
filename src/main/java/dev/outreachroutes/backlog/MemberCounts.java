package dev.outreachroutes.backlog;

import dev.outreachroutes.database.Instants;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Segment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * How many prospects are, or were, members of each segment. To know it each prospect of a destination has to be looked at, seconds for a
 * million. So one of the replicas counts in the background, and everybody reads what it counted last, at most once a minute, and so
 * seldom that counting takes 2 % of the time.
 */
public final class MemberCounts {

    private static final Logger LOG = LoggerFactory.getLogger(MemberCounts.class);

    private static final int REST_PER_COUNT = 50;
    private static final Duration LONGEST_COUNT = Duration.ofMinutes(5);

    /** A replica that ended while it counted is not waited for any longer. */
    private static final Duration GIVEN_UP = Duration.ofMinutes(10);

    /** A segment's entry in {@code desired}: its status stands last when it is another text than the value. */
    private static final String STATUS_OF_ENTRY =
            "case when jsonb_array_length(entry) in (3, 6) then entry ->> -1 else entry ->> 0 end";

    private final Destinations destinations;
    private final JdbcClient jdbc;
    private final JdbcClient patient;
    private final TransactionTemplate transactions;
    private final Duration shortestRest;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    /**
     * @param shortestRest from one count to the next
     * @param nanoTime as {@link System#nanoTime()}
     */
    public MemberCounts(
            Destinations destinations,
            DataSource database,
            TransactionTemplate transactions,
            Duration shortestRest,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.destinations = destinations;
        this.jdbc = JdbcClient.create(database);
        JdbcTemplate patientTemplate = new JdbcTemplate(database);
        patientTemplate.setQueryTimeout((int) LONGEST_COUNT.toSeconds());
        this.patient = JdbcClient.create(patientTemplate);
        this.transactions = transactions;
        this.shortestRest = shortestRest;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * How many prospects have a status in a segment.
     *
     * @param attribute of the segment
     * @param status {@code realized} or {@code exited}
     * @param desired how many shall have it
     * @param acknowledged how many of them Outreach has confirmed to have it
     */
    public record Members(String attribute, String status, long desired, long acknowledged) {}

    /**
     * What was counted last.
     *
     * @param at when
     */
    public record Counted(Instant at, List<Members> members) {

        public Counted {
            members = List.copyOf(members);
        }
    }

    /**
     * What was counted last of a destination; empty when nothing was yet.
     *
     * @throws DataAccessException when the database does not answer
     */
    public Optional<Counted> last(String destination) {
        List<Members> members = new ArrayList<>();
        List<Instant> at = new ArrayList<>();
        jdbc.sql(
                        """
                        select counted_at, attribute, status, desired, acknowledged
                        from segment_member_count left join segment_member using (destination)
                        where destination = ? and counted_at is not null
                        order by attribute, status
                        """)
                .param(destination)
                .query(row -> {
                    at.add(Instants.of(row, "counted_at"));
                    if (row.getString("attribute") != null) {
                        members.add(new Members(
                                row.getString("attribute"),
                                row.getString("status"),
                                row.getLong("desired"),
                                row.getLong("acknowledged")));
                    }
                });
        return at.stream().findFirst().map(counted -> new Counted(counted, members));
    }

    /** Counts where it is time to, unless another replica does. */
    @Scheduled(fixedDelayString = "${members.look:10s}")
    public void count() {
        for (Destination destination : destinations.destinations()) {
            try {
                if (take(destination.name())) {
                    count(destination);
                }
            } catch (DataAccessException | TransactionException e) {
                LOG.debug("The members of segments are counted later, since the database does not answer", e);
            }
        }
    }

    private boolean take(String destination) {
        Instant now = clock.instant();
        return jdbc.sql(
                                """
                                insert into segment_member_count (destination, due_at) values (?, ?)
                                on conflict (destination) do update set due_at = excluded.due_at where segment_member_count.due_at <= ?
                                """)
                        .params(destination, Instants.parameter(now.plus(GIVEN_UP)), Instants.parameter(now))
                        .update()
                == 1;
    }

    private void count(Destination destination) {
        Instant at = clock.instant();
        long begun = nanoTime.getAsLong();
        List<Members> members = members(destination);
        Duration took = Duration.ofNanos(nanoTime.getAsLong() - begun);
        Duration rest = took.multipliedBy(REST_PER_COUNT);
        Instant due = at.plus(rest.compareTo(shortestRest) < 0 ? shortestRest : rest);
        transactions.executeWithoutResult(status -> {
            jdbc.sql("delete from segment_member where destination = ?")
                    .param(destination.name())
                    .update();
            members.forEach(each -> jdbc.sql("insert into segment_member values (?, ?, ?, ?, ?)")
                    .params(destination.name(), each.attribute(), each.status(), each.desired(), each.acknowledged())
                    .update());
            jdbc.sql("update segment_member_count set counted_at = ?, due_at = ? where destination = ?")
                    .params(Instants.parameter(at), Instants.parameter(due), destination.name())
                    .update();
        });
    }

    private List<Members> members(Destination destination) {
        return patient.sql(
                        """
                        select attribute, %s as status, count(*) as desired,
                               count(*) filter (where acknowledged -> attribute = entry -> 0
                                                      and not jsonb_exists(in_doubt, attribute)) as acknowledged
                        from prospect
                        cross join unnest(?::text[]) as attribute
                        cross join lateral (select desired -> attribute as entry) as of_attribute
                        where destination = ? and entry is not null
                        group by attribute, status
                        """
                                .formatted(STATUS_OF_ENTRY))
                .params(
                        destination.segments().values().stream()
                                .map(Segment::attribute)
                                .toArray(String[]::new),
                        destination.name())
                .query(Members.class)
                .list();
    }
}
