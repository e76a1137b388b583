package dev.outreachroutes.destination;

/**
 * Which route files run.
 *
 * @param hash the beginning of the SHA-256 of every {@code *.camel.yaml}, in the order of their names; another as soon as one of
 *     them has changed. Empty where no route files are known
 */
public record RoutesVersion(String hash) {

    static final RoutesVersion NONE = new RoutesVersion("");
}
