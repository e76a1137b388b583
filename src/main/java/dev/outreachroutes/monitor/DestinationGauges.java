package dev.outreachroutes.monitor;

import dev.outreachroutes.account.ConnectionState;
import dev.outreachroutes.account.ConnectionStatus;
import dev.outreachroutes.backlog.BacklogState;
import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Mode;
import dev.outreachroutes.quota.BudgetStatus;
import dev.outreachroutes.quota.QuotaStatus;
import dev.outreachroutes.resync.Resync;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Shows as metrics what waits, and how the quota and the connections stand; not a number while the database is away. */
final class DestinationGauges implements MeterBinder {

    private final Destinations destinations;
    private final LatestOverview latest;
    private final Set<Meter> bound = new HashSet<>();

    DestinationGauges(Destinations destinations, LatestOverview latest) {
        this.destinations = destinations;
        this.latest = latest;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        bindAll(meters);
        destinations.onReplace(() -> bindAll(meters));
    }

    /** Those that are new, which leaves the others as they are; what is gone is no number, and taken out. */
    private synchronized void bindAll(MeterRegistry meters) {
        Set<Meter> before = new HashSet<>(bound);
        bound.clear();
        bind(meters);
        before.stream().filter(gauge -> !bound.contains(gauge)).forEach(meters::remove);
    }

    private void bind(MeterRegistry meters) {
        for (Destination destination : destinations.destinations()) {
            gauge(meters, destination, "outreach.pending", "Prospects that wait", BacklogState::pending);
            gauge(
                    meters,
                    destination,
                    "outreach.pending.oldest.seconds",
                    "How long the longest waiting prospect has waited",
                    state -> state.oldestAge().toMillis() / 1000.0);
            gauge(
                    meters,
                    destination,
                    "outreach.withheld.prospects",
                    "Prospects of which a step of the route took something out",
                    BacklogState::withheld);
            gauge(
                    meters,
                    destination,
                    "outreach.statuses.to.renew",
                    "Prospects that are still to be made pending since their statuses are configured to be sent otherwise",
                    BacklogState::statusesToRenew);
            gauge(
                    meters,
                    destination,
                    "outreach.paused",
                    "1 while delivery is paused",
                    state -> state.pause().isPresent() ? 1 : 0);
            String name = destination.name();
            bound.add(Gauge.builder("outreach.dry.run", destinations, current -> dryRun(current, name))
                    .description("1 while all that would be sent is recorded only")
                    .tag("destination", name)
                    .register(meters));
            bound.add(Gauge.builder("outreach.resync.open", latest, current -> resyncOpen(current, name))
                    .description("Prospects that the resync under way has still to look at")
                    .tag("destination", name)
                    .register(meters));
            bound.add(Gauge.builder("outreach.resync.failed", latest, current -> resyncFailed(current, name))
                    .description("1 while the last resync that was begun has failed")
                    .tag("destination", name)
                    .register(meters));
            for (String reason : DeadLetter.REASONS) {
                bound.add(Gauge.builder(
                                "outreach.dead.letters.open", latest, current -> open(current, destination, reason))
                        .description("Dead letters that nobody has settled, by reason")
                        .tag("destination", destination.name())
                        .tag("reason", reason)
                        .register(meters));
            }
        }
        for (Account account : destinations.used()) {
            bound.add(Gauge.builder("outreach.quota.left", latest, current -> left(current, account))
                    .description("Requests that the account may send now, 0 while it waits")
                    .tag("account", account.name())
                    .register(meters));
            if (account.budget() != null) {
                budget(meters, account, "used", "Requests of the plan that are used in its period", BudgetStatus::used);
                budget(
                        meters,
                        account,
                        "left",
                        "Requests of the plan left in its period, less the reserve",
                        BudgetStatus::left);
                budget(meters, account, "left.today", "Requests of the plan left today", BudgetStatus::leftToday);
                budget(
                        meters,
                        account,
                        "low",
                        "1 when 80 % of the plan's requests are used",
                        each -> each.low() ? 1 : 0);
                budget(
                        meters,
                        account,
                        "lasts.days",
                        "Days that the plan lasts at the pace of the last seven, those of its period at most",
                        BudgetStatus::lastsDays);
            }
            bound.add(Gauge.builder("outreach.connected", latest, current -> connected(current, account))
                    .description("0 while the account waits for a person to connect it")
                    .tag("account", account.name())
                    .register(meters));
            bound.add(Gauge.builder("outreach.grant.expires", latest, current -> expires(current, account))
                    .description("When the grant ends if it is not renewed, in seconds since 1970")
                    .baseUnit("seconds")
                    .tag("account", account.name())
                    .register(meters));
        }
    }

    private void gauge(
            MeterRegistry meters,
            Destination destination,
            String name,
            String description,
            ToDoubleFunction<BacklogState> value) {
        bound.add(Gauge.builder(name, latest, current -> value(current, destination, value))
                .description(description)
                .tag("destination", destination.name())
                .register(meters));
    }

    private void budget(
            MeterRegistry meters,
            Account account,
            String name,
            String description,
            ToDoubleFunction<BudgetStatus> value) {
        bound.add(Gauge.builder("outreach.budget." + name, latest, current -> {
                    QuotaStatus quota = current.current().quotas().get(account.name());
                    return quota == null || quota.budget() == null ? Double.NaN : value.applyAsDouble(quota.budget());
                })
                .description(description)
                .tag("account", account.name())
                .register(meters));
    }

    private static double dryRun(Destinations destinations, String destination) {
        return destinations.find(destination).map(Destination::mode).orElse(Mode.LIVE) == Mode.DRY_RUN ? 1 : 0;
    }

    private static double resyncOpen(LatestOverview latest, String destination) {
        Overview overview = latest.current();
        if (!overview.backlogs().containsKey(destination)) {
            return Double.NaN;
        }
        Resync resync = overview.resyncs().get(destination);
        return resync == null ? 0 : resync.open();
    }

    private static double resyncFailed(LatestOverview latest, String destination) {
        Overview overview = latest.current();
        if (!overview.backlogs().containsKey(destination)) {
            return Double.NaN;
        }
        Resync resync = overview.resyncs().get(destination);
        return resync != null && resync.state() == Resync.State.FAILED ? 1 : 0;
    }

    private static double value(LatestOverview latest, Destination destination, ToDoubleFunction<BacklogState> value) {
        BacklogState state = latest.current().backlogs().get(destination.name());
        return state == null ? Double.NaN : value.applyAsDouble(state);
    }

    private static double open(LatestOverview latest, Destination destination, String reason) {
        Overview overview = latest.current();
        return overview.backlogs().containsKey(destination.name())
                ? overview.deadLetters(destination.name()).getOrDefault(reason, 0L)
                : Double.NaN;
    }

    private static double left(LatestOverview latest, Account account) {
        QuotaStatus quota = latest.current().quotas().get(account.name());
        return quota == null ? Double.NaN : quota.left();
    }

    private static double connected(LatestOverview latest, Account account) {
        ConnectionState state = latest.current().connections().get(account.name());
        return state == null || state.status() == ConnectionStatus.STORE_UNAVAILABLE
                ? Double.NaN
                : state.status().needsPerson() || state.status() == ConnectionStatus.DISCONNECTED ? 0 : 1;
    }

    private static double expires(LatestOverview latest, Account account) {
        ConnectionState state = latest.current().connections().get(account.name());
        return state == null || state.grantExpiresAt() == null
                ? Double.NaN
                : state.grantExpiresAt().getEpochSecond();
    }
}
