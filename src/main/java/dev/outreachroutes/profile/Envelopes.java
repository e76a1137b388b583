package dev.outreachroutes.profile;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.profile.Fault.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes profile documents out of what others put around them, and around each other, up to {@value #DEEPEST} deep:
 *
 * <ul>
 *   <li>a list, and {@code {"profiles": [...]}};
 *   <li>a CloudEvent in structured form, of <a
 *       href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">its JSON format</a>: the document is
 *       its {@code data} or {@code data_base64}, and its {@code time} dates it; a batch of them is a list;
 *   <li>Kafka Connect's {@code schema} and {@code payload};
 *   <li>a message of Adobe's pipeline, with the document in its {@code xdmEntity}.
 * </ul>
 *
 * What is in an envelope may be a text with JSON in it. An object that says something of a profile itself is a document and never an
 * envelope, whatever else it has.
 */
final class Envelopes {

    private static final int DEEPEST = 5;

    private static final String PROFILES = "profiles";
    private static final String XDM_ENTITY = "xdmEntity";

    private final Faults faults;
    private final Consumer<ProfileEvent> events;

    /**
     * @param faults takes what cannot be understood
     * @param events takes the profiles in their order
     */
    Envelopes(Faults faults, Consumer<ProfileEvent> events) {
        this.faults = faults;
        this.events = events;
    }

    /** Reads what is in a JSON value of a body. */
    void read(Place place, JsonNode value) {
        if (value.isArray()) {
            readList(place, value, null, 0);
        } else {
            read(place, value, null, 0);
        }
    }

    private void readList(Place place, JsonNode list, Instant time, int depth) {
        for (int i = 0; i < list.size(); i++) {
            read(place.child(i), list.get(i), time, depth + 1);
        }
    }

    private void read(Place place, JsonNode value, Instant time, int depth) {
        if (!value.isObject() || ProfileDocument.isProfile(value) || depth > DEEPEST) {
            readDocument(place, value, time);
        } else if (value.path(PROFILES).isArray()) {
            readList(place.child(PROFILES), value.get(PROFILES), time, depth);
        } else if (value.path("specversion").isTextual() && value.has("type") && value.has("source")) {
            readCloudEvent(place, value, time, depth);
        } else if (value.has("schema") && value.has("payload")) {
            readContent(place.child("payload"), value.get("payload"), time, depth, Kind.CONNECT_ENVELOPE);
        } else if (value.has(XDM_ENTITY)) {
            readContent(place.child(XDM_ENTITY), value.get(XDM_ENTITY), time, depth, Kind.PIPELINE_MESSAGE);
        } else if (value.path("body").has(XDM_ENTITY)) {
            readContent(
                    place.child("body").child(XDM_ENTITY),
                    value.path("body").get(XDM_ENTITY),
                    time,
                    depth,
                    Kind.PIPELINE_MESSAGE);
        } else {
            readDocument(place, value, time);
        }
    }

    private void readDocument(Place place, JsonNode document, Instant time) {
        ProfileDocument.read(place, document, time, faults).ifPresent(events);
    }

    private void readCloudEvent(Place place, JsonNode event, Instant time, int depth) {
        Instant happened = time;
        JsonNode own = event.path("time");
        if (!own.isMissingNode() && !own.isNull()) {
            Optional<Instant> read = Timestamps.read(own);
            if (read.isEmpty()) {
                faults.add(new Fault(
                        place.child("time"),
                        Kind.TIME,
                        "is no date and time; the event counts as of its record's time"));
            }
            happened = read.orElse(time);
        }
        if (event.has("data")) {
            readContent(place.child("data"), event.get("data"), happened, depth, Kind.CLOUD_EVENT);
        } else {
            readBase64(place.child("data_base64"), event.path("data_base64"), happened, depth);
        }
    }

    private void readBase64(Place place, JsonNode data, Instant time, int depth) {
        String text = "";
        try {
            text = new String(Base64.getMimeDecoder().decode(data.asText()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Then there is no JSON in it, which is told.
        }
        readText(place, text, time, depth, Kind.CLOUD_EVENT);
    }

    private void readContent(Place place, JsonNode content, Instant time, int depth, Kind kind) {
        if (content.isObject()) {
            read(place, content, time, depth + 1);
        } else if (content.isArray()) {
            readList(place, content, time, depth);
        } else {
            readText(place, content.isTextual() ? content.textValue() : "", time, depth, kind);
        }
    }

    private void readText(Place place, String text, Instant time, int depth, Kind kind) {
        Optional<JsonNode> content = JsonBody.parse(text).filter(JsonNode::isContainerNode);
        if (content.isEmpty()) {
            faults.add(new Fault(place, kind, "is " + nameOf(kind) + ", and there is no JSON object in it"));
        } else {
            readContent(place, content.get(), time, depth, kind);
        }
    }

    private static String nameOf(Kind kind) {
        return switch (kind) {
            case CONNECT_ENVELOPE -> "the payload of Kafka Connect's envelope";
            case PIPELINE_MESSAGE -> "the xdmEntity of a message of Adobe's pipeline";
            default -> "the data of a CloudEvent";
        };
    }
}
