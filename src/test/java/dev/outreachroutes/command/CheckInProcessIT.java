package dev.outreachroutes.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.ChildProcess;
import dev.outreachroutes.OutreachRoutes;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program, started as a pipeline starts it: from the package where that is as new as the classes. */
class CheckInProcessIT {

    private static final Path PACKAGED = Path.of("target", "outreach-routes.jar");
    private static final Duration LONG = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    @Test
    void thePackageChecksPrintsNothingButTheResultWritesNothingAndEndsWithTheCode() throws Exception {
        Path here = Files.createDirectory(directory.resolve("here"));
        Path wrong = Files.createDirectory(directory.resolve("wrong"));
        Files.writeString(wrong.resolve("destinations.yaml"), "destinations: { sales: { identity: [oid] } }");

        assertThat(run(
                        here,
                        "check",
                        "--format",
                        "github",
                        "--routes",
                        Path.of("routes").toAbsolutePath().toString()))
                .isZero();
        assertThat(printed()).isEmpty();

        assertThat(run(here, "check", "--format", "github", "--routes", wrong.toString()))
                .isEqualTo(1);
        assertThat(printed())
                .isNotEmpty()
                .allMatch(line -> line.startsWith("::error file=" + wrong + "/") || line.startsWith("::warning "));
        assertThat(here).isEmptyDirectory();
    }

    private int run(Path here, String... arguments) throws Exception {
        Process process = new ProcessBuilder(command(arguments))
                .directory(here.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("printed").toFile())
                .start();
        try {
            assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> printed() throws IOException {
        return Files.readAllLines(directory.resolve("printed"));
    }

    private static List<String> command(String... arguments) throws IOException {
        Path newest = Path.of("target", "classes", CommandLine.class.getName().replace('.', '/') + ".class");
        boolean packaged = Files.exists(PACKAGED)
                && Files.getLastModifiedTime(PACKAGED).compareTo(Files.getLastModifiedTime(newest)) >= 0;
        List<String> command = new ArrayList<>(
                packaged
                        ? List.of("-jar", PACKAGED.toAbsolutePath().toString())
                        : List.of("-cp", absoluteClassPath(), OutreachRoutes.class.getName()));
        command.addAll(List.of(arguments));
        return ChildProcess.java(command);
    }

    private static String absoluteClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
