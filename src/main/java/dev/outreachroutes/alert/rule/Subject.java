package dev.outreachroutes.alert.rule;

import java.util.Locale;

/**
 * What an alert is about.
 *
 * @param kind what kind of thing
 * @param name of the destination or account; empty for the runtime as a whole
 */
public record Subject(Kind kind, String name) {

    /** All that runs here. */
    public static final Subject RUNTIME = new Subject(Kind.RUNTIME, "");

    /** What may be the subject of an alert. */
    public enum Kind {
        DESTINATION,
        ACCOUNT,
        RUNTIME;

        /** In small letters. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Subject {
        if (name.isEmpty() != (kind == Kind.RUNTIME)) {
            throw new IllegalArgumentException("a destination and an account have names, the runtime has none");
        }
    }

    public static Subject destination(String name) {
        return new Subject(Kind.DESTINATION, name);
    }

    public static Subject account(String name) {
        return new Subject(Kind.ACCOUNT, name);
    }

    /** In words: the name of a destination, {@code account emea-ops}, or {@code outreach-routes}. */
    public String words() {
        return switch (kind) {
            case DESTINATION -> name;
            case ACCOUNT -> "account " + name;
            case RUNTIME -> "outreach-routes";
        };
    }
}
