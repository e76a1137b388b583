package dev.outreachroutes.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.ChildProcess;
import dev.outreachroutes.OutreachRoutes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program, started as a pipeline starts it: from the package where that is as new as the classes. */
class CheckInProcessIT {

    private static final Path PACKAGED = Path.of("target", "outreach-routes.jar");
    private static final Duration LONG = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    @Test
    void thePackageChecksPrintsNothingButTheResultAndEndsWithTheCode() throws IOException {
        Path log = directory.resolve("printed");
        Files.writeString(directory.resolve("destinations.yaml"), "destinations: { sales: { identity: [oid] } }");

        ChildProcess well = start(log, "check", "--routes", "routes", "--format", "github");
        assertThat(well.exitCode(LONG)).isZero();
        assertThat(log).isEmptyFile();

        ChildProcess wrong = start(log, "check", "--routes", directory.toString(), "--format", "github");
        assertThat(wrong.exitCode(LONG)).isEqualTo(1);
        assertThat(Files.readAllLines(log))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("::error file=" + directory + "/") || line.startsWith("::warning "));
    }

    private static ChildProcess start(Path log, String... arguments) throws IOException {
        Path newest = Path.of("target", "classes", CommandLine.class.getName().replace('.', '/') + ".class");
        boolean packaged = Files.exists(PACKAGED)
                && Files.getLastModifiedTime(PACKAGED).compareTo(Files.getLastModifiedTime(newest)) >= 0;
        List<String> command = packaged
                ? ChildProcess.java(concat("-jar", PACKAGED.toString(), arguments))
                : ChildProcess.java(List.of(), OutreachRoutes.class.getName(), List.of(arguments));
        return ChildProcess.start(command, Map.of(), log);
    }

    private static List<String> concat(String first, String second, String... others) {
        List<String> all = new java.util.ArrayList<>(List.of(first, second));
        all.addAll(List.of(others));
        return all;
    }
}
