package dev.outreachroutes.destination;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong in {@code destinations.yaml}, so that all of it is told at once. */
final class Mistakes {

    private final List<Mistake> found = new ArrayList<>();

    void add(String path, String problem, String fix) {
        found.add(new Mistake(path, problem, fix));
    }

    List<Mistake> found() {
        return List.copyOf(found);
    }
}
