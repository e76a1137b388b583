package dev.outreachroutes.outreach.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * What Outreach tells of a batch: the answer to a bulk request, and to {@code GET /batches/{id}}. Outreach's API reference names the
 * attributes {@code state}, {@code total}, {@code pending}, {@code failures} and the times, and not the words of the state. So a batch has
 * ended when {@code finishedAt} or {@code canceledAt} is told, or when its state is one of the words that end anything.
 *
 * @param id Outreach's number for it
 * @param ended whether nothing more happens to its prospects
 * @param complete whether it ended by getting through, and was neither cancelled nor failed as a whole
 * @param total how many prospects it has; null when that is not told
 * @param pending how many of them are still to come; null when that is not told
 * @param failures how many of them were not changed; null when that is not told
 */
public record BatchAnswer(long id, boolean ended, boolean complete, Integer total, Integer pending, Integer failures) {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private static final Set<String> COMPLETE =
            Set.of("finished", "complete", "completed", "done", "succeeded", "success");
    private static final Set<String> BROKEN =
            Set.of("failed", "canceled", "cancelled", "aborted", "error", "errored", "rejected");

    /**
     * Reads an answer of any form.
     *
     * @return empty when it is about no batch
     */
    public static Optional<BatchAnswer> read(String body) {
        JsonNode document;
        try {
            document = JSON.readTree(body == null ? "" : body);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
        JsonNode data = document.path("data");
        long id = data.path("id").asLong();
        if (id < 1
                || document.path("errors").isArray() && !document.path("errors").isEmpty()) {
            return Optional.empty();
        }
        JsonNode attributes = data.path("attributes");
        String state = attributes.path("state").asText("").toLowerCase(Locale.ROOT);
        boolean broken = BROKEN.contains(state) || told(attributes, "canceledAt");
        boolean ended = broken || COMPLETE.contains(state) || told(attributes, "finishedAt");
        Integer pending = count(attributes, "pending");
        return Optional.of(new BatchAnswer(
                id,
                ended,
                ended && !broken && (pending == null || pending == 0),
                count(attributes, "total"),
                pending,
                count(attributes, "failures")));
    }

    /** Whether a state is a word by which something has ended well. */
    static boolean isComplete(String state) {
        return COMPLETE.contains(state.toLowerCase(Locale.ROOT));
    }

    private static boolean told(JsonNode attributes, String name) {
        return attributes.path(name).isTextual()
                && !attributes.path(name).asText().isBlank();
    }

    private static Integer count(JsonNode attributes, String name) {
        JsonNode value = attributes.path(name);
        return value.canConvertToInt() && value.isIntegralNumber() && value.intValue() >= 0 ? value.intValue() : null;
    }

    /** How many of its prospects it is through with, of so many; null when that is not told. */
    public Integer through(int prospects) {
        if (pending != null) {
            return Math.max(0, (total == null ? prospects : total) - pending);
        }
        return ended ? Integer.valueOf(prospects) : null;
    }
}
