package dev.outreachroutes.profile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.profile.Fault.Kind;
import dev.outreachroutes.profile.Membership.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads one JSON document as a profile event. */
final class ProfileDocument {

    static final String MEMBERSHIPS = "segmentMembership";
    static final String IDENTITIES = "identityMap";

    private static final String STATUS = "status";
    private static final String TIME = "lastQualificationTime";

    /** So many members are named when a document is no profile. */
    private static final int NAMED = 5;

    /** Names that are shown: they look like names and not like values. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_:-]{0,39}");

    private final Place place;
    private final JsonNode document;
    private final Faults faults;

    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private ProfileDocument(Place place, JsonNode document, Faults faults) {
        this.place = place;
        this.document = document;
        this.faults = faults;
    }

    /**
     * Reads a document.
     *
     * @param faults takes what cannot be understood, whoever the profile is for. What matters only to who maps a segment or uses a
     *     namespace stands at the membership or identity instead
     * @return empty when nothing can be made of it
     */
    static Optional<ProfileEvent> read(Place place, JsonNode document, Faults faults) {
        return new ProfileDocument(place, document, faults).read();
    }

    private Optional<ProfileEvent> read() {
        if (!document.isObject()) {
            faults.add(
                    isJsonInAText()
                            ? new Fault(place, Kind.JSON_IN_A_TEXT, "is a text with JSON in it, and not a JSON object")
                            : new Fault(place, Kind.SHAPE, "is not a JSON object"));
            return Optional.empty();
        }
        boolean identitiesInAnotherSpelling = isInAnotherSpelling(IDENTITIES);
        boolean inAnotherSpelling = isInAnotherSpelling(MEMBERSHIPS) | identitiesInAnotherSpelling;
        if (!inAnotherSpelling && !document.has(IDENTITIES) && !document.has(MEMBERSHIPS)) {
            faults.add(place, kindOfStranger(), this::whatItHas);
            return Optional.empty();
        }
        List<Membership> memberships = memberships();
        return identitiesInAnotherSpelling || !isMap(IDENTITIES)
                ? Optional.empty()
                : Optional.of(new ProfileEvent(place, document, memberships, identities()));
    }

    private boolean isJsonInAText() {
        String text = document.isTextual() ? BlankText.strip(document.textValue()) : "";
        return text.startsWith("{") || text.startsWith("[");
    }

    /** Whether a member is there, but under another name than Adobe's exports have for it; then that is a fault. */
    private boolean isInAnotherSpelling(String name) {
        return otherSpelling(document, name)
                .map(found -> {
                    faults.add(spelling(place.child(found), name));
                    return true;
                })
                .orElse(false);
    }

    private static Fault spelling(Place place, String name) {
        return new Fault(place, Kind.SPELLING, "is " + name + " in another spelling, which is not read");
    }

