package dev.outreachroutes.console.api;

import java.util.List;
import java.util.Objects;

/** Lists in bodies. Left out, most mean all; so one that is there has to say something. */
final class Listed {

    private Listed() {}

    /**
     * The entries; empty when the list was left out.
     *
     * @param name of the list in the body
     * @throws IllegalArgumentException when it is there and has no entry, or one that is null
     */
    static <T> List<T> entries(String name, List<T> list) {
        if (list == null) {
            return List.of();
        }
        if (list.isEmpty() || list.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException("'" + name + "' has at least one entry, and none that is null");
        }
        return list;
    }
}
