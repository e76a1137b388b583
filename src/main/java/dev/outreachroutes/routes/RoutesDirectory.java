package dev.outreachroutes.routes;

import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.DestinationsFile;
import dev.outreachroutes.destination.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Reads {@code ROUTES_DIR}: {@code destinations.yaml}, and the route files {@code *.camel.yaml} as Camel will load them. Nothing is
 * made of them here; what could let a request go unguarded, leave what was delivered unacknowledged or lose events or dead letters
 * is an error.
 */
public final class RoutesDirectory {

    /** The ending of the files that are loaded: {@code camel.main.routes-include-pattern}. */
    private static final String ENDING = ".camel.yaml";

    private RoutesDirectory() {}

    /**
     * @param findings gets everything that is wrong or doubtful
     * @return what is usable of {@code destinations.yaml}
     */
    public static Destinations read(Path directory, RouteReferences references, Findings findings) {
        Destinations[] destinations = {new Destinations(List.of(), List.of())};
        findings.collect(() -> {
            destinations[0] = DestinationsFile.read(directory, findings);
            List<String> names = destinations[0].destinations().stream()
                    .map(Destination::name)
                    .toList();
            checkRouteFiles(directory, names, references, findings);
        });
        return destinations[0];
    }

    private static void checkRouteFiles(
            Path directory, List<String> destinations, RouteReferences references, Findings findings) {
        List<Path> files = files(directory, findings);
        int before = findings.errors().size();
        List<RouteFile> read;
        try (RouteFileReader reader = new RouteFileReader()) {
            read = files.stream()
                    .filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .flatMap(file -> reader.read(file, findings).stream())
                    .toList();
        }
        files.stream()
                .map(file -> file.getFileName().toString())
                .filter(RoutesDirectory::looksLikeRoutes)
                .forEach(name -> findings.warning(
                        name, 0, "", "is not read", "Rename it to end with " + ENDING + ", or remove it."));
        // What one file lacks may stand in one that could not be read.
        if (findings.errors().size() == before) {
            new RouteFiles(read, destinations, references, findings).check();
        }
    }

    private static List<Path> files(Path directory, Findings findings) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(
                            file -> Files.isRegularFile(file) || file.toString().endsWith(ENDING))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            // Without it there is no destinations.yaml either, which is told.
            return List.of();
        }
    }

    private static boolean looksLikeRoutes(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean isLoaded = name.endsWith(ENDING) || name.equals(DestinationsFile.NAME);
        return !isLoaded
                && !name.startsWith(".")
                && (lower.endsWith(".yaml")
                        || lower.endsWith(".yml")
                        || lower.endsWith(".camel.xml")
                        || lower.endsWith(".camel.json"));
    }
}
