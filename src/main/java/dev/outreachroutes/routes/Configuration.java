package dev.outreachroutes.routes;

import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.file.DirectoryContent;
import dev.outreachroutes.routes.file.RouteFile;
import java.util.List;

/** What {@code ROUTES_DIR} said at one look, checked whole: it can be run. */
public final class Configuration {

    private final DirectoryContent content;
    private final Destinations destinations;
    private final List<RouteFile> files;

    Configuration(DirectoryContent content, Destinations destinations, List<RouteFile> files) {
        this.content = content;
        this.destinations = destinations;
        this.files = List.copyOf(files);
    }

    public DirectoryContent content() {
        return content;
    }

    public Destinations destinations() {
        return destinations;
    }

    List<RouteFile> files() {
        return files;
    }
}
