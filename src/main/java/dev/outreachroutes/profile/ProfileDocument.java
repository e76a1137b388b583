package dev.outreachroutes.profile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.profile.Membership.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads one JSON document as a profile event. */
final class ProfileDocument {

    private static final String MEMBERSHIPS = "segmentMembership";
    private static final String IDENTITIES = "identityMap";

    private ProfileDocument() {}

    static Reading read(Place place, JsonNode document) {
        if (!document.isObject()) {
            return new Unreadable(place.toString(), "is not a JSON object");
        }
        JsonNode memberships = document.path(MEMBERSHIPS);
        JsonNode identities = document.path(IDENTITIES);
        return fault(place.child(MEMBERSHIPS), memberships, false)
                .or(() -> fault(place.child(IDENTITIES), identities, true))
                .<Reading>map(unreadable -> unreadable)
                .orElseGet(() -> new ProfileEvent(document, memberships(memberships), identities(identities)));
    }

    private static Optional<Unreadable> fault(Place place, JsonNode namespaces, boolean mayBeLists) {
        if (isAbsent(namespaces)) {
            return Optional.empty();
        }
        if (!namespaces.isObject()) {
            return Optional.of(new Unreadable(place.toString(), "is not an object"));
        }
        for (Map.Entry<String, JsonNode> namespace : namespaces.properties()) {
            JsonNode node = namespace.getValue();
            if (!isAbsent(node) && !node.isObject() && !(mayBeLists && node.isArray())) {
                return Optional.of(new Unreadable(
                        place.child(namespace.getKey()).toString(),
                        mayBeLists ? "is neither a list nor an object" : "is not an object"));
            }
        }
        return Optional.empty();
    }

    private static List<Membership> memberships(JsonNode namespaces) {
        Place place = Place.BODY.child(MEMBERSHIPS);
        List<Membership> memberships = new ArrayList<>();
        for (Map.Entry<String, JsonNode> namespace : namespaces.properties()) {
            Place inNamespace = place.child(namespace.getKey());
            for (Map.Entry<String, JsonNode> segment : namespace.getValue().properties()) {
                memberships.add(membership(inNamespace.child(segment.getKey()), segment.getKey(), segment.getValue()));
            }
        }
        return memberships;
    }

    private static Membership membership(Place place, String segmentId, JsonNode node) {
        if (!node.isObject()) {
            return unusable(segmentId, place, "is not an object");
        }
        Status status = status(node.path("status").asText());
        if (status == null) {
            return unusable(segmentId, place.child("status"), "is none of realized, exited and existing");
        }
        JsonNode time = node.path("lastQualificationTime");
        if (isAbsent(time)) {
            return new Membership(segmentId, status, null, null);
        }
        Optional<Instant> instant = instant(time);
        if (instant.isEmpty()) {
            return unusable(
                    segmentId,
                    place.child("lastQualificationTime"),
                    "is no ISO 8601 time and no count of milliseconds");
        }
        return new Membership(segmentId, status, instant.get(), null);
    }

    private static Membership unusable(String segmentId, Place place, String problem) {
        return new Membership(segmentId, null, null, place + " " + problem);
    }

    private static Status status(String text) {
        if (text.equalsIgnoreCase("realized") || text.equalsIgnoreCase("existing")) {
            return Status.REALIZED;
        }
        return text.equalsIgnoreCase("exited") ? Status.EXITED : null;
    }

    private static Optional<Instant> instant(JsonNode time) {
        if (time.isTextual()) {
            return Timestamps.parse(time.textValue());
        }
        return time.isIntegralNumber() && time.canConvertToLong()
                ? Timestamps.ofEpochMillis(time.longValue())
                : Optional.empty();
    }

    private static Map<String, List<String>> identities(JsonNode namespaces) {
        Map<String, List<String>> identities = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> namespace : namespaces.properties()) {
            List<String> ids =
                    identities.computeIfAbsent(namespace.getKey().toLowerCase(Locale.ROOT), key -> new ArrayList<>(1));
            JsonNode node = namespace.getValue();
            if (node.isObject()) {
                ids.add(id(node));
            } else {
                node.forEach(entry -> ids.add(id(entry)));
            }
        }
        return identities;
    }

    /** The ID of an entry. An entry without one keeps its place as an empty ID, so that nobody takes it for absent. */
    private static String id(JsonNode entry) {
        JsonNode id = entry.isObject() ? entry.path("id") : entry;
        return id.isTextual() || id.isNumber() ? id.asText() : "";
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
