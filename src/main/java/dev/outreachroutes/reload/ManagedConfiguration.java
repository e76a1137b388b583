package dev.outreachroutes.reload;

import dev.outreachroutes.destination.file.Finding;
import dev.outreachroutes.destination.file.Findings;
import java.util.List;

/** Shows the configuration to operators, and checks and runs it when they say so. */
final class ManagedConfiguration implements ConfigurationMBean {

    private final ConfigurationWatcher watcher;
    private final ReplicaVersions versions;

    ManagedConfiguration(ConfigurationWatcher watcher, ReplicaVersions versions) {
        this.watcher = watcher;
        this.versions = versions;
    }

    @Override
    public String getVersion() {
        return watcher.state().version();
    }

    @Override
    public String getSince() {
        return watcher.state().since().toString();
    }

    @Override
    public String[] getLastChange() {
        return watcher.state().change().toArray(String[]::new);
    }

    @Override
    public String[] getMistakes() {
        return texts(watcher.state().findings());
    }

    @Override
    public String getFailure() {
        return watcher.state().failure();
    }

    @Override
    public String[] getReplicas() {
        return versions.replicas().stream()
                .map(replica -> replica.name() + ": " + replica.version() + " since " + replica.since())
                .toArray(String[]::new);
    }

    @Override
    public boolean isDiffering() {
        return versions.differ();
    }

    @Override
    public String[] check() {
        return texts(watcher.check());
    }

    @Override
    public String reload() {
        ConfigurationState state = watcher.reload();
        if (!state.failure().isEmpty()) {
            return state.failure();
        }
        return state.isWell()
                ? "The configuration " + state.version() + " runs since " + state.since()
                : "Not taken: " + Findings.count(state.findings(), "mistake") + Findings.lines(state.findings());
    }

    private static String[] texts(List<Finding> findings) {
        return findings.stream()
                .map(finding -> finding.severity().name().toLowerCase(java.util.Locale.ROOT) + ": " + finding)
                .toArray(String[]::new);
    }
}
