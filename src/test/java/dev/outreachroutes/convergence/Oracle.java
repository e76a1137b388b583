package dev.outreachroutes.convergence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.convergence.Landscape.Use;
import dev.outreachroutes.convergence.Said.Damage;
import dev.outreachroutes.convergence.Said.Joined;
import dev.outreachroutes.convergence.Said.Profile;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What must come of records for one destination, said as plainly as can be: record by record, value by value, in the order of
 * each partition. It knows the documentation and nothing of the product's code.
 */
final class Oracle {

    private static final long LARGEST_TEXT = 255;

    private final Use use;
    private final Map<Long, Map<String, Told>> prospects = new TreeMap<>();
    private final Map<String, Long> excluded = new TreeMap<>();
    private long events;
    private long changes;
    private long unreadable;
    private List<String> faults = List.of();

    /** A value, and when and where it was said. */
    private record Told(JsonNode value, long micros, int partition) {}

    Oracle(Use use) {
        this.use = use;
    }

    /** What all of these records, in this order, come to. */
    static Oracle of(Use use, List<FeedRecord> records) {
        Oracle oracle = new Oracle(use);
        records.forEach(oracle::take);
        return oracle;
    }

    /** Where in a record something stands that the destination has to call faulty, in the order of the record. */
    static List<String> faults(Use use, FeedRecord record) {
        Oracle oracle = new Oracle(use);
        oracle.take(record);
        return oracle.faults;
    }

    void take(FeedRecord record) {
        faults = new ArrayList<>();
        for (Said said : record.said()) {
            if (said instanceof Damage damage) {
                faults.add(damage.place());
            } else if (said instanceof Profile profile) {
                events++;
                take(profile, record);
            }
        }
        unreadable += faults.isEmpty() ? 0 : 1;
    }

    /** What each mapped attribute must be in the end; an attribute that is not named was never desired. */
    Map<String, JsonNode> desired(long prospect) {
        return prospects.getOrDefault(prospect, Map.of()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().value()));
    }

    Set<Long> prospects() {
        return prospects.keySet();
    }

    /** Profiles read. */
    long events() {
        return events;
    }

    /** Changes of a prospect that the profiles ask for, whether or not they change anything. */
    long changes() {
        return changes;
    }

    /** Records that cannot be understood, or not all of them. */
    long unreadable() {
        return unreadable;
    }

    /** What asked for nothing, by reason. */
    Map<String, Long> excluded() {
        return excluded;
    }

    private void take(Profile profile, FeedRecord record) {
        List<String> ids = profile.identities().entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(use.identity()))
                .flatMap(entry -> entry.getValue().stream())
                .map(id -> id.asText().strip())
                .distinct()
                .toList();
        if (ids.isEmpty()) {
            exclude("no-outreach-id");
            return;
        }
        Set<Long> numbers = new LinkedHashSet<>();
        for (String id : ids) {
            if (isNumber(id)) {
                numbers.add(Long.valueOf(id));
            } else {
                exclude("id-not-numeric");
            }
        }
        if (numbers.isEmpty()) {
            return;
        }
        Asked asked = new Asked();
        memberships(profile, record, asked);
        use.attributes().forEach((attribute, path) -> attribute(profile, record, attribute, path, asked));
        if (asked.values.isEmpty() && !asked.explained) {
            exclude("nothing-mapped");
        }
        if (!asked.values.isEmpty()) {
            changes += numbers.size();
            numbers.forEach(number -> asked.values.forEach((attribute, told) -> fold(number, attribute, told)));
        }
    }

    private static final class Asked {
        private final Map<String, Told> values = new TreeMap<>();
        private boolean explained;
    }

    private static boolean isNumber(String id) {
        return id.matches("[1-9][0-9]{0,18}") && new BigInteger(id).compareTo(BigInteger.valueOf(Long.MAX_VALUE)) <= 0;
    }

    private void memberships(Profile profile, FeedRecord record, Asked asked) {
        for (Joined joined : profile.memberships()) {
            String field = use.segments().get(joined.segment());
            if (field == null) {
                continue;
            }
            String status =
                    switch (joined.status().asText().strip().toLowerCase(Locale.ROOT)) {
                        case "realized", "existing" -> "realized";
                        case "exited" -> "exited";
                        default -> null;
                    };
            Long micros = Spelling.micros(joined.time(), record.timestamp());
            if (status == null || micros == null) {
                asked.explained = true;
                faults.add("%s/segmentMembership/%s/%s/%s"
                        .formatted(
                                profile.place(),
                                joined.namespace(),
                                joined.segment(),
                                status == null ? "status" : "lastQualificationTime"));
                continue;
            }
            Told told = new Told(TextNode.valueOf(status), micros, record.partition());
            Told before = asked.values.get(field);
            if (before == null || told.micros() >= before.micros()) {
                asked.values.put(field, told);
            }
        }
    }

    private void attribute(Profile profile, FeedRecord record, String attribute, String path, Asked asked) {
        JsonNode value = profile.attributes().at("/" + path.replace('.', '/'));
        boolean nothing = value.isNull() || value.isTextual() && value.asText().matches("[\\s\u00a0\u200b]*");
        if (value.isMissingNode() || nothing && !use.clearNulls()) {
            return;
        }
        String refused = nothing ? null : refused(attribute, value);
        if (refused != null) {
            asked.explained = true;
            exclude(refused);
            return;
        }
        asked.values.put(
                attribute,
                new Told(
                        nothing ? NullNode.instance : converted(attribute, value),
                        record.timestamp() * 1000,
                        record.partition()));
    }

    private static String refused(String attribute, JsonNode value) {
        if (value.isContainerNode()) {
            return "not-a-scalar";
        }
        return switch (attribute) {
            case "emailOptedOut" -> value.asText().matches("true|false") ? null : "wrong-type";
            case "dateOfBirth" -> value.asText().equals("1990-02-30") ? "wrong-type" : null;
            case "company" -> null;
            default -> value.asText().length() > LARGEST_TEXT ? "too-long" : null;
        };
    }

    private static JsonNode converted(String attribute, JsonNode value) {
        if (attribute.equals("emailOptedOut")) {
            return BooleanNode.valueOf(value.asText().equals("true"));
        }
        return TextNode.valueOf(
                value.isNumber()
                        ? new BigDecimal(value.asText()).stripTrailingZeros().toPlainString()
                        : value.asText());
    }

    private void fold(long prospect, String attribute, Told told) {
        Map<String, Told> values = prospects.computeIfAbsent(prospect, number -> new TreeMap<>());
        Told before = values.get(attribute);
        if (before != null
                && before.micros() == told.micros()
                && before.partition() != told.partition()
                && !before.value().equals(told.value())) {
            throw new IllegalArgumentException("the history does not say which value of " + attribute + " prospect "
                    + prospect + " is to have: two partitions say different ones at the same time");
        }
        if (before == null || told.micros() >= before.micros()) {
            values.put(attribute, told);
        }
    }

    private void exclude(String reason) {
        excluded.merge(reason, 1L, Long::sum);
    }
}
