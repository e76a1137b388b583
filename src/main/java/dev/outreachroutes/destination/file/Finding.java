package dev.outreachroutes.destination.file;

/**
 * One thing that is wrong, or doubtful, in a file of {@code ROUTES_DIR}. Texts of the file are quoted in it without control
 * characters and cut off, so it can be shown anywhere.
 *
 * @param file the file's name, such as {@code destinations.yaml}
 * @param line counted from 1; 0 when it is about the whole file
 * @param path where, for example {@code destinations.emea-sales.segments.3f6c2b1e.mapping-id} or {@code delivery/patch-prospect};
 *     empty when it is about the whole file
 * @param problem what is wrong
 * @param cure what to write instead
 */
public record Finding(Severity severity, String file, int line, String path, String problem, String cure) {

    /** What becomes of the start. */
    public enum Severity {
        /** It ends. */
        ERROR,
        /** It goes on, and the finding is one line in the log. */
        WARNING
    }

    private static final int LONGEST = 400;

    public Finding {
        path = shown(path);
        problem = shown(problem);
        cure = shown(cure);
    }

    /** A text of a file as it can be shown anywhere. */
    static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(LONGEST).forEach(point -> {
            if (isInvisible(point)) {
                shown.append(String.format("\\u%04x", point));
            } else {
                shown.appendCodePoint(point);
            }
        });
        return text.codePointCount(0, text.length()) > LONGEST ? shown + "..." : shown.toString();
    }

    /** Whether nobody can see it: control and format characters, such as a zero-width space, and halves of a character. */
    static boolean isInvisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    @Override
    public String toString() {
        return file + (line == 0 ? "" : ", line " + line) + (path.isEmpty() ? "" : ", " + path) + ": " + problem + ". "
                + cure;
    }
}
