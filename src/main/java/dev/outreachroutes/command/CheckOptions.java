package dev.outreachroutes.command;

import dev.outreachroutes.destination.file.Nearest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The options of {@code check}: {@code --name value} or {@code --name=value}, each at most once in effect; the last one counts. */
final class CheckOptions {

    private static final List<String> NAMES = List.of("--routes", "--account", "--profile", "--format", "--help");

    /** Null when ROUTES_DIR says. */
    Path routes;

    boolean account;

    /** A file with profiles to be tried; null when there is none. */
    Path profile;

    boolean help;
    ReportForm form = ReportForm.TEXT;

    /** Says what is wrong with the command line. */
    static final class WrongOption extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongOption(String message) {
            super(message, null, false, false);
        }
    }

    private CheckOptions() {}

    /** @throws WrongOption when a word is not understood */
    static CheckOptions of(List<String> words) {
        CheckOptions options = new CheckOptions();
        Deque<String> left = new ArrayDeque<>(words);
        while (!left.isEmpty()) {
            String word = left.pop();
            int equals = word.startsWith("--") ? word.indexOf('=') : -1;
            if (equals > 0) {
                left.push(word.substring(equals + 1));
                word = word.substring(0, equals);
            }
            options.take(word, equals > 0, left);
        }
        return options;
    }

    private void take(String name, boolean hasValue, Deque<String> left) {
        switch (name) {
            case "--account" -> account = flag(name, hasValue);
            case "--help", "-h" -> help = flag(name, hasValue);
            case "--routes" -> value(name, left, text -> routes = path(name, text));
            case "--profile" -> value(name, left, text -> profile = path(name, text));
            case "--format" -> value(name, left, text -> form = form(text));
            default ->
                throw new WrongOption(
                        name.startsWith("-")
                                ? "check has no option '" + name + "'. " + Nearest.suggestion(name, NAMES)
                                : "check takes no word '" + name + "'. "
                                        + Nearest.to("--" + name, NAMES)
                                                .map(near -> "Did you mean " + near + "?")
                                                .orElse("The directory is given by --routes."));
        }
    }

    private static boolean flag(String name, boolean hasValue) {
        if (hasValue) {
            throw new WrongOption(name + " takes no value.");
        }
        return true;
    }

    private static void value(String name, Deque<String> left, Consumer<String> option) {
        if (left.isEmpty() || left.peek().isEmpty() || left.peek().startsWith("--")) {
            throw new WrongOption(name + " needs a value behind it.");
        }
        option.accept(left.pop());
    }

    private static Path path(String name, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new WrongOption(name + ": '" + text + "' is no name of a file.");
        }
    }

    private static ReportForm form(String text) {
        List<String> forms = Arrays.stream(ReportForm.values())
                .map(form -> form.name().toLowerCase(Locale.ROOT))
                .toList();
        if (!forms.contains(text)) {
            throw new WrongOption("There is no format '" + text + "'. " + Nearest.suggestion(text, forms));
        }
        return ReportForm.valueOf(text.toUpperCase(Locale.ROOT));
    }
}
