package dev.outreachroutes.convergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.convergence.Said.Damage;
import dev.outreachroutes.convergence.Said.Joined;
import dev.outreachroutes.convergence.Said.Profile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The oracle on cases whose outcome one can tell by hand. */
class OracleTest {

    private static final String NAME = "firstName";

    @Test
    void theLaterClockWinsWhateverTheOrder() {
        assertThat(sales(record(0, 2_000, named("later", "7")), record(0, 1_000, named("late", "7")))
                        .desired(7))
                .isEqualTo(Map.of(NAME, TextNode.valueOf("later")));
    }

    @Test
    void ofEqualClocksTheLaterRecordWins() {
        assertThat(sales(record(0, 1_000, named("first", "7")), record(0, 1_000, named("second", "7")))
                        .desired(7))
                .isEqualTo(Map.of(NAME, TextNode.valueOf("second")));
    }

    @Test
    void equalClocksInTwoPartitionsAreAMistakeOfTheHistory() {
        assertThatThrownBy(() -> sales(record(0, 1_000, named("one", "7")), record(1, 1_000, named("other", "7"))))
                .hasMessageContaining("two partitions");
    }

    @Test
    void aStatusGoesByItsQualificationAndNotByItsRecord() {
        assertThat(sales(
                                record(0, 9_000, joined("exited", TextNode.valueOf("1970-01-01T00:00:05.000001+0000"))),
                                record(0, 9_999, joined("existing", TextNode.valueOf("1970-01-01T02:00:05+02:00"))))
                        .desired(7))
                .isEqualTo(Map.of("custom4", TextNode.valueOf("exited")));
    }

    @Test
    void everyIdOfAProfileIsAProspectAndWhatIsNoneIsCounted() {
        Oracle oracle = sales(record(0, 1, named("x", "7", " 8 ", "007", "8")));

        assertThat(oracle.prospects()).containsExactly(7L, 8L);
        assertThat(oracle.excluded()).isEqualTo(Map.of("id-not-numeric", 1L));
        assertThat(oracle.changes()).isEqualTo(2);
    }

    @Test
    void aNullIsLeftAloneOrClearsAsTheDestinationHasIt() {
        Profile profile = new Profile(
                Map.of("OID", List.of(TextNode.valueOf("7"))),
                List.of(),
                JsonNodeFactory.instance.objectNode().set("job", object().putNull("title")));

        assertThat(Oracle.of(Landscape.SUPPORT, List.of(record(0, 1, profile))).desired(7))
                .isEqualTo(Map.of("title", NullNode.instance));
        assertThat(sales(record(0, 1, profile)).excluded()).isEqualTo(Map.of("nothing-mapped", 1L));
    }

    @Test
    void aRecordThatIsDamagedIsCountedOnceAndEachPlaceIsKnown() {
        FeedRecord record =
                new FeedRecord(0, 1, null, List.of(new Damage("line 1"), named("x", "7"), new Damage("line 3")));

        assertThat(sales(record).unreadable()).isEqualTo(1);
        assertThat(sales(record).events()).isEqualTo(1);
        assertThat(Oracle.faults(Landscape.SALES, record)).containsExactly("line 1", "line 3");
    }

    @Test
    void aMembershipThatCannotBeUnderstoodIsAFaultForWhoMapsItsSegmentAndHasTheProspect() {
        FeedRecord record = record(0, 1, joined("entered", null).at("/profiles/3"));

        assertThat(Oracle.faults(Landscape.SALES, record))
                .containsExactly("/profiles/3/segmentMembership/ups/" + Landscape.HOT + "/status");
        assertThat(Oracle.faults(Landscape.SUPPORT, record)).hasSize(1);
        assertThat(Oracle.faults(Landscape.ASIA, record)).isEmpty();
        assertThat(sales(record).excluded()).isEmpty();
        assertThat(Oracle.faults(Landscape.SALES, record(0, 1, joined("exited", TextNode.valueOf("2026-03-01")))))
                .containsExactly("/segmentMembership/ups/" + Landscape.HOT + "/lastQualificationTime");
    }

    @Test
    void timesWhoseMeaningIsCertainAreReadAndThoseOfTheFutureAreTheRecords() {
        for (JsonNode time : List.<JsonNode>of(
                LongNode.valueOf(1_795_662_065),
                LongNode.valueOf(1_795_662_065_000L),
                TextNode.valueOf("1795662065000"),
                TextNode.valueOf("2026-11-26 03:01:05.000"),
                TextNode.valueOf("2026-11-26T03:01:05"))) {
            assertThat(Spelling.micros(time, 7)).as("%s", time).isEqualTo(1_795_662_065_000_000L);
        }
        assertThat(Spelling.micros(TextNode.valueOf("2999-01-01T00:00:00Z"), 7)).isEqualTo(7_000);
        assertThat(Spelling.micros(LongNode.valueOf(0), 7)).isNull();
    }

    @Test
    void aTextWithNothingInItIsLikeNull() {
        assertThat(sales(record(0, 1, named(" \u00a0", "7"))).excluded()).isEqualTo(Map.of("nothing-mapped", 1L));
    }

    @Test
    void aValueThatDoesNotFitIsExcludedAndWhatElseTheProfileSaysIsTaken() {
        Profile profile = new Profile(
                Map.of("oid", List.of(TextNode.valueOf("7"))),
                List.of(new Joined(
                        "ups",
                        Landscape.HOT,
                        TextNode.valueOf("realized"),
                        TextNode.valueOf("1970-01-01T00:00:05.000000Z"))),
                person(object().put(NAME, "x".repeat(256)).put("lastName", 1.50)));

        Oracle oracle = sales(record(0, 1, profile));
        assertThat(oracle.desired(7))
                .isEqualTo(Map.of("lastName", TextNode.valueOf("1.5"), "custom4", TextNode.valueOf("realized")));
        assertThat(oracle.excluded()).isEqualTo(Map.of("too-long", 1L));
    }

    private static Oracle sales(FeedRecord... records) {
        return Oracle.of(Landscape.SALES, List.of(records));
    }

    private static FeedRecord record(int partition, long timestamp, Profile profile) {
        return new FeedRecord(partition, timestamp, null, List.of(profile));
    }

    private static Profile named(String name, String... ids) {
        return new Profile(
                Map.of(
                        "oid",
                        java.util.Arrays.stream(ids)
                                .<JsonNode>map(TextNode::valueOf)
                                .toList()),
                List.of(),
                person(object().put(NAME, name)));
    }

    private static Profile joined(String status, JsonNode time) {
        return new Profile(
                Map.of("oid", List.of(TextNode.valueOf("7"))),
                List.of(new Joined("ups", Landscape.HOT, TextNode.valueOf(status), time)),
                object());
    }

    private static ObjectNode person(ObjectNode name) {
        ObjectNode profile = object();
        profile.putObject("person").set("name", name);
        return profile;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
