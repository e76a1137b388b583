package dev.outreachroutes.profile;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Consumer;

/**
 * Reads the profile documents that Adobe Experience Platform exports to its streaming profile destinations (<a
 * href="https://experienceleague.adobe.com/en/docs/experience-platform/destinations/catalog/streaming/http-destination">HTTP
 * API</a>, Azure Event Hubs, Amazon Kinesis).
 *
 * <p>Adobe does not document how several profiles share a body, so each of these is read: one object, a list of them,
 * {@code {"profiles": [...]}}, and objects one after another, on lines of their own or not. An object is the envelope
 * {@code profiles} only if it has neither {@code segmentMembership} nor {@code identityMap}.
 *
 * <p>What is tolerated: a UTF-8 byte order mark, a schema registry's frame before the JSON, any letter case of identity namespaces
 * and statuses, blanks around statuses and times, unknown members, absent or null {@code segmentMembership}, {@code identityMap} and
 * namespaces (but not both of the first absent), a single identity where a list is usual, IDs as numbers, identities as plain IDs, and
 * the spellings of {@link Timestamps}. Identity namespaces that differ only in case are one namespace, in document order. Of two
 * members with the same name the later counts, as in most readers of JSON.
 *
 * <p>What is refused: everything but UTF-8, bodies over {@value #LARGEST_BODY} bytes or a million JSON tokens, more
 * than 100 levels, texts over a million characters, names over 1,000 and numbers over 100. A list or an envelope that
 * is not JSON is refused whole, as its documents cannot be told apart. Other envelopes and spellings are told by their names, so that
 * whoever made them can be asked to change that; they are not read, because what else they spell otherwise is not known.
 *
 * <p>Instances have no state; one may be shared by threads.
 */
public final class ProfileReader {

    static final int LARGEST_BODY = 8 * 1024 * 1024;

    private static final String PROFILES = "profiles";

    /**
     * Reads every document of a body and hands each over before it reads the next. What cannot be understood costs no other document
     * its reading.
     *
     * @param body UTF-8; null, a Kafka tombstone, is a fault
     * @param faults takes what cannot be understood of the body and its documents
     * @param events takes the profiles in their order; there are none in an empty list of documents. What cannot be understood of a
     *     single membership or identity stands there
     */
    public void read(byte[] body, Faults faults, Consumer<ProfileEvent> events) {
        if (body == null) {
            faults.add(new Fault(Place.BODY, Fault.Kind.NO_VALUE, "is absent"));
        } else if (body.length > LARGEST_BODY) {
            faults.add(new Fault(Place.BODY, Fault.Kind.NO_JSON, "is larger than " + LARGEST_BODY + " bytes"));
        } else {
            new JsonBody(body, faults, (place, value) -> readDocuments(place, value, faults, events)).read();
        }
    }

    private static void readDocuments(Place place, JsonNode node, Faults faults, Consumer<ProfileEvent> events) {
        if (node.isArray()) {
            readElements(place, node, faults, events);
        } else if (node.path(PROFILES).isArray()
                && !node.has(ProfileDocument.MEMBERSHIPS)
                && !node.has(ProfileDocument.IDENTITIES)) {
            readElements(place.child(PROFILES), node.get(PROFILES), faults, events);
        } else {
            ProfileDocument.read(place, node, faults).ifPresent(events);
        }
    }

    private static void readElements(Place place, JsonNode list, Faults faults, Consumer<ProfileEvent> events) {
        for (int i = 0; i < list.size(); i++) {
            ProfileDocument.read(place.child(i), list.get(i), faults).ifPresent(events);
        }
    }
}
