package dev.outreachroutes.monitor;

import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.deadletter.DeadLetterSettlement;
import dev.outreachroutes.intake.Exclusions;
import dev.outreachroutes.quota.AccountRequests;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    private static final String LETTERS = "settled dead letters";
    private static final String EXCLUSIONS = "exclusions";
    private static final String AUDIT = "entries of the audit";
    private static final String QUOTA = "slots of the quota ledger";

    /** Rows of one statement. */
    private static final int STEP = 5_000;

    /** Of one kind in one run; the next run goes on. */
    private static final int MOST_STEPS = 200;

    private final DeadLetterSettlement letters;
    private final Exclusions exclusions;
    private final Audit audit;
    private final AccountRequests requests;
    private final RetentionSettings settings;
    private final Map<String, Counter> counters;
    private final InstantSource clock;

    Retention(
            DeadLetterSettlement letters,
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
        this.counters = Stream.of(LETTERS, EXCLUSIONS, AUDIT, QUOTA)
                .collect(Collectors.toMap(
                        Function.identity(), what -> meters.counter("outreach.retention.removed", "what", what)));
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
            remove(removed, LETTERS, limit -> letters.removeOlderThan(settledBefore, limit));
            remove(removed, EXCLUSIONS, limit -> exclusions.removeOlderThan(exclusionsBefore, limit));
            remove(removed, AUDIT, limit -> audit.removeOlderThan(auditBefore, limit));
            remove(removed, QUOTA, requests::forget);
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
            counters.get(what).increment(sum);
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
