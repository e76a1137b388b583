package dev.outreachroutes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;

/** Checks request bodies against what Outreach's OpenAPI says of {@code PATCH /prospects/{id}}, and nothing more is allowed. */
public final class Bodies {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchema SCHEMA = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
            .getSchema(Bodies.class.getResourceAsStream("/dev/outreachroutes/patch-prospect.schema.json"));

    private Bodies() {}

    /** Fails unless the body is one that Outreach documents; gives it parsed. */
    public static JsonNode assertValid(String body) {
        try {
            JsonNode parsed = JSON.readTree(body);
            assertThat(SCHEMA.validate(parsed))
                    .as("a body as Outreach documents it")
                    .isEmpty();
            return parsed;
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON", e);
        }
    }
}
