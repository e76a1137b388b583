package dev.outreachroutes.profile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ProfileReaderPropertyTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ProfileReader reader = new ProfileReader();

    @Property
    void everyFormOfABodyReadsToTheSameEvents(@ForAll("documents") List<ObjectNode> documents) {
        List<Reading> expected = new ArrayList<>();
        documents.forEach(document -> expected.addAll(read(document.toString())));

        assertThat(expected).hasSameSizeAs(documents).hasOnlyElementsOfType(ProfileEvent.class);
        assertThat(read(joined(documents, ",", "[", "]"))).isEqualTo(expected);
        assertThat(read(joined(documents, ",", "{\"profiles\":[", "]}"))).isEqualTo(expected);
        assertThat(read(joined(documents, "\n", "", "\n"))).isEqualTo(expected);
        assertThat(read(joined(documents, "\r\n\r\n", "\uFEFF", ""))).isEqualTo(expected);
        assertThat(read(joined(documents, "", "", ""))).isEqualTo(expected);
        assertThat(read(documents.stream().map(ObjectNode::toPrettyString).collect(Collectors.joining("\n"))))
                .isEqualTo(expected);
    }

    @Property
    void aDamagedLineCostsNoOtherLineItsReading(
            @ForAll("documents") List<ObjectNode> before,
            @ForAll("documents") List<ObjectNode> after,
            @ForAll("damage") String damage) {
        List<Reading> expected = new ArrayList<>(read(joined(before, "\n", "", "\n")));
        expected.addAll(read(joined(after, "\n", "", "\n")));

        List<Reading> readings = read(joined(before, "\n", "", "\n") + damage + "\n" + joined(after, "\n", "", ""));

        assertThat(readings).hasSize(expected.size() + 1);
        assertThat(readings.get(before.size()))
                .isInstanceOfSatisfying(Unreadable.class, unreadable -> assertThat(unreadable.place())
                        .isEqualTo("line " + (before.size() + 1)));
        readings.remove(before.size());
        assertThat(readings).isEqualTo(expected);
    }

    @Property
    void noBytesMakeItThrow(@ForAll byte[] body) {
        assertThat(reader.read(body)).isNotNull();
    }

    @Property(tries = 3000)
    void noTextLikeJsonMakesItThrow(@ForAll("almostJson") String body) {
        assertThat(read(body)).isNotNull();
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

    private List<Reading> read(String body) {
        return new ArrayList<>(reader.read(body.getBytes(UTF_8)));
    }
}
