package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** {@code /api/v2/prospects/{id}} and {@code POST /api/v2/prospects}. */
final class ProspectEndpoint {

    private static final Set<String> WRITABLE_RELATIONSHIPS = Set.of("account", "owner", "persona", "stage");

    private final SandboxSettings settings;
    private final ProspectStore store;
    private final AttributeRules rules;
    private final ProspectDocument document;

    ProspectEndpoint(SandboxSettings settings, ProspectStore store, AttributeRules rules, ProspectDocument document) {
        this.settings = settings;
        this.store = store;
        this.rules = rules;
        this.document = document;
    }

    Answer get(Call call) {
        return Answer.api(200, document.of(store.find(call.prospectId()), call.parameter("fields[prospect]")));
    }

    Answer create(Call call, long user) {
        JsonNode data = data(call);
        checkType(data);
        Prospect prospect = store.create(rules.accept(data.path("attributes")), relationships(data), user);
        return Answer.api(201, document.of(prospect, fieldsOfWrite(call)));
    }

    Answer patch(Call call, long user) {
        Prospect prospect = store.find(call.prospectId());
        JsonNode data = data(call);
        checkType(data);
        JsonNode id = data.path("id");
        if (!id.isIntegralNumber() && !id.isTextual() || !id.asText().equals(String.valueOf(prospect.id()))) {
            throw mismatch("The id '" + id.asText() + "' is not that of the URL, '" + prospect.id() + "'.");
        }
        store.change(prospect, rules.accept(data.path("attributes")), relationships(data), user);
        return Answer.api(200, document.of(prospect, fieldsOfWrite(call)));
    }

    Answer delete(Call call) {
        store.delete(call.prospectId());
        return Answer.noContent();
    }

    private String fieldsOfWrite(Call call) {
        return settings.get(Knobs.PATCH_FIELDS) ? call.parameter("fields[prospect]") : null;
    }

    private void checkType(JsonNode data) {
        if (!data.path("type").asText().equals("prospect")) {
            throw mismatch("The type '" + data.path("type").asText() + "' is not 'prospect'.");
        }
    }

    private Refusal mismatch(String detail) {
        int status = settings.get(Knobs.MISMATCH);
        return status == 422 ? Refusal.invalid("/data", detail) : Refusal.error(status, "conflict", "Conflict", detail);
    }

    /** What a document writes: its {@code data}, whose attributes are an object or missing. */
    static JsonNode data(Call call) {
        JsonNode document;
        try {
            document = call.json();
        } catch (IOException e) {
            throw Refusal.badRequest("The request body is not JSON.");
        }
        if (!document.path("data").isObject()) {
            throw Refusal.badRequest("The request body has no data.");
        }
        if (document.at("/data/attributes").isValueNode()
                || document.at("/data/attributes").isArray()) {
            throw Refusal.badRequest("The attributes are not an object.");
        }
        return document.get("data");
    }

    private static Map<String, JsonNode> relationships(JsonNode data) {
        JsonNode given = data.path("relationships");
        if (given.isEmpty()) {
            return Map.of();
        }
        Map<String, JsonNode> targets = new HashMap<>();
        given.properties().forEach(entry -> {
            String pointer = "/data/relationships/" + entry.getKey();
            JsonNode target = entry.getValue().path("data");
            if (!WRITABLE_RELATIONSHIPS.contains(entry.getKey()) || target.isMissingNode()) {
                throw Refusal.invalid(pointer, "'" + entry.getKey() + "' cannot be written.");
            }
            if (target.isNull()) {
                targets.put(entry.getKey(), NullNode.instance);
                return;
            }
            targets.put(
                    entry.getKey(),
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("type", target.path("type").asText())
                            .put("id", target.path("id").asLong()));
        });
        return targets;
    }
}
