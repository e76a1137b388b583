package dev.outreachroutes.connection;

import java.util.Set;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/**
 * Tells how the accounts stand with Outreach. Down when an account that a destination uses waits for a person, since its
 * prospects fall behind until somebody acts. What ends by itself (an outage, the throttle) is only told in the details, and so is
 * every problem of an account that no destination uses. It says nothing about readiness: events are taken in all the same.
 */
final class ConnectionHealthIndicator extends AbstractHealthIndicator {

    private final Connections connections;
    private final Set<String> used;

    /**
     * @param used the accounts that destinations use
     */
    ConnectionHealthIndicator(Connections connections, Set<String> used) {
        super("The connections to Outreach cannot be told");
        this.connections = connections;
        this.used = Set.copyOf(used);
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.up();
        for (ConnectionState state : connections.states()) {
            builder.withDetail(state.account(), text(state));
            if (state.status().needsPerson() && used.contains(state.account())) {
                builder.down();
            }
        }
    }

    private static String text(ConnectionState state) {
        String text = state.status().label() + (state.problem().isEmpty() ? "" : ": " + state.problem());
        return state.grantExpiresSoon() ? text + "; the grant ends at " + state.grantExpiresAt() : text;
    }
}
