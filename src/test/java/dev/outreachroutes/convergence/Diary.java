package dev.outreachroutes.convergence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** What was done to a system and when, beside the logs of its processes. */
final class Diary {

    private final Path file;

    Diary(Path directory) {
        this.file = directory.resolve("diary.txt");
    }

    synchronized void write(String line) {
        LocalTime now = LocalTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS);
        try {
            Files.writeString(file, now + " " + line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
