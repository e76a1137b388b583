package dev.outreachroutes.backlog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.Position;
import dev.outreachroutes.outreach.Narrowing;
import dev.outreachroutes.profile.Membership.Status;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The {@code jsonb} columns of table {@code prospect}, read and written. */
final class ProspectStateJson {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private ProspectStateJson() {}

    static ProspectState read(
            String desired,
            String acknowledged,
            String acknowledgedAt,
            String inDoubt,
            String refused,
            String refusedAlone,
            String withheld,
            String narrowing,
            String consent,
            Configured configured,
            List<FieldRule> rules) {
        return new ProspectState(
                datedValues(tree(desired)),
                values(acknowledged),
                seconds(acknowledgedAt),
                names(inDoubt),
                values(refused),
                names(refusedAlone),
                withheldValues(withheld),
                narrowing == null ? Narrowing.NONE : narrowing(tree(narrowing)),
                consent == null ? new ConsentState() : consent(tree(consent)),
                configured,
                rules);
    }

    static String desired(ProspectState state) {
        return write(JSON.createObjectNode(), state.desired()).toString();
    }

    /** Null when nothing is known of consent. */
    static String consent(ProspectState state) {
        if (state.consent().isEmpty()) {
            return null;
        }
        ObjectNode object = JSON.createObjectNode();
        write(object.putObject("consents"), state.consent().consents());
        write(object.putObject("held"), state.consent().held());
        return object.toString();
    }

    private static ConsentState consent(JsonNode column) {
        return new ConsentState(datedValues(column.get("consents")), datedValues(column.get("held")));
    }

    private static ObjectNode write(ObjectNode object, Map<String, DatedValue> values) {
        values.forEach((attribute, dated) -> {
            ArrayNode entry = object.putArray(attribute).add(dated.value()).add(micros(dated.clock()));
            if (dated.position() != null) {
                entry.add(dated.position().partition())
                        .add(dated.position().offset())
                        .add(dated.position().written().toEpochMilli());
            }
            if (dated.status() != null
                    && !dated.status().text().equals(dated.value().textValue())) {
                entry.add(dated.status().text());
            }
        });
        return object;
    }

    /** Microseconds since 1970. {@code ChronoUnit.MICROS.between} counts in nanoseconds, which overflow outside 1677..2262. */
    private static long micros(Instant time) {
        return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
    }

    static String acknowledged(ProspectState state) {
        return write(state.acknowledged());
    }

    static String acknowledgedAt(ProspectState state) {
        ObjectNode object = JSON.createObjectNode();
        state.acknowledgedAt().forEach(object::put);
        return object.toString();
    }

    /** The values that a bulk request brings. */
    static String change(Map<String, JsonNode> change) {
        return write(change);
    }

    static Map<String, JsonNode> change(String column) {
        return values(column);
    }

    static String refused(ProspectState state) {
        return write(state.refused());
    }

    static String inDoubt(ProspectState state) {
        return write(state.inDoubt());
    }

    /** Null when nothing is. */
    static String blocked(Set<String> attributes) {
        return attributes == null ? null : write(attributes);
    }

    /** Null when nothing is. */
    static Set<String> blocked(String column) {
        return column == null ? null : names(column);
    }

    static String refusedAlone(ProspectState state) {
        return write(state.refusedAlone());
    }

    static String withheld(ProspectState state) {
        ObjectNode object = JSON.createObjectNode();
        state.withheld()
                .forEach((attribute, withheld) ->
                        object.putArray(attribute).add(withheld.value()).add(withheld.routes()));
        return object.toString();
    }

    /** Null when nothing is refused. */
    static String narrowing(ProspectState state) {
        Narrowing narrowing = state.narrowing();
        if (narrowing.equals(Narrowing.NONE)) {
            return null;
        }
        ObjectNode object = JSON.createObjectNode();
        ArrayNode groups = object.putArray("groups");
        narrowing.groups().forEach(group -> group.forEach(groups.addArray()::add));
        narrowing.aside().forEach(object.putArray("aside")::add);
        return object.put("said", narrowing.said()).toString();
    }

    private static String write(Set<String> names) {
        ArrayNode array = JSON.createArrayNode();
        names.forEach(array::add);
        return array.toString();
    }

    private static String write(Map<String, JsonNode> values) {
        if (values.isEmpty()) {
            return "{}";
        }
        ObjectNode object = JSON.createObjectNode();
        values.forEach(object::set);
        return object.toString();
    }

    private static Map<String, DatedValue> datedValues(JsonNode column) {
        Map<String, DatedValue> values = new LinkedHashMap<>();
        column.properties().forEach(field -> values.put(field.getKey(), datedValue(field.getValue())));
        return values;
    }

    /**
     * Value, clock in microseconds and, if known, the position: partition, offset, written in milliseconds. At the end the status that
     * the value stands for, unless it is that word itself, as it always was before another could be configured.
     */
    private static DatedValue datedValue(JsonNode entry) {
        Position position = entry.has(4)
                ? new Position(
                        entry.get(2).intValue(),
                        entry.get(3).longValue(),
                        Instant.ofEpochMilli(entry.get(4).longValue()))
                : null;
        return new DatedValue(
                entry.get(0),
                Instant.EPOCH.plus(entry.get(1).longValue(), ChronoUnit.MICROS),
                position,
                Status.named(entry.get(entry.size() - 1).textValue()));
    }

    private static Map<String, JsonNode> values(String column) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        if (!"{}".equals(column)) {
            tree(column)
                    .properties()
                    .forEach(field -> values.put(field.getKey(), DatedValue.canonical(field.getValue())));
        }
        return values;
    }

    private static Map<String, Long> seconds(String column) {
        Map<String, Long> seconds = new LinkedHashMap<>();
        if (!"{}".equals(column)) {
            tree(column)
                    .properties()
                    .forEach(field ->
                            seconds.put(field.getKey(), field.getValue().longValue()));
        }
        return seconds;
    }

    private static Map<String, ProspectState.Withheld> withheldValues(String column) {
        Map<String, ProspectState.Withheld> values = new LinkedHashMap<>();
        if (!"{}".equals(column)) {
            tree(column)
                    .properties()
                    .forEach(field -> values.put(
                            field.getKey(),
                            new ProspectState.Withheld(
                                    DatedValue.canonical(field.getValue().get(0)),
                                    field.getValue().get(1).textValue())));
        }
        return values;
    }

    private static Narrowing narrowing(JsonNode column) {
        List<Set<String>> groups = new ArrayList<>();
        column.get("groups").forEach(group -> groups.add(names(group)));
        return new Narrowing(
                groups, names(column.get("aside")), column.get("said").textValue());
    }

    private static Set<String> names(String column) {
        return "[]".equals(column) ? new LinkedHashSet<>() : names(tree(column));
    }

    private static Set<String> names(JsonNode array) {
        Set<String> names = new LinkedHashSet<>();
        array.forEach(name -> names.add(name.textValue()));
        return names;
    }

    private static JsonNode tree(String column) {
        try {
            return JSON.readTree(column);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("table prospect holds a value that this version does not understand", e);
        }
    }
}
