package dev.outreachroutes.profile;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;

/**
 * Finds the members of an object whose names are spelt otherwise than in Adobe's exports: with a prefix such as {@code xdm:}, with
 * other letters in upper case, or with {@code _} or {@code -} between words, as serializers on the way make them.
 */
final class Spelling {

    private Spelling() {}

    /**
     * The name under which an object has a member.
     *
     * @param plain as in Adobe's exports, in letters alone
     * @return the plain name if the object has it, else the first other spelling of it; null when the object has neither, or is none
     */
    static String nameOf(JsonNode object, String plain) {
        if (object.has(plain)) {
            return plain;
        }
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (isSpelling(name, plain)) {
                return name;
            }
        }
        return null;
    }

    private static boolean isSpelling(String name, String plain) {
        int at = 0;
        for (int i = name.lastIndexOf(':') + 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_' || c == '-') {
                continue;
            }
            if (at == plain.length() || lower(c) != lower(plain.charAt(at))) {
                return false;
            }
            at++;
        }
        return at == plain.length();
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
    }
}
