package dev.outreachroutes.command;

import ch.qos.logback.classic.Level;
import dev.outreachroutes.destination.file.Nearest;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.system.JavaVersion;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * What {@code java -jar outreach-routes.jar} does besides running: {@code check}, {@code --help} and {@code --version}. A command
 * prints to the standard output and nothing else, and ends with a code that a pipeline can use.
 */
public final class CommandLine {

    /** All is well. */
    static final int WELL = 0;
    /** Errors were found. */
    static final int ERRORS = 1;
    /** Could not look: a wrong command line, no directory, no answer of Outreach. */
    static final int NOT_LOOKED = 2;

    private static final String CHECK = "check";
    private static final List<String> COMMANDS = List.of(CHECK, "--help", "--version");

    private CommandLine() {}

    /**
     * Does what the arguments ask for, unless that is to run: no arguments, or only Spring Boot's own, such as {@code
     * --server.port=8081}.
     *
     * @return the exit code; empty when the runtime is to be started
     */
    public static OptionalInt run(String[] arguments, PrintStream out) {
        return run(
                arguments,
                () -> {
                    beQuiet();
                    return CheckSettings.environment();
                },
                out);
    }

    static OptionalInt run(String[] arguments, EnvironmentSource environment, PrintStream out) {
        List<String> words = Arrays.asList(arguments);
        OptionalInt exit = words.isEmpty() ? OptionalInt.empty() : command(words, environment, out);
        out.flush();
        return exit;
    }

    /** Where the settings of a command come from; asked only by those that need them. */
    interface EnvironmentSource {
        ConfigurableEnvironment get();
    }

    /** Nothing but the result is printed: what Camel and others log while files are read, the findings tell. */
    private static void beQuiet() {
        if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof ch.qos.logback.classic.Logger root) {
            root.setLevel(Level.OFF);
        }
    }

    private static OptionalInt command(List<String> words, EnvironmentSource environment, PrintStream out) {
        String first = words.get(0);
        List<String> rest = words.subList(1, words.size());
        switch (first) {
            case CHECK -> {
                return OptionalInt.of(CheckCommand.run(rest, environment, out));
            }
            case "--help", "-h", "help" -> {
                out.print(Help.ALL);
                return OptionalInt.of(WELL);
            }
            case "--version", "-V", "version" -> {
                out.println("outreach-routes " + version() + ", Java " + JavaVersion.getJavaVersion());
                return OptionalInt.of(WELL);
            }
            default -> {
                // What begins with two hyphens is a setting of Spring Boot's.
                if (first.startsWith("--") && first.contains("=") || first.startsWith("--spring.")) {
                    return OptionalInt.empty();
                }
                return first.startsWith("--") && Nearest.to(first, COMMANDS).isEmpty()
                        ? OptionalInt.empty()
                        : OptionalInt.of(unknown(first, out));
            }
        }
    }

    private static int unknown(String word, PrintStream out) {
        out.println("There is no command '" + word + "'. " + Nearest.question(word, COMMANDS));
        out.println();
        out.print(Help.ALL);
        return NOT_LOOKED;
    }

    private static String version() {
        String version = CommandLine.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
