package dev.outreachroutes.profile;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One JSON value of a body, or a stretch of it that is no JSON.
 *
 * @param node null when {@code fault} says what is wrong
 * @param fault null, or why this is no JSON; never a part of the body
 */
record JsonValue(Place place, JsonNode node, String fault) {}
