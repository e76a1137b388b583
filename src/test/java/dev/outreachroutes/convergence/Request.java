package dev.outreachroutes.convergence;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A request that the sandbox got.
 *
 * @param arrived when it came
 * @param ended when it was answered, broken off or, if that is later, applied; null while it is under way
 * @param user 0 when its token was no good
 * @param prospect null when it names none
 */
record Request(Instant arrived, Instant ended, long user, String method, String path, Long prospect, int status) {

    /** A batch for each of its prospects, as long as it may change it; not those to which something was made to happen. */
    static List<Request> ofBatches(JsonNode batches) {
        List<Request> requests = new ArrayList<>();
        for (JsonNode batch : batches) {
            for (JsonNode item : batch.get("asUsual").asBoolean() ? batch.get("items") : List.<JsonNode>of()) {
                requests.add(new Request(
                        Instant.parse(batch.get("created").asText()),
                        item.get("ended").isNull()
                                ? null
                                : Instant.parse(item.get("ended").asText()),
                        batch.get("user").asLong(),
                        "BATCH",
                        batch.get("id").asText(),
                        item.get("prospect").asLong(),
                        0));
            }
        }
        return requests;
    }

    static List<Request> of(JsonNode log) {
        List<Request> requests = new ArrayList<>();
        log.forEach(entry -> requests.add(new Request(
                Instant.parse(entry.get("time").asText()),
                entry.get("ended").isNull()
                        ? null
                        : Instant.parse(entry.get("ended").asText()),
                entry.get("user").asLong(),
                entry.get("method").asText(),
                entry.get("path").asText(),
                entry.get("prospect").isNull() ? null : entry.get("prospect").asLong(),
                entry.get("status").asInt())));
        return requests;
    }
}
