package dev.outreachroutes.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a body apart into its JSON values: one, or several one after another, on lines of their own or not. When the
 * text is no JSON from some point on, and a line behind that point is a whole object or list, then everything from
 * there is read line by line, so that a damaged line costs itself only.
 */
final class JsonBody {

    private static final int DEEPEST = 100;
    private static final int LONGEST_TEXT = 1_000_000;
    private static final int LONGEST_NAME = 1_000;
    private static final int LONGEST_NUMBER = 100;
    private static final int MOST_TOKENS = 1_000_000;
    private static final int MOST_LINES = 100_000;
    private static final String LIMITS = "is larger than this reader allows: " + DEEPEST + " levels, " + MOST_TOKENS
            + " tokens, and " + LONGEST_TEXT + ", " + LONGEST_NAME + " and " + LONGEST_NUMBER
            + " characters for a text, a name and a number";

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(LONGEST_TEXT)
                            .maxNameLength(LONGEST_NAME)
                            .maxNumberLength(LONGEST_NUMBER)
                            .maxTokenCount(MOST_TOKENS)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final char[] text;

    JsonBody(byte[] body) {
        text = Utf8.decode(body);
    }

    /** Every value in its order; empty for a blank body. */
    List<JsonValue> values() {
        List<Part> parts = parts(0, text.length);
        Part last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
        boolean byLine = last != null && last.fault() != null && replaceByLines(parts, last);
        if (parts.size() == 1 && !byLine) {
            return List.of(new JsonValue(Place.BODY, last.node(), last.fault()));
        }
        List<JsonValue> values = new ArrayList<>(parts.size());
        int line = 1;
        int counted = 0;
        for (Part part : parts) {
            line += newlines(counted, part.start());
            counted = part.start();
            values.add(new JsonValue(Place.line(line), part.node(), part.fault()));
        }
        return values;
    }

    /** A value, or the fault of the one that begins there. */
    private record Part(int start, JsonNode node, String fault) {}

    /** The values of a stretch of the text; only the last may be a fault. */
    private List<Part> parts(int from, int to) {
        List<Part> parts = new ArrayList<>(1);
        int start = skipBlanks(from, to);
        try (JsonParser parser = MAPPER.getFactory().createParser(text, from, to - from)) {
            while (parser.nextToken() != null) {
                JsonNode node = MAPPER.readTree(parser);
                parts.add(new Part(start, node, null));
                start = skipBlanks(from + (int) parser.currentLocation().getCharOffset(), to);
            }
        } catch (JsonProcessingException e) {
            parts.add(new Part(start, null, reason(e, from)));
        } catch (NumberFormatException e) {
            parts.add(new Part(start, null, "has a number whose exponent is out of all bounds"));
        } catch (IOException e) {
            throw new UncheckedIOException("Text in memory cannot fail to be read", e);
        }
        return parts;
    }

    /** Puts the lines from a fault on in its place, if one of them shows that the body is meant line by line. */
    private boolean replaceByLines(List<Part> parts, Part fault) {
        List<Part> lines = new ArrayList<>();
        boolean wholeLine = false;
        for (int from = fault.start(); from < text.length && lines.size() <= MOST_LINES; ) {
            int to = from;
            while (to < text.length && text[to] != '\n') {
                to++;
            }
            List<Part> line = parts(from, to);
            lines.addAll(line);
            wholeLine |= line.size() == 1
                    && line.get(0).fault() == null
                    && line.get(0).start() == from
                    && line.get(0).node().isContainerNode();
            from = to + 1;
        }
        if (!wholeLine || lines.size() > MOST_LINES) {
            return false;
        }
        parts.remove(parts.size() - 1);
        parts.addAll(lines);
        return true;
    }

    private String reason(JsonProcessingException e, int from) {
        if (e instanceof StreamConstraintsException) {
            return LIMITS;
        }
        JsonLocation location = e.getLocation();
        int at = location == null || location.getCharOffset() < 0
                ? from
                : Math.min(from + (int) location.getCharOffset(), text.length);
        int line = 1 + newlines(0, at);
        if (at < text.length && text[at] == Utf8.DAMAGED || at > 0 && text[at - 1] == Utf8.DAMAGED) {
            return "is not UTF-8 in line " + line;
        }
        if (e instanceof JsonEOFException) {
            return "ends in the middle of a JSON value";
        }
        int column = at;
        while (column > 0 && text[column - 1] != '\n') {
            column--;
        }
        return "is not JSON in line " + line + ", near column " + (at - column + 1);
    }

    private int skipBlanks(int from, int to) {
        int start = from;
        while (start < to && text[start] <= ' ') {
            start++;
        }
        return start;
    }

    private int newlines(int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            if (text[i] == '\n') {
                count++;
            }
        }
        return count;
    }
}
