package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A prospect: the attributes that differ from a new one's, by position. Whoever uses it holds its monitor. */
final class Prospect {

    /** A value, and its JSON so that answering costs no more than copying. */
    record Value(JsonNode node, byte[] json) {

        static Value of(JsonNode node) {
            try {
                return new Value(node, Call.JSON.writeValueAsBytes(node));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(e);
            }
        }

        static Value of(String text) {
            return of(TextNode.valueOf(text));
        }
    }

    private final long id;
    private final SortedMap<Integer, Value> values = new TreeMap<>();
    private Map<String, JsonNode> relationships = Map.of();
    private boolean deleted;

    /** As lists show it; null when that is as it is. */
    private Prospect before;

    private Instant beforeUntil;

    Prospect(long id) {
        this.id = id;
    }

    long id() {
        return id;
    }

    JsonNode get(Attribute attribute) {
        Value value = values.get(attribute.position());
        return value == null ? attribute.initial() : value.node();
    }

    void put(Attribute attribute, Value value) {
        values.put(attribute.position(), value);
    }

    /** Takes the value; false when it was so before. */
    boolean change(Attribute attribute, JsonNode node) {
        if (node.equals(get(attribute))) {
            return false;
        }
        put(attribute, Value.of(node));
        return true;
    }

    /** What differs from a new prospect, by position. */
    SortedMap<Integer, Value> values() {
        return Collections.unmodifiableSortedMap(values);
    }

    /** The target of a to-one relationship, or null. */
    JsonNode relationship(String name) {
        return relationships.get(name);
    }

    boolean relate(String name, JsonNode target) {
        if (relationships.isEmpty()) {
            relationships = new HashMap<>();
        }
        return !target.equals(relationships.put(name, target));
    }

    /** Lists show it as it is now until a time, or what they show for longer already. */
    void listUntil(Instant now, Instant until) {
        if (before == null || !beforeUntil.isAfter(now)) {
            before = new Prospect(id);
            before.values.putAll(values);
            beforeUntil = until;
        }
    }

    /** What lists show. */
    synchronized Prospect listed(Instant now) {
        return before != null && beforeUntil.isAfter(now) ? before : this;
    }

    boolean deleted() {
        return deleted;
    }

    void delete() {
        deleted = true;
    }
}
