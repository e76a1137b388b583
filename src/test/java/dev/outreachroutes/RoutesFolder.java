package dev.outreachroutes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A copy of the product's routes with destinations of the test's own, to be edited. */
public final class RoutesFolder {

    private final Path folder;

    RoutesFolder(String destinations) {
        try {
            folder = Files.createTempDirectory("routes");
            copyTo(folder);
            Files.writeString(folder.resolve("destinations.yaml"), destinations);
        } catch (IOException e) {
            throw new UncheckedIOException("no routes", e);
        }
    }

    /** Copies the routes and destinations as they are delivered into a directory that is there. */
    public static void copyTo(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
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
