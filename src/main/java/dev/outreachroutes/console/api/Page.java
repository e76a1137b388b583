package dev.outreachroutes.console.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * Some of a long list.
 *
 * @param items those of this page
 * @param next where the next page goes on; null when this is the last
 */
record Page<T>(
        List<T> items,
        @Schema(nullable = true, description = "The cursor of the next page; null when this is the last") String next) {

    private static final String NO_CURSOR = "'cursor' is not one that a page has given";

    Page {
        items = List.copyOf(items);
    }

    static <T> Page<T> whole(List<T> items) {
        return new Page<>(items, null);
    }

    static <T> Page<T> of(List<T> items, Long next) {
        return new Page<>(items, next == null ? null : next.toString());
    }

    /** A cursor that a page has given. */
    static long after(String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return 0;
        }
        try {
            long after = Long.parseLong(cursor);
            if (after >= 0) {
                return after;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(NO_CURSOR, e);
        }
        throw new IllegalArgumentException(NO_CURSOR);
    }
}
