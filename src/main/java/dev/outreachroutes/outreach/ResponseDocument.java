package dev.outreachroutes.outreach;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * The little that a successful body has to tell. It is read no further than {@code data.id}: an answer is the whole prospect,
 * 8 to 10 KB, and there may be thousands of them in a second.
 *
 * @param json whether it is a JSON object, as far as it was read
 * @param errors whether it is a JSON:API error document after all
 * @param id {@code data.id} as text, be it a number or a string; null when there is none
 */
record ResponseDocument(boolean json, boolean errors, String id) {

    private static final JsonFactory FACTORY = new JsonFactory();

    static ResponseDocument read(String body) {
        try (JsonParser parser = FACTORY.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return new ResponseDocument(false, false, null);
            }
            boolean errors = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("data") && value == JsonToken.START_OBJECT) {
                    String id = idIn(parser);
                    if (id != null) {
                        return new ResponseDocument(true, errors, id);
                    }
                } else {
                    errors |= name.equals("errors");
                    parser.skipChildren();
                }
            }
            return new ResponseDocument(true, errors, null);
        } catch (IOException e) {
            return new ResponseDocument(false, false, null);
        }
    }

    private static String idIn(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("id") && value.isScalarValue()) {
                return parser.getText();
            }
            parser.skipChildren();
        }
        return null;
    }
}
