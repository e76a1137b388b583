package dev.outreachroutes.convergence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.util.FileSystemUtils;

/** Schedules, one after the other. They share a system as long as nothing fails; a new one takes its place after that. */
final class Campaign implements AutoCloseable {

    private static final int MOST_TRIES = 12;
    private static final Duration LONGEST_SEARCH = Duration.ofMinutes(8);

    private static final int FINDINGS_SHOWN = 8;

    private final Path directory;
    private final boolean clocks;
    private final boolean minimise;
    private final int mostFailures;
    private final Consumer<String> out;
    private final List<String> failures = new ArrayList<>();
    private Installation system;
    private int systems;

    /**
     * @param directory where systems have their logs; those of failed schedules stay
     * @param clocks whether clocks can be moved
     * @param minimise whether to look for the smallest list of faults that still fails
     * @param mostFailures after so many more would tell nothing new
     * @param out gets a line or two for each schedule
     */
    Campaign(Path directory, boolean clocks, boolean minimise, int mostFailures, Consumer<String> out) {
        this.directory = directory;
        this.clocks = clocks;
        this.minimise = minimise;
        this.mostFailures = mostFailures;
        this.out = out;
    }

    /** @return what failed, each with its seed; nothing when all is as it must be */
    List<String> run(List<Schedule> schedules) {
        for (int i = 0; i < schedules.size() && failures.size() < mostFailures; i++) {
            Schedule schedule = schedules.get(i);
            out.accept("%d/%d %s".formatted(i + 1, schedules.size(), schedule));
            long start = System.nanoTime();
            List<String> findings = findings(schedule);
            out.accept("    %s after %d s"
                    .formatted(
                            findings.isEmpty() ? "as it must be" : "FAILED",
                            (System.nanoTime() - start) / 1_000_000_000));
            if (!findings.isEmpty()) {
                failed(schedule, findings);
            }
        }
        return failures;
    }

    private List<String> findings(Schedule schedule) {
        if (system == null) {
            system = new Installation(directory.resolve("system-" + ++systems), clocks);
        }
        try {
            return new Run(system, schedule).findings();
        } catch (RuntimeException e) {
            return List.of("broke off: " + e);
        }
    }

    private void failed(Schedule schedule, List<String> findings) {
        Path logs = end();
        StringBuilder text = new StringBuilder(schedule.toString());
        findings.stream().limit(FINDINGS_SHOWN).forEach(finding -> text.append("\n      ")
                .append(finding));
        if (findings.size() > FINDINGS_SHOWN) {
            text.append("\n      and ").append(findings.size() - FINDINGS_SHOWN).append(" more");
        }
        text.append("\n      logs: ").append(logs);
        out.accept("    " + text);
        if (minimise && failures.isEmpty()) {
            List<Fault> shortest = new Minimiser(
                            fewer -> failsAgain(schedule.with(fewer)),
                            MOST_TRIES,
                            LONGEST_SEARCH,
                            InstantSource.system())
                    .shortest(schedule.faults());
            text.append("\n      smallest list that still fails: ").append(schedule.with(shortest));
            out.accept("    smallest list that still fails: " + schedule.with(shortest));
        }
        failures.add(text.toString());
    }

    private boolean failsAgain(Schedule schedule) {
        List<String> findings = findings(schedule);
        out.accept("    tried %s: %s"
                .formatted(schedule, findings.isEmpty() ? "as it must be" : "fails, " + findings.get(0)));
        Path logs = end();
        if (findings.isEmpty()) {
            remove(logs);
        }
        return !findings.isEmpty();
    }

    /** Ends the system, and keeps what it has written. */
    private Path end() {
        Path logs = system.directory();
        system.close();
        system = null;
        return logs;
    }

    private static void remove(Path directory) {
        try {
            FileSystemUtils.deleteRecursively(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (system != null) {
            remove(end());
        }
    }
}
