package dev.outreachroutes.profile;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One exported profile document.
 *
 * @param place where in the body it is
 * @param document the whole document; attributes are looked up in it by XDM path
 * @param memberships the segment memberships of every namespace, in document order
 * @param identities the identities by namespace, the namespaces in lower case, the identities in document order
 */
public record ProfileEvent(
        Place place, JsonNode document, List<Membership> memberships, Map<String, List<Identity>> identities) {

    public ProfileEvent {
        memberships = List.copyOf(memberships);
        identities = Map.copyOf(identities);
    }

    /**
     * The identities the profile has in a namespace.
     *
     * @param namespace in any case
     * @return empty when it has none
     */
    public List<Identity> identities(String namespace) {
        return identities.getOrDefault(namespace.toLowerCase(Locale.ROOT), List.of());
    }

    /**
     * The value at an XDM path such as {@code person.name.firstName}.
     *
     * @return the node, or a missing node when the profile does not have the attribute
     */
    public JsonNode attribute(String path) {
        JsonNode node = document;
        for (String step : path.split("\\.")) {
            node = node.path(step);
        }
        return node;
    }
}
