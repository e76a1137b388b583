package dev.outreachroutes.monitor;

import dev.outreachroutes.account.check.AccountCheck;
import dev.outreachroutes.backlog.BacklogState;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Mode;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Instant;

/** Shows as metrics which mappings are blocked, what waits for them, and how old the answer is that says so. */
final class BlockedGauges implements MeterBinder {

    private final Destinations destinations;
    private final LatestOverview latest;
    private final AccountCheck check;

    BlockedGauges(Destinations destinations, LatestOverview latest, AccountCheck check) {
        this.destinations = destinations;
        this.latest = latest;
        this.check = check;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        bindAll(meters);
        destinations.onReplace(() -> bindAll(meters));
    }

    /** What is bound already stays so. */
    private void bindAll(MeterRegistry meters) {
        for (Destination destination : destinations.destinations()) {
            String name = destination.name();
            Gauge.builder("outreach.blocked.mappings", latest, current -> mappings(current, name))
                    .description("Prospect attributes for which nothing is sent because their mapping cannot work")
                    .tag("destination", name)
                    .register(meters);
            Gauge.builder("outreach.blocked.prospects", latest, current -> prospects(current, name))
                    .description("Prospects of which nothing else waits than blocked attributes")
                    .tag("destination", name)
                    .register(meters);
        }
        for (Account account : destinations.used()) {
            Gauge.builder("outreach.account.checked", check, current -> checkedAt(current, account.name()))
                    .description("When Outreach told the fields of prospects the last time, in seconds since 1970")
                    .baseUnit("seconds")
                    .tag("account", account.name())
                    .register(meters);
        }
    }

    /** A dry run is on purpose, and nobody is to mend it. */
    private static double mappings(LatestOverview latest, String destination) {
        return latest.blocked(destination).values().stream()
                .filter(reason -> !reason.equals(Mode.REASON))
                .count();
    }

    private static double prospects(LatestOverview latest, String destination) {
        BacklogState state = latest.current().backlogs().get(destination);
        return state == null ? Double.NaN : state.blocked();
    }

    private static double checkedAt(AccountCheck check, String account) {
        Instant at = check.of(account).answeredAt();
        return at == null ? Double.NaN : at.getEpochSecond();
    }
}
