package dev.outreachroutes.monitor;

import dev.outreachroutes.deadletter.DeadLetterStates;
import dev.outreachroutes.intake.Exclusions;
import dev.outreachroutes.quota.AccountRequests;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
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

    private final DeadLetterStates letters;
    private final Exclusions exclusions;
    private final Audit audit;
    private final AccountRequests requests;
    private final RetentionSettings settings;
    private final MeterRegistry meters;
    private final InstantSource clock;

    Retention(
            DeadLetterStates letters,
            Exclusions exclusions,
            Audit audit,
            AccountRequests requests,
            RetentionSettings settings,
            MeterRegistry meters,
            InstantSource clock) {
        this.letters = letters;
        this.exclusions = exclusions;
        this.audit = audit;
        this.requests = requests;
        this.settings = settings;
        this.meters = meters;
        this.clock = clock;
    }

    /** Called each hour. */
    @Scheduled(fixedDelayString = "${retention.check:1h}", initialDelayString = "${retention.first-check:5m}")
    void remove() {
        try {
            Instant now = clock.instant();
            Map<String, Integer> removed = new LinkedHashMap<>();
            Instant settledBefore = now.minus(settings.settledDeadLetters());
            Instant openBefore = now.minus(settings.openDeadLetters());
            Instant exclusionsBefore = now.minus(settings.exclusions());
            Instant auditBefore = now.minus(settings.audit());
            int expired = inSteps(limit -> letters.expire(openBefore, limit));
            remove(removed, "settled dead letters", limit -> letters.removeSettled(settledBefore, limit));
            remove(removed, "exclusions", limit -> exclusions.remove(exclusionsBefore, limit));
            remove(removed, "entries of the audit", limit -> audit.remove(auditBefore, limit));
            remove(removed, "slots of the quota ledger", requests::forget);
            if (expired > 0) {
                LOG.warn(
                        "Dead letters that nobody settled in {} days are given up: {}",
                        settings.openDeadLetters().toDays(),
                        expired);
            }
            if (!removed.isEmpty()) {
                LOG.info(
                        "Removed because their time is over: {}",
                        removed.entrySet().stream()
                                .map(each -> each.getValue() + " " + each.getKey())
                                .collect(Collectors.joining(", ")));
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The database does not answer, so what is over is removed later");
        }
    }

    private void remove(Map<String, Integer> removed, String what, OneStep removal) {
        int sum = inSteps(removal);
        if (sum > 0) {
            removed.put(what, sum);
            meters.counter("outreach.retention.removed", "what", what).increment(sum);
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
