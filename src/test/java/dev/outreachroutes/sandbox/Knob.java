package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One thing about the sandbox that can be set: by {@link SandboxSettings#with}, as {@code --name=value}, or while it runs.
 *
 * @param name in lower-case letters, digits and hyphens
 * @param initial the value when nothing is set
 * @param parser makes a value of its text, or throws {@link IllegalArgumentException}
 * @param description one line for {@code --help}
 */
public record Knob<T>(String name, T initial, Function<String, T> parser, String description) {

    private static final ObjectMapper JSON = new ObjectMapper();

    static Knob<Integer> number(String name, int initial, String description) {
        return new Knob<>(name, initial, Integer::valueOf, description);
    }

    static Knob<Double> rate(String name, String description) {
        return new Knob<>(name, 0.0, Knob::rateOf, description);
    }

    static Knob<String> text(String name, String initial, String description) {
        return new Knob<>(name, initial, Function.identity(), description);
    }

    static Knob<Boolean> onOff(String name, boolean initial, String description) {
        return new Knob<>(name, initial, Knob::onOffOf, description + " (on, off)");
    }

    static Knob<Duration> duration(String name, Duration initial, String description) {
        return new Knob<>(name, initial, Knob::durationOf, description);
    }

    static <E extends Enum<E>> Knob<E> choice(String name, E initial, String description) {
        Class<E> type = initial.getDeclaringClass();
        String words = Arrays.stream(type.getEnumConstants()).map(Knob::word).collect(Collectors.joining(", "));
        return new Knob<>(
                name,
                initial,
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(constant -> word(constant).equals(text))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("it is one of " + words)),
                description + " (" + words + ")");
    }

    static Knob<IdRange> ids(String name, String description) {
        return new Knob<>(name, IdRange.NONE, IdRange::of, description);
    }

    static Knob<Map<String, CustomField>> fields(String name, String description) {
        return new Knob<>(name, Map.of(), Knob::fieldsOf, description);
    }

    /** A value as it would be written in an argument. */
    static String word(Object value) {
        if (value instanceof Enum<?> choice) {
            return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        if (value instanceof Boolean on) {
            return on ? "on" : "off";
        }
        if (value instanceof Duration duration) {
            return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
        }
        return value instanceof Map<?, ?> map ? JSON.valueToTree(map).toString() : String.valueOf(value);
    }

    /** {@code 500ms}, {@code 60s}, {@code 5m}, {@code 2h}, {@code 14d}, {@code off}; a bare number is seconds. */
    static Duration durationOf(String text) {
        if (text.equals("off")) {
            return Duration.ZERO;
        }
        String digits = text.replaceFirst("[a-z]+$", "");
        long amount = Long.parseLong(digits);
        return switch (text.substring(digits.length())) {
            case "ms" -> Duration.ofMillis(amount);
            case "", "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case "d" -> Duration.ofDays(amount);
            default -> throw new IllegalArgumentException("not a duration: " + text);
        };
    }

    private static double rateOf(String text) {
        double rate = Double.parseDouble(text);
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("a rate is between 0 and 1, not " + text);
        }
        return rate;
    }

    private static boolean onOffOf(String text) {
        return switch (text) {
            case "on", "true", "" -> true;
            case "off", "false" -> false;
            default -> throw new IllegalArgumentException("on or off, not " + text);
        };
    }

    private static Map<String, CustomField> fieldsOf(String json) {
        try {
            return Map.copyOf(JSON.readValue(json, new TypeReference<Map<String, CustomField>>() {}));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }
}
