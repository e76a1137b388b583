package dev.outreachroutes.routes;

import dev.outreachroutes.destination.Findings;
import java.util.List;

/** Everything that is checked of the route files together. */
final class RouteFilesCheck {

    private final Loaded loaded;

    RouteFilesCheck(List<RouteFile> files, List<String> destinations, Surroundings surroundings, Findings findings) {
        this.loaded = new Loaded(files, destinations, surroundings, findings);
    }

    void run() {
        NamesCheck.run(loaded);
        TemplatesCheck.run(loaded);
        ConfigurationsCheck.run(loaded);
        ReferencesCheck.run(loaded);
        RequestsCheck.run(loaded);
        StepsCheck.run(loaded);
    }
}
