package dev.outreachroutes.outreach.answer;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The headers of an answer, by name without case: HTTP/2 front ends send lower case, and not every client's map ignores it.
 * A value may be text, a number, a collection or an array of these.
 */
record ResponseHeaders(Map<String, ?> headers) {

    /** Every value of the header, in order; empty when it is absent. */
    List<String> values(String name) {
        List<String> values = new ArrayList<>(1);
        headers.forEach((key, value) -> {
            if (name.equalsIgnoreCase(key)) {
                add(value, values);
            }
        });
        return values;
    }

    private static void add(Object value, List<String> values) {
        if (value instanceof Iterable<?> several) {
            several.forEach(one -> add(one, values));
        } else if (value != null && value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                add(Array.get(value, i), values);
            }
        } else if (value != null) {
            values.add(value.toString().strip());
        }
    }
}
