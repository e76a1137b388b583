package dev.outreachroutes.console.api;

import dev.outreachroutes.console.login.Role;
import dev.outreachroutes.deadletter.Cure;
import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.deadletter.DeadLetterDecisions;
import dev.outreachroutes.deadletter.DeadLetterFilter;
import dev.outreachroutes.deadletter.DeadLetterSearch;
import dev.outreachroutes.deadletter.DeadLetterState;
import dev.outreachroutes.deadletter.KeptDeadLetter;
import dev.outreachroutes.destination.Destinations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Dead letters: found, looked at, replayed and discarded. */
@RestController
@RequestMapping(path = "/api/v1/dead-letters", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Dead letters")
class DeadLettersApi {

    private static final int MOST_GROUPS = 100;
    private static final String LEFT_OUT = "Left out for viewers";

    private final DeadLetterSearch search;
    private final DeadLetterDecisions decisions;
    private final Destinations destinations;

    DeadLettersApi(DeadLetterSearch search, DeadLetterDecisions decisions, Destinations destinations) {
        this.search = search;
        this.decisions = decisions;
        this.destinations = destinations;
    }

    @GetMapping
    @Operation(
            summary = "Finds dead letters, the newest first",
            description = "All that is asked for must hold. To search by a prospect or a text needs the role operator.")
    Page<LetterView> page(
            @RequestParam(required = false) String destination,
            @Parameter(description = "unreadable, rejected, attempts-exhausted or failed")
                    @RequestParam(required = false)
                    String reason,
            @Parameter(description = "open, replayed, discarded, delivered, superseded, expired or all")
                    @RequestParam(defaultValue = "open")
                    String state,
            @Parameter(description = "Kept at this time or later") @RequestParam(required = false) Instant from,
            @Parameter(description = "Kept before this time") @RequestParam(required = false) Instant to,
            @RequestParam(required = false) Long prospect,
            @Parameter(description = "Stands in the detail, in Outreach's error, in the places or in the payload")
                    @RequestParam(required = false)
                    String text,
            @Parameter(description = "These, at most 1000") @RequestParam(required = false) List<Long> ids,
            @Parameter(description = "At most so many, 1 to 1000") @RequestParam(defaultValue = "100") int limit,
            @Parameter(description = "Of the page before") @RequestParam(required = false) String cursor,
            HttpServletRequest request) {
        if ((prospect != null || text != null) && !Role.seesProfileData(request)) {
            throw new AccessDeniedException("To search by a prospect or a text needs the role operator");
        }
        boolean profileData = Role.seesProfileData(request);
        DeadLetterFilter filter = new DeadLetterFilter(
                Listed.entries("ids", ids), destination, reason, state(state), from, to, prospect, text);
        return Page.newestFirst(
                cursor,
                limit,
                (before, most) -> search.page(filter, before, most),
                KeptDeadLetter::id,
                letter -> LetterView.of(letter, List.of(), profileData));
    }

    @GetMapping("/groups")
    @Operation(
            summary = "Open dead letters by what helps, the largest groups first; at most 100",
            description =
                    "Those of a group are alike in destination, reason, Outreach's status, kind of fault and attributes. The cures are those"
                            + " of its newest letter.")
    Page<GroupView> groups(@RequestParam(required = false) String destination) {
        return Page.whole(search.groups(destination, MOST_GROUPS).stream()
                .map(group -> GroupView.of(group, cures(group)))
                .toList());
    }

    private List<String> cures(DeadLetterSearch.Group group) {
        return search.one(group.ids().get(0))
                .map(letter -> Cure.of(letter, destinations.find(letter.destination())))
                .orElse(List.of());
    }

    @GetMapping("/{id}")
    @Operation(summary = "One dead letter, and what helps")
    LetterView one(@PathVariable long id, HttpServletRequest request) {
        KeptDeadLetter letter = search.one(id).orElseThrow(DeadLettersApi::unknown);
        return LetterView.of(
                letter, Cure.of(letter, destinations.find(letter.destination())), Role.seesProfileData(request));
    }

    @GetMapping(path = "/{id}/payload", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    @Operation(summary = "The event or the change as it was")
    byte[] payload(@PathVariable long id) {
        return search.payload(id, Integer.MAX_VALUE).orElseThrow(DeadLettersApi::unknown);
    }

    @PostMapping("/replay")
    @Operation(summary = "Has open dead letters replayed")
    Counted replay(@RequestBody Chosen chosen, Principal person) {
        return new Counted(decisions.replay(chosen.filter(), upTo(chosen), person.getName()));
    }

    @PostMapping("/discard")
    @Operation(summary = "Gives open dead letters up")
    Counted discard(@RequestBody Chosen chosen, Principal person) {
        String note = chosen.note() == null ? "" : chosen.note();
        return new Counted(decisions.discard(chosen.filter(), upTo(chosen), note, person.getName()));
    }

    private long upTo(Chosen chosen) {
        return chosen.upTo() == null ? decisions.newest() : chosen.upTo();
    }

    private static NoSuchElementException unknown() {
        return new NoSuchElementException("There is no dead letter of that number");
    }

    private static DeadLetterState state(String state) {
        if (state.equals("all")) {
            return null;
        }
        try {
            return DeadLetterState.of(state);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "A state is open, replayed, discarded, delivered, superseded, expired or all", e);
        }
    }

    /** How many letters were decided on. */
    record Counted(long count) {}

    /** Open dead letters: these, or those of a destination, or those of a reason in it. */
    record Chosen(
            @Schema(nullable = true, description = "These, at most 1000") List<Long> ids,
            @Schema(nullable = true) String destination,
            @Schema(nullable = true, description = "unreadable, rejected, attempts-exhausted or failed") String reason,
            @Schema(
                            nullable = true,
                            description =
                                    "None that came after this letter, so that nothing is decided on that nobody has seen")
                    Long upTo,
            @Schema(nullable = true, description = "Why they are discarded; at most 500 characters") String note) {

        DeadLetterFilter filter() {
            List<Long> these = Listed.entries("ids", ids);
            if (these.isEmpty() && destination == null) {
                throw new IllegalArgumentException("Name dead letters by 'ids', or a 'destination'");
            }
            return new DeadLetterFilter(these, destination, reason, DeadLetterState.OPEN, null, null, null, null);
        }
    }

    /** Open dead letters that most likely have one cure. */
    record GroupView(
            String destination,
            String reason,
            @Schema(nullable = true) Integer httpStatus,
            @Schema(nullable = true, description = "Of a record's first fault; null when none is known") String kind,
            List<String> attributes,
            long count,
            Instant oldest,
            Instant newest,
            @Schema(description = "The newest, at most 1000") List<Long> ids,
            @Schema(description = "What helps") List<String> cures) {

        static GroupView of(DeadLetterSearch.Group group, List<String> cures) {
            return new GroupView(
                    group.destination(),
                    group.reason(),
                    group.httpStatus(),
                    group.kind(),
                    group.attributes(),
                    group.count(),
                    group.oldest(),
                    group.newest(),
                    group.ids(),
                    cures);
        }
    }

    /** A dead letter without its payload. */
    record LetterView(
            long id,
            Instant at,
            String destination,
            String reason,
            @Schema(nullable = true, description = LEFT_OUT) String detail,
            @Schema(nullable = true, description = LEFT_OUT) Long prospectId,
            @Schema(nullable = true) Integer httpStatus,
            @Schema(nullable = true, description = LEFT_OUT) String errorText,
            List<String> attributes,
            @Schema(nullable = true, description = "Where the record stands; null for a change that Outreach refused")
                    SourceView source,
            @Schema(description = "What of the record cannot be understood, the first 20; none for viewers")
                    List<PlaceView> places,
            @Schema(description = "How many more there are") long morePlaces,
            int payloadBytes,
            @Schema(description = "open, replayed, discarded, delivered, superseded or expired") String state,
            @Schema(description = "Somebody wants it replayed, which is about to be done") boolean replaying,
            @Schema(nullable = true) Instant settledAt,
            @Schema(nullable = true, description = LEFT_OUT) String settledBy,
            @Schema(nullable = true, description = LEFT_OUT) String note,
            @Schema(
                            nullable = true,
                            description = "What came of the last replay that did not help; left out for viewers")
                    String outcome,
            @Schema(description = "What helps; in the answer for one letter only") List<String> cures) {

        static LetterView of(KeptDeadLetter letter, List<String> cures, boolean profileData) {
            return new LetterView(
                    letter.id(),
                    letter.at(),
                    letter.destination(),
                    letter.reason(),
                    profileData ? letter.detail() : null,
                    profileData ? letter.prospectId() : null,
                    letter.httpStatus(),
                    profileData ? letter.errorText() : null,
                    letter.attributes(),
                    letter.source() == null ? null : SourceView.of(letter.source(), profileData),
                    profileData ? letter.places().stream().map(PlaceView::of).toList() : List.of(),
                    letter.morePlaces(),
                    letter.payloadBytes(),
                    letter.state().label(),
                    letter.replayBy() != null,
                    letter.settledAt(),
                    profileData ? letter.settledBy() : null,
                    profileData ? letter.note() : null,
                    profileData ? letter.outcome() : null,
                    cures);
        }
    }

    /** A record that a dead letter is about. */
    record SourceView(
            String topic,
            int partition,
            long offset,
            @Schema(nullable = true) Instant arrivedAt,
            @Schema(nullable = true, description = "The record's key as text, its beginning; left out for viewers")
                    String key) {

        private static final int LONGEST_KEY = 200;

        static SourceView of(DeadLetter.Source source, boolean profileData) {
            byte[] key = profileData ? source.key() : null;
            return new SourceView(
                    source.topic(),
                    source.partition(),
                    source.offset(),
                    source.time(),
                    key == null ? null : new String(key, 0, Math.min(key.length, LONGEST_KEY), StandardCharsets.UTF_8));
        }
    }

    /** Something of a record that cannot be understood. */
    record PlaceView(String place, @Schema(description = "In words, without values") String reason) {

        static PlaceView of(DeadLetter.Place place) {
            return new PlaceView(place.place(), place.reason());
        }
    }
}
