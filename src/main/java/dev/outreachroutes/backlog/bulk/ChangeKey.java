package dev.outreachroutes.backlog.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;

/**
 * A number for what is pending of a prospect: equal changes have equal numbers. Different ones nearly always differ; who relies on it
 * compares the changes too.
 */
public final class ChangeKey {

    private ChangeKey() {}

    /**
     * The number of a change.
     *
     * @param change by attribute
     * @return null when no bulk request may bring it: it is empty, or a value is a list or an object
     */
    public static Long of(Map<String, JsonNode> change) {
        if (change.isEmpty()) {
            return null;
        }
        MessageDigest digest = sha256();
        for (Map.Entry<String, JsonNode> entry : new TreeMap<>(change).entrySet()) {
            JsonNode value = entry.getValue();
            if (!value.isValueNode()) {
                return null;
            }
            digest.update((entry.getKey() + '\n' + value + '\n').getBytes(StandardCharsets.UTF_8));
        }
        return ByteBuffer.wrap(digest.digest()).getLong();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
