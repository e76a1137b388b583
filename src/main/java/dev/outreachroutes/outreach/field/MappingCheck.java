package dev.outreachroutes.outreach.field;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.destination.AttributeMapping.Format;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.destination.file.Nearest;
import dev.outreachroutes.outreach.field.FieldCatalogue.Source;
import dev.outreachroutes.outreach.field.MappingRules.Verdict;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Compares the mappings of an account's destinations with what Outreach says of the account: whether the fields exist and can hold what is
 * sent, whether people see there what the segment is called here, and whether the grant is enough.
 *
 * <p>What a typed field holds is as on <a href="https://support.outreach.io/hc/en-us/articles/14525801124763">Outreach's page on custom
 * fields</a>: {@code true} and {@code false}, whole numbers for a currency, {@code YYYY-MM-DD}, {@code YYYY-MM-DDThh:mm:ss}, one of the options.
 */
public final class MappingCheck {

    private static final Pattern CUSTOM_FIELD = Pattern.compile("custom[0-9]+");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int OPTIONS_SHOWN = 8;

    /** Any: dates are of one form. */
    private static final Instant A_QUALIFICATION = Instant.parse("2026-01-05T09:30:00Z");

    /** What a format makes; of a text anything may come. A field that holds one of them may be the right one for the values there are. */
    private static final Map<Format, List<JsonNode>> EXAMPLES = Map.of(
            Format.NUMBER, texts("1000", "1", "12.5"),
            Format.DATE, texts("2026-01-05"),
            Format.DATE_TIME, texts("2026-01-05T09:30:00Z"));

    private final MappingRules rules;
    private final List<MappingFinding> findings = new ArrayList<>();

    private MappingCheck(MappingRules rules) {
        this.rules = rules;
    }

    /**
     * Finds what cannot work and what is doubtful.
     *
     * @param destinations of one account
     * @param fields empty when Outreach has not told: then only the scopes are looked at
     * @param scopes of the account's grant; none when Outreach has not told
     */
    public static List<MappingFinding> of(
            List<Destination> destinations, Optional<FieldCatalogue> fields, Set<String> scopes, MappingRules rules) {
        MappingCheck check = new MappingCheck(rules);
        for (Destination destination : destinations) {
            check.scopes(destination, scopes);
            fields.ifPresent(catalogue -> check.fields(destination, catalogue));
        }
        return List.copyOf(check.findings);
    }

