package dev.outreachroutes.operation;

import dev.outreachroutes.backlog.BacklogState;
import dev.outreachroutes.backlog.Pauses;
import dev.outreachroutes.backlog.QuotaStatus;
import dev.outreachroutes.destination.Destination;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jmx.export.annotation.ManagedAttribute;
import org.springframework.jmx.export.annotation.ManagedOperation;
import org.springframework.jmx.export.annotation.ManagedOperationParameter;
import org.springframework.jmx.export.annotation.ManagedResource;

/**
 * A destination as the console shows it: the MBean {@code dev.outreachroutes:type=Destination,name=...}. Attributes that come
 * from the database are at most 5 seconds old. While the database is away numbers are null, texts are {@code unknown} and
 * {@code Problem} says why. Times are ISO 8601 in UTC; a text is empty when there is nothing to say.
 */
@ManagedResource(description = "A destination: what waits, what was delivered, and the switch that pauses its delivery")
public final class ManagedDestination {

    private static final Logger LOG = LoggerFactory.getLogger(ManagedDestination.class);
    private static final String UNKNOWN = "unknown";

    private final Destination destination;
    private final Overviews overviews;
    private final DestinationCounts counts;
    private final Pauses pauses;

    ManagedDestination(Destination destination, Overviews overviews, DestinationCounts counts, Pauses pauses) {
        this.destination = destination;
        this.overviews = overviews;
        this.counts = counts;
        this.pauses = pauses;
    }

    @ManagedAttribute(description = "What destinations.yaml says this destination is for")
    public String getDescription() {
        return destination.description();
    }

    @ManagedAttribute(description = "The account whose connection and quota it uses")
    public String getAccount() {
        return destination.account().name();
    }

    @ManagedAttribute(description = "Prospects that wait for a request, or for the answer to one")
    public Long getPending() {
        return number(BacklogState::pending);
    }

    @ManagedAttribute(description = "Since when the longest waiting prospect waits")
    public String getOldestPendingSince() {
        return backlogText(state -> time(state.oldestPending()));
    }

    @ManagedAttribute(description = "How many seconds the longest waiting prospect has waited; 0 when none waits")
    public Long getOldestPendingSeconds() {
        return number(state -> state.oldestAge().toSeconds());
    }

    @ManagedAttribute(
            description = "Whether delivery is paused until somebody resumes it; events are taken in all the same")
    public Boolean getPaused() {
        return backlog().map(state -> state.pause().isPresent()).orElse(null);
    }

    @ManagedAttribute(description = "Why delivery is paused")
    public String getPauseReason() {
        return backlogText(state -> state.pause().map(Pauses.Pause::reason).orElse(""));
    }

    @ManagedAttribute(description = "Since when delivery is paused")
    public String getPausedSince() {
        return backlogText(
                state -> state.pause().map(pause -> time(pause.since())).orElse(""));
    }

    @ManagedAttribute(
            description = "Requests that the account may still send, all its destinations together; 0 while it waits")
    public Integer getQuotaLeft() {
        return quota().map(QuotaStatus::left).orElse(null);
    }

    @ManagedAttribute(description = "When requests that count against the quota now stop counting")
    public String getQuotaRefillsAt() {
        return quotaText(quota -> time(quota.moreAt()));
    }

    @ManagedAttribute(description = "Until when the account sends nothing")
    public String getAccountWaitsUntil() {
        return quotaText(quota -> time(quota.waitsUntil()));
    }

    @ManagedAttribute(description = "Why the account sends nothing, or only one request at a time")
    public String getAccountWaitsBecause() {
        return quotaText(quota -> {
            if (quota.waitsUntil() != null) {
                return quota.waitsBecause();
            }
            return quota.oneAtATime() ? "The next request goes alone, to see how the quota stands" : "";
        });
    }

    @ManagedAttribute(description = "Dead letters kept in the database: events and changes that were given up")
    public Long getDeadLetters() {
        return overviews.current().deadLetters().get(destination.name());
    }

    @ManagedAttribute(description = "Profile events read since this process started")
    public long getEvents() {
        return counts.events();
    }

    @ManagedAttribute(
            description = "Events that asked for nothing we may send, all reasons, since this process started")
    public long getExcluded() {
        return counts.excluded();
    }

    @ManagedAttribute(
            description = "Changes joined to one that waited already, a request saved each, since this process started")
    public long getMerged() {
        return counts.changes("merged");
    }

    @ManagedAttribute(description = "Changes that asked for what was so already, since this process started")
    public long getUnchanged() {
        return counts.changes("unchanged");
    }

    @ManagedAttribute(description = "Requests that Outreach confirmed, since this process started")
    public long getDelivered() {
        return counts.deliveries("acknowledged");
    }

    @ManagedAttribute(description = "Requests that failed and are tried again, since this process started")
    public long getFailed() {
        return counts.deliveries("retry");
    }

    @ManagedAttribute(description = "Why some of this is unknown; empty when all is well")
    public String getProblem() {
        return overviews.current().problem();
    }

    @ManagedOperation(
            description = "Pauses delivery, on all replicas and across restarts; events are taken in all the same")
    @ManagedOperationParameter(name = "reason", description = "why, for whoever looks next")
    public String pause(String reason) {
        String told = reason == null || reason.isBlank() ? "by an operator" : reason.strip();
        return changed(() -> {
            pauses.pause(destination.name(), told);
            String kept =
                    pauses.of(destination.name()).map(Pauses.Pause::reason).orElse(told);
            LOG.warn("{}: delivery is paused: {}", destination.name(), kept);
            return kept.equals(told) ? "Delivery is paused" : "Delivery was paused already: " + kept;
        });
    }

    @ManagedOperation(description = "Lets delivery go on")
    public String resume() {
        return changed(() -> {
            pauses.resume(destination.name());
            LOG.info("{}: delivery goes on", destination.name());
            return "Delivery goes on";
        });
    }

    private String changed(java.util.function.Supplier<String> change) {
        try {
            return change.get();
        } catch (DataAccessException e) {
            LOG.warn("{}: the database does not answer, so the pause is not changed", destination.name());
            throw new IllegalStateException("The database does not answer; nothing is changed. Try again.");
        } finally {
            overviews.refresh();
        }
    }

    private Optional<BacklogState> backlog() {
        return Optional.ofNullable(overviews.current().backlogs().get(destination.name()));
    }

    private Optional<QuotaStatus> quota() {
        return Optional.ofNullable(
                overviews.current().quotas().get(destination.account().name()));
    }

    private Long number(Function<BacklogState, Long> value) {
        return backlog().map(value).orElse(null);
    }

    private String backlogText(Function<BacklogState, String> text) {
        return backlog().map(text).orElse(UNKNOWN);
    }

    private String quotaText(Function<QuotaStatus, String> text) {
        return quota().map(text).orElse(UNKNOWN);
    }

    private static String time(Instant instant) {
        return instant == null ? "" : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
