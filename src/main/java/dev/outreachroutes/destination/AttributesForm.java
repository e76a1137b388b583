package dev.outreachroutes.destination;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the part {@code attributes} of a destination. */
final class AttributesForm {

    private static final Pattern PATH = Pattern.compile("[^\\s./\\\\\\[\\]]+(\\.[^\\s./\\\\\\[\\]]+)*");
    private static final Pattern CUSTOM_FIELD = Pattern.compile("custom[0-9]+");

    private AttributesForm() {}

    /** The usable mappings: prospect attribute: XDM path. */
    static Map<String, String> read(Section attributes) {
        Map<String, String> usable = new LinkedHashMap<>();
        for (String name : attributes.keys()) {
            boolean writable = checkAttribute(attributes, name);
            Optional<String> xdmPath = attributes.text(name);
            if (xdmPath.isEmpty() && attributes.has(name)) {
                continue;
            }
            if (checkPath(attributes, name, xdmPath.orElse("")) && writable) {
                usable.put(name, xdmPath.get());
            }
        }
        return usable;
    }

    private static boolean checkAttribute(Section attributes, String name) {
        Optional<ProspectAttribute> attribute = ProspectAttributes.named(name);
        if (attribute.isEmpty()) {
            attributes.mistake(name, "prospects have no attribute named '" + name + "'", suggestion(name));
        } else if (attribute.get().readOnly()) {
            attributes.mistake(name, "Outreach sets " + name + " by itself and lets nobody else", "Leave it out.");
        }
        return attribute.isPresent() && !attribute.get().readOnly();
    }

    private static String suggestion(String name) {
        if (CUSTOM_FIELD.matcher(name).matches()) {
            return "There are custom1 to custom" + Segment.LARGEST_MAPPING_ID + ".";
        }
        return Nearest.suggestion(
                        name,
                        ProspectAttributes.all().stream()
                                .filter(attribute -> !attribute.readOnly())
                                .map(ProspectAttribute::name)
                                .toList())
                + "The key is Outreach's name for the attribute, the value is its XDM path.";
    }

    private static boolean checkPath(Section attributes, String name, String xdmPath) {
        if (!PATH.matcher(xdmPath).matches()) {
            attributes.mistake(
                    name,
                    xdmPath.isBlank() ? "has no XDM path" : "'" + xdmPath + "' is not an XDM path",
                    "Write names with single dots between them, as in person.name.firstName.");
            return false;
        }
        String root = xdmPath.split("\\.")[0];
        if (root.equals("segmentMembership") || root.equals("identityMap")) {
            attributes.mistake(
                    name,
                    root + " is not an attribute",
                    root.equals("identityMap")
                            ? "The prospect is named by the key identity; map attributes only."
                            : "Segment statuses go into custom fields with the key segments; map attributes only.");
            return false;
        }
        XdmPaths.meant(xdmPath)
                .ifPresent(near -> attributes.doubt(
                        name,
                        "'" + xdmPath + "' is not in Adobe's schemas, and nearly is",
                        "Did you mean " + near + "? Letters match exactly. Leave it if the field is your own."));
        XdmPaths.below(xdmPath)
                .ifPresent(below -> attributes.doubt(
                        name,
                        "'" + xdmPath + "' has no value of its own in Adobe's schemas",
                        "Write the path of the value, such as " + below + "."));
        return true;
    }
}
