package dev.outreachroutes.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is a command, what is a setting of the runtime, and what is a mistake. */
class CommandLineTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void withoutArgumentsTheRuntimeStarts() {
        assertThat(run()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--server.port=8081", "--debug", "--spring.config.location=/etc/outreach-routes/"})
    void aSettingOfSpringBootIsNoCommand(String argument) {
        assertThat(run(argument)).isEmpty();
        assertThat(printed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    void helpIsPrintedAndIsNoFailure(String argument) {
        assertThat(run(argument)).hasValue(0);
        assertThat(printed()).contains("check [options]", "--routes DIR", "--format FORM");
    }

    @Test
    void theVersionIsOneLine() {
        assertThat(run("--version")).hasValue(0);
        assertThat(printed().lines()).singleElement().asString().startsWith("outreach-routes ");
    }

    @ParameterizedTest
    @CsvSource({"chek, Did you mean check?", "--hlep, Did you mean --help?", "--verson, Did you mean --version?"})
    void aMisspeltCommandIsAskedAbout(String argument, String question) {
        assertThat(run(argument)).hasValue(2);
        assertThat(printed()).contains("There is no command '" + argument + "'. " + question, "Usage:");
    }

    @Test
    void aWordThatIsNothingIsToldWithTheUsage() {
        assertThat(run("serve")).hasValue(2);
        assertThat(printed()).startsWith("There is no command 'serve'.").contains("Usage:");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--rutes x|check has no option '--rutes'. Did you mean --routes?",
                "routes|check takes no word 'routes'. Did you mean --routes?",
                "elsewhere|check takes no word 'elsewhere'. The directory is given by --routes.",
                "--routes|--routes needs a value behind it.",
                "--routes=|--routes needs a value behind it.",
                "--routes --help|--routes needs a value behind it.",
                "--format jsn|There is no format 'jsn'. Did you mean json? Allowed here: text, json, github.",
                "--format TEXT|There is no format 'TEXT'.",
                "--help=yes|--help takes no value."
            })
    void aWrongOptionOfCheckIsToldAndNothingIsLookedAt(String options, String told) {
        assertThat(run(("check " + options).split(" "))).hasValue(2);
        assertThat(printed()).startsWith(told).contains("Usage:");
    }

    @Test
    void checkHasHelpOfItsOwn() {
        assertThat(run("check", "--help")).hasValue(0);
        assertThat(printed()).contains("Options of check:");
    }

    private OptionalInt run(String... arguments) {
        return CommandLine.run(
                arguments,
                () -> {
                    throw new AssertionError("nothing is to be looked at");
                },
                new PrintStream(printed, false, StandardCharsets.UTF_8));
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
