package dev.outreachroutes.reload;

import dev.outreachroutes.destination.file.Finding;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/**
 * Tells which configuration runs. Down while {@code ROUTES_DIR} has another that cannot be run, or replicas run different ones: a
 * person has to put that right. It says nothing about readiness: what runs goes on.
 */
final class ConfigurationHealthIndicator extends AbstractHealthIndicator {

    private static final int MOST = 20;

    private final ConfigurationWatcher watcher;
    private final ReplicaVersions versions;

    ConfigurationHealthIndicator(ConfigurationWatcher watcher, ReplicaVersions versions) {
        super("The configuration's state cannot be told");
        this.watcher = watcher;
        this.versions = versions;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        ConfigurationState state = watcher.state();
        builder.status(state.isWell() && !versions.differ() ? "UP" : "DOWN")
                .withDetail("version", state.version())
                .withDetail("since", state.since().toString())
                .withDetail("change", state.change());
        if (!state.refused().isEmpty()) {
            builder.withDetail("refused", state.refused())
                    .withDetail(
                            "mistakes",
                            state.findings().stream()
                                    .limit(MOST)
                                    .map(Finding::toString)
                                    .toList());
        }
        if (!state.failure().isEmpty()) {
            builder.withDetail("failure", state.failure());
        }
        Map<String, String> replicas = new LinkedHashMap<>();
        versions.replicas()
                .forEach(replica -> replicas.merge(
                        replica.name(),
                        replica.version(),
                        (one, other) -> one.equals(other) ? one : one + ", " + other));
        builder.withDetail("replicas", replicas);
    }
}
