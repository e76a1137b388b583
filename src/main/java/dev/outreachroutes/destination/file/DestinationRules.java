package dev.outreachroutes.destination.file;

import static dev.outreachroutes.destination.file.YamlFile.below;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.AttributeMapping.Input;
import dev.outreachroutes.destination.ProspectAttribute;
import dev.outreachroutes.destination.ProspectAttributes;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.destination.SegmentIds;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the schema cannot say of {@code destinations.yaml}: rules between its parts, and names that Outreach and Adobe have given. What is
 * not of the schema's form is passed over here.
 */
final class DestinationRules {

    private static final int SHOWN = 5;
    private static final Pattern CUSTOM_FIELD = Pattern.compile("custom[0-9]+");

    /**
     * Adobe's own namespaces, as listed on <a
     * href="https://experienceleague.adobe.com/en/docs/experience-platform/privacy/api/appendix">Adobe's page</a>. They name people by
     * something else than an OutreachId; the digits of a phone number would even be some other prospect's.
     */
    private static final Map<String, String> ADOBES_NAMESPACES = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static {
        ADOBES_NAMESPACES.putAll(Map.of(
                "AdCloud", "Adobe Advertising's IDs",
                "CORE", "Audience Manager's IDs",
                "ECID", "Experience Cloud IDs",
                "Email", "e-mail addresses",
                "Email_LC_SHA256", "hashes of e-mail addresses",
                "GAID", "Google's advertising IDs",
                "IDFA", "Apple's advertising IDs",
                "Phone", "phone numbers",
                "TNTID", "Adobe Target's IDs",
                "WAID", "Windows' advertising IDs"));
    }

    /** Those that nothing else is likely to resemble. */
    private static final List<String> UNLIKE_OTHERS =
            List.of("AdCloud", "ECID", "Email", "Email_LC_SHA256", "Phone", "TNTID");

    private static final Pattern A_DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private static final Instant A_MONDAY = Instant.parse("2026-01-05T00:00:00Z");

    private final JsonNode content;
    private final YamlFile file;
    private final Findings findings;

    /** Account: prospect attribute: where it is mapped. */
    private final Map<String, Map<String, String>> writers = new HashMap<>();

    private DestinationRules(JsonNode content, YamlFile file, Findings findings) {
        this.content = content;
        this.file = file;
        this.findings = findings;
    }

    static void check(JsonNode content, YamlFile file, Findings findings) {
        DestinationRules rules = new DestinationRules(content, file, findings);
        content.path("accounts").properties().forEach(each -> {
            rules.checkQuietHours(
                    each.getValue().path("quiet-hours"), List.of("accounts", each.getKey(), "quiet-hours"));
            rules.checkBudget(each.getValue().path("budget"), List.of("accounts", each.getKey(), "budget"));
        });
        content.path("destinations")
                .properties()
                .forEach(each -> rules.checkDestination(each.getKey(), each.getValue()));
    }

    private void checkDestination(String name, JsonNode destination) {
        List<String> place = List.of("destinations", name);
        String account = destination.path("account").asText(Account.DEFAULT);
        JsonNode attributes = destination.path("attributes");
        JsonNode segments = destination.path("segments");
        checkAccount(account, below(place, "account"));
        if (destination.isObject() && isNothing(attributes) && isNothing(segments)) {
            findings.error(
                    file,
                    below(place, "segments"),
                    "neither segments nor attributes are mapped, so nothing would ever be sent",
                    "Map a segment or an attribute.");
        }
        checkIdentity(destination.path("identity").asText(), below(place, "identity"));
        attributes.properties().forEach(each -> {
            List<String> at = below(place, "attributes", each.getKey());
            JsonNode mapping = each.getValue();
            checkAttribute(each.getKey(), at);
            if (mapping.isObject()) {
                XdmPaths.check(mapping.path("path").asText(), "", file, below(at, "path"), findings);
                checkFormat(each.getKey(), mapping, at);
            } else {
                XdmPaths.check(mapping.asText(), "", file, at, findings);
            }
            checkWriter(account, each.getKey(), at);
        });
        checkSegmentIds(segments, below(place, "segments"));
        checkZone(destination.path("qualified-at"), below(place, "qualified-at"));
        Map<String, String> names = new HashMap<>();
        segments.properties().forEach(each -> {
            List<String> at = below(place, "segments", each.getKey());
            JsonNode mappingId = each.getValue().path("mapping-id");
            if (mappingId.canConvertToInt()) {
                checkWriter(account, "custom" + mappingId, below(at, "mapping-id"));
            }
            checkZone(each.getValue().path("qualified-at"), below(at, "qualified-at"));
            checkStatuses(each.getValue(), destination, at, place);
            String segment = each.getValue().path("name").asText("").strip().toLowerCase(Locale.ROOT);
            String other = segment.isEmpty() ? null : names.putIfAbsent(segment, each.getKey());
            if (other != null) {
                findings.warning(
                        file,
                        below(at, "name"),
                        "is the name of the segment " + other + " too",
                        "People tell them apart by their names.");
            }
        });
    }

