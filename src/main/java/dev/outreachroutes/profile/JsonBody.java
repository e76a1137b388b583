package dev.outreachroutes.profile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Takes a body apart into its JSON values: one, or several one after another, on lines of their own or not. When the
 * text is no JSON from some point on, and a line behind that point is a whole object or list, then everything from
 * there is read line by line, so that a damaged line costs itself only.
 *
 * <p>Values are handed over one by one and none is kept. The time it takes grows with the length of the body only, whatever is
 * wrong in it.
 */
final class JsonBody {

    private static final int DEEPEST = 100;
    private static final int LONGEST_TEXT = 1_000_000;
    private static final int LONGEST_NAME = 1_000;
    private static final int LONGEST_NUMBER = 100;
    private static final int MOST_TOKENS = 1_000_000;
    private static final int MOST_LINES = 100_000;

    /** Of a schema registry's frame: a zero byte, and the schema's ID in four bytes, or in eight. */
    private static final int[] FRAMES = {5, 9};

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

    private static final ObjectReader VALUES = MAPPER.readerFor(JsonNode.class);

    private final char[] text;
    private final boolean framed;
    private final Faults faults;
    private final BiConsumer<Place, JsonNode> values;

    /** The number of the line in which {@link #counted} is. */
    private int line = 1;

    private int counted;

    /**
     * @param faults takes what is no JSON
     * @param values takes the values, in their order
     */
    JsonBody(byte[] body, Faults faults, BiConsumer<Place, JsonNode> values) {
        int frame = frame(body);
        this.text = Utf8.decode(body, frame);
        this.framed = frame > 0 || body.length > FRAMES[0] && body[0] == 0 && body[1] == 0;
        this.faults = faults;
        this.values = values;
    }

    /** How long the frame is behind which JSON begins; 0 when there is none. JSON itself never begins with a zero byte. */
    private static int frame(byte[] body) {
        for (int length : FRAMES) {
            if (body.length > length && body[0] == 0 && (body[length] == '{' || body[length] == '[')) {
                return length;
            }
        }
        return 0;
    }

