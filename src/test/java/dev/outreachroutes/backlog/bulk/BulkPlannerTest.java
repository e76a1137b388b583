package dev.outreachroutes.backlog.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The cheapest way to bring changes to many prospects is found, and brings each of them all of its change. */
class BulkPlannerTest {

    private static final BulkPlanner PLANNER = new BulkPlanner(1_000, 3, 20);

    @Test
    void aLargeGroupGoesAsAWhole() {
        List<BulkMove> moves = PLANNER.plan(List.of(group(1, 5_000, "custom4", "realized")));

        assertThat(moves).hasSize(1);
        assertThat(moves.get(0).keys()).containsExactly(1L);
        assertThat(moves.get(0).change()).isEqualTo(values("custom4", "realized"));
    }

    @Test
    void aSmallGroupIsLeftToARequestForEach() {
        assertThat(PLANNER.plan(List.of(group(1, 19, "custom4", "realized")))).isEmpty();
    }

    @Test
    void nothingPendingMakesNoPlan() {
        assertThat(PLANNER.plan(List.of())).isEmpty();
    }

    @Test
    void manySmallGroupsGoValueByValue() {
        List<BulkGroup> groups = mixtures(8, 2);
        List<BulkMove> moves = PLANNER.plan(groups);

        assertThat(moves).hasSize(16);
        assertThat(moves).allMatch(move -> move.change().size() == 1);
        assertBroughtWhole(groups, moves);
    }

    @Test
    void whoNeedsARequestOfItsOwnHasAllInIt() {
        List<BulkGroup> groups = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            groups.add(group(i, 1, "custom4", "realized", "firstName", "name " + i));
        }
        groups.add(group(101, 500, "custom4", "realized"));

        List<BulkMove> moves = PLANNER.plan(groups);

        assertThat(moves).hasSize(1);
        assertThat(moves.get(0).keys()).containsExactly(101L);
    }

    @Test
    void theMostUrgentMoveComesFirstAndOfTheseTheLargest() {
        List<BulkMove> moves = PLANNER.plan(List.of(
                group(1, 5_000, "custom4", "realized"),
                new BulkGroup(2, values("custom4", "exited"), 100, 0),
                new BulkGroup(3, values("custom5", "exited"), 200, 0)));

        assertThat(moves).extracting(move -> move.keys().iterator().next()).containsExactly(3L, 2L, 1L);
    }

    @Test
    void theValuesOfOneAttributeComeTogether() {
        assertThat(PLANNER.plan(mixtures(8, 2)))
                .extracting(move -> move.change().keySet().iterator().next())
                .isSorted();
    }

    @Property(tries = 300)
    void noPlanCostsMoreThanARequestForEachOrThanEachGroupAsAWhole(@ForAll long seed) {
        Random random = new Random(seed);
        List<BulkGroup> groups = new ArrayList<>();
        int attributes = 1 + random.nextInt(5);
        Set<Map<String, JsonNode>> seen = new HashSet<>();
        for (int i = 0; i < random.nextInt(60); i++) {
            Map<String, JsonNode> change = new HashMap<>();
            for (int field = 0; field < attributes; field++) {
                if (random.nextInt(4) > 0) {
                    change.put("custom" + field, TextNode.valueOf(random.nextBoolean() ? "realized" : "exited"));
                }
            }
            if (random.nextInt(6) == 0) {
                change.put("firstName", TextNode.valueOf("name " + random.nextInt(30)));
            }
            if (!change.isEmpty() && seen.add(change)) {
                int prospects = 1 + (int) Math.pow(random.nextInt(20), 1 + random.nextInt(2));
                groups.add(new BulkGroup(i, change, prospects, random.nextInt(3)));
            }
        }
        BulkPlanner planner = new BulkPlanner(20 + random.nextInt(500), 1 + random.nextInt(4), 2 + random.nextInt(30));

        List<BulkMove> moves = planner.plan(groups);

        assertBroughtWhole(groups, moves);
        double cost = cost(planner, groups, moves);
        double oneByOne = groups.stream().mapToInt(BulkGroup::prospects).sum();
        double asAWhole = groups.stream()
                .mapToDouble(group -> group.prospects() < planner.fewest()
                        ? group.prospects()
                        : Math.min(group.prospects(), bulk(planner, group.prospects())))
                .sum();
        assertThat(cost).isLessThanOrEqualTo(oneByOne).isLessThanOrEqualTo(asAWhole);
        assertThat(moves).allMatch(move -> move.prospects() >= planner.fewest());
    }

    private static double bulk(BulkPlanner planner, int prospects) {
        return Math.ceil((double) prospects / planner.most()) * planner.requests();
    }

    private static double cost(BulkPlanner planner, List<BulkGroup> groups, List<BulkMove> moves) {
        Set<Long> moved = new HashSet<>();
        moves.forEach(move -> moved.addAll(move.keys()));
        return moves.stream()
                        .mapToDouble(move -> bulk(planner, move.prospects()))
                        .sum()
                + groups.stream()
                        .filter(group -> !moved.contains(group.key()))
                        .mapToInt(BulkGroup::prospects)
                        .sum();
    }

    /** Whoever is in a move gets all of its change by moves, and nothing else. */
    private static void assertBroughtWhole(List<BulkGroup> groups, List<BulkMove> moves) {
        for (BulkGroup group : groups) {
            Map<String, JsonNode> brought = new HashMap<>();
            moves.stream()
                    .filter(move -> move.keys().contains(group.key()))
                    .forEach(move -> brought.putAll(move.change()));
            if (!brought.isEmpty()) {
                assertThat(brought).isEqualTo(group.change());
            }
        }
    }

    /** Every mixture of two values in so many fields. */
    private static List<BulkGroup> mixtures(int fields, int prospects) {
        List<BulkGroup> groups = new ArrayList<>();
        for (int mixture = 0; mixture < 1 << fields; mixture++) {
            Map<String, JsonNode> change = new HashMap<>();
            for (int field = 0; field < fields; field++) {
                change.put("custom" + field, TextNode.valueOf((mixture >> field & 1) == 0 ? "realized" : "exited"));
            }
            groups.add(new BulkGroup(mixture, change, prospects, 1));
        }
        return groups;
    }

    private static BulkGroup group(long key, int prospects, String... values) {
        return new BulkGroup(key, values(values), prospects, 1);
    }

    private static Map<String, JsonNode> values(String... values) {
        Map<String, JsonNode> change = new HashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            change.put(values[i], TextNode.valueOf(values[i + 1]));
        }
        return change;
    }
}
