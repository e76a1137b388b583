package dev.outreachroutes.backlog;

import dev.outreachroutes.database.Instants;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destinations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds prospects of a destination and tells all that is known of them, without locking or changing anything. A question that the
 * database does not answer within 10 seconds ends in {@link org.springframework.dao.QueryTimeoutException}.
 */
public final class ProspectSearch {

    private static final Logger LOG = LoggerFactory.getLogger(ProspectSearch.class);

    /** The most of one page. */
    public static final int LARGEST_PAGE = 1_000;

    private static final Duration LONGEST_QUESTION = Duration.ofSeconds(10);
    private static final int LONGEST_VALUE = 1_000;

    private static final String SET_ASIDE = "not " + ProspectTable.NOT_SET_ASIDE;

    private final JdbcClient jdbc;
    private final ProspectTable table;
    private final BlockedMappings blocked;

    public ProspectSearch(DataSource database, Destinations destinations, BlockedMappings blocked) {
        JdbcTemplate impatient = new JdbcTemplate(database);
        impatient.setQueryTimeout((int) LONGEST_QUESTION.toSeconds());
        this.jdbc = JdbcClient.create(impatient);
        this.table = new ProspectTable(jdbc, destinations);
        this.blocked = blocked;
    }

    /** How a prospect may stand as a whole. One may stand in several of these ways. */
    public enum Standing {
        /** Something waits to be sent. */
        PENDING("pending_since is not null"),
        /** A request is under way. */
        UNDER_WAY("claim is not null"),
        /** The last request failed, and it is tried again. */
        RETRYING("pending_since is not null and attempts > 0"),
        /** All that waits are attributes whose mapping is blocked. */
        BLOCKED("blocked is not null"),
        /** A step of the delivery route took something out. */
        WITHHELD("withheld <> '{}'"),
        /** Outreach refused something for good. */
        REFUSED("refused <> '{}'"),
        /** Something was sent whose answer is not known. */
        IN_DOUBT("in_doubt <> '[]'"),
        /** Its row could not be read or written. */
        SET_ASIDE(ProspectSearch.SET_ASIDE),
        /** Nothing waits. */
        SETTLED("pending_since is null");

        private final String condition;

        Standing(String condition) {
            this.condition = condition;
        }

        /** As it stands in an address: {@code in-doubt}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * Selects prospects. What is null selects by nothing.
     *
     * @param standing how they stand
     * @param attribute something is desired of this attribute
     * @param status of the membership that is desired there, {@code realized} or {@code exited}; only with an attribute
     * @param value what is desired there, as text; empty when it is to be cleared; only with an attribute
     * @param pendingFrom something waits since this time or later
     * @param pendingTo something waits since before this time
     */
    public record Filter(
            Standing standing, String attribute, String status, String value, Instant pendingFrom, Instant pendingTo) {

        /** Selects by nothing. */
        public static final Filter ALL = of(null);

        /** Selects by how prospects stand alone. */
        public static Filter of(Standing standing) {
            return new Filter(standing, null, null, null, null, null);
        }

        public Filter {
            if (attribute == null && (status != null || value != null)) {
                throw new IllegalArgumentException("A status or a value is looked for in an attribute: name it");
            }
            if (value != null && value.length() > LONGEST_VALUE) {
                throw new IllegalArgumentException("A value has at most " + LONGEST_VALUE + " characters");
            }
            for (String each : new String[] {attribute, status, value}) {
                if (each != null && each.indexOf('\0') >= 0) {
                    throw new IllegalArgumentException("The character NUL is in no value");
                }
            }
        }

        private String where(List<Object> parameters) {
            StringBuilder where = new StringBuilder();
            if (standing != null) {
                where.append(" and ").append(standing.condition);
            }
            if (pendingFrom != null) {
                where.append(" and pending_since >= ?");
                parameters.add(Instants.parameter(pendingFrom));
            }
            if (pendingTo != null) {
                where.append(" and pending_since < ?");
                parameters.add(Instants.parameter(pendingTo));
            }
            if (attribute != null && status == null && value == null) {
                // Not by the operator ?, which JDBC takes for a parameter.
                where.append(" and jsonb_exists(desired, ?)");
                parameters.add(attribute);
            }
            if (value != null && value.isEmpty()) {
                where.append(" and jsonb_typeof(desired -> ? -> 0) = 'null'");
                parameters.add(attribute);
            } else if (value != null) {
                where.append(" and desired -> ? ->> 0 = ?");
                parameters.addAll(List.of(attribute, value));
            }
            if (status != null) {
                where.append(
                        """
                         and case when jsonb_array_length(desired -> ?) in (3, 6) then desired -> ? ->> -1
                                  else desired -> ? ->> 0 end = ?
                        """);
                parameters.addAll(List.of(attribute, attribute, attribute, status));
            }
            return where.toString();
        }
    }