    /** The one JSON value that a text inside a body is; empty when it is none, or is beyond the limits. */
    static Optional<JsonNode> parse(String text) {
        try (MappingIterator<JsonNode> each =
                VALUES.readValues(MAPPER.getFactory().createParser(text))) {
            if (!each.hasNextValue()) {
                return Optional.empty();
            }
            JsonNode value = each.nextValue();
            return each.hasNextValue() ? Optional.empty() : Optional.of(value);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Hands everything over that is in the body. */
    void read() {
        int start = skipBlanks(0, text.length);
        if (start == text.length) {
            faults.add(new Fault(Place.BODY, Fault.Kind.NO_VALUE, "is empty"));
            return;
        }
        Damage damage = read(0, text.length);
        if (damage == null) {
            return;
        }
        if (isMeantByLine(damage.start())) {
            readByLine(damage.start());
        } else {
            add(damage.start() == start ? Place.BODY : placeOf(damage.start()), damage);
        }
    }

    /** Where a value begins that is none, where that shows, and why. */
    private record Damage(int start, int at, Why why) {}

    private enum Why {
        BEYOND_LIMITS,
        EXPONENT,
        ENDS,
        NO_JSON
    }

    /**
     * Hands over the values of a stretch of the text.
     *
     * @return what is behind the last of them; null when that is nothing
     */
    private Damage read(int from, int to) {
        int first = skipBlanks(from, to);
        int start = first;
        if (first < to && !mayBegin(text[first])) {
            return new Damage(first, first, Why.NO_JSON);
        }
        try (MappingIterator<JsonNode> each = values(from, to)) {
            while (each.hasNextValue()) {
                JsonNode value = each.nextValue();
                int end = skipBlanks(from + (int) each.getCurrentLocation().getCharOffset(), to);
                boolean alone = from == 0 && to == text.length && start == first && end == to;
                values.accept(alone ? Place.BODY : placeOf(start), value);
                start = end;
            }
            return null;
        } catch (JsonProcessingException e) {
            return damage(start, from, e);
        } catch (NumberFormatException e) {
            return new Damage(start, start, Why.EXPONENT);
        } catch (IOException e) {
            throw new UncheckedIOException("Text in memory cannot fail to be read", e);
        }
    }

    private MappingIterator<JsonNode> values(int from, int to) throws IOException {
        return VALUES.readValues(MAPPER.getFactory().createParser(text, from, to - from));
    }

    /** Whether a JSON value may begin so. Most damaged lines do not, and an exception for each costs more than all else. */
    private static boolean mayBegin(char c) {
        return "{[\"-tfn".indexOf(c) >= 0 || c >= '0' && c <= '9';
    }

    /** Whether one of the lines from a fault on shows that the body is meant line by line. */
    private boolean isMeantByLine(int start) {
        boolean wholeLine = false;
        int lines = 0;
        for (int from = start; from < text.length; lines++) {
            int to = endOfLine(from);
            wholeLine = wholeLine || isWhole(from, to);
            from = to + 1;
        }
        return wholeLine && lines <= MOST_LINES;
    }

    /** Whether a stretch of the text is one object or list, and nothing else. */
    private boolean isWhole(int from, int to) {
        int end = to;
        while (end > from && text[end - 1] <= ' ') {
            end--;
        }
        boolean closed = end - from > 1
                && (text[from] == '{' && text[end - 1] == '}' || text[from] == '[' && text[end - 1] == ']');
        if (!closed) {
            return false;
        }
        try (MappingIterator<JsonNode> each = values(from, to)) {
            each.nextValue();
            return !each.hasNextValue();
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    private void readByLine(int start) {
        for (int from = start; from < text.length; ) {
            int to = endOfLine(from);
            Damage damage = from == to ? null : read(from, to);
            if (damage != null) {
                add(placeOf(damage.start()), damage);
            }
            from = to + 1;
        }
    }

    private int endOfLine(int from) {
        int to = from;
        while (to < text.length && text[to] != '\n') {
            to++;
        }
        return to;
    }

    /** Places are asked for in their order. */
    private Place placeOf(int at) {
        line += newlines(counted, at);
        counted = at;
        return Place.line(line);
    }

    private void add(Place place, Damage damage) {
        faults.add(
                place,
                framed ? Fault.Kind.FRAME : Fault.Kind.NO_JSON,
                () -> (framed ? "begins with a schema registry's frame, and what follows " : "") + reason(damage));
    }

    private static Damage damage(int start, int from, JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        int at = location == null || location.getCharOffset() < 0 ? from : from + (int) location.getCharOffset();
        if (e instanceof StreamConstraintsException) {
            return new Damage(start, at, Why.BEYOND_LIMITS);
        }
        return new Damage(start, at, e instanceof JsonEOFException ? Why.ENDS : Why.NO_JSON);
    }

    private String reason(Damage damage) {
        int at = Math.min(damage.at(), text.length);
        if (damage.why() == Why.BEYOND_LIMITS) {
            return "is larger than this reader allows: " + DEEPEST + " levels, " + MOST_TOKENS + " tokens, and "
                    + LONGEST_TEXT + ", " + LONGEST_NAME + " and " + LONGEST_NUMBER
                    + " characters for a text, a name and a number";
        }
        if (damage.why() == Why.EXPONENT) {
            return "has a number whose exponent is out of all bounds";
        }
        int faultyLine = 1 + newlines(0, at);
        if (at < text.length && text[at] == Utf8.DAMAGED || at > 0 && text[at - 1] == Utf8.DAMAGED) {
            return "is not UTF-8 in line " + faultyLine;
        }
        if (damage.why() == Why.ENDS) {
            return "ends in the middle of a JSON value";
        }
        int column = at;
        while (column > 0 && text[column - 1] != '\n') {
            column--;
        }
        return "is not JSON in line " + faultyLine + ", near column " + (at - column + 1);
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
