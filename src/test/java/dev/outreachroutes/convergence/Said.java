package dev.outreachroutes.convergence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** One thing that a record says, as the generator means it. The oracle goes by this and never reads the bytes. */
sealed interface Said {

    /** Not a profile; {@code place} is where a reader has to say so. */
    record Damage(String place) implements Said {}

    /**
     * A profile.
     *
     * @param place where it stands in its record: empty for the whole of it, else as a reader has to call it
     * @param identities namespace, in whatever case: the IDs, each as it stands in JSON
     * @param memberships no two of the same namespace and segment
     * @param attributes nested objects
     */
    record Profile(
            String place, Map<String, List<JsonNode>> identities, List<Joined> memberships, ObjectNode attributes)
            implements Said {

        Profile(Map<String, List<JsonNode>> identities, List<Joined> memberships, ObjectNode attributes) {
            this("", identities, memberships, attributes);
        }

        Profile at(String elsewhere) {
            return new Profile(elsewhere, identities, memberships, attributes);
        }

        /** The document of Adobe's export format. */
        ObjectNode document() {
            ObjectNode document = attributes.deepCopy();
            if (!memberships.isEmpty()) {
                ObjectNode namespaces = document.putObject("segmentMembership");
                memberships.forEach(
                        each -> namespaces.withObjectProperty(each.namespace()).set(each.segment(), each.membership()));
            }
            ObjectNode namespaces = document.putObject("identityMap");
            identities.forEach((namespace, ids) -> {
                ArrayNode list = namespaces.putArray(namespace);
                ids.forEach(id -> list.addObject().set("id", id));
            });
            return document;
        }
    }

    /**
     * What a profile says of one segment.
     *
     * @param time null when it is left out
     */
    record Joined(String namespace, String segment, JsonNode status, JsonNode time) {

        private ObjectNode membership() {
            ObjectNode membership = JsonNodeFactory.instance.objectNode();
            membership.set("status", status);
            if (time != null) {
                membership.set("lastQualificationTime", time);
            }
            return membership;
        }
    }
}