    private static boolean isNothing(JsonNode part) {
        return part.isMissingNode() || part.isNull() || part.isObject() && part.isEmpty();
    }

    private void checkAccount(String account, List<String> place) {
        Set<String> known = new LinkedHashSet<>();
        content.path("accounts").fieldNames().forEachRemaining(known::add);
        known.add(Account.DEFAULT);
        if (!known.contains(account)) {
            findings.error(
                    file,
                    place,
                    "there is no account '" + account + "'",
                    Nearest.question(account, known) + "List it under accounts, or use one of "
                            + String.join(", ", known) + ".");
        }
    }

    private void checkIdentity(String identity, List<String> place) {
        String cure = "Write the identityMap namespace that carries the OutreachId, as in identity: oid.";
        if (ADOBES_NAMESPACES.containsKey(identity)) {
            findings.error(
                    file,
                    place,
                    identity + " is Adobe's namespace of " + ADOBES_NAMESPACES.get(identity) + ", not of OutreachIds",
                    cure);
        } else {
            Nearest.to(identity, UNLIKE_OTHERS, 1)
                    .ifPresent(near -> findings.warning(
                            file,
                            place,
                            "'" + identity + "' is nearly Adobe's namespace of " + ADOBES_NAMESPACES.get(near),
                            "Did you mean " + near + "? It carries no OutreachIds. " + cure));
        }
    }

    private void checkAttribute(String name, List<String> place) {
        Optional<ProspectAttribute> attribute = ProspectAttributes.named(name);
        if (attribute.isEmpty()) {
            List<String> writable = ProspectAttributes.all().stream()
                    .filter(each -> !each.readOnly())
                    .map(ProspectAttribute::name)
                    .toList();
            findings.error(
                    file,
                    place,
                    "prospects have no attribute named '" + name + "'",
                    CUSTOM_FIELD.matcher(name).matches()
                            ? "There are custom1 to custom" + Segment.LARGEST_MAPPING_ID + "."
                            : Nearest.question(name, writable)
                                    + "The key is Outreach's name for the attribute, the value is its XDM path.");
        } else if (attribute.get().readOnly()) {
            findings.error(file, place, "Outreach sets " + name + " by itself and lets nobody else", "Leave it out.");
        }
    }

    private void checkFormat(String name, JsonNode mapping, List<String> place) {
        checkZone(mapping, place);
        String format = mapping.path("format").asText("");
        boolean numbers = format.equals("number");
        boolean dates = format.startsWith("date");
        String input = mapping.path("input").asText("");
        Optional<Input> known = Stream.of(Input.values())
                .filter(each -> !input.isEmpty() && each.written().equals(input))
                .findFirst();
        if (known.isPresent() && (known.get().isOfNumbers() ? !numbers : !dates)) {
            findings.error(
                    file,
                    below(place, "input"),
                    "'" + input + "' is how a " + (known.get().isOfNumbers() ? "number" : "date")
                            + " is written, and the format is " + (format.isEmpty() ? "not given" : format),
                    known.get().isOfNumbers()
                            ? "Write format: number, or leave input out."
                            : "Write format: date or date-time, or leave input out.");
        }
        ProspectAttributes.named(name).map(ProspectAttribute::type).ifPresent(type -> {
            String fits =
                    switch (type) {
                        case DATE -> "date";
                        case DATE_TIME -> "date-time";
                        case INTEGER, NUMBER -> "number";
                        case BOOLEAN -> "text";
                        case TEXT, TEXTS, OBJECTS -> format;
                    };
            if (!format.isEmpty() && !format.equals(fits) && (numbers || dates)) {
                findings.error(
                        file,
                        below(place, "format"),
                        name + " is a " + type.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                                + " in Outreach, and cannot hold a " + format,
                        fits.equals("text") ? "Leave format out." : "Write format: " + fits + ", or leave it out.");
            }
        });
    }

