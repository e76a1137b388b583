package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.deadletter.DeadLetterDecisions;
import dev.outreachroutes.deadletter.DeadLetterFilter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** A record of any shape costs at most itself: what is readable in it is folded, and what is not is one dead letter. */
class RecordShapesIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final AtomicLong NEXT_PROSPECT = new AtomicLong(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static RuntimeFixture fixture;
    private static ConfigurableApplicationContext replica;

    private final long prospect = NEXT_PROSPECT.getAndAdd(10);

    @BeforeAll
    static void start() throws Exception {
        fixture = RuntimeFixture.create(sandbox -> {});
        replica = fixture.start();
        // What is folded stays pending, and so it can be looked at.
        replica.getBean(CamelContext.class).getRouteController().stopRoute(SALES + ".delivery");
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {2_000, 50_000})
    void aListOfThingsThatAreNoProfileIsOneDeadLetterWithTheFirstPlaces(int count) {
        RecordMetadata record = send("[" + "0,".repeat(count) + Events.joins(prospect) + "]");

        assertThat(letter(record)).containsEntry("reason", "unreadable").containsEntry("more_places", count - 20L);
        assertThat(places(record)).hasSize(20).startsWith("/0: is not a JSON object", "/1: is not a JSON object");
        assertThat((String) letter(record).get("detail"))
                .isEqualTo("/0: is not a JSON object, and %d more places", count - 1);
        assertThat(desired(prospect, "custom4")).as("what is readable in it").isEqualTo("realized");
    }

    @Test
    void manyProfilesOfAWrongShapeAreOneDeadLetterAndTheOthersAreFolded() {
        List<String> profiles = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            profiles.add("{\"identityMap\":[{\"oid\":\"%d\"}],\"segmentMembership\":{}}".formatted(i));
        }
        profiles.add(117, Events.joins(prospect));
        RecordMetadata record = send("{\"profiles\":[" + String.join(",", profiles) + "]}");

        assertThat(letter(record)).containsEntry("more_places", 180L);
        assertThat(places(record)).first().isEqualTo("/profiles/0/identityMap: is not an object");
        assertThat(desired(prospect, "custom4")).isEqualTo("realized");
    }

    @Test
    void thousandsOfBrokenLinesAreOneDeadLetter() {
        RecordMetadata record = send("{\"broken\":\n".repeat(20_000) + Events.joins(prospect));

        assertThat(letter(record)).containsEntry("more_places", 19_980L);
        assertThat(desired(prospect, "custom4")).isEqualTo("realized");
    }

    @Test
    void aReplayReadsTheRecordOnceAndTheLetterHasItsNewPlaces() {
        RecordMetadata record = send("[0,0," + Events.joins(prospect) + "]");
        long id = (long) letter(record).get("id");
        int all = fixture.database().deadLetters();
        fixture.database().jdbc().update("update dead_letter set places = '[]', more_places = 7 where id = ?", id);
        fixture.database().jdbc().update("delete from prospect where prospect_id = ?", prospect);
        replica.getBean(DeadLetterDecisions.class).replay(DeadLetterFilter.open(List.of(id)), "jane");

        await(SOON).until(() -> letter(record).get("outcome") != null);
        assertThat(letter(record)).containsEntry("state", "open").containsEntry("more_places", 0L);
        assertThat(places(record)).containsExactly("/0: is not a JSON object", "/1: is not a JSON object");
        assertThat(desired(prospect, "custom4")).as("is folded again").isEqualTo("realized");
        assertThat(fixture.database().deadLetters()).isEqualTo(all);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"schema\":{\"type\":\"struct\"},\"payload\":null} | /payload: is the payload of Kafka Connect's envelope, and there is no JSON object in it",
                "{\"person\":{\"name\":{\"firstName\":\"Nora\"}},\"e@x.org\":1}"
                        + " | body: has neither identityMap nor segmentMembership, but person and 1 more",
                "{} | body: has neither identityMap nor segmentMembership: it is empty",
            })
    void anEnvelopeOrAnotherShapeIsADeadLetterThatSaysWhatItHasInstead(String body, String place) {
        RecordMetadata record = send(body.replace("%s", Events.joins(prospect))
                .replace("%d", Long.toString(prospect))
                .replace("%h", Events.HOT));

        assertThat(places(record)).first().isEqualTo(place);
        assertThat(folded(prospect)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"schema\":{\"type\":\"struct\"},\"payload\":%s}",
                "{\"profiles\":[{\"identities\":[{\"type\":\"oid\",\"id\":\"%d\"}],\"AdobeExperiencePlatformSegments\":{\"add\":[\"%h\"],\"remove\":[]}}]}",
                "{\"header\":{\"source\":\"x\"},\"body\":{\"xdmEntity\":%s}}",
                "{\"xdm:identityMap\":{\"oid\":[{\"xdm:id\":\"%d\"}]},\"xdm:segmentMembership\":{\"ups\":{\"%h\":{\"xdm:status\":\"realized\"}}}}",
                "{\"IdentityMap\":{\"oid\":[{\"id\":\"%d\"}]},\"SegmentMembership\":{\"ups\":{\"%h\":{\"status\":\"realized\"}}}}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\",\"source\":\"s\",\"data\":%s}",
            })
    void aProfileInAnEnvelopeOrAnotherSpellingIsFolded(String body) {
        RecordMetadata record = send(body.replace("%s", Events.joins(prospect))
                .replace("%d", Long.toString(prospect))
                .replace("%h", Events.HOT));

        assertThat(letters(record)).isEmpty();
        assertThat(desired(prospect, "custom4")).isEqualTo("realized");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"oid\":{\"id\":\"%d\"}}",
                "{\"oid\":[\"%d\"]}",
                "{\"oid\":[{\"id\":%d}]}",
            })
    void anIdentityIsReadAsAnObjectATextAndANumber(String identityMap) {
        RecordMetadata record = send(("{\"identityMap\":" + identityMap + ",\"segmentMembership\":{\"ups\":{\""
                        + Events.HOT + "\":{\"status\":\"realized\"}}}}")
                .replace("%d", Long.toString(prospect)));

        assertThat(letters(record)).isEmpty();
        assertThat(desired(prospect, "custom4")).isEqualTo("realized");
    }

    @Test
    void aTextWithJsonInItIsADeadLetter() throws Exception {
        RecordMetadata record = send(JSON.writeValueAsString(Events.joins(prospect)));

        assertThat(places(record)).containsExactly("body: is a text with JSON in it, and not a JSON object");
    }

    @ParameterizedTest
    @CsvSource({
        "1590441879, 2020-05-25T21:24:39Z",
        "1590441879.5, 2020-05-25T21:24:39.500Z",
        "1590441879000, 2020-05-25T21:24:39Z",
        "\"1590441879000\", 2020-05-25T21:24:39Z",
        "\"1590441879\", 2020-05-25T21:24:39Z",
        "\"2020-05-25 21:24:39.0\", 2020-05-25T21:24:39Z",
        "\"2020-05-25T21:24:39\", 2020-05-25T21:24:39Z",
    })
    void aTimeThatIsCertainIsRead(String time, Instant clock) {
        RecordMetadata record = send(membership("\"exited\"", time));

        assertThat(letters(record)).isEmpty();
        assertThat(clock(prospect, "custom4")).isEqualTo(clock);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2020-05-25\"", "\"yesterday\"", "0", "-5", "\"\"", "true", "{}", "12"})
    void aTimeThatIsNotCertainIsADeadLetterWithItsPlaceAndTheRestIsFolded(String time) {
        RecordMetadata record = send(membership("\"exited\"", time));

        assertThat(places(record))
                .singleElement()
                .asString()
                .startsWith("/segmentMembership/ups/" + Events.HOT + "/lastQualificationTime: ");
        assertThat(desired(prospect, "custom5")).as("the rest of the profile").isEqualTo("realized");
        assertThat(desired(prospect, "custom4")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"entered\"", "\"\"", "null", "7"})
    void aStatusThatIsNoneIsADeadLetterWithItsPlaceAndTheRestIsFolded(String status) {
        RecordMetadata record = send(membership(status, "1590441879000"));

        assertThat(places(record))
                .containsExactly(
                        "/segmentMembership/ups/" + Events.HOT + "/status: is none of realized, exited and existing");
        assertThat(desired(prospect, "custom5")).isEqualTo("realized");
    }

    @Test
    void aStatusIsReadWithBlanksAroundItAndInAnyCase() {
        RecordMetadata record = send(membership("\"REALIZED \"", "1590441879000"));

        assertThat(letters(record)).isEmpty();
        assertThat(desired(prospect, "custom4")).isEqualTo("realized");
    }

    @Test
    void aSegmentThatIsNotMappedMayHaveAnyStatus() {
        RecordMetadata record =
                send(membership("\"exited\"", "1590441879000").replace(Events.TRIAL, "unmapped\":5,\"other"));

        assertThat(letters(record)).isEmpty();
        assertThat(desired(prospect, "custom4")).isEqualTo("exited");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2999-01-01T00:00:00Z\"", "32472144000000", "32472144000"})
    void aQualificationInTheFutureCountsAsTheRecordsTimeAndIsTold(String time) {
        double before = RuntimeFixture.count(replica, "outreach.future.times", "of", "qualification");
        RecordMetadata record = send(membership("\"exited\"", time));

        assertThat(letters(record)).isEmpty();
        assertThat(clock(prospect, "custom4")).isEqualTo(Instant.ofEpochMilli(record.timestamp()));
        assertThat(RuntimeFixture.count(replica, "outreach.future.times", "of", "qualification"))
                .isEqualTo(before + 1);
        send(Events.event(prospect, Events.HOT, "realized", 0)
                .replace("2026-03-01T00:00:00Z", Instant.now().toString()));
        assertThat(desired(prospect, "custom4")).isEqualTo("realized");
    }

    @Test
    void aRecordOfTheFutureHoldsNoValueForEver() {
        double before = RuntimeFixture.count(replica, "outreach.future.times", "of", "record");
        ProducerRecord<byte[], byte[]> future = new ProducerRecord<>(
                fixture.topic().name(),
                0,
                Instant.now().plus(400, ChronoUnit.DAYS).toEpochMilli(),
                null,
                bytes(named("Nora")));
        fixture.topic().sendRecords(List.of(future));
        send(named("Ada"));

        assertThat(desired(prospect, "firstName")).isEqualTo("Ada");
        assertThat(RuntimeFixture.count(replica, "outreach.future.times", "of", "record"))
                .isEqualTo(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "\\u00a0", "\\u200b\\ufeff", "\\t\\n"})
    void aTextWithNothingToSeeInItIsIgnoredLikeNull(String nothing) {
        send(named("Nora"));
        RecordMetadata record = send(named(nothing));

        assertThat(desired(prospect, "firstName")).isEqualTo("Nora");
        assertThat(letters(record)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(bytes = {7, 65, -56})
    void jsonBehindASchemaRegistrysFrameIsRead(byte schemaId) {
        byte[] json = bytes(Events.joins(prospect));
        byte[] framed = new byte[json.length + 5];
        framed[4] = schemaId;
        System.arraycopy(json, 0, framed, 5, json.length);
        RecordMetadata record = send(framed);

        assertThat(letters(record)).isEmpty();
        assertThat(desired(prospect, "custom4")).isEqualTo("realized");
    }

    @Test
    void whatElseIsBehindASchemaRegistrysFrameIsADeadLetterThatNamesTheFrame() {
        RecordMetadata record = send(new byte[] {0, 0, 0, 0, 7, 14, 'x', 'y', 2});

        assertThat(places(record))
                .singleElement()
                .asString()
                .startsWith("body: begins with a schema registry's frame, and what follows is not JSON");
    }

    /** As when the topic is deleted and made anew: the same offset, at another time. */
    @Test
    void aRecordOfATopicThatWasMadeAnewHasADeadLetterOfItsOwnAtThePlaceOfAnother() throws Exception {
        RecordMetadata record = send("no JSON");
        fixture.database()
                .jdbc()
                .update(
                        "update dead_letter set record_time = record_time - interval '1 day' where id = ?",
                        letter(record).get("id"));
        readAgain();
        assertThat(letters(record)).as("another record").hasSize(2);

        readAgain();
        assertThat(letters(record)).as("the same record").hasSize(2);
    }

    private static void readAgain() throws Exception {
        CamelContext camel = replica.getBean(CamelContext.class);
        camel.getRouteController().stopRoute(SALES + ".intake");
        fixture.topic().rewind(SALES);
        camel.getRouteController().startRoute(SALES + ".intake");
        fixture.topic().awaitIntake(SALES, SOON);
    }

    /** A profile with the two segments that are mapped: of one it has this to say, the other it joins. */
    private String membership(String status, String time) {
        return ("{\"identityMap\":{\"oid\":[{\"id\":\"%d\"}]},\"segmentMembership\":{\"ups\":{"
                        + "\"%s\":{\"status\":%s,\"lastQualificationTime\":%s},\"%s\":{\"status\":\"realized\"}}}}")
                .formatted(prospect, Events.HOT, status, time, Events.TRIAL);
    }

    private String named(String firstName) {
        return "{\"person\":{\"name\":{\"firstName\":\"%s\"}},\"identityMap\":{\"oid\":[{\"id\":\"%d\"}]}}"
                .formatted(firstName, prospect);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static RecordMetadata send(String body) {
        return send(bytes(body));
    }

    /** Writes a record and waits until it is read. */
    private static RecordMetadata send(byte[] body) {
        RecordMetadata written = fixture.topic()
                .sendRecords(List.of(fixture.topic().record(0, body)))
                .get(0);
        fixture.topic().awaitIntake(SALES, SOON);
        return written;
    }

    private static List<Map<String, Object>> letters(RecordMetadata record) {
        return fixture.database()
                .jdbc()
                .queryForList(
                        "select * from dead_letter where source_partition = ? and source_offset = ?",
                        record.partition(),
                        record.offset());
    }

    private static Map<String, Object> letter(RecordMetadata record) {
        assertThat(letters(record)).hasSize(1);
        return letters(record).get(0);
    }

    private static List<String> places(RecordMetadata record) {
        List<String> places = new ArrayList<>();
        for (JsonNode place : json(letter(record).get("places").toString())) {
            places.add(
                    place.get("place").textValue() + ": " + place.get("reason").textValue());
        }
        return places;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean folded(long prospect) {
        return fixture.database()
                .jdbc()
                .queryForObject("select exists (select from prospect where prospect_id = ?)", Boolean.class, prospect);
    }

    private static JsonNode dated(long prospect, String attribute) {
        return fixture
                .database()
                .jdbc()
                .queryForList(
                        "select (desired -> ?)::text from prospect where prospect_id = ?",
                        String.class,
                        attribute,
                        prospect)
                .stream()
                .filter(Objects::nonNull)
                .map(RecordShapesIT::json)
                .findFirst()
                .orElse(null);
    }

    private static String desired(long prospect, String attribute) {
        JsonNode dated = dated(prospect, attribute);
        return dated == null ? null : dated.get(0).asText();
    }

    private static Instant clock(long prospect, String attribute) {
        return Instant.EPOCH.plus(dated(prospect, attribute).get(1).longValue(), ChronoUnit.MICROS);
    }
}