    /**
     * Prospects in the order of their numbers. One whose row cannot be read is left out: it is set aside when it is claimed.
     *
     * @param after only those with larger numbers; 0 for the first page
     * @param limit the most, 1 to {@value #LARGEST_PAGE}
     */
    public Page page(String destination, Filter filter, long after, int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("A page has 1 to " + LARGEST_PAGE + " prospects");
        }
        List<Object> parameters = new ArrayList<>(List.of(destination, after));
        String where = filter.where(parameters);
        parameters.add(limit + 1);
        Set<String> impossible = blocked.of(destination).keySet();
        List<Found> found = jdbc.sql("select " + ProspectTable.COLUMNS + ", " + SET_ASIDE
                        + " as set_aside from prospect p where destination = ? and prospect_id > ?" + where
                        + " order by prospect_id limit ?")
                .params(parameters)
                .query(table.rows(destination, (row, configured) -> {
                    long prospectId = row.getLong("prospect_id");
                    try {
                        return new Found(
                                prospectId,
                                ProspectDetail.of(
                                        new ProspectRow(row, configured), row.getBoolean("set_aside"), impossible));
                    } catch (RuntimeException e) {
                        LOG.debug("Prospect {} cannot be read, so a search tells its number alone", prospectId, e);
                        return new Found(prospectId, null);
                    }
                }))
                .list();
        boolean more = found.size() > limit;
        List<Found> shown = more ? found.subList(0, limit) : found;
        return new Page(
                shown.stream().map(Found::detail).filter(each -> each != null).toList(),
                shown.stream()
                        .filter(each -> each.detail == null)
                        .map(Found::prospectId)
                        .toList(),
                more ? shown.get(limit - 1).prospectId() : null);
    }

    /**
     * What a search found.
     *
     * @param prospects those that could be read, by number
     * @param unreadable those whose rows could not be read
     * @param next where the next page goes on; null when there is none
     */
    public record Page(List<ProspectDetail> prospects, List<Long> unreadable, Long next) {

        public boolean isEmpty() {
            return prospects.isEmpty() && unreadable.isEmpty();
        }
    }

    private record Found(long prospectId, ProspectDetail detail) {}

    /**
     * Counts all that is pending, a page at a time: each of these prospects is read.
     */
    public PendingCount countPending(String destination) {
        Filter filter = Filter.of(Standing.PENDING);
        Map<String, Long> byAttribute = new TreeMap<>();
        long count = 0;
        Long after = 0L;
        while (after != null) {
            Page page = page(destination, filter, after, LARGEST_PAGE);
            page.prospects()
                    .forEach(each -> each.pending().keySet().forEach(name -> byAttribute.merge(name, 1L, Long::sum)));
            count += page.prospects().stream()
                    .filter(each -> !each.pending().isEmpty())
                    .count();
            after = page.next();
        }
        return new PendingCount(count, byAttribute);
    }

    /**
     * How much is pending.
     *
     * @param prospects of which something is: as many requests, since one carries all attributes of its prospect
     * @param byAttribute how many of them, by attribute
     */
    public record PendingCount(long prospects, Map<String, Long> byAttribute) {}

    /**
     * All that is known of one; empty when nothing was ever desired of it here.
     *
     * @throws ProspectFailedException when its row cannot be read
     */
    public Optional<ProspectDetail> one(String destination, long prospectId) {
        Set<String> impossible = blocked.of(destination).keySet();
        return jdbc.sql("select " + ProspectTable.COLUMNS + ", " + SET_ASIDE
                        + " as set_aside from prospect p where destination = ? and prospect_id = ?")
                .params(destination, prospectId)
                .query(table.rows(destination, (row, configured) -> {
                    try {
                        return ProspectDetail.of(
                                new ProspectRow(row, configured), row.getBoolean("set_aside"), impossible);
                    } catch (RuntimeException e) {
                        throw new ProspectFailedException(prospectId, e);
                    }
                }))
                .optional();
    }
}
