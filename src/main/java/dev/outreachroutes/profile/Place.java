package dev.outreachroutes.profile;

/**
 * Where in a body something is. Text is only made of it when there is something to say about the place.
 *
 * @param parent null at the top of a JSON value
 * @param step a member's name or an element's index below the parent; at the top the line, empty for the whole body
 */
record Place(Place parent, String step) {

    private static final int LONGEST_STEP = 80;

    static final Place BODY = new Place(null, "");

    static Place line(int number) {
        return new Place(null, "line " + number);
    }

    Place child(String name) {
        return new Place(this, name);
    }

    Place child(int index) {
        return new Place(this, Integer.toString(index));
    }

    /** {@code body}, or a JSON pointer, after the line if there are several JSON values in the body. */
    @Override
    public String toString() {
        String pointer = pointer();
        return pointer.isEmpty() ? "body" : pointer;
    }

    private String pointer() {
        return parent == null ? step : parent.pointer() + "/" + printable(step);
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
