package dev.outreachroutes.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.mapping.Consent;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.Position;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.mapping.StatusValues;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Consent as the mapper tells it: to everything, and to the segment of custom5 besides. */
class ConsentStateTest {

    private static final JsonNode EXITED = TextNode.valueOf("exited");
    private static final Map<String, JsonNode> EXITS = Map.of("custom4", EXITED, "custom5", EXITED);

    private final ProspectState state = new ProspectState(StatusValues.NONE);

    @Test
    void whatWasSentIsExitedAndNothingElseIsSentWhenConsentIsWithdrawn() {
        state.fold(given(1, Map.of("custom4", "realized", "title", "CEO")));
        state.acknowledge(state.pending(), Instant.EPOCH);
        state.fold(given(2, Map.of("title", "CFO")));

        assertThat(state.fold(withheld(3))).isEqualTo(ProspectState.Folded.CHANGED);

        assertThat(state.pending()).isEqualTo(Map.of("custom4", EXITED));
    }

    @Test
    void whenConsentComesBackTheSameStatusHoldsAgainThoughItIsNoNewer() {
        state.fold(given(1, Map.of("custom4", "realized", "title", "CEO")));
        state.acknowledge(state.pending(), Instant.EPOCH);
        state.fold(withheld(2));
        state.acknowledge(state.pending(), Instant.EPOCH);

        state.fold(new ProspectChange(
                7, Map.of("custom4", value("realized", 1)), Map.of(Consent.TO_EVERYTHING, consent(at(3))), time(3)));

        assertThat(state.pending()).isEqualTo(Map.of("custom4", TextNode.valueOf("realized")));
    }

    @Test
    void anOldEventWithoutConsentTakesNothingBackAndAnOldOneWithConsentBringsNothing() {
        state.fold(given(5, Map.of("custom4", "realized")));
        state.fold(withheld(4));
        assertThat(state.pending()).isEqualTo(Map.of("custom4", TextNode.valueOf("realized")));

        state.fold(withheld(6));
        state.acknowledge(state.pending(), Instant.EPOCH);
        state.fold(given(3, Map.of("custom5", "realized", "title", "CEO")));

        assertThat(state.pending()).isEqualTo(Map.of("custom5", EXITED));
    }

    @Test
    void ofAPersonWhoNeverConsentedNothingIsDesired() {
        state.fold(withheld(1));

        assertThat(state.isPending()).isFalse();
        assertThat(state.desired()).isEmpty();
    }

    @Test
    void consentWithheldFromOneSegmentConcernsThatOneOnly() {
        state.fold(given(1, Map.of("custom4", "realized", "custom5", "realized")));
        state.acknowledge(state.pending(), Instant.EPOCH);

        state.fold(new ProspectChange(
                7,
                Map.of("custom4", value("realized", 2)),
                Map.of(Consent.TO_EVERYTHING, consent(at(2)), "custom5", noConsent(Map.of("custom5", EXITED), at(2))),
                time(2)));

        assertThat(state.pending()).isEqualTo(Map.of("custom5", EXITED));
    }

    @Test
    void whatIsNoLongerAskedForNeedsNoConsent() {
        state.fold(given(1, Map.of("custom4", "realized")));
        state.acknowledge(state.pending(), Instant.EPOCH);
        state.fold(withheld(2));

        state.fold(new ProspectChange(7, Map.of("title", value("CEO", 3))));

        assertThat(state.consent().isEmpty()).isTrue();
        assertThat(state.pending()).isEqualTo(Map.of("title", TextNode.valueOf("CEO")));
    }

    @Test
    void anOldEventThatIsNotAskedForConsentSetsNobodyFree() {
        state.fold(given(1, Map.of("custom4", "realized")));
        state.fold(withheld(3));

        state.fold(new ProspectChange(7, Map.of("title", value("CEO", 2))));

        assertThat(state.pending()).isEqualTo(Map.of("custom4", EXITED));
    }

