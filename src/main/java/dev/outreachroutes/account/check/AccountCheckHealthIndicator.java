package dev.outreachroutes.account.check;

import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.outreach.field.MappingFinding;
import java.util.stream.Collectors;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/**
 * Tells of each account how its mappings stand with the fields that Outreach has, and how old that is. Never down: a mapping that is blocked
 * waits alone, and the metric {@code outreach_blocked_mappings} is what alerts go by.
 */
final class AccountCheckHealthIndicator extends AbstractHealthIndicator {

    private final Destinations destinations;
    private final AccountCheck check;

    AccountCheckHealthIndicator(Destinations destinations, AccountCheck check) {
        super("How the mappings stand cannot be told");
        this.destinations = destinations;
        this.check = check;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        builder.up();
        destinations.usedNames().forEach(account -> builder.withDetail(account, text(check.of(account))));
    }

    private static String text(CheckedAccount account) {
        String blocked = account.blocked().stream()
                .map(finding -> finding.destination() + " " + finding.attribute())
                .distinct()
                .collect(Collectors.joining(", "));
        long doubtful = account.findings().stream()
                .filter(finding -> !finding.blocks())
                .map(MappingFinding::problem)
                .distinct()
                .count();
        return (account.answeredAt() == null ? "not checked yet" : "checked at " + account.answeredAt())
                + (account.problem().isEmpty() ? "" : "; " + account.problem())
                + (blocked.isEmpty() ? "; nothing is blocked" : "; blocked: " + blocked)
                + (doubtful == 0 ? "" : "; doubtful: " + doubtful);
    }
}
