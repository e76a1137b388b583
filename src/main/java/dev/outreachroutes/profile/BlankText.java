package dev.outreachroutes.profile;

/**
 * What of a text shows nothing: white space of every kind, no-break spaces, controls, and signs of no width such as U+200B and
 * U+FEFF.
 */
public final class BlankText {

    private BlankText() {}

    /** Whether a text has nothing to see in it. */
    public static boolean isBlank(String text) {
        return text.codePoints().allMatch(BlankText::isBlank);
    }

    /** A text without the blanks around it. */
    public static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private static boolean isBlank(int codePoint) {
        return Character.isWhitespace(codePoint)
                || Character.isSpaceChar(codePoint)
                || Character.isISOControl(codePoint)
                || Character.getType(codePoint) == Character.FORMAT;
    }
}
