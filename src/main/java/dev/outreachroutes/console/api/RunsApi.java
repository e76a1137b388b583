package dev.outreachroutes.console.api;

import dev.outreachroutes.backlog.run.Run;
import dev.outreachroutes.backlog.run.Runs;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.intake.Exclusions;
import dev.outreachroutes.mapping.Exclusion;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The numbers of each hour of a destination, and which profiles were excluded. */
@RestController
@RequestMapping(path = "/api/v1/destinations/{destination}")
@Tag(name = "Runs")
class RunsApi {

    private static final Duration LONGEST = Duration.ofDays(90);
    private static final Duration USUAL = Duration.ofHours(24);

    private final Runs runs;
    private final Exclusions exclusions;
    private final Destinations destinations;
    private final InstantSource clock;

    RunsApi(Runs runs, Exclusions exclusions, Destinations destinations, InstantSource clock) {
        this.runs = runs;
        this.exclusions = exclusions;
        this.destinations = destinations;
        this.clock = clock;
    }

    @GetMapping(
            path = "/runs",
            produces = {MediaType.APPLICATION_JSON_VALUE, RunsAsCsv.TYPE})
    @Operation(
            summary = "The numbers of each hour, or day, the oldest first",
            description =
                    "At most 90 days, in one answer. What had no numbers is left out. As comma-separated values for 'Accept: "
                            + RunsAsCsv.TYPE + "'.")
    RunsView runs(
            @PathVariable String destination,
            @Parameter(description = "The first is the one in which it lies; 24 hours before the end when left out")
                    @RequestParam(required = false)
                    Instant from,
            @Parameter(description = "The last begins before; now when left out") @RequestParam(required = false)
                    Instant to,
            @Parameter(description = "hour or day, of UTC") @RequestParam(defaultValue = "hour") String bucket) {
        destinations.find(destination).orElseThrow(DestinationsApi::unknown);
        Instant now = clock.instant();
        Instant end = to == null || to.isAfter(now) ? now : to;
        Runs.Bucket each = bucket(bucket);
        Instant start = from == null ? end.minus(USUAL) : from;
        if (end.isBefore(Instant.EPOCH) || !start.isBefore(end)) {
            throw new IllegalArgumentException("'from' is to be before 'to', and before now");
        }
        if (start.isBefore(end.minus(LONGEST))) {
            throw new IllegalArgumentException(
                    "'from' is to be at most " + LONGEST.toDays() + " days before 'to', or before now");
        }
        return new RunsView(
                runs.between(destination, start, end, each).stream()
                        .map(RunView::of)
                        .toList(),
                runs.pending(destination, start, end, each).entrySet().stream()
                        .map(known -> new PendingAt(known.getKey(), known.getValue()))
                        .toList());
    }

    private static Runs.Bucket bucket(String name) {
        return switch (name) {
            case "hour" -> Runs.Bucket.HOUR;
            case "day" -> Runs.Bucket.DAY;
            default -> throw new IllegalArgumentException("'bucket' is hour or day");
        };
    }

    @GetMapping(path = "/exclusions", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "The last profiles that were excluded, or a value of which was, the newest first",
            description = "Of each reason about the last 100, and at most 10 of one batch of records. Without values.")
    Page<ExcludedView> exclusions(
            @PathVariable String destination,
            @Parameter(
                            description =
                                    "As in the metric outreach_excluded_total, such as no-outreach-id; all when left out")
                    @RequestParam(required = false)
                    String reason,
            @Parameter(description = "Read at this time or later") @RequestParam(required = false) Instant from,
            @Parameter(description = "Read before this time") @RequestParam(required = false) Instant to,
            @Parameter(description = "At most so many, 1 to 1000") @RequestParam(defaultValue = "100") int limit,
            @Parameter(description = "Of the page before") @RequestParam(required = false) String cursor) {
        destinations.find(destination).orElseThrow(DestinationsApi::unknown);
        String known = reason(reason);
        return Page.newestFirst(
                cursor,
                limit,
                (before, most) -> exclusions.last(destination, known, from, to, before, most),
                Exclusions.ExcludedProfile::id,
                ExcludedView::of);
    }

    private static String reason(String reason) {
        if (reason == null || reason.isEmpty()) {
            return null;
        }
        List<String> reasons = Arrays.stream(Exclusion.Reason.values())
                .map(Exclusion.Reason::label)
                .toList();
        if (!reasons.contains(reason)) {
            throw new IllegalArgumentException(
                    "'reason' is one of " + reasons.stream().sorted().collect(Collectors.joining(", ")));
        }
        return reason;
    }

    /** Runs, all of them. */
    record RunsView(
            List<RunView> items,
            @Schema(description = "Of each hour or day of which it is known, also of those that have no run")
                    List<PendingAt> pending,
            @Schema(nullable = true, description = "Always null") String next) {
        RunsView(List<RunView> items, List<PendingAt> pending) {
            this(List.copyOf(items), List.copyOf(pending), null);
        }
    }

    /** How many prospects were pending at the end of an hour or a day. */
    record PendingAt(@Schema(description = "When it began") Instant hour, long prospects) {}

    /** The numbers of an hour or a day. */
    record RunView(
            @Schema(description = "When it began") Instant hour,
            @Schema(description = "Profiles read") long received,
            @Schema(description = "What asked for nothing that may be sent, by reason") Map<String, Long> excluded,
            @Schema(description = "Records of which something could not be read: dead letters") long unreadable,
            @Schema(description = "Changes that made a prospect pending") long activated,
            @Schema(description = "Changes folded into a prospect that was pending already") long merged,
            @Schema(description = "Changes that desired nothing new") long unchanged,
            @Schema(description = "Changes of before their prospect was forgotten") long forgotten,
            @Schema(description = "Deliveries that Outreach has confirmed") long delivered,
            @Schema(description = "Deliveries given up: dead letters") long failed,
            @Schema(description = "Attributes that a step of the route took out") long withheld,
            @Schema(description = "Requests that left, whatever came of them") long requests,
            @Schema(nullable = true, description = "Prospects pending at its end; null when nobody looked then")
                    Long pending,
            @Schema(
                            nullable = true,
                            description =
                                    "0 to 1: the share of activated, merged and unchanged in those, excluded, unreadable and"
                                            + " failed together; null when there was none")
                    Double activationRate) {

        static RunView of(Run run) {
            return new RunView(
                    run.hour(),
                    run.received(),
                    new TreeMap<>(run.excluded()),
                    run.unreadable(),
                    run.queued(),
                    run.merged(),
                    run.unchanged(),
                    run.forgotten(),
                    run.delivered(),
                    run.failed(),
                    run.withheld(),
                    run.requests(),
                    run.pending(),
                    run.activationRate().isPresent() ? run.activationRate().getAsDouble() : null);
        }
    }

    /** Something that was excluded. */
    record ExcludedView(
            long id,
            @Schema(description = "When it was read") Instant at,
            String reason,
            @Schema(description = "'event', or the prospect attribute or identity namespace concerned") String subject,
            @Schema(description = "In words") String detail,
            @Schema(nullable = true, description = "Null when the profile names no prospect") Long prospectId,
            String topic,
            int partition,
            long offset,
            @Schema(nullable = true, description = "When the record was written") Instant arrivedAt) {

        static ExcludedView of(Exclusions.ExcludedProfile each) {
            return new ExcludedView(
                    each.id(),
                    each.notedAt(),
                    each.reason(),
                    each.subject(),
                    each.detail(),
                    each.prospectId(),
                    each.topic(),
                    each.partition(),
                    each.offset(),
                    each.recordTime());
        }
    }
}
