package dev.outreachroutes.routes;

import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.file.DestinationsFile;
import dev.outreachroutes.destination.file.DirectoryContent;
import dev.outreachroutes.destination.file.Findings;
import dev.outreachroutes.routes.check.RouteFiles;
import dev.outreachroutes.routes.check.TrialLoad;
import dev.outreachroutes.routes.file.RouteFile;
import dev.outreachroutes.routes.file.RouteFileReader;
import dev.outreachroutes.routes.file.RouteReferences;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Checks {@code ROUTES_DIR} whole: {@code destinations.yaml}, and the route files {@code *.camel.yaml} as Camel will load them. The
 * start, the look for changes and the command {@code check} all ask here. Nothing is started, and nothing is called; what Camel could
 * not make a route of, or what could let a request go unguarded, leave what was delivered unacknowledged or lose events or dead
 * letters, is an error.
 */
public final class RoutesDirectory {

    private RoutesDirectory() {}

    /**
     * @param findings gets everything that is wrong or doubtful
     * @return what is usable of {@code destinations.yaml}
     */
    public static Destinations read(Path directory, RouteReferences references, Findings findings) {
        Destinations[] destinations = {new Destinations(List.of(), List.of())};
        DirectoryContent content = DirectoryContent.of(directory);
        findings.collect(() -> {
            destinations[0] = DestinationsFile.read(content, findings);
            routeFiles(content, destinations[0], references, findings, true);
        });
        return destinations[0];
    }

    /**
     * @param findings gets everything that is wrong or doubtful
     * @return what can be run; empty when there is an error
     */
    public static Optional<Configuration> check(
            DirectoryContent content, RouteReferences references, Findings findings) {
        return check(content, references, findings, true);
    }

    /** The same for a start, where Camel makes the routes itself at once: they are not made for a trial. */
    static Optional<Configuration> checkForStart(
            DirectoryContent content, RouteReferences references, Findings findings) {
        return check(content, references, findings, false);
    }

    private static Optional<Configuration> check(
            DirectoryContent content, RouteReferences references, Findings findings, boolean trial) {
        Configuration[] checked = {null};
        findings.collect(() -> {
            Destinations destinations = DestinationsFile.read(content, findings);
            List<RouteFile> files = routeFiles(content, destinations, references, findings, trial);
            checked[0] = new Configuration(content, destinations, files);
        });
        return findings.errors().isEmpty() ? Optional.ofNullable(checked[0]) : Optional.empty();
    }

    private static List<RouteFile> routeFiles(
            DirectoryContent content,
            Destinations destinations,
            RouteReferences references,
            Findings findings,
            boolean trial) {
        int before = findings.errors().size();
        List<RouteFile> read;
        try (RouteFileReader reader = new RouteFileReader()) {
            read = content.routeFiles().stream()
                    .flatMap(name -> reader.read(content, name, findings).stream())
                    .toList();
        }
        content.names().stream()
                .filter(RoutesDirectory::looksLikeRoutes)
                .forEach(name -> findings.warning(
                        name,
                        0,
                        "",
                        "is not read",
                        "Rename it to end with " + DirectoryContent.ROUTES + ", or remove it."));
        // What one file lacks may stand in one that could not be read.
        if (findings.errors().size() == before) {
            List<String> names =
                    destinations.destinations().stream().map(Destination::name).toList();
            RouteFiles files = new RouteFiles(read, names, references, findings);
            files.check();
            // Of what is told already Camel would tell the first in words of its own.
            if (trial && findings.errors().size() == before) {
                TrialLoad.run(files);
            }
        }
        return read;
    }

    private static boolean looksLikeRoutes(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean isLoaded = name.endsWith(DirectoryContent.ROUTES) || name.equals(DestinationsFile.NAME);
        return !isLoaded
                && !name.startsWith(".")
                && (lower.endsWith(".yaml")
                        || lower.endsWith(".yml")
                        || lower.endsWith(".camel.xml")
                        || lower.endsWith(".camel.json"));
    }
}
