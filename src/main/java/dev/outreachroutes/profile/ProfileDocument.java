package dev.outreachroutes.profile;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.outreachroutes.profile.Fault.Kind;
import dev.outreachroutes.profile.Membership.Status;
import java.time.Instant;
import java.util.ArrayList;
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
    private static final String ID = "id";

    /** Those of the default template of Adobe's Destination SDK. */
    private static final String SDK_IDENTITIES = "identities";

    private static final String SDK_SEGMENTS = "AdobeExperiencePlatformSegments";

    /** So many members are named when a document is no profile. */
    private static final int NAMED = 5;

    /** Names that are shown: they look like names and not like values. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_:-]{0,39}");

    private static final Pattern UUID = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final Place place;
    private final JsonNode document;
    private final Instant time;
    private final Faults faults;

    /** Whether names are spelt otherwise than in Adobe's exports. */
    private boolean otherSpelling;

    private ProfileDocument(Place place, JsonNode document, Instant time, Faults faults) {
        this.place = place;
        this.document = document;
        this.time = time;
        this.faults = faults;
    }

    /**
     * Reads a document.
     *
     * @param time when it happened, as its envelope says; null when none does
     * @param faults takes what cannot be understood, whoever the profile is for. What matters only to who maps a segment or uses a
     *     namespace stands at the membership or identity instead
     * @return empty when nothing can be made of it
     */
    static Optional<ProfileEvent> read(Place place, JsonNode document, Instant time, Faults faults) {
        return new ProfileDocument(place, document, time, faults).read();
    }

    /** Whether an object says something of a profile itself, and is not around one. */
    static boolean isProfile(JsonNode object) {
        return Spelling.nameOf(object, IDENTITIES) != null
                || Spelling.nameOf(object, MEMBERSHIPS) != null
                || object.path(SDK_SEGMENTS).isObject()
                || object.path(SDK_IDENTITIES).isArray();
    }

    private Optional<ProfileEvent> read() {
        if (!document.isObject()) {
            faults.add(
                    isJsonInAText()
                            ? new Fault(place, Kind.JSON_IN_A_TEXT, "is a text with JSON in it, and not a JSON object")
                            : new Fault(place, Kind.SHAPE, "is not a JSON object"));
            return Optional.empty();
        }
        if (!isProfile(document)) {
            faults.add(
                    place, Kind.NO_PROFILE, () -> "has neither " + IDENTITIES + " nor " + MEMBERSHIPS + memberNames());
            return Optional.empty();
        }
        String identityMap = name(IDENTITIES);
        List<Membership> memberships = new ArrayList<>();
        addMemberships(name(MEMBERSHIPS), memberships);
        addSdkMemberships(memberships);
        if (!isMap(identityMap)) {
            return Optional.empty();
        }
        Map<String, List<Identity>> identities = new LinkedHashMap<>();
        addIdentities(identityMap, identities);
        addSdkIdentities(identities);
        return Optional.of(new ProfileEvent(place, document, memberships, identities, time, otherSpelling));
    }

    private boolean isJsonInAText() {
        String text = document.isTextual() ? BlankText.strip(document.textValue()) : "";
        return text.startsWith("{") || text.startsWith("[");
    }

    /** The name under which a member of the document stands; the plain one when it does not. */
    private String name(String plain) {
        String name = Spelling.nameOf(document, plain);
        if (name == null || name.equals(plain)) {
            return plain;
        }
        otherSpelling = true;
        return name;
    }

    private static JsonNode member(JsonNode object, String plain) {
        String name = Spelling.nameOf(object, plain);
        return name == null ? MissingNode.getInstance() : object.path(name);
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

    private void addMemberships(String name, List<Membership> memberships) {
        if (!isMap(name)) {
            return;
        }
        for (Map.Entry<String, JsonNode> namespace : document.path(name).properties()) {
            Place inNamespace = place.child(name).child(namespace.getKey());
            JsonNode segments = namespace.getValue();
            if (!isAbsent(segments) && !segments.isObject()) {
                faults.add(new Fault(inNamespace, Kind.SHAPE, "is not an object"));
                continue;
            }
            if (member(segments, STATUS).isTextual() || member(segments, TIME).isValueNode()) {
                faults.add(new Fault(inNamespace, Kind.SHAPE, "is a membership, and not the segments of a namespace"));
                continue;
            }
            for (Map.Entry<String, JsonNode> segment : segments.properties()) {
                memberships.add(
                        membership(inNamespace.child(segment.getKey()), id(segment.getKey()), segment.getValue()));
            }
        }
    }

    /** The segments that a profile has entered and left, as lists of their IDs. */
    private void addSdkMemberships(List<Membership> memberships) {
        JsonNode segments = document.path(SDK_SEGMENTS);
        if (isAbsent(segments)) {
            return;
        }
        Place inSegments = place.child(SDK_SEGMENTS);
        if (!segments.isObject()) {
            faults.add(new Fault(inSegments, Kind.SDK_TEMPLATE, "is not an object with add and remove"));
            return;
        }
        addSdkMemberships(inSegments.child("add"), segments.path("add"), Status.REALIZED, memberships);
        addSdkMemberships(inSegments.child("remove"), segments.path("remove"), Status.EXITED, memberships);
    }

    private void addSdkMemberships(Place list, JsonNode ids, Status status, List<Membership> memberships) {
        if (!isAbsent(ids) && !ids.isArray()) {
            faults.add(new Fault(list, Kind.SDK_TEMPLATE, "is not a list of segment IDs"));
        }
        for (int i = 0; ids.isArray() && i < ids.size(); i++) {
            if (ids.get(i).isTextual() || ids.get(i).isIntegralNumber()) {
                memberships.add(new Membership(list.child(i), id(ids.get(i).asText()), status, null, null));
            } else {
                faults.add(new Fault(list.child(i), Kind.SDK_TEMPLATE, "is not a segment ID"));
            }
        }
    }

    /** The ID of a segment; a UUID is the same in capital letters, and is written in small ones here. */
    private static String id(String name) {
        return UUID.matcher(name).matches() ? name.toLowerCase(Locale.ROOT) : name;
    }

    private static Membership membership(Place place, String segmentId, JsonNode node) {
        if (!node.isObject()) {
            return faulty(place, segmentId, new Fault(place, Kind.SHAPE, "is not an object"));
        }
        Status status = status(member(node, STATUS));
        if (status == null) {
            return faulty(
                    place,
                    segmentId,
                    new Fault(place.child(STATUS), Kind.STATUS, "is none of realized, exited and existing"));
        }
        JsonNode time = member(node, TIME);
        if (isAbsent(time)) {
            return new Membership(place, segmentId, status, null, null);
        }
        return Timestamps.read(time)
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

    private void addIdentities(String name, Map<String, List<Identity>> identities) {
        for (Map.Entry<String, JsonNode> namespace : document.path(name).properties()) {
            Place inNamespace = place.child(name).child(namespace.getKey());
            List<Identity> entries = of(namespace.getKey(), identities);
            JsonNode node = namespace.getValue();
            if (!node.isArray() && !isAbsent(node)) {
                entries.add(identity(inNamespace, node));
            }
            for (int i = 0; node.isArray() && i < node.size(); i++) {
                entries.add(identity(inNamespace.child(i), node.get(i)));
            }
        }
    }

    /** Identities as a list, each with its namespace as {@code type}. */
    private void addSdkIdentities(Map<String, List<Identity>> identities) {
        JsonNode list = document.path(SDK_IDENTITIES);
        for (int i = 0; list.isArray() && i < list.size(); i++) {
            Place entry = place.child(SDK_IDENTITIES).child(i);
            JsonNode namespace = list.get(i).path("type");
            if (namespace.isTextual()) {
                of(namespace.textValue(), identities).add(identity(entry, list.get(i)));
            } else {
                faults.add(new Fault(entry, Kind.IDENTITY, "has no type, which would be its namespace"));
            }
        }
    }

    private static List<Identity> of(String namespace, Map<String, List<Identity>> identities) {
        return identities.computeIfAbsent(namespace.toLowerCase(Locale.ROOT), key -> new ArrayList<>(1));
    }

    private static Identity identity(Place place, JsonNode entry) {
        JsonNode id = entry.isObject() ? member(entry, ID) : entry;
        return id.isTextual() || id.isNumber()
                ? new Identity(id.asText(), null)
                : new Identity(null, new Fault(place, Kind.IDENTITY, "has no ID that is a text or a number"));
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
