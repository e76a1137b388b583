package dev.outreachroutes.alert.rule;

import dev.outreachroutes.account.ConnectionState;
import dev.outreachroutes.backlog.BacklogState;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.AlertLimits;
import dev.outreachroutes.quota.BudgetStatus;
import dev.outreachroutes.quota.Pauses;
import dev.outreachroutes.quota.QuotaStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Says which conditions are met. Each look judges every condition of every subject, so that what is over is known to be.
 *
 * <p>A number that has reached its threshold has to fall to 80 % of it before its condition is over: one that goes up and down around the
 * threshold is one alert.
 */
public final class AlertRules {

    private static final double OVER = 0.8;
    private static final int MOST_NAMED = 3;
    private static final int LONGEST = 500;

    private final int ratesFrom;
    private final Duration drain;

    /**
     * @param ratesFrom events, or deliveries, of which there are so many at least before their rates count
     * @param drain how long what waits may take to be sent while the quota is used up; zero: that is no alert
     */
    public AlertRules(int ratesFrom, Duration drain) {
        this.ratesFrom = ratesFrom;
        this.drain = drain;
    }

    /** What is found of a destination. */
    public List<Judgement> destination(DestinationFacts facts, Instant now) {
        Subject subject = Subject.destination(facts.name());
        AlertLimits limits = facts.limits();
        List<Judgement> judgements = new ArrayList<>();
        judgements.add(rate(
                Condition.FAILURE_RATE,
                subject,
                facts.lately().failureRate(),
                facts.lately().ended(),
                limits.failureRate(),
                "of the deliveries since " + hour(facts.lately().hour()) + " were given up: "
                        + facts.lately().failed() + " of " + facts.lately().ended()));
        judgements.add(rate(
                Condition.EXCLUDED_RATE,
                subject,
                facts.lately().excludedRate(),
                facts.lately().all(),
                limits.excludedRate(),
                "of what came since " + hour(facts.lately().hour()) + " was excluded: "
                        + excluded(facts.lately().excluded())));
        judgements.add(oldestPending(subject, facts, limits.oldestPending()));
        judgements.add(number(
                Condition.DEAD_LETTERS_GROW,
                subject,
                facts.newDeadLetters(),
                limits.deadLetters(),
                "has " + facts.newDeadLetters() + " open dead letters of the last hour"));
        judgements.add(paused(subject, facts.backlog(), limits.paused()));
        judgements.add(noEvents(subject, facts, limits.noEvents(), now));
        judgements.add(facts.reading()
                .map(reading -> Judgement.of(
                        Condition.INTAKE_STOPPED,
                        subject,
                        reading.members() == 0,
                        "nobody reads its events; " + reading.unread() + " records wait in the topic"))
                .orElseGet(() -> Judgement.unclear(Condition.INTAKE_STOPPED, subject)));
        judgements.add(facts.reading()
                .map(reading -> number(
                        Condition.INTAKE_LAGS,
                        subject,
                        reading.unread(),
                        limits.unread(),
                        reading.unread() + " records of the topic are not read yet"))
                .orElseGet(() -> Judgement.unclear(Condition.INTAKE_LAGS, subject)));
        judgements.add(facts.blocked()
                .map(blocked -> Judgement.of(
                        Condition.MAPPING_BLOCKED, subject, !blocked.isEmpty(), "nothing is sent for " + some(blocked)))
                .orElseGet(() -> Judgement.unclear(Condition.MAPPING_BLOCKED, subject)));
        return judgements;
    }

    /** What is found of an account. */
    public List<Judgement> account(AccountFacts facts, Instant now) {
        Account account = facts.account();
        Subject subject = Subject.account(account.name());
        ConnectionState connection = facts.connection();
        BudgetStatus budget = facts.quota().budget();
        return List.of(
                Judgement.of(
                        Condition.RECONNECT_NEEDED,
                        subject,
                        connection.status().needsPerson(),
                        "is not connected to Outreach ("
                                + connection.status().label().replace('-', ' ')
                                + "), and what is sent through it waits"
                                + (connection.problem().isEmpty() ? "" : ": " + sentence(connection.problem()))),
                Judgement.of(
                        Condition.GRANT_ENDS,
                        subject,
                        connection.grantExpiresSoon() && !connection.status().needsPerson(),
                        "its grant was not renewed for days, and ends at " + time(connection.grantExpiresAt())),
                quotaShort(subject, facts, now),
                Judgement.of(
                        Condition.BUDGET_LOW,
                        subject,
                        budget != null && budget.low(),
                        budget == null ? "" : budget.text()));
    }

    /** What is found of all replicas together. */
    public List<Judgement> runtime(RuntimeFacts facts) {
        Map<String, String> refused = new TreeMap<>(facts.refused());
        return List.of(
                Judgement.of(
                        Condition.INTAKE_STOPPED,
                        Subject.RUNTIME,
                        !facts.kafka().isEmpty(),
                        "no events are read from Kafka, or not all: " + sentence(facts.kafka())),
                Judgement.of(
                        Condition.CONFIGURATION_REFUSED,
                        Subject.RUNTIME,
                        !refused.isEmpty(),
                        "the files of ROUTES_DIR cannot be run by " + some(refused)),
                Judgement.of(
                        Condition.CONFIGURATION_DIFFERS,
                        Subject.RUNTIME,
                        facts.differing(),
                        "replicas run different configurations for longer than a minute"));
    }

