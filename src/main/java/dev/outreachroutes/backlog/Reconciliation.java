package dev.outreachroutes.backlog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Mode;
import dev.outreachroutes.quota.Pauses;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Compares what Outreach holds with what is desired, and makes pending what differs: not by asking for a request, but by taking in what
 * Outreach holds as what it has acknowledged, so that the fold itself says what is to be sent.
 *
 * <p>Left alone are prospects with a request under way and those that were delivered since the look, of which it may tell what was before.
 * What is in doubt stays so, and what Outreach refused stays refused, unless the prospect had been gone and is back.
 *
 * <p>Knows nothing of requests: who asks Outreach is the package {@code resync}.
 */
public final class Reconciliation {

    private final Destinations destinations;
    private final ProspectTable prospects;
    private final BlockedMappings blocked;
    private final Pauses pauses;
    private final Consumer<String> wake;
    private final InstantSource clock;

    /**
     * @param wake has a destination's delivery look at once for what is due
     */
    public Reconciliation(
            Destinations destinations,
            BlockedMappings blocked,
            JdbcClient jdbc,
            Consumer<String> wake,
            InstantSource clock) {
        this.wake = wake;
        this.destinations = destinations;
        this.prospects = new ProspectTable(jdbc, destinations);
        this.blocked = blocked;
        this.pauses = new Pauses(jdbc, clock);
        this.clock = clock;
    }

    /**
     * Which prospects are compared.
     *
     * @param destination its name
     * @param attributes those of which one of these attributes is desired, and these alone are compared
     * @param among only these; null for all
     */
    public record Scope(String destination, Set<String> attributes, List<Long> among) {

        public Scope {
            attributes = Set.copyOf(attributes);
            among = among == null ? null : List.copyOf(among);
        }
    }

    /**
     * How many prospects there are to compare.
     *
     * @param largest of their numbers; 0 when there is none
     */
    public record Size(long prospects, long largest) {}

    /**
     * Counts the prospects of a scope: a second for a million.
     *
     * @throws DataAccessException when the database does not answer
     */
    public Size size(Scope scope) {
        ProspectTable.Comparable found =
                prospects.countComparable(scope.destination(), scope.attributes(), scope.among());
        return new Size(found.count(), found.largest());
    }

    /**
     * The next prospects of a scope, in the order of their numbers.
     *
     * @param after the number after which to go on
     */
    public List<Long> after(Scope scope, long after, int limit) {
        return prospects.comparableAfter(scope.destination(), scope.attributes(), scope.among(), after, limit);
    }

    /** Whether anything of an account is to be delivered now: of its destinations that are neither paused nor in dry run. */
    public boolean anyDue(Account account) {
        Instant now = clock.instant();
        return destinations.of(account).stream()
                .filter(each -> each.mode() == Mode.LIVE)
                .map(Destination::name)
                .anyMatch(name -> prospects.anyDue(name, now) && !pauses.isPaused(name));
    }

    /** Has what was made pending delivered at once; to be called when it is durable. */
    public void deliver(String destination) {
        wake.accept(destination);
    }

    /** What a look at a prospect showed. */
    public enum Kind {
        /** Outreach holds something else than is desired. */
        DIFFERENT,
        /** Outreach does not know it: it was deleted or merged, or the user may not see it. */
        GONE,
        /** It had been gone, and Outreach knows it again. */
        BACK
    }

    /**
     * A prospect with which not all is well, without any value.
     *
     * @param attributes of which Outreach holds something else than is desired
     */
    public record Difference(long prospectId, Kind kind, Set<String> attributes) {

        public Difference {
            attributes = Set.copyOf(attributes);
        }
    }

    /**
     * What was found.
     *
     * @param looked how many prospects
     * @param different of how many of them Outreach holds something else than is desired
     * @param gone how many Outreach does not know
     * @param back how many it did not know before, and knows again
     * @param left how many were left alone: a request is under way, or they were delivered since the look
     * @param byAttribute how many differ in it
     */
    public record Found(
            int looked,
            int different,
            int gone,
            int back,
            int left,
            Map<String, Integer> byAttribute,
            List<Difference> differences) {

        public Found {
            byAttribute = Map.copyOf(byAttribute);
            differences = List.copyOf(differences);
        }
    }

    /**
     * Compares some prospects. Runs in the caller's transaction, and locks their rows until it ends.
     *
     * @param asked the prospects that Outreach was asked for
     * @param held what it holds of those that it knows, by prospect and attribute; what is not there was not told
     * @param deliveredAfter those that were delivered after this are left alone
     * @param heal whether what differs is made pending; else nothing is changed
     * @throws DataAccessException when the database does not answer
     */
    public Found compare(
            Scope scope,
            Collection<Long> asked,
            Map<Long, Map<String, JsonNode>> held,
            Instant deliveredAfter,
            boolean heal) {
        String destination = scope.destination();
        Instant now = clock.instant();
        List<ProspectRow> rows = new ArrayList<>(prospects.lockReadable(destination, asked));
        int looked = rows.size();
        Set<Long> recent = prospects.acknowledgedAfter(destination, asked, deliveredAfter);
        rows.removeIf(row -> row.claim != null || recent.contains(row.prospectId));
        int left = looked - rows.size();

        Set<Long> gone = new HashSet<>();
        Set<Long> known = new HashSet<>();
        rows.forEach(row -> (held.containsKey(row.prospectId) ? known : gone).add(row.prospectId));
        Set<Long> back = heal ? prospects.back(destination, known) : prospects.areGone(destination, known);
        if (heal) {
            prospects.gone(destination, gone, now);
        }

        Map<String, Integer> byAttribute = new TreeMap<>();
        List<Difference> differences = new ArrayList<>();
        List<ProspectRow> changed = new ArrayList<>();
        Set<String> impossible = blocked.of(destination).keySet();
        int different = 0;
        for (ProspectRow row : rows) {
            if (gone.contains(row.prospectId)) {
                differences.add(new Difference(row.prospectId, Kind.GONE, Set.of()));
                continue;
            }
            Map<String, JsonNode> told = new HashMap<>(held.get(row.prospectId));
            told.keySet().retainAll(scope.attributes());
            boolean isBack = back.contains(row.prospectId);
            if (isBack) {
                row.state.withdrawRefusals(Set.of());
            }
            Set<String> differing = new TreeSet<>(row.state.differing(told));
            if (!differing.isEmpty()) {
                different++;
                differing.forEach(attribute -> byAttribute.merge(attribute, 1, Integer::sum));
            }
            if (isBack || !differing.isEmpty()) {
                differences.add(new Difference(row.prospectId, isBack ? Kind.BACK : Kind.DIFFERENT, differing));
            }
            if (heal && (row.state.holds(told) | isBack)) {
                if (isBack) {
                    row.attempts = 0;
                }
                row.rescheduleLast(now, now, impossible);
                changed.add(row);
            }
        }
        prospects.update(destination, changed);
        return new Found(looked, different, gone.size(), back.size(), left, byAttribute, differences);
    }
}
