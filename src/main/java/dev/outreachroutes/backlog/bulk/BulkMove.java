package dev.outreachroutes.backlog.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * What one bulk request, or several of the same kind, bring to the prospects of some groups.
 *
 * @param change what is sent, by attribute; a part of what is pending of each of them, or all
 * @param whole whether it is all
 * @param keys of the groups whose prospects get it
 * @param prospects how many there are in these groups
 * @param priority of the most urgent of them; 0 goes first
 */
public record BulkMove(Map<String, JsonNode> change, boolean whole, Set<Long> keys, int prospects, int priority) {

    public BulkMove {
        change = Map.copyOf(change);
        keys = Set.copyOf(keys);
        if (change.isEmpty() || keys.isEmpty()) {
            throw new IllegalArgumentException("a bulk request changes something of some prospects");
        }
    }
}
