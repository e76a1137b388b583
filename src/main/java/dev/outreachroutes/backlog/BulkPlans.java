package dev.outreachroutes.backlog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.backlog.bulk.BulkGroup;
import dev.outreachroutes.backlog.bulk.BulkMove;
import dev.outreachroutes.backlog.bulk.BulkPlanner;
import dev.outreachroutes.backlog.bulk.ChangeKey;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Bulk;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Mode;
import dev.outreachroutes.outreach.GrantedScopes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which prospects get what is pending of them by bulk requests. Each process has its own plan for each destination, of what was due a
 * moment ago; whoever claims by it looks at each row again. Without anybody in this process who makes bulk requests for a destination
 * there is no plan, and all is left to requests for each prospect.
 */
public final class BulkPlans {

    /** Groups that a plan looks at, the largest; what is in none of them goes one by one. */
    private static final int MOST_GROUPS = 2_000;

    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** So many times the fewest of a bulk request are not worth a wait when they are urgent. */
    private static final int FEW = 5;

    /** As long as a plan took to make, so many times it is good: what has come since may make another way cheaper. */
    private static final int TIMES_ITS_COST = 10;

    private static final Plan NONE = new Plan(List.of(), Set.of(), false, Map.of(), 0, 0);

    private final BlockedMappings blocked;
    private final ProspectTable prospects;
    private final BatchTable batches;
    private final BulkLimits limits;
    private final GrantedScopes scopes;
    private final BulkSettings settings;
    private final LongSupplier nanos;
    private final Set<String> makers = ConcurrentHashMap.newKeySet();
    private final Map<String, Plan> plans = new ConcurrentHashMap<>();
    private final Map<String, Map<Long, Long>> left = new ConcurrentHashMap<>();
    private final Map<String, Long> allLeft = new ConcurrentHashMap<>();

    public BulkPlans(
            Destinations destinations,
            BlockedMappings blocked,
            JdbcClient jdbc,
            GrantedScopes scopes,
            BulkSettings settings,
            LongSupplier nanos) {
        this.blocked = blocked;
        this.prospects = new ProspectTable(jdbc, destinations);
        this.batches = new BatchTable(jdbc);
        this.limits = new BulkLimits(batches, settings);
        this.scopes = scopes;
        this.settings = settings;
        this.nanos = nanos;
    }

    private record Plan(
            List<BulkMove> moves,
            Set<Long> keys,
            boolean all,
            Map<Long, Map<String, JsonNode>> changes,
            long madeAt,
            long cost) {

        Plan over() {
            return new Plan(moves, keys, all, changes, madeAt, 0);
        }

        boolean isGood(long now) {
            return now - madeAt < Math.min(cost * TIMES_ITS_COST, LONGEST_NANOS);
        }
    }

    /** Somebody in this process makes bulk requests for a destination from now on. */
    public void begin(String destination) {
        makers.add(destination);
    }

    /** Nobody does any more. */
    public void end(String destination) {
        makers.remove(destination);
        plans.remove(destination);
    }

    /** What bulk requests are to bring, the most urgent first. Runs in the caller's transaction. */
    List<BulkMove> moves(Destination destination, Instant now) {
        return plan(destination, now).moves();
    }

    /** The keys of the groups whose prospects are left to bulk requests. Runs in the caller's transaction. */
    Set<Long> keys(Destination destination, Instant now) {
        return plan(destination, now).keys();
    }

    /** Whether all that is due is left to bulk requests. Runs in the caller's transaction. */
    boolean leavesNothing(Destination destination, Instant now) {
        return plan(destination, now).all();
    }

    /** Makes the next plan anew. */
    void forget(String destination) {
        plans.computeIfPresent(destination, (name, plan) -> plan.over());
    }

    /** Leaves groups to requests for each prospect for a while. */
    void leave(String destination, Set<Long> keys, Duration time) {
        long until = nanos.getAsLong() + time.toNanos();
        Map<Long, Long> those = left.computeIfAbsent(destination, name -> new ConcurrentHashMap<>());
        those.values().removeIf(each -> each - nanos.getAsLong() < 0);
        keys.forEach(key -> those.put(key, until));
        forget(destination);
    }

    /** Leaves all to requests for each prospect for a while. */
    public void leaveAll(String destination, Duration time) {
        allLeft.put(destination, nanos.getAsLong() + time.toNanos());
        forget(destination);
    }

