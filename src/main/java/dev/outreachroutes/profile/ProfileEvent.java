package dev.outreachroutes.profile;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
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
 * @param time when it happened, as an envelope around it says; null when none does
 * @param otherSpelling whether names in the document are spelt otherwise than in Adobe's exports, as {@code xdm:person} is
 */
public record ProfileEvent(
        Place place,
        JsonNode document,
        List<Membership> memberships,
        Map<String, List<Identity>> identities,
        Instant time,
        boolean otherSpelling) {

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

    /** The same, if no envelope dates it: it happened then. */
    public ProfileEvent orAt(Instant otherTime) {
        return time != null || otherTime == null
                ? this
                : new ProfileEvent(place, document, memberships, identities, otherTime, otherSpelling);
    }

    /**
     * The value at an XDM path such as {@code person.name.firstName}.
     *
     * @return the node, or a missing node when the profile does not have the attribute
     */
    public JsonNode attribute(String path) {
        JsonNode node = document;
        for (String step : path.split("\\.")) {
            String name = otherSpelling ? Spelling.nameOf(node, step) : step;
            node = node.path(name == null ? step : name);
        }
        return node;
    }
}