    private void checkZone(JsonNode part, List<String> place) {
        String zone = part.path("zone").asText("UTC");
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            findings.error(
                    file,
                    below(place, "zone"),
                    "there is no time zone '" + zone + "'",
                    Nearest.to(zone, ZoneId.getAvailableZoneIds(), 2)
                            .map(near -> "Did you mean " + near + "?")
                            .orElse("Write one such as Europe/Berlin; letters match exactly."));
        }
    }

    private void checkQuietHours(JsonNode list, List<String> place) {
        for (int i = 0; i < list.size(); i++) {
            JsonNode hours = list.get(i);
            List<String> at = below(place, String.valueOf(i));
            checkZone(hours, at);
            if (hours.path("from").isTextual() && hours.path("from").equals(hours.path("to"))) {
                findings.error(
                        file,
                        below(at, "to"),
                        "is the same as from",
                        "Write when they end. A whole day is from: \"00:00\", to: \"24:00\".");
            }
        }
    }

    private void checkBudget(JsonNode budget, List<String> place) {
        String from = budget.path("from").asText();
        try {
            if (A_DATE.matcher(from).matches()) {
                LocalDate.parse(from);
            }
        } catch (DateTimeException e) {
            findings.error(file, below(place, "from"), "'" + from + "' is no day", "Write one that the month has.");
        }
        if (budget.path("used-elsewhere").asLong() > budget.path("requests").asLong(Long.MAX_VALUE)) {
            findings.error(
                    file,
                    below(place, "used-elsewhere"),
                    "is more than the plan has",
                    "Write how many of its requests others have used.");
        }
    }

    /** An account that may never send anything. */
    static void checkSomeTimeIsLeft(List<Account> accounts, YamlFile file, Findings findings) {
        accounts.stream()
                .filter(account -> account.quietUntil(A_MONDAY)
                        .filter(until -> until.toInstant().isAfter(A_MONDAY.plus(Duration.ofDays(8))))
                        .isPresent())
                .forEach(account -> findings.error(
                        file,
                        List.of("accounts", account.name(), "quiet-hours"),
                        "leave no time of the week in which a request could be sent",
                        "Make them shorter."));
    }

    /** A field that says the same of those who are in a segment and of those who are not says nothing. */
    private void checkStatuses(JsonNode segment, JsonNode destination, List<String> place, List<String> above) {
        boolean here = segment.has("entered") || segment.has("exited");
        JsonNode entered = status("entered", "realized", segment, destination);
        JsonNode exited = status("exited", "exited", segment, destination);
        if (!entered.equals(exited)) {
            return;
        }
        String key = (here ? segment : destination).has("exited") ? "exited" : "entered";
        List<String> at = below(here ? place : above, key);
        if (DestinationsFile.QUALIFIED_AT.matcher(entered.asText()).matches()) {
            findings.warning(
                    file,
                    at,
                    "is the date of the qualification as entered and as exited, so nobody sees who is in the segment",
                    "Leave it if the date of the last change is wanted.");
        } else {
            findings.error(
                    file,
                    at,
                    "is the same as entered and as exited, so nobody would see who is in the segment",
                    "Write two different values; left out, they are realized and exited.");
        }
    }

    private static JsonNode status(String key, String otherwise, JsonNode segment, JsonNode destination) {
        JsonNode value = segment.has(key) ? segment.get(key) : destination.path(key);
        return value.isMissingNode() ? TextNode.valueOf(otherwise) : value;
    }

    /** Two that write one attribute of the same prospects would each undo the other's work. */
    private void checkWriter(String account, String attribute, List<String> place) {
        String here = String.join(".", place);
        String other = writers.computeIfAbsent(account, name -> new HashMap<>()).putIfAbsent(attribute, here);
        if (other != null) {
            findings.error(
                    file,
                    place,
                    "writes " + attribute + ", which " + other + " writes too, for the same account " + account,
                    "Give each a prospect attribute of its own, or map " + attribute + " in one place only.");
        }
    }

    private void checkSegmentIds(JsonNode segments, List<String> place) {
        Map<String, String> bySmallLetters = new HashMap<>();
        List<String> others = new ArrayList<>();
        segments.fieldNames().forEachRemaining(id -> {
            List<String> at = below(place, id);
            Optional<String> meant = SegmentIds.meant(id).filter(uuid -> !uuid.equals(id));
            if (meant.isPresent()) {
                findings.error(file, at, "is not the segment ID alone, in small letters", "Write " + meant.get() + ".");
            } else if (SegmentIds.isNearlyUuid(id)) {
                findings.error(
                        file,
                        at,
                        "is no UUID, and nearly is: that is 8, 4, 4, 4 and 12 characters, each 0 to 9 or a to f",
                        "Copy the ID again that Adobe shows for the audience.");
            } else if (!SegmentIds.isUuid(id)) {
                others.add(id);
            }
            String other = bySmallLetters.putIfAbsent(id.toLowerCase(Locale.ROOT), id);
            if (other != null && meant.isEmpty()) {
                findings.warning(
                        file,
                        at,
                        "differs from " + other + " in the size of letters only",
                        "Compare both with segmentMembership in an event; letters match exactly.");
            }
        });
        if (!others.isEmpty()) {
            findings.warning(
                    file,
                    place,
                    (others.size() == 1 ? "a segment ID is" : others.size() + " segment IDs are") + " no UUID: "
                            + String.join(", ", others.subList(0, Math.min(SHOWN, others.size())))
                            + (others.size() > SHOWN ? ", ..." : "") + "; those of Adobe's Segmentation Service are",
                    "Compare with segmentMembership in an event; letters match exactly.");
        }
    }
}
