package dev.outreachroutes.profile;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Decodes UTF-8 strictly, but keeps the lines apart from one that is damaged. */
final class Utf8 {

    /** Stands for a line that is not UTF-8. Outside a string it is no JSON, so it cannot be mistaken for content. */
    static final char DAMAGED = '\uFFFD';

    private Utf8() {}

    /**
     * The text of a body without its byte order mark, every damaged line replaced by {@link #DAMAGED}.
     *
     * @param from the text begins at this byte
     */
    static char[] decode(byte[] body, int from) {
        int start = startsWithMark(body) ? 3 : from;
        try {
            return chars(decode(body, start, body.length));
        } catch (CharacterCodingException e) {
            return decodeByLine(body, start);
        }
    }

    private static boolean startsWithMark(byte[] body) {
        return body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF;
    }

    private static char[] decodeByLine(byte[] body, int start) {
        CharBuffer text = CharBuffer.allocate(body.length - start + 1);
        for (int from = start; from < body.length; ) {
            int to = from;
            while (to < body.length && body[to] != '\n') {
                to++;
            }
            try {
                text.put(decode(body, from, to));
            } catch (CharacterCodingException e) {
                text.put(DAMAGED);
            }
            if (to < body.length) {
                text.put('\n');
            }
            from = to + 1;
        }
        return chars(text.flip());
    }

    private static CharBuffer decode(byte[] body, int from, int to) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body, from, to - from));
    }

    private static char[] chars(CharBuffer buffer) {
        char[] chars = new char[buffer.remaining()];
        buffer.get(chars);
        return chars;
    }
}
