package dev.outreachroutes.backlog.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the cheapest way to bring pending changes to Outreach: which prospects get theirs by bulk requests, and whether all of a change at
 * once or one attribute after the other. Whatever is in no move of the plan is cheapest by a request for each prospect.
 *
 * <p>A group of prospects with the same change costs its bulk requests, or a request for each of them. Many small groups may have values in
 * common: sent value by value, each value costs the bulk requests for all who get it. That is worth it only for prospects all of whose
 * values go so; one that needs a request of its own has everything in it. Among these ways, and mixtures of them by the size of the
 * groups, the one with the fewest requests is taken.
 *
 * @param most the most prospects in a bulk request
 * @param requests what a bulk request costs: itself, and the looks at how it gets on
 * @param fewest prospects that get a bulk request; a smaller number is there sooner one by one
 */
public record BulkPlanner(int most, double requests, int fewest) {

    public BulkPlanner {
        if (most < 1 || requests < 1 || fewest < 2) {
            throw new IllegalArgumentException("a bulk request costs at least itself, and is for some prospects");
        }
    }

    /**
     * The moves of the cheapest way, the most urgent first. Of these come those that bring all of a change, the largest first, and then the
     * others, the values of one attribute together: who gets one of them does not get another.
     */
    public List<BulkMove> plan(List<BulkGroup> groups) {
        Way best = null;
        for (int whole = Integer.MAX_VALUE; whole > 0; whole = smaller(whole)) {
            Way way = way(groups, whole);
            // Of ways that cost the same the one with fewer changes of each prospect is better, which comes later.
            if (best == null || way.cost() <= best.cost()) {
                best = way;
            }
        }
        List<BulkMove> moves = new ArrayList<>(best.moves());
        moves.sort(Comparator.comparingInt(BulkMove::priority)
                .thenComparing(
                        move -> move.whole() ? "" : move.change().keySet().toString())
                .thenComparing(Comparator.comparingInt(BulkMove::prospects).reversed()));
        return moves;
    }

    /** The sizes from which on groups are sent as a whole, one after the other; 0 behind the last. */
    private int smaller(int whole) {
        if (whole == Integer.MAX_VALUE) {
            return Math.max(most, fewest);
        }
        return whole == fewest ? 0 : Math.max(whole / 2, fewest);
    }

    private record Way(double cost, List<BulkMove> moves) {}

    /** Groups of at least a size go as a whole; of the others go value by value those that can. */
    private Way way(List<BulkGroup> groups, int whole) {
        List<BulkMove> moves = new ArrayList<>();
        List<BulkGroup> rest = new ArrayList<>();
        double cost = 0;
        for (BulkGroup group : groups) {
            if (group.prospects() >= whole) {
                cost += whole(group, moves);
            } else {
                rest.add(group);
            }
        }
        Map<Value, Shared> shared = shared(rest);
        for (BulkGroup group : rest) {
            if (!isOf(group, shared)) {
                cost += whole(group, moves);
            }
        }
        for (Map.Entry<Value, Shared> entry : shared.entrySet()) {
            Value value = entry.getKey();
            Shared of = entry.getValue();
            cost += cost(of.prospects);
            moves.add(
                    new BulkMove(Map.of(value.attribute(), value.value()), false, of.keys, of.prospects, of.priority));
        }
        return new Way(cost, moves);
    }

    private double whole(BulkGroup group, List<BulkMove> moves) {
        double bulk = cost(group.prospects());
        if (group.prospects() < fewest || bulk >= group.prospects()) {
            return group.prospects();
        }
        moves.add(new BulkMove(group.change(), true, Set.of(group.key()), group.prospects(), group.priority()));
        return bulk;
    }

    private double cost(int prospects) {
        return Math.ceil((double) prospects / most) * requests;
    }

    private record Value(String attribute, JsonNode value) {}

    private static final class Shared {
        private final Set<Long> keys = new HashSet<>();
        private int prospects;
        private int priority = Integer.MAX_VALUE;

        void add(BulkGroup group) {
            keys.add(group.key());
            prospects += group.prospects();
            priority = Math.min(priority, group.priority());
        }
    }

    /** The values that enough prospects share who share all of their values in this way. */
    private Map<Value, Shared> shared(List<BulkGroup> groups) {
        List<BulkGroup> candidates = new ArrayList<>(groups);
        Map<Value, Shared> shared;
        boolean fewer;
        do {
            shared = new LinkedHashMap<>();
            for (BulkGroup group : candidates) {
                for (Value value : values(group)) {
                    shared.computeIfAbsent(value, key -> new Shared()).add(group);
                }
            }
            shared.values().removeIf(each -> each.prospects < fewest || cost(each.prospects) >= each.prospects);
            Map<Value, Shared> enough = shared;
            fewer = candidates.removeIf(group -> !isOf(group, enough));
        } while (fewer);
        return shared;
    }

    private static boolean isOf(BulkGroup group, Map<Value, Shared> shared) {
        return values(group).stream().allMatch(value -> {
            Shared of = shared.get(value);
            return of != null && of.keys.contains(group.key());
        });
    }

    private static List<Value> values(BulkGroup group) {
        List<Value> values = new ArrayList<>();
        group.change().forEach((attribute, value) -> values.add(new Value(attribute, value)));
        return values;
    }
}
