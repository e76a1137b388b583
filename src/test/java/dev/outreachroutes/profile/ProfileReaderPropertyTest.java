package dev.outreachroutes.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ProfileReaderPropertyTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Property
    void everyFormOfABodyReadsToTheSameProfiles(@ForAll("documents") List<ObjectNode> documents) {
        List<Profile> expected = new ArrayList<>();
        documents.forEach(document -> expected.addAll(read(document.toString()).profiles));

        assertThat(expected).hasSameSizeAs(documents);
        assertThat(List.of(
                        joined(documents, ",", "[", "]"),
                        joined(documents, ",", "{\"profiles\":[", "]}"),
                        joined(documents, "\n", "", "\n"),
                        joined(documents, "\r\n\r\n", "\uFEFF", ""),
                        joined(documents, "", "", ""),
                        documents.stream().map(ObjectNode::toPrettyString).collect(Collectors.joining("\n"))))
                .allSatisfy(body -> {
                    assertThat(read(body).profiles).isEqualTo(expected);
                    assertThat(read(body).faults.isEmpty()).isTrue();
                });
    }

    @Property
    void aDamagedLineCostsNoOtherLineItsReading(
            @ForAll("documents") List<ObjectNode> before,
            @ForAll("documents") List<ObjectNode> after,
            @ForAll("damage") String damage) {
        List<Profile> expected = new ArrayList<>(read(joined(before, "\n", "", "\n")).profiles);
        expected.addAll(read(joined(after, "\n", "", "\n")).profiles);

        Body body = read(joined(before, "\n", "", "\n") + damage + "\n" + joined(after, "\n", "", ""));

        assertThat(body.profiles).isEqualTo(expected);
        assertThat(body.faults.first())
                .extracting(fault -> fault.place().toString())
                .containsExactly("line " + (before.size() + 1));
    }

    /** What is broken, wherever it stands and however much of it there is, costs the profiles beside it nothing. */
    @Property
    void theProfilesOfABrokenListAreThoseOfTheListWithoutTheBrokenOnes(
            @ForAll("documents") List<ObjectNode> documents,
            @ForAll("strangers") List<String> strangers,
            @ForAll @IntRange(min = 1, max = 40) int times,
            @ForAll Random random) {
        List<String> elements = new ArrayList<>();
        documents.forEach(document -> elements.add(document.toString()));
        for (int i = 0; i < times; i++) {
            strangers.forEach(stranger -> elements.add(random.nextInt(elements.size() + 1), stranger));
        }
        List<String> whole = elements.stream()
                .filter(element -> !strangers.contains(element))
                .toList();

        Body body = read("[" + String.join(",", elements) + "]");

        assertThat(body.profiles).isEqualTo(read("[" + String.join(",", whole) + "]").profiles);
        assertThat(body.faults.first()).hasSizeLessThanOrEqualTo(Faults.KEPT);
        assertThat(body.faults.first().size() + body.faults.more()).isEqualTo((long) strangers.size() * times);
        assertThat(body.faults.first())
                .allSatisfy(fault -> assertThat(fault.place() + fault.reason()).hasSizeLessThan(800));
    }

    @Property
    void noBytesMakeItThrow(@ForAll byte[] bytes) {
        Body body = new Body(bytes);

        assertThat(body.faults.first()).hasSizeLessThanOrEqualTo(Faults.KEPT);
    }

    @Property(tries = 3000)
    void noTextLikeJsonMakesItThrow(@ForAll("almostJson") String text) {
        Body body = read(text);

        assertThat(body.faults.first()).hasSizeLessThanOrEqualTo(Faults.KEPT);
    }

    @Provide
    Arbitrary<List<String>> strangers() {
        return Arbitraries.of(
                        "0",
                        "null",
                        "[]",
                        "{}",
                        "\"{}\"",
                        "{\"identityMap\":[]}",
                        "{\"identityMap\":7,\"n\":1}",
                        "{\"IdentityMap\":[]}",
                        "{\"schema\":{},\"payload\":{}}",
                        "{\"" + "x".repeat(900) + "\":1}")
                .list()
                .uniqueElements()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    @Provide
    Arbitrary<String> damage() {
        return Arbitraries.of("oops", "{\"a\":", "{\"a\":\"", "]", "{,}", "nul", "{\"a\":1,", "[{\"a\":1}", "\"\\q\"");
    }

    @Provide
    Arbitrary<String> almostJson() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ",",
                        ":",
                        "\"",
                        "\n",
                        " ",
                        "\"profiles\"",
                        "\"identityMap\"",
                        "\"oid\"",
                        "\"id\"",
                        "\"segmentMembership\"",
                        "\"ups\"",
                        "\"status\"",
                        "\"exited\"",
                        "null",
                        "true",
                        "7",
                        "1e999",
                        "{\"identityMap\":{\"oid\":[{\"id\":",
                        "}]}}",
                        "{\"segmentMembership\":{\"ups\":{\"s\":",
                        "}}}",
                        "\\ud800")
                .list()
                .ofMaxSize(25)
                .map(tokens -> String.join("", tokens));
    }

    @Provide
    Arbitrary<List<ObjectNode>> documents() {
        Arbitrary<String> name = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(6);
        Arbitrary<String> status = Arbitraries.of("realized", "exited", "existing", "Exited", "unknown");
        Arbitrary<String> time = Arbitraries.of("2026-03-04T09:12:41Z", "2022-05-17T02:41:50.000+0000", "never");
        Arbitrary<ObjectNode> membership = Combinators.combine(status, time)
                .as((s, t) -> object().put("status", s).put("lastQualificationTime", t));
        Arbitrary<ObjectNode> identity = Arbitraries.strings().ofMaxLength(8).map(id -> object().put("id", id));
        return Combinators.combine(
                        Arbitraries.maps(name, Arbitraries.strings().ofMaxLength(12))
                                .ofMaxSize(3),
                        Arbitraries.maps(
                                        name, Arbitraries.maps(name, membership).ofMaxSize(3))
                                .ofMaxSize(3),
                        Arbitraries.maps(name, identity.list().ofMaxSize(3)).ofMaxSize(3))
                .as((attributes, memberships, identities) -> {
                    ObjectNode document = object();
                    document.set("person", JSON.valueToTree(attributes));
                    document.set("segmentMembership", JSON.valueToTree(memberships));
                    document.set("identityMap", JSON.valueToTree(identities));
                    return document;
                })
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String joined(List<ObjectNode> documents, String between, String start, String end) {
        return documents.stream().map(ObjectNode::toString).collect(Collectors.joining(between, start, end));
    }

    /** What a profile says, wherever in a body it stands. */
    private record Profile(JsonNode document, List<List<Object>> memberships, String identities) {

        static Profile of(ProfileEvent event) {
            return new Profile(
                    event.document(),
                    event.memberships().stream()
                            .map(each -> Arrays.<Object>asList(
                                    each.segmentId(),
                                    each.status(),
                                    each.lastQualificationTime(),
                                    each.fault() == null))
                            .toList(),
                    new TreeMap<>(event.identities()).toString());
        }
    }

    /** A body and what the reader makes of it. */
    private static final class Body {

        private final List<Profile> profiles = new ArrayList<>();
        private final Faults faults = new Faults();

        Body(byte[] body) {
            new ProfileReader().read(body, faults, event -> profiles.add(Profile.of(event)));
        }
    }

    private static Body read(String body) {
        return new Body(body.getBytes(UTF_8));
    }
}
