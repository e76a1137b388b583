package dev.outreachroutes.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.backlog.request.RequestHistory;
import dev.outreachroutes.backlog.request.RequestRecordings.Recording;
import dev.outreachroutes.console.login.Role;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.monitor.Accounts;
import dev.outreachroutes.monitor.prospect.RecordingSwitch;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.regex.Pattern;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Requests that left for Outreach, and what came of each; and the switch that has their values kept for a while. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Requests")
class RequestsApi {

    private static final int DEFAULT_MINUTES = 60;

    private static final Pattern OUTCOME = Pattern.compile("[a-z-]{1,30}");
    private static final Pattern EVENT = Pattern.compile("[0-9]{1,10}-[0-9]{1,19}");

    private final RequestHistory history;
    private final RecordingSwitch recordings;
    private final Destinations destinations;
    private final Accounts accounts;
    private final InstantSource clock;

    RequestsApi(
            RequestHistory history,
            RecordingSwitch recordings,
            Destinations destinations,
            Accounts accounts,
            InstantSource clock) {
        this.history = history;
        this.recordings = recordings;
        this.destinations = destinations;
        this.accounts = accounts;
        this.clock = clock;
    }

    @GetMapping("/accounts/{account}/requests")
    @Operation(summary = "The last requests of an account for prospects, the newest first")
    Page<RequestView> ofAccount(
            @PathVariable String account,
            @Parameter(description = "At most so many, 1 to 1000") @RequestParam(defaultValue = "100") int limit,
            @Parameter(description = "Of the page before") @RequestParam(required = false) String cursor,
            HttpServletRequest request) {
        Account used = accounts.named(account)
                .orElseThrow(() -> new NoSuchElementException("No destination uses an account of that name"));
        List<String> names =
                destinations.of(used).stream().map(Destination::name).toList();
        boolean values = Role.seesProfileData(request);
        return Page.newestFirst(
                cursor,
                limit,
                (before, most) -> history.page(names, before, most, values),
                RequestHistory.Logged::id,
                logged -> RequestView.of(logged, values));
    }

    @GetMapping("/destinations/{destination}/requests")
    @Operation(summary = "The last requests of a destination, the newest first")
    Page<RequestView> ofDestination(
            @PathVariable String destination,
            @Parameter(description = "At most so many, 1 to 1000") @RequestParam(defaultValue = "100") int limit,
            @Parameter(description = "Of the page before") @RequestParam(required = false) String cursor,
            @Parameter(
                            description =
                                    "Only those that brought what this record asks for: partition-offset, such as 2-418")
                    @RequestParam(required = false)
                    String event,
            @Parameter(description = "Only those with this outcome, such as acknowledged")
                    @RequestParam(required = false)
                    String outcome,
            @Parameter(description = "Ended at this time or later") @RequestParam(required = false) Instant from,
            @Parameter(description = "Ended before this time") @RequestParam(required = false) Instant to,
            HttpServletRequest request) {
        if (event != null && !EVENT.matcher(event).matches()) {
            throw new IllegalArgumentException("'event' is partition-offset, such as 2-418");
        }
        if (outcome != null && !OUTCOME.matcher(outcome).matches()) {
            throw new IllegalArgumentException("'outcome' is a word, such as acknowledged");
        }
        String name = configured(destination).name();
        RequestHistory.Filter filter = new RequestHistory.Filter(event, outcome, from, to);
        boolean values = Role.seesProfileData(request);
        return Page.newestFirst(
                cursor,
                limit,
                (before, most) -> history.page(name, filter, before, most, values),
                RequestHistory.Logged::id,
                logged -> RequestView.of(logged, values));
    }

    @GetMapping("/recordings")
    @Operation(summary = "The recordings that are on, the oldest first")
    Page<RecordingView> recordings() {
        return Page.whole(recordings.on().stream().map(RecordingView::of).toList());
    }

