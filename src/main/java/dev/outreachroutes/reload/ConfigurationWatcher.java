package dev.outreachroutes.reload;

import dev.outreachroutes.destination.ConfigurationChange;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.file.DestinationsFile;
import dev.outreachroutes.destination.file.DirectoryContent;
import dev.outreachroutes.destination.file.Finding;
import dev.outreachroutes.destination.file.Findings;
import dev.outreachroutes.routes.Configuration;
import dev.outreachroutes.routes.RoutesDirectory;
import dev.outreachroutes.routes.RunningRoutes;
import dev.outreachroutes.routes.RunningRoutes.NotAppliedException;
import dev.outreachroutes.routes.file.RouteReferences;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Looks whether {@code ROUTES_DIR} says something else than what runs, checks that whole, and lets it run. What cannot be run is told
 * once for each content, and what runs goes on. Content counts when two looks see the same, so a file that is half-written, or a
 * directory in the middle of an exchange, is passed over; how the files came there does not matter.
 */
public final class ConfigurationWatcher {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationWatcher.class);

    /** What it costs to become another configuration: by destination in words. */
    interface Costs {
        Map<String, String> between(Destinations before, Destinations after);
    }

    private final Path directory;
    private final RouteReferences references;
    private final RunningRoutes routes;
    private final Costs costs;
    private final MeterRegistry meters;
    private final InstantSource clock;

    private String seen;
    private String decided;
    private volatile ConfigurationState state;
    private volatile DirectoryContent checked;

    ConfigurationWatcher(
            Path directory,
            RouteReferences references,
            RunningRoutes routes,
            Costs costs,
            MeterRegistry meters,
            InstantSource clock) {
        this.directory = directory;
        this.references = references;
        this.routes = routes;
        this.costs = costs;
        this.meters = meters;
        this.clock = clock;
        String version = routes.now().content().hash();
        this.seen = version;
        this.decided = version;
        this.state = new ConfigurationState(version, clock.instant(), List.of(), "", List.of(), "");
    }

    public ConfigurationState state() {
        return state;
    }

    /** Looks once. Called again and again; whatever goes wrong, the next look comes. */
    synchronized void look() {
        try {
            DirectoryContent content = DirectoryContent.of(directory);
            String version = content.hash();
            boolean settled = version.equals(seen);
            seen = version;
            if (settled && !version.equals(decided)) {
                decide(content);
            }
        } catch (RuntimeException e) {
            LOG.error("{} cannot be looked at; what runs goes on", directory, e);
        }
    }

    /** What stands in the line that a finding is about, in the files that were checked last; empty when it is about none. */
    public String line(Finding finding) {
        DirectoryContent content = checked;
        return content == null ? "" : content.line(finding.file(), finding.line());
    }

    /** Checks what the directory has now, and changes nothing. */
    public synchronized List<Finding> check() {
        Findings findings = new Findings();
        checked(DirectoryContent.of(directory), findings).ifPresent(next -> costs(next)
                .forEach((destination, cost) -> findings.warning(
                        DestinationsFile.NAME,
                        0,
                        "destinations." + destination,
                        cost,
                        "Nothing is to be done if that is meant.")));
        List<Finding> all = new ArrayList<>(findings.errors());
        all.addAll(findings.warnings());
        return all;
    }

    /** Runs what the directory has now, if it can be run; also when that failed before. */
    public synchronized ConfigurationState reload() {
        DirectoryContent content = DirectoryContent.of(directory);
        seen = content.hash();
        decide(content);
        return state;
    }

    private void decide(DirectoryContent content) {
        decided = content.hash();
        if (decided.equals(state.version()) && state.failure().isEmpty()) {
            if (!state.isWell()) {
                LOG.info("The files in {} are again those that run", directory);
                state = new ConfigurationState(state.version(), state.since(), state.change(), "", List.of(), "");
            }
            return;
        }
        Findings findings = new Findings();
        Optional<Configuration> next = checked(content, findings);
        if (next.isEmpty()) {
            refuse(findings);
        } else {
            findings.warningLines().forEach(LOG::warn);
            run(next.get());
        }
    }

    /** A check that fails by itself refuses the files, as what it finds does. */
    private Optional<Configuration> checked(DirectoryContent content, Findings findings) {
        checked = content;
        Optional<Configuration> next = Optional.empty();
        try {
            next = RoutesDirectory.check(content, references, findings);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("The files in {} cannot be checked", directory, e);
            findings.error("", 0, "", "cannot be checked: " + e, "Undo the change.");
        }
        if (next.isPresent() && !routes.canBecome(next.get())) {
            findings.error(
                    "",
                    0,
                    "",
                    "a route without an ID is changed, added or removed, and such routes cannot be told apart",
                    "Give every route an ID. Until then restart the process for the change.");
            return Optional.empty();
        }
        return next;
    }

    private void refuse(Findings findings) {
        List<Finding> errors = findings.errors();
        meters.counter("outreach.configuration.changes", "result", "refused").increment();
        LOG.warn(
                "{} has {}, so it is not taken; what runs goes on:{}",
                directory,
                Findings.count(errors, "mistake"),
                Findings.lines(errors));
        state = new ConfigurationState(
                state.version(), state.since(), state.change(), decided, errors, state.failure());
    }

    private void run(Configuration next) {
        Configuration before = routes.now();
        List<String> change = new ArrayList<>(ConfigurationChange.between(before.destinations(), next.destinations()));
        before.content().routeFilesThatDiffer(next.content()).forEach(name -> change.add(name + ": changed"));
        costs(next).forEach((destination, cost) -> change.add("destinations." + destination + ": " + cost));
        try {
            Collection<String> touched = routes.become(next);
            meters.counter("outreach.configuration.changes", "result", "applied")
                    .increment();
            LOG.info(
                    "The configuration {} runs now{}. Routes that were changed for it: {}",
                    decided,
                    lines(change),
                    touched.isEmpty() ? "none" : String.join(", ", touched));
            state = new ConfigurationState(decided, clock.instant(), change, "", List.of(), "");
        } catch (NotAppliedException e) {
            meters.counter("outreach.configuration.changes", "result", "failed").increment();
            LOG.error("The configuration {} cannot be run, {}", decided, e.getMessage(), e.getCause());
            state = new ConfigurationState(
                    state.version(),
                    state.since(),
                    state.change(),
                    decided,
                    List.of(),
                    "cannot be run, " + e.getMessage() + ": " + e.getCause().getMessage());
        }
    }

    private Map<String, String> costs(Configuration next) {
        try {
            return costs.between(routes.now().destinations(), next.destinations());
        } catch (DataAccessException e) {
            LOG.debug("The database does not answer, so it is not said what the change costs", e);
            return Map.of();
        }
    }

    private static String lines(List<String> change) {
        return change.isEmpty() ? "" : ":\n  - " + String.join("\n  - ", change) + "\n ";
    }
}
