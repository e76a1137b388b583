package dev.outreachroutes.outreach.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads from the body of a success whose it is and which values it shows, and no further: an answer is the whole prospect, 8 to 10
 * KB, and there may be thousands of them in a second.
 *
 * @param json whether it is a JSON object, as far as it was read
 * @param errors whether it is a JSON:API error document after all
 * @param id {@code data.id} as text, be it a number or a string; null when there is none
 * @param shown attributes that were asked for, as text; those that the body does not show, or not as a text, number, boolean or null,
 *     are left out
 */
record ResponseDocument(boolean json, boolean errors, String id, Map<String, String> shown) {

    private static final JsonFactory FACTORY = new JsonFactory();
    private static final ResponseDocument NO_JSON = new ResponseDocument(false, false, null, Map.of());

    /** @param attributes names of those that are looked for */
    static ResponseDocument read(String body, Set<String> attributes) {
        boolean errors = false;
        Resource resource = new Resource(attributes);
        try (JsonParser parser = FACTORY.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return NO_JSON;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("data") && value == JsonToken.START_OBJECT) {
                    resource.read(parser);
                    if (resource.id != null) {
                        break;
                    }
                } else {
                    errors |= name.equals("errors");
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            // A body that is cut off behind the ID has told what is needed.
            if (resource.id == null) {
                return NO_JSON;
            }
        }
        return new ResponseDocument(true, errors, resource.id, resource.shown);
    }

    private static final class Resource {

        private final Set<String> attributes;
        private final Map<String, String> shown = new HashMap<>();
        private String id;

        Resource(Set<String> attributes) {
            this.attributes = attributes;
        }

        void read(JsonParser parser) throws IOException {
            while (!isRead() && parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("id") && value.isScalarValue()) {
                    id = parser.getText();
                } else if (name.equals("attributes") && value == JsonToken.START_OBJECT) {
                    readAttributes(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }

        private void readAttributes(JsonParser parser) throws IOException {
            while (!isRead() && parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value.isScalarValue() && attributes.contains(name)) {
                    shown.put(name, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        }

        /** The rest of the body has nothing to tell then. */
        private boolean isRead() {
            return id != null && shown.size() == attributes.size();
        }
    }
}