    @Test
    void anOldEventThatComesLateAndIsNotAskedForConsentSetsNobodyFree() {
        state.fold(given(1, Map.of("custom4", "realized")));
        state.fold(withheld(3));

        state.fold(new ProspectChange(7, Map.of("custom4", value("realized", 2, at(9))), Map.of(), time(2)));

        assertThat(state.pending()).isEqualTo(Map.of("custom4", EXITED));
    }

    @Test
    void aLaterEventThatIsNotAskedForConsentSetsFreeThoughItsRecordWasWrittenBefore() {
        state.fold(given(1, Map.of("custom4", "realized")));
        state.fold(new ProspectChange(
                7, Map.of(), Map.of(Consent.TO_EVERYTHING, Consent.withheld(EXITS, time(3), at(9))), time(3)));

        state.fold(new ProspectChange(7, Map.of("title", value("CEO", 4, at(2))), Map.of(), time(4)));

        assertThat(state.pending())
                .isEqualTo(Map.of("custom4", TextNode.valueOf("realized"), "title", TextNode.valueOf("CEO")));
    }

    @Test
    void theSameEventAgainChangesNothing() {
        state.fold(given(1, Map.of("custom4", "realized")));
        state.fold(withheld(2));

        assertThat(state.fold(withheld(2))).isEqualTo(ProspectState.Folded.UNCHANGED);
        assertThat(state.fold(given(1, Map.of("custom4", "realized")))).isEqualTo(ProspectState.Folded.UNCHANGED);
    }

    @Test
    void aLaterEventThatWithholdsAgainOnlyMovesTheClock() {
        state.fold(given(1, Map.of("custom4", "realized")));
        state.fold(withheld(2));

        assertThat(state.fold(withheld(3))).isEqualTo(ProspectState.Folded.REDATED);
    }

    @Property(tries = 2_000)
    void anyOrderAndDuplicationGivesWhatTheLatestConsentAndTheLatestConsentedValuesSay(@ForAll Random random) {
        List<ProspectChange> changes = changes(random);
        Map<String, JsonNode> expected = expected(changes);
        List<ProspectChange> shuffled = new ArrayList<>(changes);
        changes.stream().filter(change -> random.nextBoolean()).forEach(shuffled::add);
        Collections.shuffle(shuffled, random);

        ProspectState otherwise = new ProspectState(StatusValues.NONE);
        for (ProspectChange change : shuffled) {
            otherwise.fold(change);
            otherwise = ProspectStateTest.kept(otherwise, StatusValues.NONE);
        }

        assertThat(values(otherwise)).isEqualTo(expected);
        assertThat(otherwise.pending()).isEqualTo(expected);
    }

    /** Requests may be answered, lost or refused in between: at rest Outreach holds what is desired then. */
    @Property(tries = 2_000)
    void atRestOutreachHoldsTheExitsOfWhatItHad(@ForAll Random random) {
        List<ProspectChange> changes = changes(random);
        Map<String, JsonNode> outreach = new HashMap<>();
        ProspectState state = new ProspectState(StatusValues.NONE);
        for (ProspectChange change : changes) {
            state.fold(change);
            Map<String, JsonNode> sent = state.pending();
            if (random.nextBoolean()) {
                state.markInDoubt(sent.keySet());
                if (random.nextBoolean()) {
                    outreach.putAll(sent);
                }
            } else if (random.nextBoolean()) {
                outreach.putAll(sent);
                state.acknowledge(sent, Instant.EPOCH);
            }
        }
        outreach.putAll(state.pending());
        state.acknowledge(state.pending(), Instant.EPOCH);

        assertThat(state.isPending()).isFalse();
        expected(changes)
                .forEach((attribute, value) ->
                        assertThat(outreach.get(attribute)).as(attribute).isEqualTo(value));
    }

