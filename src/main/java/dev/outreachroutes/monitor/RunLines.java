package dev.outreachroutes.monitor;

import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.run.Run;
import dev.outreachroutes.backlog.run.Runs;
import dev.outreachroutes.backlog.run.Runs.Bucket;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps how much is pending at the end of each hour, and says a line for each run that is over. Of several replicas one says it; if that one
 * ends at the same moment nobody does, and the API has the run all the same. While no replica runs nobody looks how much is pending, and nothing is known of these hours.
 */
final class RunLines {

    private static final Logger LOG = LoggerFactory.getLogger(RunLines.class);
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** What began before the end of the hour is durable by then. */
    private static final Duration AFTER_THE_HOUR = Duration.ofMinutes(1);

    private final Destinations destinations;
    private final Runs runs;
    private final BacklogReader backlogs;
    private final TransactionTemplate transactions;
    private final InstantSource clock;

    RunLines(
            Destinations destinations,
            Runs runs,
            BacklogReader backlogs,
            TransactionTemplate transactions,
            InstantSource clock) {
        this.destinations = destinations;
        this.runs = runs;
        this.backlogs = backlogs;
        this.transactions = transactions;
        this.clock = clock;
    }

    private record Ended(String destination, Run run) {}

    @Scheduled(fixedDelayString = "${runs.look:30s}", initialDelayString = "${runs.look:30s}")
    void tell() {
        Instant until = clock.instant().minus(AFTER_THE_HOUR).truncatedTo(ChronoUnit.HOURS);
        try {
            List<Ended> ended = transactions.execute(status -> ended(until));
            ended.forEach(each -> tell(each.destination(), each.run()));
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The database does not answer, so the runs that are over are told later");
        }
    }

    private List<Ended> ended(Instant until) {
        List<Ended> ended = new ArrayList<>();
        runs.takeUntold(until).ifPresent(first -> {
            for (Destination destination : destinations.destinations()) {
                runs.keepPending(
                        destination.name(), until.minus(Duration.ofHours(1)), backlogs.pending(destination.name()));
                runs.between(destination.name(), first, until, Bucket.HOUR)
                        .forEach(run -> ended.add(new Ended(destination.name(), run)));
            }
        });
        return ended;
    }

    private static void tell(String destination, Run run) {
        String rate = run.activationRate().isEmpty()
                ? "none"
                : String.format(
                        Locale.ROOT, "%.1f %%", 100 * run.activationRate().getAsDouble());
        LOG.atInfo()
                .addKeyValue(LogFields.DESTINATION, destination)
                .addKeyValue("outreach.run.hour", run.hour())
                .addKeyValue("outreach.run.received", run.received())
                .addKeyValue("outreach.run.activated", run.queued())
                .addKeyValue("outreach.run.excluded", run.allExcluded())
                .addKeyValue("outreach.run.failed", run.failed())
                .addKeyValue("outreach.run.delivered", run.delivered())
                .addKeyValue("outreach.run.requests", run.requests())
                .addKeyValue("outreach.run.pending", run.pending())
                .addKeyValue(
                        "outreach.run.rate",
                        run.activationRate().isEmpty()
                                ? null
                                : run.activationRate().getAsDouble())
                .log(
                        "{}: run of {} UTC: {} received, {} activated, {} excluded, {} failed, {} delivered in {} requests,"
                                + " {} pending, activation rate {}",
                        destination,
                        HOUR.format(run.hour()),
                        run.received(),
                        run.queued(),
                        run.allExcluded(),
                        run.failed(),
                        run.delivered(),
                        run.requests(),
                        run.pending() == null ? "unknown" : run.pending(),
                        rate);
    }
}
