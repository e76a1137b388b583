package dev.outreachroutes.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.backlog.MemberCounts;
import dev.outreachroutes.backlog.ProspectDetail;
import dev.outreachroutes.backlog.ProspectSearch;
import dev.outreachroutes.backlog.ProspectStanding;
import dev.outreachroutes.backlog.request.RequestHistory;
import dev.outreachroutes.backlog.request.RequestLog;
import dev.outreachroutes.console.login.Role;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.intake.Exclusions;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.monitor.ManagedDestinations;
import dev.outreachroutes.monitor.prospect.Explanation;
import dev.outreachroutes.monitor.prospect.Forgetting;
import dev.outreachroutes.monitor.prospect.ProspectExplanation;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Prospects of a destination: found, and explained. Values are profile data, which only operators and admins see. */
@RestController
@RequestMapping(path = "/api/v1/destinations/{destination}/prospects", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Prospects")
class ProspectsApi {

    private static final ProspectSearch.Filter PENDING = ProspectSearch.Filter.of(ProspectSearch.Standing.PENDING);
    private static final int MOST_SEARCHES = 3;
    private static final int MOST_FORGOTTEN = 100_000;
    private static final String STATES =
            "pending, under-way, retrying, blocked, withheld, refused, in-doubt, set-aside or settled";

    private final Semaphore searches = new Semaphore(MOST_SEARCHES);
    private final ManagedDestinations managed;
    private final Destinations destinations;
    private final ProspectSearch search;
    private final ProspectExplanation explanation;
    private final RequestHistory history;
    private final Forgetting forgetting;
    private final MemberCounts members;
    private final String topic;

    ProspectsApi(
            ManagedDestinations managed,
            Destinations destinations,
            ProspectSearch search,
            ProspectExplanation explanation,
            RequestHistory history,
            Forgetting forgetting,
            MemberCounts members,
            @Value("${intake.topic}") String topic) {
        this.managed = managed;
        this.destinations = destinations;
        this.search = search;
        this.explanation = explanation;
        this.history = history;
        this.forgetting = forgetting;
        this.members = members;
        this.topic = topic;
    }

    @GetMapping
    @Operation(
            summary = "Finds prospects",
            description = "In the order of their numbers. All that is asked for must hold. To search by a"
                    + " status or a value needs the role operator.")
    FoundView page(
            @PathVariable String destination,
            @Parameter(description = STATES) @RequestParam(required = false) String state,
            @Parameter(description = "A segment's ID: prospects of which something is known there")
                    @RequestParam(required = false)
                    String segment,
            @Parameter(description = "In that segment: realized or exited") @RequestParam(required = false)
                    String status,
            @Parameter(description = "A prospect attribute, such as firstName or custom4")
                    @RequestParam(required = false)
                    String attribute,
            @Parameter(description = "What is desired of the attribute, as text; empty when it is to be cleared")
                    @RequestParam(required = false)
                    String value,
            @Parameter(description = "Something waits since this time or later") @RequestParam(required = false)
                    Instant pendingFrom,
            @Parameter(description = "Something waits since before this time") @RequestParam(required = false)
                    Instant pendingTo,
            @Parameter(description = "At most so many, 1 to 1000") @RequestParam(defaultValue = "100") int limit,
            @Parameter(description = "Of the page before") @RequestParam(required = false) String cursor,
            HttpServletRequest request) {
        Destination configured = destinations.find(destination).orElseThrow(DestinationsApi::unknown);
        if ((value != null || status != null) && !Role.seesProfileData(request)) {
            throw new AccessDeniedException("To search by a status or a value needs the role operator");
        }
        ProspectSearch.Filter filter = new ProspectSearch.Filter(
                standing(state),
                attribute(configured, segment, attribute),
                status(status),
                value,
                pendingFrom,
                pendingTo);
        ProspectSearch.Page found =
                oneOfFew(() -> search.page(destination, filter, Page.after(cursor), Page.checked(limit)));
        return new FoundView(
                found.prospects().stream().map(ProspectLine::of).toList(),
                found.unreadable(),
                found.next() == null ? null : found.next().toString());
    }

    @GetMapping("/{prospect}")
    @Operation(
            summary = "Explains a prospect: each field, where its value comes from, and why it is or is not sent",
            description = "404 when nothing is known of it. Values are left out for viewers.")
    ProspectView one(@PathVariable String destination, @PathVariable long prospect, HttpServletRequest request) {
        Explanation explained =
                explanation.whole(managed.find(destination).orElseThrow(DestinationsApi::unknown), prospect);
        if (explained.prospect().isEmpty()
                && explained.excluded().isEmpty()
                && explained.deadLetters().isEmpty()) {
            throw new NoSuchElementException(explained.summary().replaceFirst("\\.$", ""));
        }
        boolean values = Role.seesProfileData(request);
        return new ProspectView(
                destination,
                prospect,
                explained.summary(),
                explained
                        .prospect()
                        .map(ProspectDetail::standing)
                        .map(StandingView::of)
                        .orElse(null),
                explained.fields().stream()
                        .map(field -> FieldView.of(field, topic, values))
                        .toList(),
                explained.excluded().map(ExclusionView::of).orElse(null),
                explained.deadLetters(),
                history.ofProspect(destination, prospect, RequestLog.MOST_OF_A_PROSPECT, values).stream()
                        .map(logged -> RequestsApi.RequestView.of(logged, values))
                        .toList());
    }

    @DeleteMapping("/{prospect}")
    @Operation(
            summary = "Forgets a prospect: removes all that is kept of it here",
            description =
                    "Records that were written before do not bring it back for a while. What Outreach holds stays as it is.")
    ForgottenView forget(@PathVariable String destination, @PathVariable long prospect, Principal person) {
        return forget(destination, List.of(prospect), person);
    }

    @PostMapping("/forget")
    @Operation(summary = "Forgets prospects, at most 100,000 at once")
    ForgottenView forgetAll(@PathVariable String destination, @RequestBody ForgetBody body, Principal person) {
        List<Long> prospects = Listed.entries("prospects", body.prospects());
        if (prospects.isEmpty() || prospects.size() > MOST_FORGOTTEN) {
            throw new IllegalArgumentException("'prospects' has 1 to " + MOST_FORGOTTEN + " numbers");
        }
        return forget(destination, prospects, person);
    }

    /** Also in a destination that is configured no more, as long as something of it is kept. */
    private ForgottenView forget(String destination, List<Long> prospects, Principal person) {
        if (destinations.find(destination).isEmpty()
                && search.page(destination, ProspectSearch.Filter.ALL, 0, 1).isEmpty()) {
            throw DestinationsApi.unknown();
        }
        Forgetting.Removed removed = forgetting.forget(destination, prospects, person.getName());
        return new ForgottenView(removed.prospects(), removed.requests(), removed.deadLetters(), removed.until());
    }

    @GetMapping("/pending")
    @Operation(
            summary = "What would be sent: prospects of which something is pending, with the values",
            description = "In dry run this is the record of what would be sent. Values need the role operator.")
    Page<PendingView> pending(
            @PathVariable String destination,
            @Parameter(description = "At most so many, 1 to 1000") @RequestParam(defaultValue = "100") int limit,
            @Parameter(description = "Of the page before") @RequestParam(required = false) String cursor,
            HttpServletRequest request) {
        destinations.find(destination).orElseThrow(DestinationsApi::unknown);
        boolean values = Role.seesProfileData(request);
        ProspectSearch.Page found =
                oneOfFew(() -> search.page(destination, PENDING, Page.after(cursor), Page.checked(limit)));
        return Page.of(
                found.prospects().stream()
                        .map(each -> PendingView.of(each, values))
                        .toList(),
                found.next());
    }

    @GetMapping("/pending/count")
    @Operation(
            summary =
                    "How many prospects have something pending, and how many of them in which attribute; seconds for a million")
    PendingCount pendingCount(@PathVariable String destination) {
        destinations.find(destination).orElseThrow(DestinationsApi::unknown);
        ProspectSearch.PendingCount counts = oneOfFew(() -> search.countPending(destination));
        return new PendingCount(counts.prospects(), counts.byAttribute());
    }

    @GetMapping("/members")
    @Operation(
            summary = "How many prospects have each status in each segment",
            description =
                    "As desired, and how many of them Outreach has confirmed. Counted in the background, at most once a"
                            + " minute, and more seldom the longer it takes.")
    MembersView members(@PathVariable String destination) {
        Destination configured = destinations.find(destination).orElseThrow(DestinationsApi::unknown);
        Map<String, String> segments =
                configured.segments().values().stream().collect(Collectors.toMap(Segment::attribute, Segment::id));
        return members.last(destination)
                .map(counted -> new MembersView(
                        counted.at(),
                        counted.members().stream()
                                .filter(each -> segments.containsKey(each.attribute()))
                                .map(each -> new MembersOf(
                                        segments.get(each.attribute()),
                                        each.status(),
                                        each.desired(),
                                        each.acknowledged()))
                                .toList()))
                .orElseGet(() -> new MembersView(null, List.of()));
    }

    /** Searches may look at every row: so many at a time leave connections to those who deliver. */
    private <T> T oneOfFew(Supplier<T> question) {
        if (!searches.tryAcquire()) {
            ErrorResponseException busy = new ErrorResponseException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    ProblemDetail.forStatusAndDetail(
                            HttpStatus.SERVICE_UNAVAILABLE, "Other searches are under way. Try again in some seconds."),
                    null);
            busy.getHeaders().set(HttpHeaders.RETRY_AFTER, "5");
            throw busy;
        }
        try {
            return question.get();
        } finally {
            searches.release();
        }
    }

    private static ProspectSearch.Standing standing(String state) {
        if (state == null) {
            return null;
        }
        for (ProspectSearch.Standing each : ProspectSearch.Standing.values()) {
            if (each.label().equals(state)) {
                return each;
            }
        }
        throw new IllegalArgumentException("A state is " + STATES);
    }

    private static String status(String status) {
        if (status != null && !Set.of("realized", "exited").contains(status)) {
            throw new IllegalArgumentException("A status is realized or exited");
        }
        return status;
    }

    private static String attribute(Destination destination, String segment, String attribute) {
        if (segment == null) {
            return attribute;
        }
        if (attribute != null) {
            throw new IllegalArgumentException("Ask for a segment or for an attribute");
        }
        Segment configured = destination.segments().get(segment);
        if (configured == null) {
            throw new IllegalArgumentException("The destination has no segment of that ID");
        }
        return configured.attribute();
    }

    /** Prospects that are to be forgotten. */
    record ForgetBody(@Schema(description = "Outreach's numbers, at most 100,000") List<Long> prospects) {}

    /** What was removed. */
    record ForgottenView(
            @Schema(description = "Prospects of which something was desired") int prospects,
            int requests,
            int deadLetters,
            @Schema(nullable = true, description = "Until then records of before do not bring them back")
                    Instant until) {}

    /** What would be sent for a prospect. */
    record PendingView(
            long prospectId,
            @Schema(nullable = true) Instant since,
            Set<String> attributes,
            @Schema(description = "Those that are not sent now: in dry run, or blocked") Set<String> waiting,
            @Schema(nullable = true, description = "Left out for viewers") Map<String, JsonNode> values) {

        static PendingView of(ProspectDetail prospect, boolean values) {
            Map<String, JsonNode> pending = new TreeMap<>(prospect.pending());
            return new PendingView(
                    prospect.prospectId(),
                    prospect.standing().pendingSince(),
                    pending.keySet(),
                    prospect.attributes(ProspectDetail.State.BLOCKED),
                    values ? pending : null);
        }
    }

    /** How many prospects segments have. */
    record MembersView(
            @Schema(nullable = true, description = "When they were counted; null when they were not yet") Instant at,
            List<MembersOf> items) {}

    /** How many prospects have a status in a segment. */
    record MembersOf(
            String segment,
            @Schema(description = "realized or exited") String status,
            @Schema(description = "So many shall have it") long desired,
            @Schema(description = "So many of them have it, as Outreach has confirmed") long acknowledged) {}

    /** How much is pending. */
    record PendingCount(long prospects, Map<String, Long> byAttribute) {}

    /** Some of the prospects that a search finds. */
    record FoundView(
            List<ProspectLine> items,
            @Schema(description = "Prospects of this page whose rows cannot be read") List<Long> unreadable,
            @Schema(nullable = true, description = "The cursor of the next page; null when this is the last")
                    String next) {}

    /** A prospect in a list, without values. */
    record ProspectLine(
            long prospectId,
            @Schema(nullable = true, description = "Since when something waits; null when nothing does")
                    Instant pendingSince,
            boolean underWay,
            boolean setAside,
            int attempts,
            Set<String> pending,
            Set<String> blocked,
            Set<String> withheld,
            Set<String> refused,
            Set<String> inDoubt) {

        static ProspectLine of(ProspectDetail prospect) {
            ProspectStanding standing = prospect.standing();
            return new ProspectLine(
                    prospect.prospectId(),
                    standing.pendingSince(),
                    standing.claimed(),
                    standing.setAside(),
                    standing.attempts(),
                    prospect.attributes(ProspectDetail.State.PENDING),
                    prospect.attributes(ProspectDetail.State.BLOCKED),
                    new TreeSet<>(standing.withheld()),
                    new TreeSet<>(standing.refused()),
                    inDoubt(prospect));
        }

        private static Set<String> inDoubt(ProspectDetail prospect) {
            Set<String> names = new TreeSet<>();
            prospect.fields().stream()
                    .filter(ProspectDetail.Field::inDoubt)
                    .forEach(field -> names.add(field.attribute()));
            return names;
        }
    }

    /** A prospect, explained. */
    record ProspectView(
            String destination,
            long prospectId,
            @Schema(description = "In sentences, without values") String summary,
            @Schema(
                            nullable = true,
                            description = "How it stands as a whole; null when nothing was ever desired of it here")
                    StandingView standing,
            List<FieldView> fields,
            @Schema(nullable = true, description = "Its last event that asked for nothing; null when none is known")
                    ExclusionView excluded,
            @Schema(description = "The newest open dead letters about it") List<Long> deadLetters,
            @Schema(description = "The last requests for it, the newest first")
                    List<RequestsApi.RequestView> requests) {}

    /** How a prospect stands as a whole. */
    record StandingView(
            @Schema(nullable = true) Instant pendingSince,
            @Schema(
                            nullable = true,
                            description =
                                    "When something is done about it; while a request is under way the end of its lease")
                    Instant dueAt,
            boolean underWay,
            @Schema(description = "Failed requests since the last success") int attempts,
            boolean setAside,
            @Schema(description = "What consent is withheld from, * being everything, and since when")
                    Map<String, Instant> withoutConsent) {

        static StandingView of(ProspectStanding standing) {
            return new StandingView(
                    standing.pendingSince(),
                    standing.dueAt(),
                    standing.claimed(),
                    standing.attempts(),
                    standing.setAside(),
                    new TreeMap<>(standing.withoutConsent()));
        }
    }

    /** One field of a prospect. */
    record FieldView(
            String attribute,
            @Schema(nullable = true, description = "What it comes from; null when no mapping names it any more")
                    SourceView source,
            @Schema(nullable = true, description = "Null when nothing is desired") ValueView desired,
            @Schema(description = "Whether Outreach has confirmed any value of it") boolean acknowledged,
            @Schema(nullable = true, description = "When Outreach confirmed it last") Instant acknowledgedAt,
            @Schema(nullable = true, description = "What Outreach confirmed last; left out for viewers")
                    JsonNode acknowledgedValue,
            @Schema(nullable = true, description = "What would be desired if consent were not withheld") ValueView held,
            @Schema(description = "confirmed, pending, blocked, withheld, refused or not-desired") String state,
            boolean inDoubt,
            @Schema(description = "Why it is sent, or is not, in a sentence") String reason) {

        static FieldView of(Explanation.Field field, String topic, boolean values) {
            ProspectDetail.Field known = field.known();
            return new FieldView(
                    known.attribute(),
                    field.source().map(SourceView::of).orElse(null),
                    ValueView.of(known.desired(), topic, values),
                    known.acknowledged() != null,
                    known.acknowledgedAt(),
                    values ? known.acknowledged() : null,
                    ValueView.of(known.held(), topic, values),
                    known.state().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
                    known.inDoubt(),
                    field.reason());
        }
    }

    /** What in a profile a value comes from: a segment, or a path. */
    record SourceView(
            @Schema(nullable = true) String segment,
            @Schema(nullable = true) String segmentName,
            @Schema(nullable = true, description = "The XDM path") String path) {

        static SourceView of(Explanation.Source source) {
            Segment segment = source.segment();
            return segment == null
                    ? new SourceView(null, null, source.path())
                    : new SourceView(segment.id(), segment.name(), null);
        }
    }

    /** A desired value, and the record that asks for it. */
    record ValueView(
            @Schema(nullable = true, description = "JSON null clears the attribute; left out for viewers")
                    JsonNode value,
            @Schema(
                            nullable = true,
                            description = "The status of the segment that the value stands for; left out for viewers")
                    String status,
            @Schema(description = "The time of the event, by which it is ordered") Instant at,
            @Schema(nullable = true) String topic,
            @Schema(nullable = true) Integer partition,
            @Schema(nullable = true) Long offset,
            @Schema(nullable = true, description = "When the record came into the topic") Instant arrivedAt) {

        static ValueView of(DatedValue dated, String topic, boolean values) {
            if (dated == null) {
                return null;
            }
            boolean known = dated.position() != null;
            return new ValueView(
                    values ? dated.value() : null,
                    !values || dated.status() == null ? null : dated.status().text(),
                    dated.clock(),
                    known ? topic : null,
                    known ? dated.position().partition() : null,
                    known ? dated.position().offset() : null,
                    known ? dated.position().written() : null);
        }
    }

    /** An event that asked for nothing. */
    record ExclusionView(
            String reason,
            String topic,
            int partition,
            long offset,
            @Schema(nullable = true) Instant arrivedAt,
            Instant notedAt) {

        static ExclusionView of(Exclusions.Noted noted) {
            return new ExclusionView(
                    noted.reason(),
                    noted.topic(),
                    noted.partition(),
                    noted.offset(),
                    noted.recordTime(),
                    noted.notedAt());
        }
    }
}
