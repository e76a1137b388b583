package dev.outreachroutes.command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.core.env.ConfigurableEnvironment;

/** A command that was done in this process, with settings of the test's own. */
public record CommandLineRun(int exitCode, String printed) {

    public static CommandLineRun of(Map<String, String> settings, String... arguments) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ConfigurableEnvironment environment = TestSettings.with(settings);
        int exitCode = CommandLine.run(
                        arguments, () -> environment, new PrintStream(printed, true, StandardCharsets.UTF_8))
                .orElseThrow();
        return new CommandLineRun(exitCode, printed.toString(StandardCharsets.UTF_8));
    }
}
