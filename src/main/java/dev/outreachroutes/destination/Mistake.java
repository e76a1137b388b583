package dev.outreachroutes.destination;

/**
 * One thing that is wrong in {@code destinations.yaml}.
 *
 * @param path where, for example {@code destinations.emea-sales.segments.3f6c2b1e.mapping-id}
 * @param problem what is wrong
 * @param fix what to write instead
 */
public record Mistake(String path, String problem, String fix) {

    @Override
    public String toString() {
        return path + ": " + problem + ". " + fix;
    }
}
