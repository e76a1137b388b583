package dev.outreachroutes.profile;

/**
 * Where in a body something is. Text is only made of it when there is something to say about the place, and then it is short
 * and of one line, whatever names the sender has given.
 *
 * @param parent null at the top of a JSON value
 * @param step below a parent a member's name or an element's index; at the top the number of the line, or an empty text for the
 *     whole body
 */
public record Place(Place parent, Object step) {

    private static final int LONGEST_STEP = 80;

    /** The whole body. */
    public static final Place BODY = new Place(null, "");

    static Place line(int number) {
        return new Place(null, number);
    }

    public Place child(String name) {
        return new Place(this, name);
    }

    public Place child(int index) {
        return new Place(this, index);
    }

    /** {@code body}, or a JSON pointer, after the line if there are several JSON values in the body. */
    @Override
    public String toString() {
        String pointer = pointer();
        return pointer.isEmpty() ? "body" : pointer;
    }

    private String pointer() {
        if (parent == null) {
            return step instanceof Integer line ? "line " + line : "";
        }
        return parent.pointer() + "/" + printable(step.toString());
    }

    /**
     * Escaped as RFC 6901 wants it, and fit for a log line and a database column whatever the sender put into a name.
     */
    private static String printable(String name) {
        String cut = name.length() <= LONGEST_STEP ? name : name.substring(0, LONGEST_STEP) + "…";
        StringBuilder text = new StringBuilder(cut.length());
        for (char c : cut.toCharArray()) {
            switch (c) {
                case '~' -> text.append("~0");
                case '/' -> text.append("~1");
                default -> text.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
            }
        }
        return text.toString();
    }
}
