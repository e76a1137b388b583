package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One attribute of a prospect.
 *
 * @param position its place among the attributes
 * @param type string, integer, number, boolean or array
 * @param format date or date-time for some strings, else empty
 * @param maxLength of a string; {@link Integer#MAX_VALUE} when none is documented
 * @param initial its value in a new prospect
 */
record Attribute(
        int position, String name, String type, String format, int maxLength, boolean readOnly, JsonNode initial) {

    boolean isCustom() {
        return name.startsWith("custom");
    }

    String pointer() {
        return "/data/attributes/" + name;
    }
}
