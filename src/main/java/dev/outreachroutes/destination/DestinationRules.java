package dev.outreachroutes.destination;

import com.fasterxml.jackson.databind.JsonNode;
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
            checkAttribute(each.getKey(), at);
            checkPath(each.getValue().asText(), at);
            checkWriter(account, each.getKey(), at);
        });
        checkSegmentIds(segments, below(place, "segments"));
        Map<String, String> names = new HashMap<>();
        segments.properties().forEach(each -> {
            List<String> at = below(place, "segments", each.getKey());
            JsonNode mappingId = each.getValue().path("mapping-id");
            if (mappingId.canConvertToInt()) {
                checkWriter(account, "custom" + mappingId, below(at, "mapping-id"));
            }
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

    private static List<String> below(List<String> place, String... keys) {
        List<String> below = new ArrayList<>(place);
        below.addAll(List.of(keys));
        return below;
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

    private void checkPath(String path, List<String> place) {
        XdmPaths.meant(path)
                .ifPresent(near -> findings.warning(
                        file,
                        place,
                        "'" + path + "' is not in Adobe's schemas, and nearly is",
                        "Did you mean " + near + "? Letters match exactly. Leave it if the field is your own."));
        XdmPaths.below(path)
                .ifPresent(below -> findings.warning(
                        file,
                        place,
                        "'" + path + "' has no value of its own in Adobe's schemas",
                        "Write the path of the value, such as " + below + "."));
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
