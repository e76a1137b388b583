package dev.outreachroutes.destination.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The attributes of a person that are mapped most, by the names of Adobe's <a href="https://github.com/adobe/xdm">public
 * schemas</a>: person, personal, work and other work details, preferences, and the business person. Every company adds its own, so a
 * path that is none of these is as right as they are, unless it nearly is one.
 */
final class XdmPaths {

    /** Letters that differ in a word that was meant to be another. */
    private static final int TOLERATED = 2;

    private static final List<String> KNOWN = known();

    private XdmPaths() {}

    private static List<String> known() {
        try (InputStream file = XdmPaths.class.getResourceAsStream("xdm-paths.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The XDM paths cannot be read", e);
        }
    }

    /** The path that was probably meant; empty for one that is known, and for one that resembles none. */
    static Optional<String> meant(String path) {
        return KNOWN.contains(path) ? Optional.empty() : Nearest.to(path, KNOWN, TOLERATED);
    }

    /** A path below this one; empty unless this is a known one that has others below it, and so no value of its own. */
    static Optional<String> below(String path) {
        return KNOWN.stream().filter(known -> known.startsWith(path + ".")).findFirst();
    }

    /**
     * Warns of a path that hardly can be meant.
     *
     * @param so what follows if the path has no value of its own: the end of that sentence
     */
    static void check(String path, String so, YamlFile file, List<String> place, Findings findings) {
        meant(path)
                .ifPresent(near -> findings.warning(
                        file,
                        place,
                        "'" + path + "' is not in Adobe's schemas, and nearly is",
                        "Did you mean " + near + "? Letters match exactly. Leave it if the field is your own."));
        below(path)
                .ifPresent(below -> findings.warning(
                        file,
                        place,
                        "'" + path + "' has no value of its own in Adobe's schemas" + so,
                        "Write the path of the value, such as " + below + "."));
    }
}
