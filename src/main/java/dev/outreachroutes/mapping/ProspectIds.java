package dev.outreachroutes.mapping;

import java.util.OptionalLong;

/** Reads the number of a prospect, the OutreachId, from an identity. */
final class ProspectIds {

    private static final int MOST_DIGITS = 19;

    private ProspectIds() {}

    /**
     * The number that an ID, already without surrounding whitespace, plainly spells. A sign, a leading zero or a digit
     * of another script makes it the ID of something else: to send nothing is better than to change somebody else's
     * prospect.
     */
    static OptionalLong parse(String id) {
        if (id.isEmpty() || id.length() > MOST_DIGITS || id.charAt(0) == '0') {
            return OptionalLong.empty();
        }
        long number = 0;
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalLong.empty();
            }
            number = number * 10 + c - '0';
        }
        return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }
}
