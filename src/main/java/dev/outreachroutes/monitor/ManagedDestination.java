package dev.outreachroutes.monitor;

import dev.outreachroutes.account.ConnectionState;
import dev.outreachroutes.account.ConnectionStatus;
import dev.outreachroutes.backlog.BacklogState;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.deadletter.DeadLetterDecisions;
import dev.outreachroutes.deadletter.DeadLetterFilter;
import dev.outreachroutes.deadletter.DeadLetterState;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Mode;
import dev.outreachroutes.monitor.prospect.DeliveryStanding;
import dev.outreachroutes.monitor.prospect.Forgetting;
import dev.outreachroutes.monitor.prospect.ProspectExplanation;
import dev.outreachroutes.monitor.prospect.Times;
import dev.outreachroutes.outreach.ErrorText;
import dev.outreachroutes.quota.BudgetStatus;
import dev.outreachroutes.quota.Pauses;
import dev.outreachroutes.quota.QuotaStatus;
import dev.outreachroutes.resync.Resync;
import dev.outreachroutes.resync.ResyncRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Shows a destination to operators, and lets them switch it. What comes from the database is at most 5 seconds old. While the
 * database is away numbers are null, texts are {@code unknown} and {@link #getProblem} says why. Times are ISO 8601 in UTC; a text
 * is empty when there is nothing to say.
 */
public final class ManagedDestination implements DestinationMBean, DeliveryStanding {

    private static final Logger LOG = LoggerFactory.getLogger(ManagedDestination.class);
    private static final int LONGEST_REASON = 200;
    private static final String UNKNOWN = "unknown";

    private final String name;
    private final Destinations destinations;
    private final LatestOverview latest;
    private final DestinationCounts counts;
    private final Pauses pauses;
    private final Audit audit;
    private final DeadLetterDecisions decisions;
    private final ProspectExplanation explanation;
    private final Forgetting forgetting;
    private final ResyncSwitch resyncs;

    ManagedDestination(
            String name,
            Destinations destinations,
            LatestOverview latest,
            DestinationCounts counts,
            Pauses pauses,
            Audit audit,
            DeadLetterDecisions decisions,
            ProspectExplanation explanation,
            Forgetting forgetting,
            ResyncSwitch resyncs) {
        this.name = name;
        this.destinations = destinations;
        this.latest = latest;
        this.counts = counts;
        this.pauses = pauses;
        this.audit = audit;
        this.decisions = decisions;
        this.explanation = explanation;
        this.forgetting = forgetting;
        this.resyncs = resyncs;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String getDescription() {
        return destinations.find(name).map(Destination::description).orElse("");
    }

    @Override
    public String getAccount() {
        return destinations.find(name).map(each -> each.account().name()).orElse("");
    }

    @Override
    public String getMode() {
        return destinations.find(name).map(each -> each.mode().toString()).orElse("");
    }

    @Override
    public Long getPending() {
        return number(BacklogState::pending);
    }

    @Override
    public String getOldestPendingSince() {
        return backlogText(state -> Times.text(state.oldestPending()));
    }

    @Override
    public Long getOldestPendingSeconds() {
        return number(state -> state.oldestAge().toSeconds());
    }

    @Override
    public Long getWithheld() {
        return number(BacklogState::withheld);
    }

    @Override
    public String getBlocked() {
        return blocked().entrySet().stream()
                .map(each -> each.getKey() + ": " + each.getValue())
                .collect(Collectors.joining("\n"));
    }

    /** The blocked attributes, and why. */
    @Override
    public Map<String, String> blocked() {
        return latest.blocked(name);
    }

    @Override
    public Long getBlockedProspects() {
        return number(BacklogState::blocked);
    }

    @Override
    public Long getStatusesToRenew() {
        return number(BacklogState::statusesToRenew);
    }

    @Override
    public Boolean getPaused() {
        return backlog().map(state -> state.pause().isPresent()).orElse(null);
    }

    @Override
    public String getPauseReason() {
        return backlogText(state -> state.pause().map(Pauses.Pause::reason).orElse(""));
    }

    @Override
    public String getPausedSince() {
        return backlogText(
                state -> state.pause().map(pause -> Times.text(pause.since())).orElse(""));
    }

    @Override
    public Integer getQuotaLeft() {
        return quota().map(QuotaStatus::left).orElse(null);
    }

    /** How the budget of the account's plan stands; empty when there is none, or nothing is known. */
    public Optional<BudgetStatus> budget() {
        return quota().map(QuotaStatus::budget);
    }

    /** Whether the next request goes alone, and only then the others of what is left. */
    public boolean oneAtATime() {
        return quota().filter(quota -> quota.waitsUntil() == null && quota.oneAtATime())
                .isPresent();
    }

    @Override
    public String getQuotaRefillsAt() {
        return quotaText(quota -> Times.text(quota.moreAt()));
    }

    /** Whether only a person who puts right what Outreach refuses, and then resumes it, lets it deliver again. */
    boolean refused() {
        return backlog()
                .flatMap(BacklogState::pause)
                .filter(pause -> pause.cause() == Pauses.Cause.REFUSED)
                .isPresent();
    }

    /**
     * What delivery waits for besides its own pause: {@code until ...: ...} or {@code for the account: ...}. Empty when it waits for
     * nothing.
     */
    @Override
    public String waits() {
        if (inDryRun()) {
            return "until its mode is live: it is in dry run";
        }
        return connectionProblem()
                .map(problem -> "for the account: " + problem)
                .or(() -> quota().filter(quota -> quota.waitsUntil() != null)
                        .map(quota -> "until " + Times.text(quota.waitsUntil()) + ": " + quota.waitsBecause()))
                .or(() -> quota().filter(quota -> quota.left() == 0 && quota.moreAt() != null)
                        .map(quota -> "until " + Times.text(quota.moreAt()) + ": the account's quota is used up"))
                .orElse("");
    }

    private boolean inDryRun() {
        return destinations.find(name).map(Destination::mode).orElse(Mode.LIVE) == Mode.DRY_RUN;
    }

    /** Why no request can be sent now, whatever the quota says; empty when one can. */
    private Optional<String> connectionProblem() {
        return backlog()
                .flatMap(now -> connection().filter(state -> !state.sends(now.at())))
                .map(state -> state.problem().isEmpty() ? state.status().label() : state.problem());
    }

    private Optional<ConnectionState> connection() {
        return Optional.ofNullable(latest.current().connections().get(getAccount()));
    }

    @Override
    public String getAccountWaitsUntil() {
        return quotaText(quota -> Times.text(quota.waitsUntil()));
    }

    @Override
    public String getAccountWaitsBecause() {
        return connectionProblem()
                .orElseGet(() -> quotaText(quota -> {
                    if (quota.waitsUntil() != null) {
                        return quota.waitsBecause();
                    }
                    return quota.oneAtATime() ? "The next request goes alone, to see how the quota stands" : "";
                }));
    }

    /** Those that are open. */
    @Override
    public Long getDeadLetters() {
        Overview overview = latest.current();
        return overview.backlogs().containsKey(name)
                ? Long.valueOf(overview.deadLetters(name).values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                : null;
    }

    @Override
    public long getEvents() {
        return counts.events();
    }

    @Override
    public long getExcluded() {
        return counts.excluded();
    }

    @Override
    public long getMerged() {
        return counts.changes("merged");
    }

    @Override
    public long getUnchanged() {
        return counts.changes("unchanged");
    }

    @Override
    public long getDelivered() {
        return counts.deliveries("acknowledged");
    }

    @Override
    public long getFailed() {
        return counts.deliveries("retry");
    }

    @Override
    public String getProblem() {
        return latest.current().problem();
    }

    /** Pauses delivery on all replicas; says what is so now. */
    @Override
    public String pause(String reason) {
        String told = reason == null || reason.isBlank() ? "by an operator" : cleaned(reason);
        return changed(() -> {
            if (!audit.when(() -> pauses.pause(name, Pauses.Cause.OPERATOR, told), entry("pause", told))) {
                return "Delivery was paused already"
                        + pauses.of(name).map(pause -> ": " + pause.reason()).orElse("");
            }
            LOG.atWarn().addKeyValue(LogFields.DESTINATION, name).log("{}: delivery is paused: {}", name, told);
            return "Delivery is paused";
        });
    }

    /** One line, fit for a log. */
    private static String cleaned(String reason) {
        String line = ErrorText.clean(reason);
        return line.substring(0, Math.min(line.length(), LONGEST_REASON));
    }

    @Override
    public String resume() {
        try {
            return resumed();
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }

    /**
     * Ends the pause; says what is so now, and what delivery still waits for.
     *
     * @throws IllegalStateException when the account is disconnected: connecting it ends the pause
     */
    public String resumed() {
        latest.refresh();
        boolean disconnected = connection()
                .filter(state -> state.status() == ConnectionStatus.DISCONNECTED)
                .isPresent();
        if (disconnected) {
            throw new IllegalStateException(
                    "Not resumed: the account '" + getAccount() + "' is disconnected. Connect it first");
        }
        return changed(() -> {
            boolean resumed = audit.when(() -> pauses.resume(name), entry("resume", ""));
            String waits = waits();
            if (!resumed) {
                return "Delivery was not paused" + (waits.isEmpty() ? "" : ". It waits " + waits);
            }
            LOG.atInfo()
                    .addKeyValue(LogFields.DESTINATION, name)
                    .log("{}: the pause is over{}", name, waits.isEmpty() ? "" : ", delivery waits " + waits);
            return waits.isEmpty() ? "Delivery goes on" : "The pause is over. Delivery still waits " + waits;
        });
    }

    /** Asks for the replay of this destination's open dead letters of a reason, or of all if none is given. */
    @Override
    public String replayDeadLetters(String reason) {
        return changed(() -> counted(decisions.replay(ofReason(reason), Audit.whoever()), "to be replayed"));
    }

    /** Gives this destination's open dead letters of a reason up, or all if none is given. */
    @Override
    public String discardDeadLetters(String reason, String note) {
        return changed(() -> counted(decisions.discard(ofReason(reason), note, Audit.whoever()), "discarded"));
    }

    /** Asks for the replay of one of this destination's open dead letters. */
    @Override
    public String replayDeadLetter(long id) {
        return changed(() -> counted(decisions.replay(one(id), Audit.whoever()), "to be replayed"));
    }

    /** Gives one of this destination's open dead letters up. */
    @Override
    public String discardDeadLetter(long id, String note) {
        return changed(() -> counted(decisions.discard(one(id), note, Audit.whoever()), "discarded"));
    }

    /** Why a prospect is as it is here, in sentences. */
    @Override
    public String explain(long prospectId) {
        try {
            return explanation.of(this, prospectId);
        } catch (DataAccessException | TransactionException e) {
            throw new DatabaseAwayException("The database does not answer, so nothing is known of the prospect now");
        }
    }

    /** Removes all that is kept of a prospect here; says what that was. */
    @Override
    public String forget(long prospectId) {
        return changed(() -> {
            Forgetting.Removed removed = forgetting.forget(name, List.of(prospectId), Audit.whoever());
            return "Forgotten: prospect " + prospectId + ". Removed were "
                    + (removed.prospects() == 0 ? "nothing desired of it, " : "what was desired of it, ")
                    + removed.requests() + (removed.requests() == 1 ? " request and " : " requests and ")
                    + removed.deadLetters() + (removed.deadLetters() == 1 ? " dead letter" : " dead letters")
                    + ". Records written before now do not bring it back until " + Times.text(removed.until());
        });
    }

    @Override
    public String getResync() {
        Overview overview = latest.current();
        return overview.backlogs().containsKey(name)
                ? Optional.ofNullable(overview.resyncs().get(name))
                        .map(Resync::words)
                        .orElse("")
                : UNKNOWN;
    }

    /** Begins a resync of the destination, or of one attribute of it; says how many requests it takes. */
    @Override
    public String resync(String attribute) {
        return begun(ResyncRequest.Mode.HEAL, attribute);
    }

    /** The same, without sending anything. */
    @Override
    public String compare(String attribute) {
        return begun(ResyncRequest.Mode.COMPARE, attribute);
    }

    private String begun(ResyncRequest.Mode mode, String attribute) {
        Set<String> attributes = attribute == null || attribute.isBlank() ? Set.of() : Set.of(attribute.strip());
        return changed(() -> {
            Resync begun;
            try {
                begun = resyncs.begin(new ResyncRequest(name, mode, attributes, List.of()), Audit.whoever());
            } catch (IllegalStateException e) {
                return "Not begun: " + e.getMessage();
            }
            return "Resync " + begun.id() + " has begun: " + begun.expected() + " prospects, " + begun.pages()
                    + " requests";
        });
    }

    /** Ends the resync that is under way, or paused. */
    @Override
    public String cancelResync() {
        return changed(() -> resyncs.cancelOf(name, Audit.whoever())
                .map(ended -> "Cancelled: " + ended.words())
                .orElse("No resync is under way"));
    }

    private DeadLetterFilter ofReason(String reason) {
        return DeadLetterFilter.open(name, reason == null || reason.isBlank() ? null : reason.strip());
    }

    private DeadLetterFilter one(long id) {
        return new DeadLetterFilter(List.of(id), name, null, DeadLetterState.OPEN, null, null, null, null);
    }

    private static String counted(long count, String what) {
        return count + (count == 1 ? " dead letter is " : " dead letters are ") + what;
    }

    private Audit.Entry entry(String what, String detail) {
        return Audit.Entry.ofDelivery(Audit.whoever(), what, name, detail);
    }

    private String changed(Supplier<String> change) {
        try {
            return change.get();
        } catch (DataAccessException | TransactionException e) {
            LOG.atWarn()
                    .addKeyValue(LogFields.DESTINATION, name)
                    .log("{}: the database does not answer, so what was asked for is not done, or not all of it", name);
            throw new DatabaseAwayException(
                    "The database does not answer, or not in time. What was asked for is not done, or not all of it. Try again.");
        } finally {
            latest.refresh();
        }
    }

    private Optional<BacklogState> backlog() {
        return Optional.ofNullable(latest.current().backlogs().get(name));
    }

    private Optional<QuotaStatus> quota() {
        return Optional.ofNullable(latest.current().quotas().get(getAccount()));
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
}