    /** Why no bulk request is made for a destination now; empty when they are. */
    String whyNot(Destination destination, Instant now) {
        if (!settings.enabled()) {
            return "outreach.bulk.enabled is false";
        }
        if (destination.bulk() == Bulk.OFF) {
            return "delivery.bulk is off";
        }
        Set<String> granted = scopes.of(destination.account().name());
        for (String resource : List.of("batches.read", "batches.write", "prospects.write")) {
            String all = resource.substring(0, resource.indexOf('.')) + ".all";
            if (!granted.contains(resource) && !granted.contains(all)) {
                return "the grant has not the scope " + resource;
            }
        }
        BatchTable.Limit limit = limits.of(destination.account().name());
        if (limit.refusedUntil() != null && limit.refusedUntil().isAfter(now)) {
            return limit.reason();
        }
        return "";
    }

    private Plan plan(Destination destination, Instant now) {
        String name = destination.name();
        long time = nanos.getAsLong();
        if (!makers.contains(name) || destination.mode() != Mode.LIVE || allLeft.getOrDefault(name, time) - time > 0) {
            return NONE;
        }
        Plan last = plans.get(name);
        if (last != null && last.isGood(time)) {
            return last;
        }
        Plan next = whyNot(destination, now).isEmpty()
                ? make(destination, last == null ? NONE : last, now, time)
                : new Plan(List.of(), Set.of(), false, Map.of(), time, 0);
        plans.put(name, next);
        return next;
    }

    private Plan make(Destination destination, Plan last, Instant now, long time) {
        String name = destination.name();
        List<ProspectTable.Group> found = prospects.groups(name, now, MOST_GROUPS);
        Map<Long, Map<String, JsonNode>> changes = changes(name, found, last);
        List<BulkGroup> groups = new ArrayList<>();
        for (ProspectTable.Group group : found) {
            Map<String, JsonNode> change = changes.get(group.changeKey());
            if (change != null
                    && !isLeft(name, group.changeKey(), time)
                    && (settings.clearing() || change.values().stream().noneMatch(JsonNode::isNull))) {
                groups.add(new BulkGroup(group.changeKey(), change, group.prospects(), group.priority()));
            }
        }
        int most = limits.most(destination.account().name());
        List<BulkMove> moves = new BulkPlanner(most, settings.requests(), settings.fewest()).plan(groups);
        List<Batch> awaited = batches.awaited(name);
        boolean full = awaited.size() >= settings.concurrency();
        Set<Long> keys = new HashSet<>();
        // A few that are urgent do not wait for a place.
        moves.stream()
                .filter(move -> !full || move.priority() != Urgency.FIRST || move.prospects() > FEW * settings.fewest())
                .forEach(move -> keys.addAll(move.keys()));
        if (!full) {
            // What is like a request that is under way gathers until that has ended.
            awaited.stream().map(batch -> ChangeKey.of(batch.change())).forEach(keys::add);
        }
        boolean all = !keys.isEmpty() && !prospects.anyDueBut(name, now, keys);
        return new Plan(moves, Set.copyOf(keys), all, changes, time, nanos.getAsLong() - time);
    }

    private boolean isLeft(String destination, long key, long time) {
        Long until = left.getOrDefault(destination, Map.of()).get(key);
        return until != null && until - time > 0;
    }

    /** What is pending of the prospects of each group: known from before, or of one of them. */
    private Map<Long, Map<String, JsonNode>> changes(String destination, List<ProspectTable.Group> groups, Plan last) {
        Map<Long, Map<String, JsonNode>> changes = new HashMap<>();
        Map<Long, Long> unknown = new HashMap<>();
        for (ProspectTable.Group group : groups) {
            Map<String, JsonNode> known = last.changes().get(group.changeKey());
            if (known == null) {
                unknown.put(group.one(), group.changeKey());
            } else {
                changes.put(group.changeKey(), known);
            }
        }
        if (!unknown.isEmpty()) {
            Set<String> impossible = blocked.of(destination).keySet();
            prospects.look(destination, unknown.keySet()).forEach((prospectId, row) -> {
                Map<String, JsonNode> pending = row.state.pending(impossible);
                Long key = unknown.get(prospectId);
                if (key.equals(ChangeKey.of(pending))) {
                    changes.put(key, pending);
                }
            });
        }
        return changes;
    }
}
