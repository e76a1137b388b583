package dev.outreachroutes.monitor;

import dev.outreachroutes.quota.BudgetStatus;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/**
 * Tells of each destination whether it delivers, and if not, why. Down when one is paused because Outreach refuses what concerns every
 * prospect, since only a person puts that right. A pause that a person wanted, and a wait that ends by itself, are only told in the
 * details. It says nothing about readiness: events are taken in all the same.
 */
final class DeliveryHealthIndicator extends AbstractHealthIndicator {

    private final ManagedDestinations destinations;

    DeliveryHealthIndicator(ManagedDestinations destinations) {
        super("Whether the destinations deliver cannot be told");
        this.destinations = destinations;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.up();
        for (ManagedDestination destination : destinations.all()) {
            if (destination.getPaused() == null) {
                builder.unknown().withDetail(destination.name(), destination.getProblem());
                continue;
            }
            builder.withDetail(destination.name(), text(destination));
            destination
                    .budget()
                    .filter(BudgetStatus::low)
                    .ifPresent(budget -> builder.withDetail("budget of " + destination.getAccount(), budget.text()));
            if (destination.refused()) {
                builder.down();
            }
        }
    }

    private static String text(ManagedDestination destination) {
        if (destination.getPaused()) {
            return "paused since " + destination.getPausedSince() + ": " + destination.getPauseReason();
        }
        String waits = destination.waits();
        return waits.isEmpty() ? "on" : "waits " + waits;
    }
}
