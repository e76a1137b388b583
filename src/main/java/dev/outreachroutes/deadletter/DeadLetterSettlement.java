package dev.outreachroutes.deadletter;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.database.Cause;
import dev.outreachroutes.database.Instants;
import dev.outreachroutes.database.LogThrottle;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Ends open dead letters by themselves: deliveries settle them, time ends them, and later they are removed. A letter that is
 * settled goes to the topic once more, to say so.
 */
public final class DeadLetterSettlement {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterSettlement.class);
    private static final int LOOKED_AT_TOGETHER = 1_000;

    private final JdbcClient jdbc;
    private final BacklogReader backlogs;
    private final InstantSource clock;
    private final LogThrottle lines = new LogThrottle(Duration.ofMinutes(1));
    private long lookedAt;

    public DeadLetterSettlement(JdbcClient jdbc, BacklogReader backlogs, InstantSource clock) {
        this.jdbc = jdbc;
        this.backlogs = backlogs;
        this.clock = clock;
    }

    private record Change(long id, String destination, long prospectId, List<String> attributes) {}

    /**
     * A step of a route that runs once a second, never twice at once: settles letters about changes that were delivered since,
     * because a newer event made the prospect be tried again. Looks at a limited number of open letters, and the next time at
     * those behind them.
     *
     * @return whether any was settled, or there are more to look at
     */
    public boolean settleDelivered() {
        try {
            return settleSome();
        } catch (RuntimeException e) {
            if (lines.times() > 0) {
                LOG.warn("Dead letters that were delivered since wait to be settled ({})", Cause.withoutValues(e));
            }
            return true;
        }
    }

    private boolean settleSome() {
        List<Change> looked = jdbc.sql(
                        """
                        select id, destination, prospect_id, attributes from dead_letter
                        where state = 'open' and prospect_id is not null and id > ?
                        order by id
                        limit ?
                        """)
                .params(lookedAt, LOOKED_AT_TOGETHER)
                .query((row, number) -> new Change(
                        row.getLong("id"),
                        row.getString("destination"),
                        row.getLong("prospect_id"),
                        DeadLetterSearch.texts(row, "attributes")))
                .list();
        Map<String, Map<Long, Set<String>>> refused = new HashMap<>();
        looked.stream()
                .collect(groupingBy(Change::destination, mapping(Change::prospectId, toSet())))
                .forEach((name, prospects) -> refused.put(name, backlogs.refusedOfThoseAtRest(name, prospects)));
        Long[] delivered = looked.stream()
                .filter(letter ->
                        isDelivered(letter, refused.get(letter.destination()).get(letter.prospectId())))
                .map(Change::id)
                .toArray(Long[]::new);
        if (delivered.length > 0) {
            jdbc.sql(
                            """
                            update dead_letter
                            set state = 'delivered', settled_at = ?, replay_at = null, published_at = null
                            where id = any(?) and state = 'open' and replay_at is null
                            """)
                    .params(Instants.parameter(clock.instant()), delivered)
                    .update();
        }
        lookedAt = looked.size() < LOOKED_AT_TOGETHER
                ? 0
                : looked.get(looked.size() - 1).id();
        return delivered.length > 0 || lookedAt > 0;
    }

    /** @param refused what is refused of its prospect; null while something of that waits */
    private static boolean isDelivered(Change letter, Set<String> refused) {
        return refused != null
                && (letter.attributes().isEmpty()
                        ? refused.isEmpty()
                        : Collections.disjoint(refused, letter.attributes()));
    }

    /**
     * Removes some that were settled before a time.
     *
     * @return how many; as many as the limit when there may be more
     */
    public int removeOlderThan(Instant before, int limit) {
        return jdbc.sql(
                        """
                        delete from dead_letter where id in (
                          select id from dead_letter where state <> 'open' and settled_at < ? limit ? for update skip locked)
                        """)
                .params(Instants.parameter(before), limit)
                .update();
    }

    /**
     * Ends some that were kept before a time and are open all the same; they are removed as settled ones are.
     *
     * @return how many; as many as the limit when there may be more
     */
    public int expire(Instant before, int limit) {
        return jdbc.sql(
                        """
                        update dead_letter
                        set state = 'expired', settled_at = ?, replay_at = null, published_at = null
                        where id in (
                          select id from dead_letter where state = 'open' and created_at < ? limit ? for update skip locked)
                        """)
                .params(Instants.parameter(clock.instant()), Instants.parameter(before), limit)
                .update();
    }
}
