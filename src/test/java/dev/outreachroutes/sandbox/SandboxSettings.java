package dev.outreachroutes.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How the sandbox behaves. Everything but the address can be changed while it runs, from any thread. */
public final class SandboxSettings {

    private final Map<String, Object> values = new ConcurrentHashMap<>();
    private volatile InstantSource clock = InstantSource.system();

    SandboxSettings() {}

    /** Turns one of the {@link Knobs}. */
    public <T> SandboxSettings with(Knob<T> knob, T value) {
        values.put(knob.name(), value);
        return this;
    }

    /**
     * Turns a knob by its name.
     *
     * @throws IllegalArgumentException when there is no such knob or it does not take the value
     */
    public SandboxSettings with(String name, String value) {
        Knob<?> knob = Knobs.named(name);
        try {
            values.put(name, knob.parser().apply(value));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + " does not take '" + value + "': " + e.getMessage(), e);
        }
        return this;
    }

    /**
     * Turns knobs as arguments say: {@code --name=value}, or {@code --name} for on.
     *
     * @throws IllegalArgumentException when one says nothing that a knob takes
     */
    SandboxSettings withArguments(String... arguments) {
        for (String argument : arguments) {
            if (!argument.startsWith("--")) {
                throw new IllegalArgumentException("arguments are --name=value, not " + argument);
            }
            int equals = argument.indexOf('=');
            String name = argument.substring(2, equals < 0 ? argument.length() : equals);
            String value = equals < 0 ? "" : argument.substring(equals + 1);
            with(name, name.equals(Knobs.FIELDS.name()) && value.startsWith("@") ? read(value.substring(1)) : value);
        }
        return this;
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + file, e);
        }
    }

    /** The port to listen on; 0 takes a free one. */
    public SandboxSettings port(int port) {
        return with(Knobs.PORT, port);
    }

    /** What each user may ask in a period. */
    public SandboxSettings quota(int requests, Duration period) {
        return with(Knobs.QUOTA, requests).with(Knobs.PERIOD, period);
    }

    /** Lets the ids from {@code first} to {@code last} exist without being added. */
    public SandboxSettings createMissing(long first, long last) {
        return with(Knobs.CREATE_MISSING, new IdRange(first, last));
    }

    /** Gives a {@code customN} its label and type. */
    public SandboxSettings customField(String name, CustomField field) {
        Map<String, CustomField> fields = new LinkedHashMap<>(get(Knobs.FIELDS));
        fields.put(name, field);
        return with(Knobs.FIELDS, fields);
    }

    /** The time that tokens, windows and prospects go by; delays of answers always go by the real one. */
    public SandboxSettings clock(InstantSource clock) {
        this.clock = clock;
        return this;
    }

    InstantSource clock() {
        return clock;
    }

    /** The value of a knob. */
    @SuppressWarnings("unchecked") // with() puts only values of the knob's type
    public <T> T get(Knob<T> knob) {
        Object value = values.get(knob.name());
        return value == null ? knob.initial() : (T) value;
    }

    Map<String, String> words() {
        Map<String, String> words = new LinkedHashMap<>();
        Knobs.all().forEach(knob -> words.put(knob.name(), Knob.word(get(knob))));
        return words;
    }

    static String help() {
        StringBuilder help = new StringBuilder("A sandbox Outreach. Arguments, each with its default:\n\n");
        for (Knob<?> knob : Knobs.all()) {
            String argument = "--" + knob.name() + "=" + Knob.word(knob.initial());
            help.append(String.format("  %-42s %s%n", argument, knob.description()));
        }
        return help.toString();
    }
}
