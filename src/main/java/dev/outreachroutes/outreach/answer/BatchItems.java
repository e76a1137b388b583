package dev.outreachroutes.outreach.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A page of the items of a batch: the answer to {@code GET /batchItems}. Outreach's API reference does not say how an item names its
 * prospect, so the item is searched for a number that is one of the batch's prospects: in {@code data}, which is a text that may be JSON,
 * and in its other attributes and relationships. An item with none, or with several, or of another batch, says nothing of anybody.
 *
 * @param failures by prospect, those that were not changed, and why in Outreach's words
 * @param changed prospects that were changed: their items did not fail, and their state is a word that ends anything
 * @param next the query of the next page; null when this is the last
 */
public record BatchItems(Map<Long, String> failures, Set<Long> changed, String next) {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** Where else in an item numbers stand that are no prospect's. */
    private static final Set<String> NO_PROSPECT =
            Set.of("batch", "batchId", "creator", "failed", "info", "createdAt", "updatedAt");

    private static final int LONGEST_REASON = 500;

    public BatchItems {
        failures = Map.copyOf(failures);
        changed = Set.copyOf(changed);
    }

    /**
     * Reads an answer of any form.
     *
     * @param batchId Outreach's number for the batch
     * @param prospects the batch's
     * @return empty when it is no list
     */
    public static Optional<BatchItems> read(String body, long batchId, Set<Long> prospects) {
        JsonNode document;
        try {
            document = JSON.readTree(body == null ? "" : body);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        if (!document.path("data").isArray()) {
            return Optional.empty();
        }
        Map<Long, String> failures = new HashMap<>();
        Set<Long> changed = new HashSet<>();
        for (JsonNode item : document.path("data")) {
            if (isOfAnother(item, batchId)) {
                continue;
            }
            prospect(item, prospects).ifPresent(prospect -> {
                JsonNode attributes = item.path("attributes");
                JsonNode failed = attributes.path("failed");
                if (failed.asBoolean()) {
                    failures.put(prospect, reason(attributes.path("info").asText("")));
                } else if (failed.isBoolean()
                        && BatchAnswer.isComplete(attributes.path("state").asText(""))) {
                    changed.add(prospect);
                }
            });
        }
        changed.removeAll(failures.keySet());
        return Optional.of(new BatchItems(failures, changed, query(document.at("/links/next"))));
    }

    private static boolean isOfAnother(JsonNode item, long batchId) {
        for (JsonNode named : List.of(item.at("/attributes/batchId"), item.at("/relationships/batch/data/id"))) {
            if (!named.isMissingNode() && !named.isNull() && !named.asText().equals(Long.toString(batchId))) {
                return true;
            }
        }
        return false;
    }

    private static String reason(String info) {
        String text = info.strip();
        return text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) : text;
    }

    private static Optional<Long> prospect(JsonNode item, Set<Long> prospects) {
        Set<Long> found = new HashSet<>();
        item.path("relationships").properties().forEach(each -> {
            if (!NO_PROSPECT.contains(each.getKey())) {
                search(each.getValue().path("data"), prospects, found);
            }
        });
        item.path("attributes").properties().forEach(each -> {
            if (!NO_PROSPECT.contains(each.getKey())) {
                search(each.getValue(), prospects, found);
            }
        });
        return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
    }

    private static void search(JsonNode value, Set<Long> prospects, Set<Long> found) {
        if (value.isContainerNode()) {
            value.forEach(each -> search(each, prospects, found));
        } else if (value.isIntegralNumber()) {
            add(value.asLong(), prospects, found);
        } else if (value.isTextual()) {
            JsonNode within = parsed(value.textValue().strip());
            if (within != null && !within.isTextual()) {
                search(within, prospects, found);
            }
        }
    }

    private static void add(long number, Set<Long> prospects, Set<Long> found) {
        if (prospects.contains(number)) {
            found.add(number);
        }
    }

    private static JsonNode parsed(String text) {
        if (text.isEmpty() || "{[-0123456789".indexOf(text.charAt(0)) < 0) {
            return null;
        }
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static String query(JsonNode next) {
        JsonNode address = next.isObject() ? next.path("href") : next;
        if (!address.isTextual()) {
            return null;
        }
        String text = address.textValue();
        int from = text.indexOf('?');
        return from < 0 || from == text.length() - 1 ? null : text.substring(from + 1);
    }
}