    /** The name of the member that stands for one that is missing, such as {@code xdm:identityMap} or {@code IdentityMap}. */
    private static Optional<String> otherSpelling(JsonNode object, String name) {
        if (object.has(name)) {
            return Optional.empty();
        }
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String found = names.next();
            String plain = found.substring(found.lastIndexOf(':') + 1);
            if (plain.length() >= name.length()
                    && plain.replace("_", "").replace("-", "").equalsIgnoreCase(name)) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private Kind kindOfStranger() {
        if (document.has("schema") && document.has("payload")) {
            return Kind.CONNECT_ENVELOPE;
        }
        if (document.has("AdobeExperiencePlatformSegments")) {
            return Kind.SDK_TEMPLATE;
        }
        return document.has("xdmEntity") || document.path("body").has("xdmEntity")
                ? Kind.PIPELINE_MESSAGE
                : Kind.NO_PROFILE;
    }

    private String whatItHas() {
        return switch (kindOfStranger()) {
            case CONNECT_ENVELOPE -> "is Kafka Connect's envelope of schema and payload";
            case SDK_TEMPLATE -> "is made by the default template of Adobe's Destination SDK";
            case PIPELINE_MESSAGE -> "is a message of Adobe's pipeline, with the profile in its xdmEntity";
            default -> "has neither " + IDENTITIES + " nor " + MEMBERSHIPS + memberNames();
        };
    }

    private String memberNames() {
        List<String> named = new ArrayList<>(NAMED);
        document.fieldNames().forEachRemaining(name -> {
            if (named.size() < NAMED && NAME.matcher(name).matches()) {
                named.add(name);
            }
        });
        int others = document.size() - named.size();
        if (document.isEmpty()) {
            return ": it is empty";
        }
        if (named.isEmpty()) {
            return ", but " + others + " other " + (others == 1 ? "member" : "members");
        }
        return ", but " + String.join(", ", named) + (others == 0 ? "" : " and " + others + " more");
    }

    /** Whether a member, if it is there, is an object; if not, that is a fault. */
    private boolean isMap(String name) {
        JsonNode map = document.path(name);
        if (isAbsent(map) || map.isObject()) {
            return true;
        }
        faults.add(new Fault(place.child(name), Kind.SHAPE, "is not an object"));
        return false;
    }

    private List<Membership> memberships() {
        List<Membership> memberships = new ArrayList<>();
        if (!isMap(MEMBERSHIPS)) {
            return memberships;
        }
        for (Map.Entry<String, JsonNode> namespace : document.path(MEMBERSHIPS).properties()) {
            Place inNamespace = place.child(MEMBERSHIPS).child(namespace.getKey());
            JsonNode segments = namespace.getValue();
            if (!isAbsent(segments) && !segments.isObject()) {
                faults.add(new Fault(inNamespace, Kind.SHAPE, "is not an object"));
                continue;
            }
            if (segments.path(STATUS).isTextual() || segments.path(TIME).isValueNode()) {
                faults.add(new Fault(inNamespace, Kind.SHAPE, "is a membership, and not the segments of a namespace"));
                continue;
            }
            for (Map.Entry<String, JsonNode> segment : segments.properties()) {
                memberships.add(
                        membership(inNamespace.child(segment.getKey()), id(segment.getKey()), segment.getValue()));
            }
        }
        return memberships;
    }

    /** The ID of a segment; a UUID is the same in capital letters, and is written in small ones here. */
    private static String id(String name) {
        return UUID.matcher(name).matches() ? name.toLowerCase(Locale.ROOT) : name;
    }

    private static Membership membership(Place place, String segmentId, JsonNode node) {
        if (!node.isObject()) {
            return faulty(place, segmentId, new Fault(place, Kind.SHAPE, "is not an object"));
        }
        Status status = status(node.path(STATUS));
        if (status == null) {
            return faulty(
                    place,
                    segmentId,
                    new Fault(place.child(STATUS), Kind.STATUS, "is none of realized, exited and existing"));
        }
        JsonNode time = node.path(TIME);
        if (isAbsent(time)) {
            return otherSpelling(node, TIME)
                    .map(name -> faulty(place, segmentId, spelling(place.child(name), TIME)))
                    .orElse(new Membership(place, segmentId, status, null, null));
        }
        return instant(time)
                .map(instant -> new Membership(place, segmentId, status, instant, null))
                .orElseGet(() -> faulty(
                        place,
                        segmentId,
                        new Fault(
                                place.child(TIME),
                                Kind.TIME,
                                "is neither a date and time nor a count of seconds or milliseconds since 1970")));
    }

    private static Membership faulty(Place place, String segmentId, Fault fault) {
        return new Membership(place, segmentId, null, null, fault);
    }

    private static Status status(JsonNode node) {
        String text = node.isTextual() ? BlankText.strip(node.textValue()).toLowerCase(Locale.ROOT) : "";
        return switch (text) {
            case "realized", "existing" -> Status.REALIZED;
            case "exited" -> Status.EXITED;
            default -> null;
        };
    }

    private static Optional<Instant> instant(JsonNode time) {
        if (time.isNumber()) {
            return Timestamps.ofCount(time.decimalValue());
        }
        return time.isTextual() ? Timestamps.parse(BlankText.strip(time.textValue())) : Optional.empty();
    }

    private Map<String, List<Identity>> identities() {
        Map<String, List<Identity>> identities = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> namespace : document.path(IDENTITIES).properties()) {
            Place inNamespace = place.child(IDENTITIES).child(namespace.getKey());
            List<Identity> entries =
                    identities.computeIfAbsent(namespace.getKey().toLowerCase(Locale.ROOT), key -> new ArrayList<>(1));
            JsonNode node = namespace.getValue();
            if (!node.isArray() && !isAbsent(node)) {
                entries.add(identity(inNamespace, node));
            }
            for (int i = 0; node.isArray() && i < node.size(); i++) {
                entries.add(identity(inNamespace.child(i), node.get(i)));
            }
        }
        return identities;
    }

    private static Identity identity(Place place, JsonNode entry) {
        JsonNode id = entry.isObject() ? entry.path("id") : entry;
        return id.isTextual() || id.isNumber()
                ? new Identity(id.asText(), null)
                : new Identity(null, new Fault(place, Kind.IDENTITY, "has no ID that is a text or a number"));
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
