package dev.outreachroutes.sandbox;

/**
 * Prospect ids from {@code first} to {@code last}, both included; written {@code 1..5000}, {@code on} (every id) or
 * {@code off} (none).
 */
public record IdRange(long first, long last) {

    /** No id. */
    public static final IdRange NONE = new IdRange(1, 0);

    /** Every id. */
    public static final IdRange ALL = new IdRange(1, Long.MAX_VALUE);

    static IdRange of(String text) {
        int dots = text.indexOf("..");
        if (dots < 0) {
            return switch (text) {
                case "on", "true" -> ALL;
                case "off", "false" -> NONE;
                default -> throw new IllegalArgumentException("on, off or first..last, not " + text);
            };
        }
        return new IdRange(Long.parseLong(text.substring(0, dots)), Long.parseLong(text.substring(dots + 2)));
    }

    boolean contains(long id) {
        return id >= first && id <= last;
    }

    @Override
    public String toString() {
        if (equals(ALL)) {
            return "on";
        }
        return first > last ? "off" : first + ".." + last;
    }
}
