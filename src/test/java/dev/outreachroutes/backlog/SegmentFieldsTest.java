package dev.outreachroutes.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.backlog.FieldRule.Fate;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.AlertLimits;
import dev.outreachroutes.destination.AttributeMapping;
import dev.outreachroutes.destination.Bulk;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destination.NullValues;
import dev.outreachroutes.destination.Mode;
import dev.outreachroutes.destination.OnUnmap;
import dev.outreachroutes.destination.Priority;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.destination.ResyncEvery;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.destination.StatusValue;
import dev.outreachroutes.destination.governance.Governance;
import dev.outreachroutes.mapping.Consent;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.Position;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.mapping.StatusValues;
import dev.outreachroutes.profile.Membership.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SegmentFieldsTest {

    private static final long PROSPECT = 7;
    private static final TextNode REALIZED = TextNode.valueOf("realized");
    private static final TextNode EXITED = TextNode.valueOf("exited");

    private Destination destination = destination(OnUnmap.KEEP, Map.of("a", 12, "b", 13));
    private SegmentFields fields = SegmentFields.NONE.with(destination);
    private ProspectState state = new ProspectState(StatusValues.NONE);

    /** What Outreach holds. */
    private final Map<String, JsonNode> outreach = new TreeMap<>();

    private static Destination destination(OnUnmap onUnmap, Map<String, Integer> mappingIds) {
        return destination(onUnmap, mappingIds, Map.of());
    }

    private static Destination destination(
            OnUnmap onUnmap, Map<String, Integer> mappingIds, Map<String, AttributeMapping> attributes) {
        Map<String, Segment> segments = new HashMap<>();
        mappingIds.forEach((id, mappingId) -> segments.put(id, new Segment(id, id, mappingId)));
        return of(onUnmap, segments, attributes);
    }

    private static Destination of(
            OnUnmap onUnmap, Map<String, Segment> segments, Map<String, AttributeMapping> attributes) {
        return new Destination(
                "d",
                "",
                new Account("a", Quota.DOCUMENTED, 1),
                "oid",
                attributes,
                segments,
                NullValues.IGNORE,
                Governance.NONE,
                Mode.LIVE,
                ResyncEvery.OFF,
                Bulk.AUTO,
                onUnmap,
                AlertLimits.NONE);
    }

    private void become(OnUnmap onUnmap, Map<String, Integer> mappingIds) {
        become(destination(onUnmap, mappingIds));
    }

    private void become(Destination next) {
        int seen = fields.version();
        fields = fields.with(next);
        destination = next;
        state = ProspectStateTest.kept(state, Configured.of(next, fields, Set.of()), fields.since(seen));
    }

    private void says(String segment, String status, long clock) {
        Configured configured = Configured.of(destination, fields, Set.of());
        configured
                .translated(change(destination.segmentsByField(), segment, status, clock))
                .ifPresent(state::fold);
    }

    private static ProspectChange change(Map<String, String> segments, String segment, String status, long clock) {
        String field = segments.entrySet().stream()
                .filter(each -> each.getValue().equals(segment))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        Instant time = Instant.ofEpochSecond(clock);
        return new ProspectChange(
                PROSPECT,
                Map.of(field, new DatedValue(TextNode.valueOf(status), time, null, Status.named(status))),
                Map.of(),
                time,
                segments);
    }

    private void deliver() {
        Map<String, JsonNode> sent = state.pending();
        outreach.putAll(sent);
        state.acknowledge(sent, Instant.EPOCH);
    }

    @Test
    void aSegmentThatMovesTakesItsStatusAlongAndLeavesNothing() {
        says("a", "realized", 5);
        deliver();

        become(OnUnmap.KEEP, Map.of("a", 37, "b", 13));

        assertThat(state.isChangedByConfiguration()).isTrue();
        assertThat(state.pending()).isEqualTo(Map.of("custom37", REALIZED, "custom12", NullNode.instance));
        deliver();
        says("a", "exited", 6);
        assertThat(state.pending()).isEqualTo(Map.of("custom37", EXITED));
    }

    @Test
    void theMovedStatusKeepsItsClockSoThatAnOlderEventBringsNothing() {
        says("a", "realized", 5);
        become(OnUnmap.KEEP, Map.of("a", 37));

        says("a", "exited", 4);

        assertThat(state.pending()).isEqualTo(Map.of("custom37", REALIZED));
    }

    @Test
    void segmentsMayExchangeTheirFields() {
        says("a", "realized", 5);
        says("b", "exited", 4);
        deliver();

        become(OnUnmap.KEEP, Map.of("a", 13, "b", 12));

        assertThat(state.pending()).isEqualTo(Map.of("custom13", REALIZED, "custom12", EXITED));
    }

    @Test
    void ofSegmentsThatExchangeTheirFieldsOneWithoutAStatusClearsWhatTheOtherLeft() {
        says("a", "realized", 5);
        deliver();

        become(OnUnmap.KEEP, Map.of("a", 13, "b", 12));

        assertThat(state.pending()).isEqualTo(Map.of("custom13", REALIZED, "custom12", NullNode.instance));
    }

    @Test
    void aSegmentThatLeavesIsClearedOrKeptAsItOrItsDestinationSays() {
        says("a", "realized", 5);
        says("b", "realized", 5);
        deliver();
        Segment kept = new Segment(
                "a", "a", 12, StatusValue.REALIZED, StatusValue.EXITED, Mode.LIVE, Priority.NORMAL, OnUnmap.KEEP);
        become(of(OnUnmap.KEEP, Map.of("a", kept, "b", new Segment("b", "b", 13)), Map.of()));

        become(OnUnmap.CLEAR, Map.of());

        assertThat(state.pending()).isEqualTo(Map.of("custom13", NullNode.instance));
    }

    @Test
    void whatWasNeverSentIsNotClearedAndWhatIsInDoubtIs() {
        says("a", "realized", 5);
        says("b", "realized", 5);
        state.markInDoubt(Set.of("custom13"));

        become(OnUnmap.CLEAR, Map.of());

        assertThat(state.pending()).isEqualTo(Map.of("custom13", NullNode.instance));
        assertThat(state.desired()).doesNotContainKey("custom12");
    }

    @Test
    void aRequestThatWasUnderWayIsClearedWhenItsAnswerIsThere() {
        says("a", "realized", 5);
        Map<String, JsonNode> sent = state.pending();
        state.markInDoubt(sent.keySet());
        become(OnUnmap.CLEAR, Map.of());

        state.acknowledge(sent, Instant.EPOCH);

        assertThat(state.pending()).isEqualTo(Map.of("custom12", NullNode.instance));
    }

    @Test
    void whoeverHasAFieldNextWinsWhateverTheClockOfTheOneBefore() {
        for (OnUnmap onUnmap : OnUnmap.values()) {
            become(OnUnmap.KEEP, Map.of("a", 12));
            says("a", "realized", 50);
            deliver();
            become(onUnmap, Map.of());
            become(onUnmap, Map.of("c", 12));

            says("c", "exited", 1);

            assertThat(state.pending()).isEqualTo(Map.of("custom12", EXITED));
            deliver();
            become(OnUnmap.CLEAR, Map.of());
            deliver();
        }
    }

    @Test
    void aSegmentInThePlaceOfAnotherClearsItsStatusesWhenThatIsConfiguredAndElseLeavesThem() {
        says("a", "realized", 5);
        says("b", "realized", 5);
        deliver();
        become(OnUnmap.KEEP, Map.of("c", 12, "b", 13));
        assertThat(state.pending()).isEmpty();

        become(OnUnmap.CLEAR, Map.of("c", 12, "d", 13));

        assertThat(state.pending()).isEqualTo(Map.of("custom13", NullNode.instance));
    }

    @Test
    void whatWasKeptGoesOnWhenTheSegmentComesBackToItsField() {
        says("a", "realized", 5);
        deliver();
        says("a", "exited", 6);
        become(OnUnmap.KEEP, Map.of("b", 13));

        become(OnUnmap.KEEP, Map.of("a", 12, "b", 13));

        assertThat(state.pending()).isEqualTo(Map.of("custom12", EXITED));
        says("a", "realized", 5);
        assertThat(state.pending()).isEqualTo(Map.of("custom12", EXITED));
    }

    @Test
    void aMoveThatIsTakenBackSendsWhatIsLeftOfIt() {
        says("a", "realized", 5);
        deliver();
        become(OnUnmap.KEEP, Map.of("a", 37));
        deliver();

        become(OnUnmap.KEEP, Map.of("a", 12));

        assertThat(state.pending()).isEqualTo(Map.of("custom12", REALIZED, "custom37", NullNode.instance));
        become(OnUnmap.KEEP, Map.of("a", 37));
        assertThat(state.pending()).isEmpty();
    }

    @Test
    void aFieldOfTheProfileIsTakenOverByASegmentAndTheOtherWayRound() {
        Map<String, AttributeMapping> tier = Map.of("custom12", AttributeMapping.of("tier"));
        become(destination(OnUnmap.KEEP, Map.of(), tier));
        state.fold(new ProspectChange(
                PROSPECT, Map.of("custom12", new DatedValue(TextNode.valueOf("gold"), Instant.ofEpochSecond(90)))));
        deliver();
        become(OnUnmap.KEEP, Map.of("a", 12));
        says("a", "realized", 1);
        assertThat(state.pending()).isEqualTo(Map.of("custom12", REALIZED));
        deliver();

        become(destination(OnUnmap.CLEAR, Map.of(), tier));

        assertThat(state.pending()).isEqualTo(Map.of("custom12", NullNode.instance));
    }

    @Test
    void aStatusIsSentAsTheWordsOfItsSegmentWhereverItIs() {
        says("a", "realized", 5);
        Segment moved = new Segment(
                "a",
                "a",
                37,
                new StatusValue.Fixed(TextNode.valueOf("in")),
                new StatusValue.Fixed(TextNode.valueOf("out")));
        Segment other = new Segment(
                "b",
                "b",
                12,
                new StatusValue.Fixed(TextNode.valueOf("x")),
                new StatusValue.Fixed(TextNode.valueOf("y")));

        become(of(OnUnmap.KEEP, Map.of("a", moved, "b", other), Map.of()));

        assertThat(state.pending()).isEqualTo(Map.of("custom37", TextNode.valueOf("in")));
    }

    @Test
    void consentMovesWithTheSegmentThatItIsAbout() {
        says("a", "realized", 5);
        deliver();
        Map<String, String> segments = destination.segmentsByField();
        DatedValue withheld = Consent.withheld(
                Map.of("custom12", EXITED), Instant.ofEpochSecond(6), new Position(0, 6, Instant.ofEpochSecond(6)));
        state.fold(new ProspectChange(
                PROSPECT, Map.of(), Map.of("custom12", withheld), Instant.ofEpochSecond(6), segments));
        deliver();
        assertThat(outreach).isEqualTo(Map.of("custom12", EXITED));

        become(OnUnmap.KEEP, Map.of("a", 37));

        assertThat(state.pending()).isEqualTo(Map.of("custom37", EXITED, "custom12", NullNode.instance));
        state.fold(new ProspectChange(
                PROSPECT,
                Map.of(),
                Map.of(
                        "custom37",
                        Consent.given(Instant.ofEpochSecond(7), new Position(0, 7, Instant.ofEpochSecond(7)))),
                Instant.ofEpochSecond(7)));
        assertThat(state.pending()).isEqualTo(Map.of("custom37", REALIZED, "custom12", NullNode.instance));
    }

    @Test
    void aFieldIsClearedThoughConsentIsWithheldFromEverything() {
        says("a", "realized", 5);
        deliver();
        become(OnUnmap.CLEAR, Map.of("b", 13));

        Position position = new Position(0, 6, Instant.ofEpochSecond(6));
        state.fold(new ProspectChange(
                PROSPECT,
                Map.of(),
                Map.of(
                        Consent.TO_EVERYTHING,
                        Consent.withheld(Map.of("custom13", EXITED), position.written(), position)),
                position.written()));

        assertThat(state.pending()).isEqualTo(Map.of("custom12", NullNode.instance));
    }

    @Test
    void whatAnotherDestinationOfTheAccountHasNowIsLeftToIt() {
        says("a", "realized", 5);
        deliver();
        int seen = fields.version();
        fields = fields.with(destination(OnUnmap.CLEAR, Map.of()));
        Configured configured = Configured.of(destination(OnUnmap.CLEAR, Map.of()), fields, Set.of("custom12"));

        state = ProspectStateTest.kept(state, configured, fields.since(seen));

        assertThat(state.pending()).isEmpty();
    }

    @Test
    void aChangeThatWasMadeByOtherFieldsGoesToWhereItsSegmentIs() {
        Map<String, String> before = destination.segmentsByField();
        become(OnUnmap.KEEP, Map.of("a", 37, "c", 12));
        Configured configured = Configured.of(destination, fields, Set.of());

        assertThat(configured
                        .translated(change(before, "a", "exited", 9))
                        .orElseThrow()
                        .attributes())
                .containsOnlyKeys("custom37");
        assertThat(configured.translated(change(before, "b", "exited", 9))).isEmpty();
        ProspectChange ofProfile = new ProspectChange(
                PROSPECT, Map.of("custom12", new DatedValue(EXITED, Instant.EPOCH)), Map.of(), null, Map.of());
        assertThat(configured.translated(ofProfile)).isEmpty();
    }

    @Test
    void aChangeThatMovesNothingIsNoRule() {
        SegmentFields more = fields.with(destination(OnUnmap.CLEAR, Map.of("a", 12, "b", 13, "c", 14)));

        assertThat(more.version()).isEqualTo(2);
        assertThat(more.rules()).isEmpty();
        assertThat(more.newest()).isEmpty();
        assertThat(more.isOf(destination(OnUnmap.KEEP, Map.of("a", 12, "b", 13, "c", 14))))
                .isTrue();
    }

    @Test
    void aKeptFieldIsAnothersAsSoonAsSomebodyHasIt() {
        SegmentFields without = fields.with(destination(OnUnmap.KEEP, Map.of("b", 13)));
        assertThat(without.rules()).isEmpty();

        SegmentFields taken = without.with(destination(OnUnmap.KEEP, Map.of("b", 12)));

        assertThat(taken.newest().orElseThrow().fates())
                .isEqualTo(Map.of("custom12", Fate.RELEASED, "custom13", Fate.movedTo("custom12")));
    }

    /** Segments move, leave, come and take each other's fields, while events, requests, lost answers and old readers come between. */
    @Property(tries = 2_000)
    void atRestOutreachHoldsWhatTheOracleSaysHoweverOftenSegmentsMove(@ForAll Random random) {
        List<String> segments = List.of("a", "b", "c");
        Map<String, Integer> mapped = new HashMap<>(Map.of("a", 1, "b", 2));
        destination = destination(OnUnmap.KEEP, mapped);
        fields = SegmentFields.NONE.with(destination);
        state = new ProspectState(StatusValues.NONE);
        outreach.clear();
        Oracle oracle = new Oracle(mapped);
        int read = fields.version();
        for (int step = 0; step < 40; step++) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    OnUnmap onUnmap = OnUnmap.values()[random.nextInt(2)];
                    Map<String, Integer> next = new HashMap<>();
                    List<Integer> free = new ArrayList<>(List.of(1, 2, 3, 4));
                    for (String segment : segments) {
                        if (random.nextInt(4) > 0) {
                            next.put(segment, free.remove(random.nextInt(free.size())));
                        }
                    }
                    destination = destination(onUnmap, next);
                    fields = fields.with(destination);
                    oracle.become(onUnmap, next);
                }
                case 1 -> {
                    state = ProspectStateTest.kept(
                            state, Configured.of(destination, fields, Set.of()), fields.since(read));
                    read = fields.version();
                    request(random);
                }
                default -> {
                    state = ProspectStateTest.kept(
                            state, Configured.of(destination, fields, Set.of()), fields.since(read));
                    read = fields.version();
                    String segment = segments.get(random.nextInt(3));
                    if (destination.segments().containsKey(segment)) {
                        String status = random.nextBoolean() ? "realized" : "exited";
                        int clock = 1 + random.nextInt(40);
                        says(segment, status, clock);
                        oracle.says(segment, status, clock);
                    }
                }
            }
        }
        state = ProspectStateTest.kept(state, Configured.of(destination, fields, Set.of()), fields.since(read));
        while (state.isPending()) {
            deliver();
        }
        oracle.check(outreach);
    }

    private void request(Random random) {
        Map<String, JsonNode> sent = state.pending();
        state.markInDoubt(sent.keySet());
        if (random.nextBoolean()) {
            outreach.putAll(sent);
            if (random.nextBoolean()) {
                state.acknowledge(sent, Instant.EPOCH);
            }
        }
    }

    /** What is to be in the fields in the end, by what happened to the segments and without any row. */
    private static final class Oracle {

        private record Told(String segment, String status, int clock) {}

        private Map<String, Integer> mapped;

        /** Mapping ID: the last that was said by the one who has it, or had it and left it as it was. */
        private final Map<Integer, Told> told = new HashMap<>();

        /** Mapping ID: nothing must be there unless something is told. */
        private final Set<Integer> cleared = new java.util.HashSet<>();

        Oracle(Map<String, Integer> mapped) {
            this.mapped = Map.copyOf(mapped);
        }

        void says(String segment, String status, int clock) {
            Told before = told.get(mapped.get(segment));
            if (before == null || !before.segment().equals(segment) || clock >= before.clock()) {
                told.put(mapped.get(segment), new Told(segment, status, clock));
            }
        }

        void become(OnUnmap onUnmap, Map<String, Integer> next) {
            Map<Integer, Told> moved = new HashMap<>();
            mapped.forEach((segment, was) -> {
                Integer now = next.get(segment);
                boolean own = told.containsKey(was) && told.get(was).segment().equals(segment);
                if (!was.equals(now) && own && (now != null || onUnmap == OnUnmap.CLEAR)) {
                    Told told = this.told.remove(was);
                    cleared.add(was);
                    if (now != null) {
                        moved.put(now, told);
                    }
                }
            });
            next.forEach((segment, now) -> {
                // Somebody else's that was kept: what is there stays, and says nothing any more.
                if (told.containsKey(now) && !told.get(now).segment().equals(segment)) {
                    told.remove(now);
                    cleared.remove(now);
                }
            });
            told.putAll(moved);
            mapped = Map.copyOf(next);
        }

        void check(Map<String, JsonNode> outreach) {
            told.forEach((number, told) -> assertThat(outreach.get("custom" + number))
                    .as("custom" + number)
                    .isEqualTo(TextNode.valueOf(told.status())));
            cleared.forEach(number -> {
                if (!told.containsKey(number)) {
                    assertThat(outreach.getOrDefault("custom" + number, NullNode.instance))
                            .as("custom" + number)
                            .isEqualTo(NullNode.instance);
                }
            });
        }
    }
}
