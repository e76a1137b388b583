package dev.outreachroutes.account;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/**
 * Tells how the accounts that destinations use stand with Outreach. Down when one of them waits for a person, since its
 * prospects fall behind until somebody acts. What ends by itself (an outage, the throttle) is only told in the details. It says
 * nothing about readiness: events are taken in all the same.
 */
final class ConnectionHealthIndicator extends AbstractHealthIndicator {

    private final Connections connections;

    ConnectionHealthIndicator(Connections connections) {
        super("The connections to Outreach cannot be told");
        this.connections = connections;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.up();
        for (ConnectionState state : connections.states()) {
            builder.withDetail(state.account(), text(state));
            if (state.status().needsPerson()) {
                builder.down();
            }
        }
    }

    private static String text(ConnectionState state) {
        String text = state.status().label() + (state.problem().isEmpty() ? "" : ": " + state.problem());
        return state.grantExpiresSoon() ? text + "; the grant ends at " + state.grantExpiresAt() : text;
    }
}
