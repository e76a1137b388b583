package dev.outreachroutes.convergence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The logs of all replicas, from a moment on. */
final class Logs {

    private final List<Path> files;
    private final List<Long> marks = new ArrayList<>();

    Logs(Installation system) {
        this.files = IntStream.rangeClosed(1, Installation.MOST_REPLICAS)
                .mapToObj(system::log)
                .toList();
    }

    void mark() {
        marks.clear();
        files.forEach(file -> marks.add(file.toFile().length()));
    }

    List<String> sinceMark() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            if (Files.exists(files.get(i))) {
                try (var log = Files.newInputStream(files.get(i))) {
                    log.skipNBytes(marks.get(i));
                    new String(log.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .forEach(lines::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return lines;
    }
}
