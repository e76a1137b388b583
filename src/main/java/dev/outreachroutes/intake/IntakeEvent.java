package dev.outreachroutes.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outreachroutes.profile.ProfileEvent;

/**
 * A profile event between the steps {@code read} and {@code map}, for the steps that an integrator puts there. It can be looked into,
 * changed and left out. Not a record: Camel's expressions hash what they look into.
 */
public final class IntakeEvent {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final ProfileEvent event;
    private boolean excluded;

    IntakeEvent(ProfileEvent event) {
        this.event = event;
    }

    ProfileEvent event() {
        return event;
    }

    /** The whole document. What is changed in its {@code segmentMembership} and {@code identityMap} changes nothing any more. */
    public JsonNode getDocument() {
        return event.document();
    }

    /**
     * The value at an XDM path such as {@code person.name.lastName}.
     *
     * @return a text, a number or a boolean; an object or a list as JSON; null when the profile has none
     */
    public Object attribute(String path) {
        JsonNode value = event.attribute(path);
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.isNumber()) {
            return value.numberValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        return value.isContainerNode() ? value : null;
    }

    /**
     * Puts a value at an XDM path, and objects on the way there; it is mapped like one that came with the profile.
     *
     * @param value a text, a number, a boolean or JSON
     * @throws UnsupportedOperationException when something on the way is no object
     */
    public void put(String path, Object value) {
        int last = path.lastIndexOf('.');
        ObjectNode parent = (ObjectNode) event.document();
        if (last >= 0) {
            for (String step : path.substring(0, last).split("\\.")) {
                parent = parent.withObjectProperty(step);
            }
        }
        parent.set(path.substring(last + 1), JSON.valueToTree(value));
    }

    /** Leaves the event out: it is counted as excluded {@code by-route}, and nothing of it is folded. */
    public void exclude() {
        excluded = true;
    }

    boolean isExcluded() {
        return excluded;
    }

    /** Without values: consoles show bodies. */
    @Override
    public String toString() {
        return "profile event at " + event.place();
    }
}
