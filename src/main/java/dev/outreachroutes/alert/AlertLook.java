package dev.outreachroutes.alert;

import dev.outreachroutes.account.ConnectionState;
import dev.outreachroutes.alert.rule.AccountFacts;
import dev.outreachroutes.alert.rule.AlertRules;
import dev.outreachroutes.alert.rule.DestinationFacts;
import dev.outreachroutes.alert.rule.Judgement;
import dev.outreachroutes.alert.rule.RuntimeFacts;
import dev.outreachroutes.backlog.BacklogState;
import dev.outreachroutes.backlog.run.Runs;
import dev.outreachroutes.deadletter.DeadLetterFilter;
import dev.outreachroutes.deadletter.DeadLetterSearch;
import dev.outreachroutes.deadletter.DeadLetterState;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.AlertLimits;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Mode;
import dev.outreachroutes.kafka.GroupReading;
import dev.outreachroutes.monitor.LatestOverview;
import dev.outreachroutes.monitor.ManagedDestination;
import dev.outreachroutes.monitor.ManagedDestinations;
import dev.outreachroutes.monitor.Overview;
import dev.outreachroutes.quota.QuotaStatus;
import dev.outreachroutes.reload.ReplicaVersions;
import dev.outreachroutes.routes.file.DestinationRoutes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks at what the rest of the runtime knows, and has it judged. Counts nothing itself: each number is the one that the console shows. */
final class AlertLook {

    /** Over which what comes lately is counted. */
    private static final Duration LATELY = Duration.ofHours(1);

    private static final int MOST_LETTERS = 100_000;

    private final Destinations destinations;
    private final LatestOverview latest;
    private final ManagedDestinations managed;
    private final BlockedMappings blocked;
    private final Runs runs;
    private final DeadLetterSearch letters;
    private final GroupReading reading;
    private final ReplicaVersions replicas;
    private final AlertRules rules;
    private final AlertLimits limits;

    /** @param limits of all destinations, none of them null */
    AlertLook(
            Destinations destinations,
            LatestOverview latest,
            ManagedDestinations managed,
            BlockedMappings blocked,
            Runs runs,
            DeadLetterSearch letters,
            GroupReading reading,
            ReplicaVersions replicas,
            AlertRules rules,
            AlertLimits limits) {
        this.destinations = destinations;
        this.latest = latest;
        this.managed = managed;
        this.blocked = blocked;
        this.runs = runs;
        this.letters = letters;
        this.reading = reading;
        this.replicas = replicas;
        this.rules = rules;
        this.limits = limits;
    }

    /**
     * Judges every condition of all that is configured.
     *
     * @return nothing while the database does not answer
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    List<Judgement> judge(Instant now) {
        Overview overview = latest.current();
        if (!overview.problem().isEmpty()) {
            return List.of();
        }
        List<Judgement> judgements = new ArrayList<>(rules.runtime(runtime()));
        List<Destination> all = destinations.destinations();
        Map<String, GroupReading.Standing> readings = reading.of(all.stream()
                .map(each -> DestinationRoutes.routeId(each.name(), DestinationRoutes.INTAKE))
                .toList());
        for (Destination each : all) {
            // One that was added a moment ago is looked at the next time.
            BacklogState backlog = overview.backlogs().get(each.name());
            if (backlog != null) {
                judgements.addAll(rules.destination(facts(each, backlog, readings, now), now));
            }
        }
        for (Account account : destinations.used()) {
            ConnectionState connection = overview.connections().get(account.name());
            QuotaStatus quota = overview.quotas().get(account.name());
            if (connection != null && quota != null) {
                judgements.addAll(
                        rules.account(new AccountFacts(account, connection, quota, pending(account, overview)), now));
            }
        }
        return judgements;
    }

    private DestinationFacts facts(
            Destination destination, BacklogState backlog, Map<String, GroupReading.Standing> readings, Instant now) {
        String name = destination.name();
        DeadLetterFilter lately =
                new DeadLetterFilter(List.of(), name, null, DeadLetterState.OPEN, now.minus(LATELY), null, null, null);
        return new DestinationFacts(
                name,
                destination.alerts().or(limits),
                backlog,
                managed.find(name).map(ManagedDestination::waits).orElse(""),
                runs.sum(name, now.minus(LATELY)),
                letters.count(lately, MOST_LETTERS),
                runs.lastReceived(name),
                Optional.ofNullable(readings.get(DestinationRoutes.routeId(name, DestinationRoutes.INTAKE))),
                blocked.isUnknown(destination.account().name()) ? Optional.empty() : Optional.of(blocked.of(name)));
    }

    /** Of those destinations that may send. */
    private long pending(Account account, Overview overview) {
        return destinations.of(account).stream()
                .filter(each -> each.mode() == Mode.LIVE)
                .map(each -> overview.backlogs().get(each.name()))
                .filter(backlog -> backlog != null && backlog.pause().isEmpty())
                .mapToLong(BacklogState::pending)
                .sum();
    }

    private RuntimeFacts runtime() {
        Map<String, String> refused = replicas.replicas().stream()
                .filter(each -> !each.refused().isEmpty())
                .collect(Collectors.toMap(
                        ReplicaVersions.Replica::name, ReplicaVersions.Replica::refused, (one, other) -> one));
        return new RuntimeFacts(reading.problem(), refused, replicas.differ());
    }
}
