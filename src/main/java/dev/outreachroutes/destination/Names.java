package dev.outreachroutes.destination;

import java.util.regex.Pattern;

/** The names of accounts and destinations, which become parts of route IDs, metrics and environment variables. */
final class Names {

    private static final int LONGEST = 60;
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private Names() {}

    static void check(String path, String name, Mistakes mistakes) {
        if (!NAME.matcher(name).matches()) {
            mistakes.add(
                    path,
                    "'" + name + "' cannot be a name",
                    "Use lower-case letters, digits and single hyphens between them, as in emea-sales.");
        } else if (name.length() > LONGEST) {
            mistakes.add(path, "has a name of " + name.length() + " characters", "Use at most " + LONGEST + ".");
        }
    }
}