    /** A random history in the order of its records; the clocks of statuses are behind those of records, and not in order. */
    private static List<ProspectChange> changes(Random random) {
        List<ProspectChange> changes = new ArrayList<>();
        List<Integer> qualified = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            qualified.add(i);
        }
        Collections.shuffle(qualified, random);
        for (int i = 0; i < 12; i++) {
            boolean everything = random.nextInt(3) > 0;
            boolean segment = random.nextInt(3) > 0;
            Map<String, DatedValue> values = new HashMap<>();
            if (everything) {
                values.put("title", value(random.nextBoolean() ? "CEO" : "CFO", i));
                put(values, "custom4", random, qualified.get(2 * i));
                if (segment) {
                    put(values, "custom5", random, qualified.get(2 * i + 1));
                }
            }
            changes.add(new ProspectChange(
                    7,
                    values,
                    Map.of(
                            Consent.TO_EVERYTHING,
                            everything ? consent(at(i)) : noConsent(EXITS, at(i)),
                            "custom5",
                            segment ? consent(at(i)) : noConsent(Map.of("custom5", EXITED), at(i))),
                    time(i)));
        }
        return changes;
    }

    private static void put(Map<String, DatedValue> values, String attribute, Random random, int clock) {
        if (random.nextInt(3) > 0) {
            values.put(attribute, value(random.nextBoolean() ? "realized" : "exited", clock));
        }
    }

    /** What is to be in Outreach, said without the fold. */
    private static Map<String, JsonNode> expected(List<ProspectChange> changes) {
        Map<String, DatedValue> latest = new HashMap<>();
        changes.forEach(change -> change.attributes()
                .forEach((attribute, value) ->
                        latest.merge(attribute, value, (a, b) -> b.clock().isBefore(a.clock()) ? a : b)));
        Map<String, DatedValue> consents = changes.get(changes.size() - 1).consents();
        boolean everything = !Consent.isWithheld(consents.get(Consent.TO_EVERYTHING));
        boolean segment = everything && !Consent.isWithheld(consents.get("custom5"));
        Map<String, JsonNode> expected = new TreeMap<>();
        latest.forEach((attribute, value) -> {
            boolean allowed = attribute.equals("custom5") ? segment : everything;
            if (allowed) {
                expected.put(attribute, value.value());
            } else if (Set.of("custom4", "custom5").contains(attribute)) {
                expected.put(attribute, EXITED);
            }
        });
        return expected;
    }

    private static Map<String, JsonNode> values(ProspectState state) {
        Map<String, JsonNode> values = new TreeMap<>();
        state.desired().forEach((attribute, dated) -> values.put(attribute, dated.value()));
        return values;
    }

    private static ProspectChange given(long clock, Map<String, String> texts) {
        Map<String, DatedValue> values = new HashMap<>();
        texts.forEach((attribute, text) -> values.put(attribute, value(text, clock)));
        return new ProspectChange(7, values, Map.of(Consent.TO_EVERYTHING, consent(at(clock))), time(clock));
    }

    private static ProspectChange withheld(long clock) {
        return new ProspectChange(7, Map.of(), Map.of(Consent.TO_EVERYTHING, noConsent(EXITS, at(clock))), time(clock));
    }

    private static DatedValue value(String text, long clock) {
        return value(text, clock, at(clock));
    }

    private static DatedValue value(String text, long clock, Position position) {
        return new DatedValue(TextNode.valueOf(text), time(clock), position);
    }

    private static Position at(long clock) {
        return new Position(0, clock, time(clock));
    }

    private static Instant time(long clock) {
        return Instant.ofEpochSecond(clock);
    }

    /** Given when its record was written. */
    private static DatedValue consent(Position position) {
        return Consent.given(position.written(), position);
    }

    private static DatedValue noConsent(Map<String, JsonNode> exits, Position position) {
        return Consent.withheld(exits, position.written(), position);
    }
}
