package dev.outreachroutes.profile;

import java.util.function.Consumer;

/**
 * Reads the profile documents that Adobe Experience Platform exports to its streaming profile destinations (<a
 * href="https://experienceleague.adobe.com/en/docs/experience-platform/destinations/catalog/streaming/http-destination">HTTP
 * API</a>, Azure Event Hubs, Amazon Kinesis).
 *
 * <p>Adobe does not document how several profiles share a body, so each of these is read: one object, a list of them,
 * {@code {"profiles": [...]}}, and objects one after another, on lines of their own or not. An object is an envelope, such as that of
 * {@code profiles}, only if it says nothing of a profile itself. Other envelopes are read too: those of {@link Envelopes}.
 *
 * <p>A document is one of Adobe's exports, or what the default template of its <a
 * href="https://experienceleague.adobe.com/en/docs/experience-platform/destinations/destination-sdk/testing-api/streaming-destinations/create-template">Destination
 * SDK</a> makes: {@code identities} with {@code type} and {@code id}, and {@code AdobeExperiencePlatformSegments} with the segments
 * to {@code add}, which are realized, and to {@code remove}, which are exited, both without a time of their own.
 *
 * <p>What is tolerated: a UTF-8 byte order mark, a schema registry's frame before the JSON, any letter case of identity namespaces
 * and statuses, blanks around statuses and times, unknown members, absent or null {@code segmentMembership}, {@code identityMap} and
 * namespaces (but not both of the first absent), a single identity where a list is usual, IDs as numbers, identities as plain IDs,
 * names spelt otherwise (see {@link Spelling}), and the spellings of {@link Timestamps}. Identity namespaces that differ only in case
 * are one namespace, in document order. Of two members with the same name the later counts, as in most readers of JSON; of several
 * spellings of a name Adobe's own counts, or else the first.
 *
 * <p>What is refused: everything but UTF-8, bodies over {@value #LARGEST_BODY} bytes or a million JSON tokens, more
 * than 100 levels, texts over a million characters, names over 1,000 and numbers over 100. A list or an envelope that
 * is not JSON is refused whole, as its documents cannot be told apart.
 *
 * <p>Instances have no state; one may be shared by threads.
 */
public final class ProfileReader {

    /** In bytes; what is larger is a fault. */
    public static final int LARGEST_BODY = 8 * 1024 * 1024;

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
            Envelopes envelopes = new Envelopes(faults, events);
            new JsonBody(body, faults, envelopes::read).read();
        }
    }
}
