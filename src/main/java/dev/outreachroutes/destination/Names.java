package dev.outreachroutes.destination;

import java.util.regex.Pattern;

/** The names of accounts and destinations, which become parts of route IDs, metrics and environment variables. */
final class Names {

    private static final int LONGEST = 60;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private Names() {}

    /** Checks a key of a section, which is a name. */
    static void check(Section section, String name) {
        if (!NAME.matcher(name).matches()) {
            section.mistake(
                    name,
                    "'" + name + "' cannot be a name",
                    "Use lower-case letters, digits and single hyphens between them, as in emea-sales.");
        } else if (name.length() > LONGEST) {
            section.mistake(name, "has a name of " + name.length() + " characters", "Use at most " + LONGEST + ".");
        }
    }
}
