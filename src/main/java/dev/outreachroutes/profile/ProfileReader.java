package dev.outreachroutes.profile;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the profile documents that Adobe Experience Platform exports to its streaming profile destinations (<a
 * href="https://experienceleague.adobe.com/en/docs/experience-platform/destinations/catalog/streaming/http-destination">HTTP
 * API</a>, Azure Event Hubs, Amazon Kinesis).
 *
 * <p>Adobe does not document how several profiles share a body, so each of these is read: one object, a list of them,
 * {@code {"profiles": [...]}}, and objects one after another, on lines of their own or not. An object is the envelope
 * {@code profiles} only if it has neither {@code segmentMembership} nor {@code identityMap}.
 *
 * <p>What is tolerated: a UTF-8 byte order mark, any letter case of identity namespaces and statuses, unknown members,
 * absent or null {@code segmentMembership}, {@code identityMap} and namespaces, a single identity where a list is
 * usual, IDs as numbers, and the spellings of {@link Timestamps}. Identity namespaces that differ only in case are one
 * namespace, in document order. Of two members with the same name the later counts, as in most readers of JSON.
 *
 * <p>What is refused: everything but UTF-8, bodies over {@value #LARGEST_BODY} bytes or a million JSON tokens, more
 * than 100 levels, texts over a million characters, names over 1,000 and numbers over 100. A list or an envelope that
 * is not JSON is refused whole, as its documents cannot be told apart.
 *
 * <p>Instances have no state; one may be shared by threads.
 */
public final class ProfileReader {

    static final int LARGEST_BODY = 8 * 1024 * 1024;

    private static final String PROFILES = "profiles";

    /**
     * Reads every document of a body.
     *
     * @param body UTF-8; null, a Kafka tombstone, is unreadable
     * @return a reading for each document in its order; empty for an empty list of documents. What is unreadable costs
     *     no other document its reading
     */
    public List<Reading> read(byte[] body) {
        if (body == null) {
            return List.of(new Unreadable(Place.BODY.toString(), "is absent"));
        }
        if (body.length > LARGEST_BODY) {
            return List.of(new Unreadable(Place.BODY.toString(), "is larger than " + LARGEST_BODY + " bytes"));
        }
        List<JsonValue> values = new JsonBody(body).values();
        if (values.isEmpty()) {
            return List.of(new Unreadable(Place.BODY.toString(), "is empty"));
        }
        List<Reading> readings = new ArrayList<>(values.size());
        for (JsonValue value : values) {
            if (value.fault() == null) {
                readDocuments(value.place(), value.node(), readings);
            } else {
                readings.add(new Unreadable(value.place().toString(), value.fault()));
            }
        }
        return readings;
    }

    private static void readDocuments(Place place, JsonNode node, List<Reading> readings) {
        if (node.isArray()) {
            readElements(place, node, readings);
        } else if (node.path(PROFILES).isArray() && !node.has("segmentMembership") && !node.has("identityMap")) {
            readElements(place.child(PROFILES), node.get(PROFILES), readings);
        } else {
            readings.add(ProfileDocument.read(place, node));
        }
    }

    private static void readElements(Place place, JsonNode list, List<Reading> readings) {
        for (int i = 0; i < list.size(); i++) {
            readings.add(ProfileDocument.read(place.child(i), list.get(i)));
        }
    }
}
