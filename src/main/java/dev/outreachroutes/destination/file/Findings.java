package dev.outreachroutes.destination.file;

import dev.outreachroutes.destination.file.Finding.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects what is wrong in the files of {@code ROUTES_DIR}, so that all of it is told at once; at most so many of them. */
public final class Findings {

    /** More are not looked for. */
    private static final int MOST = 1_000;

    private static final int TOLD = 20;

    private static final Comparator<Finding> ORDER =
            Comparator.comparing(Finding::file).thenComparingInt(Finding::line).thenComparing(Finding::path);

    private final List<Finding> found = new ArrayList<>();

    /** Of two findings at one place with the same cure the first is told. */
    private final Set<String> cures = new HashSet<>();

    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super("enough is found", null, false, false);
        }
    }

    /** Runs a check, and ends it when there is more to find than anybody would read. */
    public void collect(Runnable check) {
        try {
            check.run();
        } catch (Enough e) {
            // The check is given up; what was found stands.
        }
    }

    /** Reports a mistake at a place in a file, such as {@code destinations, emea-sales, identity}. */
    public void error(YamlFile file, List<String> place, String problem, String cure) {
        add(new Finding(Severity.ERROR, file.name(), file.line(place), path(place), problem, cure));
    }

    /** Reports what may be right, but hardly is. */
    public void warning(YamlFile file, List<String> place, String problem, String cure) {
        add(new Finding(Severity.WARNING, file.name(), file.line(place), path(place), problem, cure));
    }

    private static String path(List<String> place) {
        return place.stream().map(key -> key.isEmpty() ? "''" : key).collect(Collectors.joining("."));
    }

    public void error(String file, int line, String path, String problem, String cure) {
        add(new Finding(Severity.ERROR, file, line, path, problem, cure));
    }

    public void warning(String file, int line, String path, String problem, String cure) {
        add(new Finding(Severity.WARNING, file, line, path, problem, cure));
    }

    private void add(Finding finding) {
        if (!cures.add(finding.severity() + finding.file() + finding.line() + finding.path() + finding.cure())) {
            return;
        }
        found.add(finding);
        if (found.size() >= MOST) {
            throw new Enough();
        }
    }

    /** In the order of the files and their lines, as are the warnings. */
    public List<Finding> errors() {
        return of(Severity.ERROR);
    }

    public List<Finding> warnings() {
        return of(Severity.WARNING);
    }

    private List<Finding> of(Severity severity) {
        return found.stream()
                .filter(finding -> finding.severity() == severity)
                .sorted(ORDER)
                .toList();
    }

    /** How many there are, such as {@code 2 mistakes}. */
    public static String count(List<Finding> findings, String one) {
        int size = findings.size();
        return size + (size >= MOST ? " or more " : " ") + one + (size == 1 ? "" : "s");
    }

    /** The first findings, one a line, and how many are left out. */
    public static String lines(List<Finding> findings) {
        String first =
                findings.stream().limit(TOLD).map(finding -> "\n  - " + finding).collect(Collectors.joining());
        return findings.size() > TOLD ? first + "\n  and " + (findings.size() - TOLD) + " more." : first;
    }

    /** The first warnings for the log, one a line, and how many are left out. */
    public List<String> warningLines() {
        List<Finding> warnings = warnings();
        List<String> lines = new ArrayList<>(
                warnings.stream().limit(TOLD).map(Finding::toString).toList());
        if (warnings.size() > TOLD) {
            lines.add((warnings.size() - TOLD) + " more warnings about the files of the routes are left out");
        }
        return lines;
    }

    /**
     * @param directory where the files are
     * @throws InvalidConfigurationException when there is an error
     */
    public void refuseErrors(String directory) {
        List<Finding> errors = errors();
        if (!errors.isEmpty()) {
            throw new InvalidConfigurationException(directory, errors);
        }
    }
}
