package dev.outreachroutes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.function.UnaryOperator;

/** A copy of the product's routes with destinations of the test's own, to be edited. */
final class RoutesFolder {

    private final Path folder;

    RoutesFolder(String destinations) {
        try {
            folder = Files.createTempDirectory("routes");
            try (var files = Files.list(Path.of("routes"))) {
                PathMatcher yaml = FileSystems.getDefault().getPathMatcher("glob:**.camel.yaml");
                for (Path file : files.filter(yaml::matches).toList()) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
            Files.writeString(folder.resolve("destinations.yaml"), destinations);
        } catch (IOException e) {
            throw new UncheckedIOException("no routes", e);
        }
    }

    Path path() {
        return folder;
    }

    /** @throws IllegalArgumentException when the edit changes nothing */
    void edit(String routeFile, UnaryOperator<String> change) {
        Path file = folder.resolve(routeFile);
        try {
            String before = Files.readString(file);
            String after = change.apply(before);
            if (after.equals(before)) {
                throw new IllegalArgumentException("the edit of " + routeFile + " changes nothing");
            }
            Files.writeString(file, after);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
