package dev.outreachroutes.console.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Some of a long list.
 *
 * @param items those of this page
 * @param next where the next page goes on; null when this is the last
 */
record Page<T>(
        List<T> items,
        @Schema(nullable = true, description = "The cursor of the next page; null when this is the last") String next) {

    private static final int LARGEST = 1_000;
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

    /**
     * A page of what is numbered in the order of time, the newest first.
     *
     * @param cursor of the page before; null or empty for the first page
     * @param read gives those with smaller numbers, at most so many; a number of null for the newest
     */
    static <R, T> Page<T> newestFirst(
            String cursor,
            int limit,
            BiFunction<Long, Integer, List<R>> read,
            ToLongFunction<R> number,
            Function<R, T> view) {
        long before = after(cursor);
        List<R> found = read.apply(before == 0 ? null : before, checked(limit) + 1);
        return cut(found, limit, number, view);
    }

    /** The first of what was found, which is one more than the limit when there are more. */
    private static <R, T> Page<T> cut(List<R> found, int limit, ToLongFunction<R> number, Function<R, T> view) {
        boolean more = found.size() > limit;
        List<R> shown = more ? found.subList(0, limit) : found;
        return of(shown.stream().map(view).toList(), more ? number.applyAsLong(shown.get(limit - 1)) : null);
    }

    /** A page of what follows a number, in the order of numbers. */
    static <R, T> Page<T> following(
            String cursor,
            int limit,
            BiFunction<Long, Integer, List<R>> read,
            ToLongFunction<R> number,
            Function<R, T> view) {
        return cut(read.apply(after(cursor), checked(limit) + 1), limit, number, view);
    }

    /** A limit that may be asked for. */
    static int checked(int limit) {
        if (limit < 1 || limit > LARGEST) {
            throw new IllegalArgumentException("'limit' is 1 to " + LARGEST);
        }
        return limit;
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
