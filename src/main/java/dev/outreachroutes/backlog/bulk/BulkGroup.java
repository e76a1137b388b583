package dev.outreachroutes.backlog.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Prospects of which the same is pending.
 *
 * @param key of what is pending, see {@link ChangeKey}
 * @param change all that is pending of each of them, by attribute
 * @param prospects how many there are
 * @param priority of the most urgent of them; 0 goes first
 */
public record BulkGroup(long key, Map<String, JsonNode> change, int prospects, int priority) {

    public BulkGroup {
        change = Map.copyOf(change);
        if (change.isEmpty() || prospects < 1) {
            throw new IllegalArgumentException("a group has prospects, and something is pending of them");
        }
    }
}
