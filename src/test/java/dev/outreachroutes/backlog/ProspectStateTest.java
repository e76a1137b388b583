package dev.outreachroutes.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destination.NullValues;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.destination.StatusValue;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.Position;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.mapping.StatusValues;
import dev.outreachroutes.outreach.answer.SameValue;
import dev.outreachroutes.profile.Membership.Status;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ProspectStateTest {

    private static final long PROSPECT = 48213;

    @Property
    void anyOrderAndDuplicationOfChangesWithDistinctClocksGivesTheSameState(
            @ForAll("changesWithDistinctClocks") List<ProspectChange> changes, @ForAll Random random) {
        ProspectState inOrder = new ProspectState(StatusValues.NONE);
        changes.forEach(inOrder::fold);

        List<ProspectChange> shuffled = new ArrayList<>(changes);
        changes.stream().filter(change -> random.nextBoolean()).forEach(shuffled::add);
        java.util.Collections.shuffle(shuffled, random);
        ProspectState otherwise = new ProspectState(StatusValues.NONE);
        shuffled.forEach(otherwise::fold);

        assertThat(otherwise.desired()).isEqualTo(inOrder.desired());
        assertThat(otherwise.pending()).isEqualTo(inOrder.pending());
    }

    /**
     * After a look at what Outreach holds: pending is what is desired but for what Outreach holds, is in doubt or, of what was not shown, was
     * not pending before. What was refused stays so.
     */
    @Property
    void afterALookAtOutreachWhatIsPendingIsWhatIsDesiredWithoutWhatItHolds(@ForAll Random random) {
        ProspectState state = new ProspectState(StatusValues.NONE);
        List<JsonNode> values = List.of(
                TextNode.valueOf("realized"),
                TextNode.valueOf("exited"),
                NullNode.instance,
                BooleanNode.TRUE,
                DecimalNode.valueOf(new BigDecimal("7.5")),
                TextNode.valueOf("2026-01-05"));
        for (int i = 0; i < 8; i++) {
            String attribute = "custom" + i;
            state.fold(new ProspectChange(
                    PROSPECT,
                    Map.of(attribute, new DatedValue(values.get(random.nextInt(values.size())), Instant.EPOCH))));
            JsonNode other = values.get(random.nextInt(values.size()));
            switch (random.nextInt(5)) {
                case 0 ->
                    state.acknowledge(
                            Map.of(attribute, state.desired().get(attribute).value()), Instant.EPOCH);
                case 1 -> state.acknowledge(Map.of(attribute, other), Instant.EPOCH);
                case 2 -> state.markInDoubt(Set.of(attribute));
                case 3 ->
                    state.refuseAlone(
                            Map.of(attribute, state.desired().get(attribute).value()));
                default -> {}
            }
        }
        Set<String> inDoubt = Set.copyOf(state.inDoubt());
        Map<String, JsonNode> refused = Map.copyOf(state.refused());
        Map<String, JsonNode> before = state.pending();
        Map<String, JsonNode> held = new HashMap<>();
        for (int i = 0; i < 10; i++) {
            if (random.nextInt(4) > 0) {
                held.put("custom" + i, asOutreachWrites(values.get(random.nextInt(values.size())), random));
            }
        }

        Set<String> differing = state.differing(held);
        state.holds(held);

        Map<String, JsonNode> expected = new HashMap<>();
        state.desired().forEach((attribute, dated) -> {
            boolean shown = held.containsKey(attribute) && !inDoubt.contains(attribute);
            boolean wanted = shown
                    ? !SameValue.is(dated.value(), held.get(attribute)) && !refused.containsKey(attribute)
                    : before.containsKey(attribute);
            if (wanted) {
                expected.put(attribute, dated.value());
            }
        });
        assertThat(state.pending()).isEqualTo(expected);
        assertThat(state.inDoubt()).isEqualTo(inDoubt);
        assertThat(state.refused()).isEqualTo(refused);
        assertThat(differing).allSatisfy(attribute -> assertThat(expected).containsKey(attribute));
        assertThat(state.holds(held)).as("again").isFalse();
    }

    private static JsonNode asOutreachWrites(JsonNode value, Random random) {
        return value.isNull()
                ? random.nextBoolean() ? value : TextNode.valueOf("")
                : random.nextBoolean() ? TextNode.valueOf(value.asText()) : value;
    }

    /** As a replica does that stood still until another had read on. */
    @Property
    void recordsThatAreFoldedAgainAfterLaterOnesChangeNothing(@ForAll Random random) {
        List<ProspectChange> changes = new ArrayList<>();
        for (int offset = 0; offset < 20; offset++) {
            changes.add(at(
                    change(
                            "custom" + random.nextInt(3),
                            random.nextBoolean() ? "realized" : "exited",
                            random.nextInt(3)),
                    new Position(0, offset, Instant.ofEpochMilli(offset / 5))));
        }
        ProspectState state = new ProspectState(StatusValues.NONE);
        changes.forEach(state::fold);
        Map<String, DatedValue> before = Map.copyOf(state.desired());

        int stale = random.nextInt(changes.size());
        changes.subList(stale, stale + random.nextInt(changes.size() - stale)).forEach(state::fold);

        assertThat(state.desired()).isEqualTo(before);
    }

    @Test
    void inATopicThatIsCreatedAnewTheLaterOfEqualClocksWinsThoughItsOffsetIsLower() {
        ProspectState state = new ProspectState(StatusValues.NONE);
        state.fold(at(change("custom4", "realized", 1), new Position(0, 5_000, Instant.ofEpochMilli(1))));

        state.fold(at(change("custom4", "exited", 1), new Position(0, 0, Instant.ofEpochMilli(2))));

        assertThat(state.desired().get("custom4").value()).isEqualTo(TextNode.valueOf("exited"));
    }

    @Test
    void aRecordThatIsFoldedAgainYieldsThoughTheOneBehindItIsDatedBeforeIt() {
        ProspectState state = new ProspectState(StatusValues.NONE);
        ProspectChange overtaken = at(change("custom4", "exited", 1), new Position(0, 2, Instant.ofEpochMilli(200)));
        state.fold(overtaken);
        state.fold(at(change("custom4", "realized", 1), new Position(0, 7, Instant.ofEpochMilli(100))));

        state.fold(overtaken);

        assertThat(state.desired().get("custom4").value()).isEqualTo(TextNode.valueOf("realized"));
    }

    @Test
    void betweenPartitionsTheLaterArrivalOfEqualClocksWins() {
        ProspectState state = new ProspectState(StatusValues.NONE);
        state.fold(at(change("custom4", "realized", 1), new Position(0, 9, Instant.ofEpochMilli(2))));

        state.fold(at(change("custom4", "exited", 1), new Position(1, 8, Instant.ofEpochMilli(1))));

        assertThat(state.desired().get("custom4").value()).isEqualTo(TextNode.valueOf("exited"));
    }

    @Test
    void theStoreKeepsThePositionAndReadsWhatHasNone() {
        ProspectState state = new ProspectState(StatusValues.NONE);
        state.fold(at(change("custom4", "realized", 1), new Position(3, 7, Instant.ofEpochMilli(1_795_662_065_123L))));
        state.fold(change("custom5", "exited", 2));

        ProspectState read = ProspectStateJson.read(
                ProspectStateJson.desired(state),
                "{}",
                "{}",
                "[]",
                "{}",
                "[]",
                "{}",
                null,
                null,
                Configured.NOTHING,
                List.of());

        assertThat(read.desired()).isEqualTo(state.desired());
        assertThat(read.desired().get("custom5").position()).isNull();
    }

    private static ProspectChange at(ProspectChange change, Position position) {
        Map<String, DatedValue> placed = new HashMap<>();
        change.attributes()
                .forEach((attribute, dated) ->
                        placed.put(attribute, new DatedValue(dated.value(), dated.clock(), position)));
        return new ProspectChange(change.prospectId(), placed);
    }

    @Provide
    Arbitrary<List<ProspectChange>> changesWithDistinctClocks() {
        Arbitrary<String> attribute = Arbitraries.of("custom1", "custom2", "firstName");
        Arbitrary<String> value = Arbitraries.of("realized", "exited", "x");
        return Combinators.combine(attribute, value)
                .as((name, text) -> Map.entry(name, text))
                .list()
                .ofMaxSize(20)
                .map(entries -> {
                    List<ProspectChange> changes = new ArrayList<>();
                    for (int i = 0; i < entries.size(); i++) {
                        changes.add(
                                change(entries.get(i).getKey(), entries.get(i).getValue(), i));
                    }
                    return changes;
                });
    }

    /**
     * Whatever happens to requests (acknowledged, lost before or after they were applied, applied late, refused quota), and
     * whatever events come between, at rest Outreach holds what is desired.
     */
    @Property(tries = 2_000)
    void atRestOutreachHoldsWhatIsDesired(@ForAll Random random) {
        ProspectState state = new ProspectState(StatusValues.NONE);
        Map<String, JsonNode> outreach = new HashMap<>();
        for (int step = 0; step < 30; step++) {
            state.fold(change(
                    "custom" + random.nextInt(3), random.nextBoolean() ? "realized" : "exited", random.nextInt(40)));
            if (random.nextBoolean()) {
                request(state, outreach, random, true);
            }
        }
        while (state.isPending()) {
            request(state, outreach, random, false);
        }
        state.desired()
                .forEach((attribute, dated) ->
                        assertThat(outreach.get(attribute)).as(attribute).isEqualTo(dated.value()));
    }

    /** The same while what statuses are sent as changes again and again, and whatever was kept by another version of it. */
    @Property(tries = 1_000)
    void atRestOutreachHoldsWhatIsConfiguredThenHoweverOftenThatChanges(@ForAll Random random) {
        ProspectState state = new ProspectState(statuses(random));
        Map<String, JsonNode> outreach = new HashMap<>();
        Map<String, DatedValue> latest = new HashMap<>();
        for (int step = 0; step < 30; step++) {
            String attribute = "custom" + (1 + random.nextInt(3));
            Status status = random.nextBoolean() ? Status.REALIZED : Status.EXITED;
            Instant clock = Instant.ofEpochSecond(86_400L * random.nextInt(1, 40));
            DatedValue told = new DatedValue(TextNode.valueOf(status.text()), clock, null, status);
            state.fold(new ProspectChange(PROSPECT, Map.of(attribute, told)));
            latest.merge(attribute, told, (one, other) -> other.clock().isBefore(one.clock()) ? one : other);
            if (random.nextBoolean()) {
                state = kept(state, random.nextInt(3) == 0 ? statuses(random) : state.statuses());
            }
            if (random.nextBoolean()) {
                state = request(state, outreach, random);
            }
        }
        StatusValues last = statuses(random);
        state = kept(state, last);
        while (state.isPending()) {
            Map<String, JsonNode> sent = state.pending();
            outreach.putAll(sent);
            state.acknowledge(sent, Instant.EPOCH);
        }
        latest.forEach((attribute, told) -> assertThat(outreach.get(attribute))
                .as(attribute)
                .isEqualTo(last.asConfigured(attribute, told).value()));
    }

    /** A request during which the configuration may change: what was sent is acknowledged, not what is desired by then. */
    private static ProspectState request(ProspectState state, Map<String, JsonNode> outreach, Random random) {
        Map<String, JsonNode> sent = state.pending();
        if (sent.isEmpty()) {
            return state;
        }
        Set<String> before = Set.copyOf(state.inDoubt());
        state.markInDoubt(sent.keySet());
        ProspectState then = kept(state, random.nextBoolean() ? statuses(random) : state.statuses());
        switch (random.nextInt(5)) {
            case 0 -> outreach.putAll(sent);
            case 1 -> {}
            case 2 -> then.notApplied(sent.keySet(), before);
            case 3 -> {
                // Refused, and then withdrawn as by a replay, so that all is delivered in the end.
                then.notApplied(sent.keySet(), before);
                then.refuseAlone(sent);
                then = kept(then, then.statuses());
                then.withdrawRefusals(Set.of());
            }
            default -> {
                outreach.putAll(sent);
                then.acknowledge(sent, Instant.EPOCH);
            }
        }
        return then;
    }

    /** As the database would give it back. */
    static ProspectState kept(ProspectState state, StatusValues statuses) {
        return kept(state, Configured.of(statuses), List.of());
    }

    static ProspectState kept(ProspectState state, Configured configured, List<FieldRule> rules) {
        return ProspectStateJson.read(
                ProspectStateJson.desired(state),
                ProspectStateJson.acknowledged(state),
                ProspectStateJson.acknowledgedAt(state),
                ProspectStateJson.inDoubt(state),
                ProspectStateJson.refused(state),
                ProspectStateJson.refusedAlone(state),
                ProspectStateJson.withheld(state),
                ProspectStateJson.narrowing(state),
                ProspectStateJson.consent(state),
                configured,
                rules);
    }

    private static StatusValues statuses(Random random) {
        List<StatusValue> values = List.of(
                StatusValue.REALIZED,
                StatusValue.EXITED,
                new StatusValue.Fixed(TextNode.valueOf("Yes")),
                new StatusValue.Fixed(NullNode.instance),
                new StatusValue.Fixed(BooleanNode.TRUE),
                new StatusValue.Fixed(DecimalNode.valueOf(new BigDecimal("7.50"))),
                new StatusValue.QualifiedAt(false, ZoneOffset.UTC),
                new StatusValue.QualifiedAt(true, ZoneId.of("Asia/Tokyo")));
        Map<String, Segment> segments = new HashMap<>();
        for (int number = 1; number <= 3; number++) {
            segments.put(
                    "s" + number,
                    new Segment(
                            "s" + number,
                            "s",
                            number,
                            values.get(random.nextInt(values.size())),
                            values.get(random.nextInt(values.size()))));
        }
        return StatusValues.of(new Destination(
                "d", "", new Account("a", Quota.DOCUMENTED, 1), "oid", Map.of(), segments, NullValues.IGNORE));
    }

    @Test
    void aStatusThatWasKeptBeforeAnotherValueCouldBeConfiguredIsUnderstood() {
        StatusValues words = StatusValues.of(new Destination(
                "d",
                "",
                new Account("a", Quota.DOCUMENTED, 1),
                "oid",
                Map.of(),
                Map.of(
                        "s",
                        new Segment(
                                "s",
                                "s",
                                4,
                                new StatusValue.Fixed(TextNode.valueOf("Yes")),
                                new StatusValue.Fixed(NullNode.instance))),
                NullValues.IGNORE));

        ProspectState state = ProspectStateJson.read(
                "{\"custom4\": [\"realized\", 1000000], \"custom5\": [\"realized\", 1000000, 0, 7, 1]}",
                "{\"custom4\": \"realized\", \"custom5\": \"realized\"}",
                "{}",
                "[]",
                "{}",
                "[]",
                "{}",
                null,
                null,
                Configured.of(words),
                List.of());

        assertThat(state.isChangedByConfiguration()).isTrue();
        assertThat(state.pending()).containsExactly(Map.entry("custom4", TextNode.valueOf("Yes")));
        assertThat(kept(state, words).isChangedByConfiguration()).isFalse();
    }

    private static void request(ProspectState state, Map<String, JsonNode> outreach, Random random, boolean faults) {
        Map<String, JsonNode> sent = state.pending();
        if (sent.isEmpty()) {
            return;
        }
        Set<String> before = Set.copyOf(state.inDoubt());
        state.markInDoubt(sent.keySet());
        if (random.nextBoolean()) {
            state.fold(change(
                    "custom" + random.nextInt(3), random.nextBoolean() ? "realized" : "exited", random.nextInt(40)));
        }
        switch (faults ? random.nextInt(4) : 3) {
            case 0 -> outreach.putAll(sent); // applied, the answer is lost: still in doubt
            case 1 -> {} // lost on the way: still in doubt
            case 2 -> state.notApplied(sent.keySet(), before); // 429
            default -> {
                outreach.putAll(sent);
                state.acknowledge(sent, Instant.EPOCH);
            }
        }
    }

    @Test
    void aChangeThatNetsToNothingIsNotPending() {
        ProspectState state = acknowledged("custom4", "realized");

        state.fold(change("custom4", "exited", 2));
        state.fold(change("custom4", "realized", 3));

        assertThat(state.isPending()).isFalse();
    }

    @Test
    void anUnansweredValueStaysPendingEvenWhenTheDesiredValueReturnsToWhatWasAcknowledged() {
        ProspectState state = acknowledged("custom4", "realized");
        state.fold(change("custom4", "exited", 2));
        state.markInDoubt(state.pending().keySet());

        state.fold(change("custom4", "realized", 3));

        assertThat(state.pending()).containsOnlyKeys("custom4").containsValue(TextNode.valueOf("realized"));
    }

    @Test
    void ofEachAttributeTheSecondIsKeptInWhichItWasLastAcknowledged() {
        ProspectState state = new ProspectState(StatusValues.NONE);
        state.fold(change("custom4", "realized", 1));
        state.fold(change("custom5", "realized", 1));
        state.acknowledge(state.pending(), Instant.parse("2026-11-27T10:00:00.9Z"));
        state.fold(change("custom5", "exited", 2));
        state.acknowledge(state.pending(), Instant.parse("2026-11-27T11:00:00Z"));

        Map<String, Long> times = kept(state, StatusValues.NONE).acknowledgedAt();

        assertThat(times)
                .containsOnly(
                        Map.entry(
                                "custom4", Instant.parse("2026-11-27T10:00:00Z").getEpochSecond()),
                        Map.entry(
                                "custom5", Instant.parse("2026-11-27T11:00:00Z").getEpochSecond()));
    }

    @Test
    void onlyWhatWasSentIsAcknowledged() {
        ProspectState state = new ProspectState(StatusValues.NONE);
        state.fold(change("custom4", "realized", 1));
        Map<String, JsonNode> sent = state.pending();
        state.markInDoubt(sent.keySet());
        state.fold(change("custom4", "exited", 2));

        state.acknowledge(sent, Instant.EPOCH);

        assertThat(state.pending()).containsValue(TextNode.valueOf("exited"));
    }

    @Test
    void ofTwoEqualClocksTheLaterArrivalWins() {
        ProspectState state = new ProspectState(StatusValues.NONE);
        state.fold(change("custom4", "realized", 1));
        state.fold(change("custom4", "exited", 1));

        assertThat(state.pending()).containsValue(TextNode.valueOf("exited"));
    }

    @Test
    void aRefusedValueIsNotSentAgainUntilSomethingElseIsDesired() {
        ProspectState state = new ProspectState(StatusValues.NONE);
        state.fold(change("custom4", "realized", 1));
        state.fold(change("custom5", "realized", 1));
        state.refuse(state.pending(), Set.of());

        assertThat(state.isPending()).isFalse();
        state.fold(change("custom4", "realized", 2));
        assertThat(state.isPending()).isFalse();

        state.fold(change("custom4", "exited", 3));
        assertThat(state.pending()).containsOnlyKeys("custom4", "custom5");
    }

    @Test
    void aRefusalIsVoidWhenSomethingElseWasDesiredMeanwhile() {
        ProspectState state = new ProspectState(StatusValues.NONE);
        state.fold(change("custom4", "realized", 1));
        Map<String, JsonNode> sent = state.pending();
        state.fold(change("custom5", "realized", 1));

        state.refuse(sent, Set.of());

        assertThat(state.pending()).containsOnlyKeys("custom4", "custom5");
    }

    @Test
    void anAttributeRefusedAloneLetsTheOthersGoOnUntilSomethingElseIsDesiredOfIt() {
        ProspectState state = new ProspectState(StatusValues.NONE);
        state.fold(change("custom4", "realized", 1));
        state.fold(change("custom5", "realized", 1));

        state.refuseAlone(Map.of("custom4", TextNode.valueOf("realized")));

        assertThat(state.pending()).containsOnlyKeys("custom5");
        state.acknowledge(state.pending(), Instant.EPOCH);
        state.fold(change("custom5", "exited", 2));
        assertThat(state.pending()).containsOnlyKeys("custom5");
        state.fold(change("custom4", "exited", 2));
        assertThat(state.pending()).containsOnlyKeys("custom4", "custom5");
    }

    @Test
    void aRefusalOfTheWholeIsWithdrawnByAnythingNewButNotThatOfAnAttributeAlone() {
        ProspectState state = new ProspectState(StatusValues.NONE);
        state.fold(change("custom4", "realized", 1));
        state.fold(change("custom5", "realized", 1));
        state.refuseAlone(Map.of("custom4", TextNode.valueOf("realized")));
        state.refuse(state.pending(), Set.of());
        assertThat(state.isPending()).isFalse();

        state.fold(change("custom6", "realized", 2));

        assertThat(state.pending()).containsOnlyKeys("custom5", "custom6");
    }

    @Test
    void anAttributeRefusedAloneWhileSomethingElseWasDesiredOfItIsTriedWithThat() {
        ProspectState state = new ProspectState(StatusValues.NONE);
        state.fold(change("custom4", "realized", 1));
        Map<String, JsonNode> sent = state.pending();
        state.fold(change("custom4", "exited", 2));

        state.refuseAlone(sent);

        assertThat(state.pending()).containsValue(TextNode.valueOf("exited"));
    }

    private static ProspectState acknowledged(String attribute, String value) {
        ProspectState state = new ProspectState(StatusValues.NONE);
        state.fold(change(attribute, value, 1));
        state.acknowledge(state.pending(), Instant.EPOCH);
        return state;
    }

    private static ProspectChange change(String attribute, String value, long clock) {
        return new ProspectChange(
                PROSPECT, Map.of(attribute, new DatedValue(TextNode.valueOf(value), Instant.ofEpochSecond(clock))));
    }
}
