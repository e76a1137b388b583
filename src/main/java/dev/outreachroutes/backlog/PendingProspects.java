package dev.outreachroutes.backlog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.mapping.StatusValues;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Tells what would be sent for a destination if it could be: what is pending, whether it waits for its turn, for its mapping or for the
 * end of a dry run. Locks and changes nothing.
 */
public final class PendingProspects {

    /** The most prospects of one page. */
    public static final int MOST = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(PendingProspects.class);

    private final ProspectTable prospects;
    private final BlockedMappings blocked;

    public PendingProspects(Destinations destinations, BlockedMappings blocked, JdbcClient jdbc) {
        this.prospects = new ProspectTable(jdbc, destinations);
        this.blocked = blocked;
    }

    /**
     * A prospect of which something is pending.
     *
     * @param prospectId Outreach's number for the prospect
     * @param since since when
     * @param attributes what would be sent: data of a person, for the eyes of those who may see it
     * @param waiting those of them that are not sent now, because of a dry run or since their mapping is blocked
     */
    public record Pending(long prospectId, Instant since, Map<String, JsonNode> attributes, Set<String> waiting) {

        public Pending {
            attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
            waiting = Set.copyOf(waiting);
        }

        /** Without values. */
        @Override
        public String toString() {
            return "prospect " + prospectId + ": " + attributes.keySet();
        }
    }

    /**
     * How much is pending.
     *
     * @param prospects of which something is: as many requests, since one carries all attributes of its prospect
     * @param byAttribute how many of them by attribute, in the order of the names
     */
    public record Counts(long prospects, Map<String, Long> byAttribute) {

        public Counts {
            byAttribute = Collections.unmodifiableMap(new TreeMap<>(byAttribute));
        }
    }

    /**
     * The next prospects of which something is pending, in the order of their numbers.
     *
     * @param after the number after which to go on; 0 for the first page
     * @param limit at most {@value #MOST}
     * @return fewer than the limit at the end
     * @throws DataAccessException when the database does not answer
     */
    public List<Pending> after(String destination, long after, int limit) {
        Set<String> impossible = blocked.of(destination).keySet();
        return prospects.pendingAfter(
                destination, after, Math.min(limit, MOST), (row, statuses) -> pending(row, statuses, impossible));
    }

    /**
     * Counts all that is pending, reading each of these prospects once and a page at a time: some seconds for a million.
     *
     * @throws DataAccessException when the database does not answer
     */
    public Counts count(String destination) {
        Map<String, Long> byAttribute = new TreeMap<>();
        long count = 0;
        long after = 0;
        List<long[]> looked;
        do {
            looked = prospects.pendingAfter(destination, after, MOST, (row, statuses) -> {
                Pending pending = pending(row, statuses, Set.of());
                pending.attributes().keySet().forEach(attribute -> byAttribute.merge(attribute, 1L, Long::sum));
                return new long[] {pending.prospectId(), pending.attributes().isEmpty() ? 0 : 1};
            });
            for (long[] each : looked) {
                after = each[0];
                count += each[1];
            }
        } while (looked.size() == MOST);
        return new Counts(count, byAttribute);
    }

    /** One that cannot be read is left to whoever claims it, as if nothing were pending. */
    private static Pending pending(ResultSet row, StatusValues statuses, Set<String> impossible) throws SQLException {
        long prospectId = row.getLong("prospect_id");
        try {
            ProspectRow read = new ProspectRow(row, statuses);
            Map<String, JsonNode> pending = read.state.pending();
            Set<String> waiting = new HashSet<>(pending.keySet());
            waiting.retainAll(impossible);
            return new Pending(prospectId, read.pendingSince, pending, waiting);
        } catch (RuntimeException e) {
            LOG.debug("Prospect {} cannot be read, so nothing of it is shown as pending", prospectId, e);
            return new Pending(prospectId, null, Map.of(), Set.of());
        }
    }
}
