package dev.outreachroutes.console.api;

import dev.outreachroutes.backlog.Reconciliation.Difference;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.monitor.ResyncSwitch;
import dev.outreachroutes.resync.Resync;
import dev.outreachroutes.resync.ResyncRequest;
import dev.outreachroutes.resync.Resyncs;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Comparisons of what Outreach holds with what is desired: planned, begun, paused, looked at. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Resyncs")
class ResyncsApi {

    private static final Set<Resync.State> ENDED =
            EnumSet.of(Resync.State.DONE, Resync.State.FAILED, Resync.State.CANCELLED);

    private final Resyncs resyncs;
    private final Destinations destinations;
    private final ResyncSwitch resyncSwitch;

    ResyncsApi(Resyncs resyncs, Destinations destinations, ResyncSwitch resyncSwitch) {
        this.resyncs = resyncs;
        this.destinations = destinations;
        this.resyncSwitch = resyncSwitch;
    }

    @GetMapping("/destinations/{destination}/resyncs")
    @Operation(summary = "The last resyncs of a destination, the newest first")
    Page<ResyncView> of(
            @PathVariable String destination,
            @Parameter(description = "At most so many, 1 to 1000") @RequestParam(defaultValue = "20") int limit) {
        known(destination);
        return Page.whole(resyncs.latest(destination, Page.checked(limit)).stream()
                .map(this::view)
                .toList());
    }

    @PostMapping("/destinations/{destination}/resyncs")
    @Operation(
            summary = "Plans a resync: how many prospects and requests, and how long at the quota",
            description =
                    "Nothing is asked of Outreach before it is begun, by /resyncs/{id}/start or by 'begin' at once. With 'compare' it"
                            + " tells what differs, and changes nothing; otherwise what differs is made pending, and so sent.")
    ResyncView plan(@PathVariable String destination, @RequestBody(required = false) PlanBody body, Principal person) {
        known(destination);
        PlanBody asked = body == null ? new PlanBody(null, null, null, null) : body;
        ResyncRequest request = new ResyncRequest(
                destination,
                Boolean.TRUE.equals(asked.compare()) ? ResyncRequest.Mode.COMPARE : ResyncRequest.Mode.HEAL,
                asked.attributes(destinations.named(destination)),
                asked.ids());
        if (!Boolean.TRUE.equals(asked.begin())) {
            return view(resyncs.plan(request, person.getName()));
        }
        return view(ApiProblems.orConflict(() -> resyncSwitch.begin(request, person.getName())));
    }

    @GetMapping("/resyncs/{id}")
    @Operation(summary = "How far a resync is")
    ResyncView one(@PathVariable long id) {
        return view(named(id));
    }

    @GetMapping("/resyncs/{id}/differences")
    @Operation(
            summary =
                    "Prospects that differ, that Outreach does not know, or that it knows again; by number, without values")
    Page<DifferenceView> differences(
            @PathVariable long id,
            @Parameter(description = "At most so many, 1 to 1000") @RequestParam(defaultValue = "100") int limit,
            @Parameter(description = "Of the page before") @RequestParam(required = false) String cursor) {
        named(id);
        return Page.following(
                cursor,
                limit,
                (after, most) -> resyncs.differences(id, after, most),
                Difference::prospectId,
                DifferenceView::of);
    }

    @PostMapping("/resyncs/{id}/start")
    @Operation(summary = "Begins a planned resync, or lets a paused or failed one go on")
    ResyncView start(@PathVariable long id, Principal person) {
        return view(ApiProblems.orConflict(() -> resyncSwitch.start(id, person.getName())));
    }

    @PostMapping("/resyncs/{id}/pause")
    @Operation(summary = "Pauses a resync until it is started again")
    ResyncView pause(@PathVariable long id, Principal person) {
        return view(ApiProblems.orConflict(() -> resyncSwitch.pause(id, person.getName())));
    }

