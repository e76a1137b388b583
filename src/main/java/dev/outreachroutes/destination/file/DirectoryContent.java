package dev.outreachroutes.destination.file;

import dev.outreachroutes.destination.RoutesVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The files of {@code ROUTES_DIR} as they were at one look: what is checked is then what is loaded, whatever happens to the files
 * meanwhile. Reads {@code destinations.yaml} and every {@code *.camel.yaml}, of each at most 3 MB and of all at most 12 MB; of others
 * it has the names.
 */
public final class DirectoryContent {

    /** The ending of the route files that are loaded: {@code camel.main.routes-include-pattern}. */
    public static final String ROUTES = ".camel.yaml";

    static final int LARGEST = 3 * 1024 * 1024;
    private static final int LARGEST_TOGETHER = 4 * LARGEST;
    private static final int MOST_NAMES = 1_000;
    private static final int HASH_LENGTH = 12;

    /**
     * A file that could be read, or why it could not.
     *
     * @param bytes null when it could not be read
     * @param problem what is wrong then, and {@code cure} what to do
     */
    record File(String name, byte[] bytes, String problem, String cure) {}

    private final Path directory;
    private final List<String> names;
    private final SortedMap<String, File> files = new TreeMap<>();

    private DirectoryContent(Path directory, List<String> names) {
        this.directory = directory;
        this.names = names;
    }

    /** Looks at a directory. Never fails: what cannot be read is told when it is asked for. */
    public static DirectoryContent of(Path directory) {
        DirectoryContent content = new DirectoryContent(directory, names(directory));
        content.take(DestinationsFile.NAME, LARGEST);
        int left = LARGEST_TOGETHER;
        for (String name : content.routeFiles()) {
            left -= content.take(name, Math.min(LARGEST, left));
        }
        return content;
    }

    private static List<String> names(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(
                            file -> Files.isRegularFile(file) || file.toString().endsWith(ROUTES))
                    .map(file -> file.getFileName().toString())
                    .limit(MOST_NAMES)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            // Without it there is no destinations.yaml either, which is told.
            return List.of();
        }
    }

    private int take(String name, int most) {
        File file = read(directory.resolve(name), most);
        files.put(name, file);
        return file.bytes() == null ? 0 : file.bytes().length;
    }

    private static File read(Path path, int most) {
        String name = path.getFileName().toString();
        try {
            if (Files.isDirectory(path)) {
                return new File(name, null, "is a directory", "Put a file of that name there.");
            }
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                return new File(name, null, "is no ordinary file", "Put a file of that name there.");
            }
            try (InputStream in = Files.newInputStream(path)) {
                byte[] bytes = in.readNBytes(most + 1);
                return bytes.length <= most
                        ? new File(name, bytes, "", "")
                        : new File(
                                name,
                                null,
                                most < LARGEST
                                        ? "is not read, since the files together have more than " + LARGEST_TOGETHER
                                                + " bytes"
                                        : "has " + Files.size(path) + " bytes, and at most " + LARGEST + " are read",
                                "Make it smaller.");
            }
        } catch (NoSuchFileException e) {
            return new File(
                    name,
                    null,
                    "does not exist in " + path.toAbsolutePath().getParent(),
                    "Create it, or set ROUTES_DIR to the directory that has it.");
        } catch (AccessDeniedException e) {
            return new File(
                    name,
                    null,
                    "may not be read by the user " + System.getProperty("user.name"),
                    "Let that user read it, and the directories it is in.");
        } catch (IOException e) {
            return new File(
                    name,
                    null,
                    "cannot be read (" + e.getClass().getSimpleName() + ")",
                    "Make it a file that the user who runs this may read.");
        }
    }

    File file(String name) {
        return files.get(name);
    }

    /** What stands in a line of a file, cut off and without control characters; empty when there is no such line. */
    public String line(String name, int line) {
        File file = files.get(name);
        if (file == null || file.bytes() == null || line < 1) {
            return "";
        }
        return new String(file.bytes(), StandardCharsets.UTF_8)
                .lines()
                .skip(line - 1L)
                .findFirst()
                .map(text -> Finding.shown(text.strip()))
                .orElse("");
    }

    /** The names of the files in it, those that are not read among them. */
    public List<String> names() {
        return names;
    }

    /** The names of the route files. */
    public List<String> routeFiles() {
        return names.stream().filter(name -> name.endsWith(ROUTES)).toList();
    }

    public Path directory() {
        return directory;
    }

    /** The beginning of the SHA-256 of all that is read; another as soon as one file of it has changed. */
    public String hash() {
        return hash(files);
    }

    /** The same of the route files alone. */
    public RoutesVersion routesVersion() {
        return new RoutesVersion(hash(routes()));
    }

    private SortedMap<String, File> routes() {
        SortedMap<String, File> routes = new TreeMap<>(files);
        routes.remove(DestinationsFile.NAME);
        return routes;
    }

    private static String hash(SortedMap<String, File> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.values().forEach(file -> {
                digest.update(file.name().getBytes(StandardCharsets.UTF_8));
                digest.update(file.bytes() == null ? file.problem().getBytes(StandardCharsets.UTF_8) : file.bytes());
            });
            return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** The route files whose content is not the same in another look, by name. */
    public List<String> routeFilesThatDiffer(DirectoryContent other) {
        Set<String> all = new TreeSet<>(routeFiles());
        all.addAll(other.routeFiles());
        return all.stream()
                .filter(name -> !isSame(files.get(name), other.files.get(name)))
                .toList();
    }

    private static boolean isSame(File one, File other) {
        return one != null
                && other != null
                && Arrays.equals(one.bytes(), other.bytes())
                && one.problem().equals(other.problem());
    }
}