    private Judgement rate(
            Condition condition, Subject subject, OptionalDouble rate, long of, Double limit, String text) {
        if (limit == 0 || rate.isEmpty()) {
            return Judgement.well(condition, subject);
        }
        double percent = rate.getAsDouble() * 100;
        if (of < ratesFrom) {
            // Too few to begin an alert with, and no sign that one is over: each hour begins with few.
            return percent < limit * OVER ? Judgement.well(condition, subject) : Judgement.unclear(condition, subject);
        }
        return above(condition, subject, percent, limit, String.format(Locale.ROOT, "%.1f %% ", percent) + text);
    }

    private static Judgement number(Condition condition, Subject subject, long number, int limit, String text) {
        return limit == 0 ? Judgement.well(condition, subject) : above(condition, subject, number, limit, text);
    }

    private static Judgement time(Condition condition, Subject subject, Duration time, Duration limit, String text) {
        return limit.isZero()
                ? Judgement.well(condition, subject)
                : above(condition, subject, time.toMillis(), limit.toMillis(), text);
    }

    private static Judgement above(Condition condition, Subject subject, double value, double limit, String text) {
        if (value >= limit) {
            return Judgement.met(condition, subject, text);
        }
        return value < limit * OVER ? Judgement.well(condition, subject) : Judgement.unclear(condition, subject);
    }

    /** A pause is an alert of its own. */
    private static Judgement oldestPending(Subject subject, DestinationFacts facts, Duration limit) {
        if (facts.backlog().pause().isPresent()) {
            return Judgement.well(Condition.OLDEST_PENDING, subject);
        }
        return time(
                Condition.OLDEST_PENDING,
                subject,
                facts.backlog().oldestAge(),
                limit,
                facts.backlog().pending() + " prospects wait, the first of them since "
                        + time(facts.backlog().oldestPending())
                        + (facts.waits().isEmpty() ? "" : "; delivery waits " + sentence(facts.waits())));
    }

    private static Judgement paused(Subject subject, BacklogState backlog, Duration limit) {
        if (backlog.pause().isEmpty()) {
            return Judgement.well(Condition.PAUSED, subject);
        }
        Pauses.Pause pause = backlog.pause().get();
        String text = "delivery is paused since " + time(pause.since()) + ": " + sentence(pause.reason());
        if (pause.cause() == Pauses.Cause.REFUSED) {
            return Judgement.met(Condition.PAUSED, subject, text);
        }
        boolean longer = !limit.isZero() && !pause.since().plus(limit).isAfter(backlog.at());
        return Judgement.of(Condition.PAUSED, subject, longer, text);
    }

    /** Of a destination that never had any it is not known since when it waits for them: it has to be found for as long. */
    private static Judgement noEvents(Subject subject, DestinationFacts facts, Duration limit, Instant now) {
        if (limit.isZero()) {
            return Judgement.well(Condition.NO_EVENTS, subject);
        }
        return facts.lastReceived()
                .map(last -> Judgement.of(
                        Condition.NO_EVENTS,
                        subject,
                        !last.plus(limit).isAfter(now),
                        "no events have come since " + hour(last)))
                .orElseGet(() -> Judgement.met(Condition.NO_EVENTS, subject, "no events have ever come")
                        .after(limit));
    }

    /** What waits goes out with what is left, and then with a quota for each period. */
    private Judgement quotaShort(Subject subject, AccountFacts facts, Instant now) {
        Account account = facts.account();
        QuotaStatus quota = facts.quota();
        long beyond = facts.pending() - quota.left();
        if (drain.isZero() || beyond <= 0 || quota.left() > 0 && quota.moreAt() == null) {
            return Judgement.well(Condition.QUOTA_SHORT, subject);
        }
        long each = Math.max(1, (long) account.quota().requests() * account.share() / 100);
        Instant more = quota.waitsUntil() != null ? quota.waitsUntil() : quota.moreAt() != null ? quota.moreAt() : now;
        Instant done = more.plus(account.quota().period().multipliedBy((beyond - 1) / each));
        Judgement judgement = time(
                Condition.QUOTA_SHORT,
                subject,
                Duration.between(now, done),
                drain,
                (quota.waitsUntil() == null
                                ? "its quota is used up"
                                : "it sends nothing before " + time(quota.waitsUntil()) + ", because "
                                        + sentence(quota.waitsBecause()))
                        + ", and the " + facts.pending() + " prospects that wait are not sent before " + time(done));
        // While there is some left it is no news, and no end of it either.
        return judgement.verdict() == Judgement.Verdict.MET && quota.left() > 0
                ? Judgement.unclear(Condition.QUOTA_SHORT, subject)
                : judgement;
    }

    private static String excluded(Map<String, Long> reasons) {
        return reasons.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MOST_NAMED)
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(Collectors.joining(", "));
    }

    /** The first of them, and how many others there are. */
    private static String some(Map<String, String> reasons) {
        String named = new TreeMap<>(reasons)
                .entrySet().stream()
                        .limit(MOST_NAMED)
                        .map(each -> each.getKey() + " (" + sentence(each.getValue()) + ")")
                        .collect(Collectors.joining(", "));
        int others = reasons.size() - MOST_NAMED;
        return others > 0 ? named + " and " + others + " more" : named;
    }

    /** One line without its full stop, so that it can stand within another. */
    private static String sentence(String text) {
        String line = text.strip().replaceAll("\\s+", " ").replaceFirst("\\.$", "");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
    }

    private static String hour(Instant instant) {
        return time(instant.truncatedTo(ChronoUnit.HOURS));
    }

    private static String time(Instant instant) {
        return instant == null ? "" : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
