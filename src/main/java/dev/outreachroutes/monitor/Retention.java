package dev.outreachroutes.monitor;

import dev.outreachroutes.backlog.ForgottenProspects;
import dev.outreachroutes.backlog.RemovedBacklogs;
import dev.outreachroutes.backlog.request.RequestLog;
import dev.outreachroutes.backlog.request.RequestRecordings;
import dev.outreachroutes.backlog.run.Runs;
import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.deadletter.DeadLetterSettlement;
import dev.outreachroutes.intake.Exclusions;
import dev.outreachroutes.quota.AccountRequests;
import dev.outreachroutes.resync.Resyncs;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/**
 * Removes what is over, so that the database does not grow with time. Several replicas may do it at once: none waits for another,
 * and nothing is removed twice.
 */
class Retention {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    /** Rows of one statement. */
    private static final int STEP = 5_000;

    /** Of one kind in one run; the next run goes on. */
    private static final int MOST_STEPS = 200;

    /** From when its hour began: longer than that hour, and what is under way at its end. */
    private static final Duration SLOTS_KEPT = Duration.ofHours(2);

    private final DeadLetterSettlement letters;
    private final RemovedBacklogs backlogs;
    private final RetentionSettings settings;
    private final MeterRegistry meters;
    private final InstantSource clock;

    /** By what they remove, in words. */
    private final Map<String, OneStep> removals = new LinkedHashMap<>();

    Retention(
            DeadLetterSettlement letters,
            Exclusions exclusions,
            Audit audit,
            AccountRequests requests,
            RemovedBacklogs backlogs,
            RequestLog requestLog,
            RequestRecordings recordings,
            ForgottenProspects forgotten,
            Resyncs resyncs,
            Runs runs,
            RetentionSettings settings,
            MeterRegistry meters,
            InstantSource clock) {
        this.letters = letters;
        this.backlogs = backlogs;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
        removals.put(
                "settled dead letters", limit -> letters.removeOlderThan(ago(settings.settledDeadLetters()), limit));
        removals.put("exclusions", limit -> exclusions.removeOlderThan(ago(settings.exclusions()), limit));
        removals.put(
                "last exclusions of each reason",
                limit -> exclusions.removeLastOlderThan(ago(settings.exclusions()), limit));
        removals.put("slots of runs that are over", limit -> runs.addUpSlots(ago(SLOTS_KEPT), limit));
        removals.put("runs", limit -> runs.removeOlderThan(ago(settings.runs()), limit));
        removals.put("entries of the audit", limit -> audit.removeOlderThan(ago(settings.audit()), limit));
        removals.put(
                "prospects of destinations that are gone",
                limit -> backlogs.remove(ago(settings.removedBacklogs()), limit));
        removals.put("resyncs that have ended", limit -> resyncs.removeOlderThan(ago(settings.resyncs()), limit));
        removals.put("slots of the quota ledger", requests::forget);
        removals.put("requests", limit -> requestLog.removeOlderThan(ago(settings.requests()), false, limit));
        removals.put(
                "requests of prospects with trouble",
                limit -> requestLog.removeOlderThan(ago(settings.troubledRequests()), true, limit));
        removals.put(
                "requests beyond the last " + RequestLog.MOST_OF_A_PROSPECT + " of a prospect",
                requestLog::removeBeyondTheLast);
        removals.put("recordings of requests", recordings::removeOver);
        removals.put("notes that a prospect was forgotten", limit -> forgotten.removeOver(clock.instant(), limit));
        removals.keySet().forEach(this::removed);
    }

    private Instant ago(Duration time) {
        return clock.instant().minus(time);
    }

    private Counter removed(String what) {
        return meters.counter("outreach.retention.removed", "what", what);
    }

    /** Called each hour. */
    @Scheduled(fixedDelayString = "${retention.check:1h}", initialDelayString = "${retention.first-check:5m}")
    void remove() {
        try {
            backlogs.noteConfigured();
            int expired = inSteps(limit -> letters.expire(ago(settings.openDeadLetters()), limit));
            if (expired > 0) {
                LOG.warn(
                        "Dead letters that nobody settled in {} days are given up: {}",
                        settings.openDeadLetters().toDays(),
                        expired);
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The database does not answer, so dead letters are given up later");
        }
        removals.forEach(this::remove);
    }

    /** One that fails, or takes too long, is no reason to keep the others. */
    private void remove(String what, OneStep removal) {
        try {
            int count = inSteps(removal);
            if (count > 0) {
                removed(what).increment(count);
                LOG.info("Removed because their time is over: {} {}", count, what);
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The database does not answer, so {} whose time is over are removed later", what);
        }
    }

    private static int inSteps(OneStep change) {
        int sum = 0;
        for (int i = 0; i < MOST_STEPS; i++) {
            int count = change.some(STEP);
            sum += count;
            if (count < STEP) {
                break;
            }
        }
        return sum;
    }

    private interface OneStep {
        int some(int limit);
    }
}
