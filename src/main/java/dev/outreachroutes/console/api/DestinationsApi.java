package dev.outreachroutes.console.api;

import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.monitor.Accounts;
import dev.outreachroutes.monitor.ManagedDestination;
import dev.outreachroutes.monitor.ManagedDestinations;
import dev.outreachroutes.outreach.field.FieldCatalogue;
import dev.outreachroutes.outreach.field.FieldType;
import dev.outreachroutes.outreach.field.ProspectField;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Destinations: how each stands, and the switch of its delivery. */
@RestController
@RequestMapping(path = "/api/v1/destinations", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Destinations")
class DestinationsApi {

    private final ManagedDestinations managed;
    private final Destinations destinations;
    private final Accounts accounts;

    DestinationsApi(ManagedDestinations managed, Destinations destinations, Accounts accounts) {
        this.managed = managed;
        this.destinations = destinations;
        this.accounts = accounts;
    }

    @GetMapping
    @Operation(summary = "All destinations, by name")
    Page<DestinationView> all() {
        return Page.whole(managed.all().stream().map(DestinationView::of).toList());
    }

    @GetMapping("/{destination}")
    @Operation(summary = "How a destination stands")
    DestinationView one(@PathVariable String destination) {
        return DestinationView.of(named(destination));
    }

    @GetMapping("/{destination}/segments")
    @Operation(summary = "Its segments, by mapping ID")
    Page<SegmentView> segments(@PathVariable String destination) {
        Destination configured = destinations.find(destination).orElseThrow(DestinationsApi::unknown);
        Optional<FieldCatalogue> fields = accounts.fields(configured.account());
        return Page.whole(configured.segments().values().stream()
                .sorted(Comparator.comparingInt(Segment::mappingId))
                .map(segment -> SegmentView.of(segment, fields.flatMap(known -> known.named(segment.attribute()))))
                .toList());
    }

    @PostMapping("/{destination}/pause")
    @Operation(summary = "Stops its delivery; events are still taken in")
    Told pause(@PathVariable String destination, @RequestBody(required = false) PauseBody body) {
        return new Told(named(destination).pause(body == null ? null : body.reason()));
    }

    @PostMapping("/{destination}/resume")
    @Operation(summary = "Ends the pause")
    Told resume(@PathVariable String destination) {
        return new Told(ApiProblems.orConflict(named(destination)::resumed));
    }

    private ManagedDestination named(String name) {
        return managed.find(name).orElseThrow(DestinationsApi::unknown);
    }

    static NoSuchElementException unknown() {
        return new NoSuchElementException("There is no destination of that name");
    }

    /** Why delivery is paused. */
    record PauseBody(
            @Schema(description = "For those who look at it later; at most 200 characters are kept") String reason) {}

    /** What was done, in words. */
    record Told(String message) {}

    /** A segment as it is configured. */
    record SegmentView(
            String id,
            String name,
            int mappingId,
            String attribute,
            @Schema(description = "live or dry-run, as configured") String mode,
            String entered,
            String exited,
            @Schema(nullable = true, description = "Of the field in Outreach; null when Outreach has not told it")
                    String fieldLabel,
            @Schema(nullable = true, description = "What the field may hold; null when Outreach has not told it")
                    String fieldType) {

        static SegmentView of(Segment segment, Optional<ProspectField> field) {
            return new SegmentView(
                    segment.id(),
                    segment.name(),
                    segment.mappingId(),
                    segment.attribute(),
                    segment.mode().toString(),
                    segment.entered().toString(),
                    segment.exited().toString(),
                    field.map(ProspectField::label)
                            .filter(label -> !label.isEmpty())
                            .orElse(null),
                    field.map(ProspectField::type)
                            .filter(type -> type != FieldType.UNKNOWN)
                            .map(type -> type.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                            .orElse(null));
        }
    }

    /** A destination. What comes from the database is at most 5 seconds old, and null while the database is away. */
    record DestinationView(
            String name,
            String description,
            String account,
            @Schema(description = "live or dry-run, as configured") String mode,
            @Schema(description = "live, paused, waiting, blocked or unknown") String state,
            @Schema(description = "Why it does not deliver, or not all; empty when it does") String reason,
            @Schema(description = "ISO 8601 in UTC; empty when it is not paused") String pausedSince,
            @Schema(nullable = true) Long pending,
            @Schema(description = "ISO 8601 in UTC; empty when nothing waits") String oldestPendingSince,
            @Schema(nullable = true) Long withheldProspects,
            @Schema(nullable = true) Long blockedProspects,
            @Schema(description = "Blocked attributes, each with its reason") List<String> blocked,
            @Schema(
                            nullable = true,
                            description =
                                    "Prospects that are still to be made pending, since their statuses are configured to be sent otherwise")
                    Long statusesToRenew,
            @Schema(nullable = true) Integer quotaLeft,
            String quotaRefillsAt,
            @Schema(nullable = true) Long deadLetters,
            @Schema(description = "Of this process, since it started") Counts counts,
            @Schema(description = "Why numbers are unknown; empty when they are known") String problem) {

        static DestinationView of(ManagedDestination each) {
            String waits = each.waits();
            boolean known = each.getPaused() != null;
            boolean paused = known && each.getPaused();
            String blocked = each.getBlocked();
            return new DestinationView(
                    each.name(),
                    each.getDescription(),
                    each.getAccount(),
                    each.getMode(),
                    !known
                            ? "unknown"
                            : paused ? "paused" : !waits.isEmpty() ? "waiting" : blocked.isEmpty() ? "live" : "blocked",
                    paused ? each.getPauseReason() : waits,
                    paused ? each.getPausedSince() : "",
                    each.getPending(),
                    each.getOldestPendingSince(),
                    each.getWithheld(),
                    each.getBlockedProspects(),
                    blocked.isEmpty() ? List.of() : List.of(blocked.split("\n")),
                    each.getStatusesToRenew(),
                    each.getQuotaLeft(),
                    each.getQuotaRefillsAt(),
                    each.getDeadLetters(),
                    new Counts(
                            each.getEvents(),
                            each.getExcluded(),
                            each.getMerged(),
                            each.getUnchanged(),
                            each.getDelivered(),
                            each.getFailed()),
                    each.getProblem());
        }
    }

    /** What this process has done for a destination since it started. */
    record Counts(long events, long excluded, long merged, long unchanged, long delivered, long failed) {}
}
