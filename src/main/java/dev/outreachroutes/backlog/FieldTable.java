package dev.outreachroutes.backlog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The fields of segments as the database remembers them, in table {@code status_values}. */
final class FieldTable {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final Map<String, SegmentFields> last = new ConcurrentHashMap<>();

    FieldTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The fields of a destination, as other transactions have committed them until now. Ask after the rows were read: no row is of a later
     * version then.
     */
    SegmentFields of(String destination) {
        int version = jdbc.sql("select fields_version from status_values where destination = ?")
                .param(destination)
                .query(Integer.class)
                .optional()
                .orElse(0);
        SegmentFields known = last.get(destination);
        if (known != null && known.version() == version) {
            return known;
        }
        SegmentFields now = version == 0 ? SegmentFields.NONE : read(destination, "");
        last.put(destination, now);
        return now;
    }

    /** The same, and nobody changes them until the transaction ends. */
    SegmentFields lock(String destination) {
        return read(destination, " for update");
    }

    private SegmentFields read(String destination, String lock) {
        return jdbc.sql("select fields_version, fields, rules from status_values where destination = ?" + lock)
                .param(destination)
                .query((row, number) -> row.getInt("fields_version") == 0
                        ? SegmentFields.NONE
                        : new SegmentFields(
                                row.getInt("fields_version"),
                                read(
                                        row.getString("fields"),
                                        new TypeReference<TreeMap<String, SegmentFields.Owner>>() {}),
                                read(row.getString("rules"), new TypeReference<List<FieldRule>>() {})))
                .optional()
                .orElse(SegmentFields.NONE);
    }

    private static <T> T read(String column, TypeReference<T> type) {
        try {
            return JSON.readValue(column, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "table status_values holds a value that this version does not understand", e);
        }
    }

    static String json(Object value) {
        return JSON.valueToTree(value).toString();
    }
}