    @PostMapping("/resyncs/{id}/cancel")
    @Operation(summary = "Ends a resync; what it has made pending stays so")
    ResyncView cancel(@PathVariable long id, Principal person) {
        return view(ApiProblems.orConflict(() -> resyncSwitch.cancel(id, person.getName())));
    }

    private void known(String destination) {
        destinations.find(destination).orElseThrow(DestinationsApi::unknown);
    }

    private Resync named(long id) {
        return resyncs.find(id).orElseThrow(() -> new NoSuchElementException("There is no resync of that number"));
    }

    private ResyncView view(Resync resync) {
        Resync.Progress progress = resync.progress();
        return new ResyncView(
                resync.id(),
                resync.request().destination(),
                resync.request().mode().name().toLowerCase(Locale.ROOT),
                new TreeSet<>(resync.request().attributes()),
                resync.named(),
                resync.state().name().toLowerCase(Locale.ROOT),
                resync.scheduled(),
                resync.by(),
                resync.createdAt(),
                resync.begunAt(),
                resync.endedAt(),
                resync.expected(),
                resync.pages(),
                ENDED.contains(resync.state())
                        ? 0
                        : resyncs.takesAtLeast(resync).toSeconds(),
                progress.looked(),
                progress.different(),
                progress.gone(),
                progress.back(),
                progress.left(),
                progress.requests(),
                progress.byAttribute(),
                resync.waiting(),
                resync.problem());
    }

    /** What is to be compared. */
    record PlanBody(
            @Schema(nullable = true, description = "Only tell what differs") Boolean compare,
            @Schema(nullable = true, description = "Begin at once") Boolean begin,
            @Schema(nullable = true, description = "Segment IDs; all mapped attributes when left out")
                    List<String> segments,
            @Schema(nullable = true, description = "Numbers of prospects, at most 100,000; all when left out")
                    List<Long> prospects) {

        private Set<String> attributes(Destination destination) {
            Set<String> attributes = new TreeSet<>();
            for (String segment : Listed.entries("segments", segments)) {
                if (!destination.segments().containsKey(segment)) {
                    throw new IllegalArgumentException("The destination has no segment of that ID");
                }
                attributes.add(destination.segments().get(segment).attribute());
            }
            return attributes;
        }

        private List<Long> ids() {
            return Listed.entries("prospects", prospects);
        }
    }

    /** A resync. */
    record ResyncView(
            long id,
            String destination,
            @Schema(description = "compare or heal") String mode,
            @Schema(description = "Empty for all that are mapped") Set<String> attributes,
            @Schema(description = "How many prospects were named; 0 for all") int named,
            @Schema(description = "planned, running, paused, done, failed or cancelled") String state,
            boolean scheduled,
            String by,
            Instant createdAt,
            @Schema(nullable = true) Instant begunAt,
            @Schema(nullable = true) Instant endedAt,
            @Schema(description = "Prospects to look at, as counted when it was planned") long expected,
            @Schema(description = "Requests that takes") long pages,
            @Schema(description = "How long those still to come wait for the quota at least, if nothing else used it")
                    long secondsAtLeast,
            long looked,
            long different,
            @Schema(description = "Outreach does not know them: they were deleted or merged") long gone,
            @Schema(description = "Outreach knows them again") long back,
            @Schema(description = "Left alone: a request is under way or was just answered") long left,
            long requests,
            @Schema(description = "How many prospects differ in it, by prospect attribute")
                    Map<String, Long> byAttribute,
            @Schema(description = "What its next page waits for; empty when for nothing") String waiting,
            @Schema(description = "Why it failed, or failed the last time; empty when it did not") String problem) {}

    /** A prospect that differs. */
    record DifferenceView(
            long prospectId, @Schema(description = "different, gone or back") String kind, Set<String> attributes) {

        static DifferenceView of(Difference difference) {
            return new DifferenceView(
                    difference.prospectId(),
                    difference.kind().name().toLowerCase(Locale.ROOT),
                    new TreeSet<>(difference.attributes()));
        }
    }
}