    @PostMapping("/destinations/{destination}/recordings")
    @Operation(
            summary = "Has the values of requests kept, encrypted, for an hour at most",
            description = "Of one prospect, or of all requests in which the field of a segment stands.")
    RecordingView record(@PathVariable String destination, @RequestBody RecordingBody body, Principal person) {
        Destination configured = configured(destination);
        int minutes = body.minutes() == null ? DEFAULT_MINUTES : body.minutes();
        if (minutes < 1 || minutes > DEFAULT_MINUTES) {
            throw new IllegalArgumentException("A recording takes 1 to " + DEFAULT_MINUTES + " minutes");
        }
        String attribute = null;
        if (body.segment() != null) {
            if (!configured.segments().containsKey(body.segment())) {
                throw new IllegalArgumentException("The destination has no segment of that ID");
            }
            attribute = configured.segments().get(body.segment()).attribute();
        }
        String field = attribute;
        return RecordingView.of(ApiProblems.orConflict(() -> recordings.record(
                destination,
                body.prospectId(),
                field,
                clock.instant().plus(Duration.ofMinutes(minutes)),
                person.getName())));
    }

    @DeleteMapping("/recordings/{id}")
    @Operation(summary = "Ends a recording")
    DestinationsApi.Told stop(@PathVariable long id, Principal person) {
        if (!recordings.stop(id, person.getName())) {
            throw new NoSuchElementException("There is no recording of that number");
        }
        return new DestinationsApi.Told("The recording is over");
    }

    private Destination configured(String name) {
        return destinations.find(name).orElseThrow(DestinationsApi::unknown);
    }

    /** What is to be recorded: a prospect or a segment. */
    record RecordingBody(
            @Schema(nullable = true) Long prospectId,
            @Schema(nullable = true, description = "A segment's ID") String segment,
            @Schema(nullable = true, description = "1 to 60; 60 when left out") Integer minutes) {}

    /** A recording that is on. */
    record RecordingView(
            long id,
            String destination,
            @Schema(nullable = true) Long prospectId,
            @Schema(nullable = true, description = "The prospect attribute of the segment") String attribute,
            Instant since,
            Instant until,
            String who) {

        static RecordingView of(Recording recording) {
            return new RecordingView(
                    recording.id(),
                    recording.destination(),
                    recording.prospectId(),
                    recording.attribute(),
                    recording.since(),
                    recording.until(),
                    recording.who());
        }
    }

    /** A request that left, and what came of it. */
    record RequestView(
            long id,
            String destination,
            long prospectId,
            @Schema(description = "When it ended") Instant at,
            @Schema(description = "acknowledged, retry, wait, narrowed, refused, ...") String outcome,
            @Schema(description = "The HTTP status; 0 when no answer was seen") int status,
            @Schema(nullable = true, description = "In words; empty when there was none; left out for viewers")
                    String error,
            @Schema(description = "What stood in the document that left") List<String> attributes,
            @Schema(
                            description =
                                    "The records that asked for it, each as partition-offset in the topic of events; none when"
                                            + " that is not known")
                    List<String> events,
            @Schema(nullable = true, description = "From when it left to the answer") Long milliseconds,
            boolean valuesKept,
            @Schema(nullable = true, description = "The values, if they were kept; left out for viewers")
                    Map<String, JsonNode> values,
            @Schema(description = "Why values that were kept cannot be read; empty when they can") String problem) {

        static RequestView of(RequestHistory.Logged logged, boolean profileData) {
            return new RequestView(
                    logged.id(),
                    logged.destination(),
                    logged.prospectId(),
                    logged.at(),
                    logged.outcome(),
                    logged.status(),
                    profileData ? logged.error() : null,
                    logged.attributes(),
                    logged.events(),
                    logged.took() == null ? null : logged.took().toMillis(),
                    logged.valuesKept(),
                    logged.values(),
                    logged.problem());
        }
    }
}
