package dev.outreachroutes.convergence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.convergence.Said.Joined;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes the parts of profiles: the right ones, and now and then one that asks for nothing we may send. */
final class Profiles {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> SEGMENTS = List.of(
            Landscape.HOT, Landscape.TRIAL, Landscape.NEWS, Landscape.TICKETS, Landscape.LOYAL, Landscape.UNMAPPED);
    private static final List<String> NO_IDS = List.of("0123", "abc", "-4", "12.5", "", "+7", "99999999999999999999");

    /** By which log searches would know a value. */
    private static final String MARK = "SECRET";

    private final Random random;

    Profiles(Random random) {
        this.random = random;
    }

    /** One of these numbers, sometimes two, sometimes one that is none, sometimes no identity at all. */
    void identities(
            Map<String, List<JsonNode>> identities, String namespace, long first, int prospect, List<Integer> others) {
        int draw = random.nextInt(50);
        if (draw == 0) {
            return;
        }
        List<JsonNode> ids = new ArrayList<>();
        if (draw != 1) {
            ids.add(id(first + prospect));
        }
        if (draw <= 3) {
            ids.add(TextNode.valueOf(NO_IDS.get(random.nextInt(NO_IDS.size()))));
        } else if (draw <= 6) {
            others.forEach(other -> ids.add(id(first + other)));
        } else if (draw == 7) {
            ids.add(TextNode.valueOf(" " + (first + prospect) + " "));
        }
        identities.put(random.nextInt(5) == 0 ? namespace.toUpperCase(java.util.Locale.ROOT) : namespace, ids);
    }

    private JsonNode id(long number) {
        return random.nextInt(5) == 0 ? LongNode.valueOf(number) : TextNode.valueOf(Long.toString(number));
    }

    /** @param mayRepeatTimes whether two memberships of a segment may have one time: the later in the document counts */
    List<Joined> memberships(int step, boolean mayRepeatTimes) {
        Map<String, Joined> memberships = new LinkedHashMap<>();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            String segment = SEGMENTS.get(random.nextInt(SEGMENTS.size()));
            String namespace = mayRepeatTimes && random.nextInt(8) == 0 ? "CustomerAudienceUpload" : "ups";
            memberships.put(namespace + segment, joined(namespace, segment, step));
        }
        return inDocumentOrder(memberships.values());
    }

    /** Members of one namespace stand together in a document, where the first of them stands. */
    private static List<Joined> inDocumentOrder(java.util.Collection<Joined> memberships) {
        Map<String, List<Joined>> byNamespace = new LinkedHashMap<>();
        memberships.forEach(each -> byNamespace
                .computeIfAbsent(each.namespace(), name -> new ArrayList<>())
                .add(each));
        return byNamespace.values().stream().flatMap(List::stream).toList();
    }

    private Joined joined(String namespace, String segment, int step) {
        int draw = random.nextInt(60);
        JsonNode status =
                switch (draw) {
                    case 0 -> TextNode.valueOf("paused");
                    case 1 -> NullNode.instance;
                    case 2, 3 -> TextNode.valueOf("existing");
                    case 4 -> TextNode.valueOf("EXITED");
                    case 5 -> TextNode.valueOf("Realized ");
                    case 6 -> TextNode.valueOf("entered");
                    default -> TextNode.valueOf(random.nextInt(5) < 3 ? "realized" : "exited");
                };
        return new Joined(namespace, segment, status, time(step));
    }

    /** Mostly the step's own time in one of its spellings; sometimes an earlier one; sometimes none, or none that can be read. */
    private JsonNode time(int step) {
        int draw = random.nextInt(44);
        if (draw == 0) {
            return TextNode.valueOf("yesterday");
        }
        if (draw >= 40) {
            return List.<JsonNode>of(
                            TextNode.valueOf("2999-01-01T00:00:00Z"),
                            TextNode.valueOf("2026-03-01"),
                            LongNode.valueOf(0),
                            TextNode.valueOf(Long.toString(Moments.of(step))))
                    .get(draw - 40);
        }
        if (draw <= 6) {
            return draw == 1 ? NullNode.instance : null;
        }
        long millis = draw <= 11 ? Moments.late(random.nextInt(step + 1), step) : Moments.of(step);
        Instant time = Moments.instant(millis);
        return switch (draw % 6) {
            case 0 -> LongNode.valueOf(millis);
            // A count of seconds says as much of what happened in a second of its own.
            case 4 -> millis % 1_000 == 0 ? LongNode.valueOf(millis / 1_000) : LongNode.valueOf(millis);
            case 5 ->
                TextNode.valueOf(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS")
                        .withZone(ZoneOffset.UTC)
                        .format(time));
            case 1 -> TextNode.valueOf(time.toString());
            case 2 ->
                TextNode.valueOf(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'+0200'")
                        .withZone(ZoneOffset.ofHours(2))
                        .format(time));
            default ->
                TextNode.valueOf(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxxx")
                        .withZone(ZoneOffset.UTC)
                        .format(time));
        };
    }

    /** Nested objects with some of the mapped attributes. Few different values, so that they come back. */
    ObjectNode attributes() {
        ObjectNode attributes = JSON.objectNode();
        put(attributes, "person", "name", "firstName", text(255));
        put(attributes, "person", "name", "lastName", text(255));
        put(attributes, "consents", "email", "out", flag());
        if (random.nextInt(3) == 0) {
            attributes.withObjectProperty("person").set("birthDate", date());
        }
        if (random.nextInt(3) == 0) {
            attributes.withObjectProperty("job").set("title", text(255));
        }
        if (random.nextInt(2) == 0) {
            attributes.withObjectProperty("job").set("company", text(Integer.MAX_VALUE));
        }
        return attributes;
    }

    private void put(ObjectNode attributes, String outer, String inner, String name, JsonNode value) {
        if (random.nextInt(3) == 0) {
            attributes.withObjectProperty(outer).withObjectProperty(inner).set(name, value);
        }
    }

    private JsonNode text(int longest) {
        int draw = random.nextInt(40);
        return switch (draw) {
            case 0 -> NullNode.instance;
            case 1 -> JSON.objectNode().put("full", MARK);
            case 2 -> JSON.arrayNode().add(MARK);
            case 3 -> JSON.numberNode(new java.math.BigDecimal("2.50"));
            case 4 -> LongNode.valueOf(1200);
            case 5 -> BooleanNode.TRUE;
            case 6 ->
                TextNode.valueOf(
                        longest == Integer.MAX_VALUE
                                ? MARK
                                : MARK.toLowerCase(java.util.Locale.ROOT).repeat(43));
            case 7 -> TextNode.valueOf(random.nextBoolean() ? "" : " \u00a0\u200b");
            default -> TextNode.valueOf(MARK + (draw % 4) + " Łukasz 李");
        };
    }

    private JsonNode flag() {
        return switch (random.nextInt(8)) {
            case 0 -> TextNode.valueOf("true");
            case 1 -> TextNode.valueOf("maybe");
            case 2 -> NullNode.instance;
            default -> BooleanNode.valueOf(random.nextBoolean());
        };
    }

    private JsonNode date() {
        return switch (random.nextInt(8)) {
            case 0 -> TextNode.valueOf("1990-02-30");
            case 1 -> NullNode.instance;
            default -> TextNode.valueOf("1990-0" + (1 + random.nextInt(4)) + "-11");
        };
    }
}