    private void scopes(Destination destination, Set<String> granted) {
        Set<String> missing = new TreeSet<>();
        for (String scope : rules.scopes()) {
            String all = scope.replaceFirst("\\.[a-z]+$", ".all");
            if (!granted.isEmpty() && !granted.contains(scope) && !granted.contains(all)) {
                missing.add(scope);
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        String account = destination.account().name();
        String problem = "the grant of the account " + account + " lacks the scope " + String.join(", ", missing)
                + ", so Outreach refuses every request";
        String cure = "Add it to OUTREACH_SCOPES and to the application in Outreach, then connect the account again.";
        attributes(destination)
                .forEach(attribute -> findings.add(new MappingFinding(
                        true,
                        destination.name(),
                        attribute,
                        "",
                        List.of("destinations", destination.name(), "account"),
                        problem,
                        cure)));
    }

    private static Set<String> attributes(Destination destination) {
        Set<String> attributes = new TreeSet<>(destination.attributes().keySet());
        destination.segments().values().forEach(segment -> attributes.add(segment.attribute()));
        return attributes;
    }

    private void fields(Destination destination, FieldCatalogue catalogue) {
        destination.attributes().entrySet().stream()
                .filter(each -> CUSTOM_FIELD.matcher(each.getKey()).matches())
                .sorted(Map.Entry.comparingByKey())
                .forEach(each ->
                        attribute(destination, each.getKey(), each.getValue().format(), catalogue));
        destination.segments().values().stream()
                .sorted((one, other) -> Integer.compare(one.mappingId(), other.mappingId()))
                .forEach(segment -> segment(destination, segment, catalogue));
    }

    private void attribute(Destination destination, String attribute, Format format, FieldCatalogue catalogue) {
        List<String> place = List.of("attributes", attribute);
        exists(catalogue, new Mapped(destination.name(), attribute, "", place)).ifPresent(field -> {
            if (!holds(field, format)) {
                report(
                        field.type() == FieldType.PHONE_NUMBER || field.type() == FieldType.URL
                                ? rules.formats()
                                : Verdict.BLOCK,
                        new Mapped(destination.name(), attribute, "", List.of("attributes", attribute, "format")),
                        called(field) + " is a field of type " + field.type().word() + " in Outreach, for "
                                + field.type().holds() + ", and gets what format: " + written(format)
                                + " makes, such as "
                                + quoted(EXAMPLES.get(format)),
                        fitting(field.type())
                                        .map(fits -> "Write format: " + written(fits) + ", or map")
                                        .orElse("Leave format out, or map")
                                + " another field.");
            }
        });
    }

    /** Whether a field can hold any of what a format makes. */
    private static boolean holds(ProspectField field, Format format) {
        List<JsonNode> examples = EXAMPLES.getOrDefault(format, List.of());
        if (examples.isEmpty()) {
            return true;
        }
        return switch (field.type()) {
            case INCLUSION, MULTI_INCLUSION ->
                field.options()
                        .map(options -> options.stream().anyMatch(option -> isMadeBy(format, option)))
                        .orElse(true);
            default -> examples.stream().anyMatch(example -> holds(field, example));
        };
    }

    private static boolean isMadeBy(Format format, String option) {
        return switch (format) {
            case NUMBER -> reads(option, BigDecimal::new);
            case DATE -> reads(option, LocalDate::parse);
            case DATE_TIME -> reads(option, Instant::parse);
            case BY_ATTRIBUTE, TEXT -> true;
        };
    }

    private static Optional<Format> fitting(FieldType type) {
        return switch (type) {
            case DATE -> Optional.of(Format.DATE);
            case DATE_TIME -> Optional.of(Format.DATE_TIME);
            case CURRENCY, NUMERICAL, PERCENTAGE -> Optional.of(Format.NUMBER);
            default -> Optional.empty();
        };
    }

    /** As it stands in {@code destinations.yaml}. */
    private static String written(Format format) {
        return format.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void segment(Destination destination, Segment segment, FieldCatalogue catalogue) {
        Mapped mapped = new Mapped(
                destination.name(),
                segment.attribute(),
                segment.name(),
                List.of("segments", segment.id(), "mapping-id"));
        exists(catalogue, mapped).ifPresent(field -> {
            holds(field, values(segment), mapped);
            label(field, segment, mapped);
        });
    }

    /** What a segment may send, as it stands in a request. */
    private static List<JsonNode> values(Segment segment) {
        return segment.canSend().stream()
                .map(value -> value.at(A_QUALIFICATION))
                .toList();
    }

    private Optional<ProspectField> exists(FieldCatalogue catalogue, Mapped mapped) {
        Optional<ProspectField> field = catalogue.named(mapped.attribute());
        if (field.isEmpty()) {
            report(
                    rules.unlisted(),
                    mapped,
                    "Outreach lists no field " + mapped.attribute()
                            + (catalogue.source() == Source.TYPES ? "" : " among the labels")
                            + ": it does not exist, or only has no label",
                    "Give the field a label in Outreach's settings, or map another one.");
        }
        return field;
    }

    private void holds(ProspectField field, List<JsonNode> values, Mapped mapped) {
        List<JsonNode> wrong = values.stream()
                .filter(value -> !value.isNull())
                .filter(value -> !holds(field, value))
                .toList();
        if (wrong.isEmpty()) {
            return;
        }
        String sent = quoted(wrong);
        FieldType type = field.type();
        switch (type) {
            case STRING, UNKNOWN -> {}
            case PHONE_NUMBER, URL ->
                report(
                        rules.formats(),
                        mapped,
                        called(field) + " is a field of type " + type.word() + " in Outreach, for " + type.holds()
                                + ", and gets " + sent,
                        "Map a field of type string. Outreach may take other texts, or may not.");
            case INCLUSION, MULTI_INCLUSION -> {
                if (field.options().isEmpty()) {
                    report(
                            Verdict.WARN,
                            mapped,
                            called(field) + " is a field of type " + type.word()
                                    + " in Outreach, whose options it does not tell, and gets " + sent,
                            "See in Outreach's settings whether that is among them.");
                } else {
                    report(
                            Verdict.BLOCK,
                            mapped,
                            called(field) + " is a field of type " + type.word() + " in Outreach, and " + sent
                                    + (wrong.size() == 1 ? " is not" : " are not") + " among its options",
                            options(field.options().get(), wrong));
                }
            }
            default ->
                report(
                        Verdict.BLOCK,
                        mapped,
                        called(field) + " is a field of type " + type.word() + " in Outreach, which holds "
                                + type.holds() + " and not " + sent,
                        "Map a field of type string, or make it one in Outreach's settings.");
        }
    }

    private static String called(ProspectField field) {
        return field.name() + (field.label().isEmpty() ? "" : " ('" + field.label() + "')");
    }

    private static String options(List<String> options, List<JsonNode> wrong) {
        String near = wrong.stream()
                .map(value -> Nearest.to(value.asText(), options))
                .flatMap(Optional::stream)
                .distinct()
                .map(option -> "'" + option + "'")
                .collect(Collectors.joining(" and "));
        String shown = options.stream()
                .limit(OPTIONS_SHOWN)
                .map(option -> "'" + option + "'")
                .collect(Collectors.joining(", "));
        return "Add " + quoted(wrong)
                + " to its options in Outreach's settings, letter by letter, or map another field. "
                + (near.isEmpty() ? "" : "Nearest is " + near + ". ")
                + (options.isEmpty()
                        ? "It has none."
                        : "Its options: " + shown + (options.size() > OPTIONS_SHOWN ? ", ..." : "") + ".");
    }

    private static List<JsonNode> texts(String... texts) {
        return Arrays.stream(texts).<JsonNode>map(TextNode::valueOf).toList();
    }

    private static String quoted(List<JsonNode> values) {
        return values.stream().map(value -> "'" + value.asText() + "'").collect(Collectors.joining(" and "));
    }

    static boolean holds(ProspectField field, JsonNode value) {
        String text = value.asText();
        return switch (field.type()) {
            case STRING, UNKNOWN -> true;
            case PHONE_NUMBER -> text.matches("[+0-9][0-9 ().x/-]{2,}");
            case URL -> text.matches("(?i)https?://\\S+");
            case BOOLEAN -> Set.of("true", "false", "1", "0").contains(text);
            case CURRENCY -> text.matches("-?[0-9]{1,10}") && Math.abs(Long.parseLong(text)) <= Integer.MAX_VALUE;
            case NUMERICAL, PERCENTAGE -> reads(text, BigDecimal::new);
            case DATE -> reads(text, LocalDate::parse);
            case DATE_TIME -> reads(text, LocalDateTime::parse) || reads(text, OffsetDateTime::parse);
            case INCLUSION, MULTI_INCLUSION ->
                field.options().map(options -> options.contains(text)).orElse(false);
        };
    }

    private static boolean reads(String text, Consumer<String> reader) {
        try {
            reader.accept(text);
            return text.length() <= 100;
        } catch (DateTimeException | NumberFormatException e) {
            return false;
        }
    }

    private void label(ProspectField field, Segment segment, Mapped mapped) {
        boolean named = !segment.name().equals(segment.id());
        if (!named || words(field.label()).equals(words(segment.name()))) {
            return;
        }
        report(
                Verdict.WARN,
                mapped,
                field.label().isEmpty()
                        ? field.name() + " has no label in Outreach, and the segment is named '" + segment.name()
                                + "' here"
                        : field.name() + " is labelled '" + field.label() + "' in Outreach, and the segment is named '"
                                + segment.name() + "' here",
                "See whether it is the right field. If so, give it the segment's name as its label in Outreach's settings, or"
                        + " name the segment as it is labelled.");
    }

    private static String words(String text) {
        return BLANKS.matcher(text.strip()).replaceAll(" ").toLowerCase(Locale.ROOT);
    }

    private void report(Verdict verdict, Mapped mapped, String problem, String cure) {
        if (verdict != Verdict.IGNORE) {
            List<String> place = new ArrayList<>(List.of("destinations", mapped.destination()));
            place.addAll(mapped.place());
            findings.add(new MappingFinding(
                    verdict == Verdict.BLOCK,
                    mapped.destination(),
                    mapped.attribute(),
                    mapped.segment(),
                    place,
                    problem,
                    cure));
        }
    }

    /**
     * A mapping.
     *
     * @param segment the segment's name; empty when it is of none
     * @param place below the destination
     */
    private record Mapped(String destination, String attribute, String segment, List<String> place) {}
}
