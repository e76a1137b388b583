package dev.outreachroutes.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code GET /api/v2} and {@code GET /api/v2/types}: the organisation, and the custom fields it has. */
final class OrgEndpoint {

    private static final int CUSTOM_FIELDS = 150;

    private final String url;
    private final SandboxSettings settings;
    private final Users users;

    OrgEndpoint(String url, SandboxSettings settings, Users users) {
        this.url = url;
        this.settings = settings;
        this.users = users;
    }

    Answer root(Grants.Grant grant) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("name", Users.ORGANISATION);
        attributes.put("timeZone", "UTC");
        fields().forEach((name, field) -> attributes.put(name.replace("custom", "prospectLabel"), field.label()));
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("id", grant.user());
        user.put("email", users.email(grant.user()));
        user.put("firstName", "User");
        user.put("lastName", String.valueOf(grant.user()));
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("instanceUrl", url);
        meta.put("application", Map.of("name", Users.APPLICATION));
        meta.put("scopes", grant.scopes());
        meta.put("user", user);
        Map<String, Object> org = new LinkedHashMap<>();
        org.put("type", "org");
        org.put("id", "1");
        org.put("attributes", attributes);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("data", org);
        document.put("meta", meta);
        return Answer.api(200, (Object) document);
    }

    Answer types() {
        switch (settings.get(Knobs.TYPES)) {
            case FORBIDDEN ->
                throw Refusal.error(
                        403,
                        "unauthorizedRequest",
                        "Unauthorized Request",
                        "You are not authorized to perform that request.");
            case NO_ROUTE -> throw Refusal.noRoute();
            case TOLD -> {}
        }
        Map<String, Object> prospect = new LinkedHashMap<>();
        prospect.put("type", "prospect");
        prospect.put("meta", Map.of("validations", fields()));
        return Answer.api(200, Map.of("data", List.of(prospect)));
    }

    private Map<String, CustomField> fields() {
        Map<String, CustomField> fields = new LinkedHashMap<>();
        if (settings.get(Knobs.UNLABELLED)) {
            for (int number = 1; number <= CUSTOM_FIELDS; number++) {
                fields.put("custom" + number, CustomField.text(null));
            }
        }
        fields.putAll(settings.get(Knobs.FIELDS));
        return fields;
    }
}
