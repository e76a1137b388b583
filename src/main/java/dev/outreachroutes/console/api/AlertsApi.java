package dev.outreachroutes.console.api;

import dev.outreachroutes.alert.Alerts;
import dev.outreachroutes.alert.notify.AlertMessages;
import dev.outreachroutes.alert.store.Alert;
import dev.outreachroutes.deadletter.Audit;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What a person has to act on. */
@RestController
@RequestMapping(path = "/api/v1/alerts", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Alerts")
class AlertsApi {

    private static final List<String> STATES = List.of("open", "cleared", "all");

    private final Alerts alerts;
    private final AlertMessages messages;

    AlertsApi(Alerts alerts, AlertMessages messages) {
        this.alerts = alerts;
        this.messages = messages;
    }

    @GetMapping
    @Operation(summary = "Alerts, the newest first")
    Page<AlertView> page(
            @Parameter(description = "open, cleared or all") @RequestParam(defaultValue = "open") String state,
            @Parameter(description = "At most so many, 1 to 1000") @RequestParam(defaultValue = "100") int limit,
            @Parameter(description = "Of the page before") @RequestParam(required = false) String cursor) {
        if (!STATES.contains(state)) {
            throw new IllegalArgumentException("'state' is one of " + String.join(", ", STATES));
        }
        return Page.newestFirst(
                cursor,
                limit,
                (before, most) -> alerts.page(!state.equals("cleared"), !state.equals("open"), before, most),
                Alert::id,
                this::view);
    }

    @PostMapping("/{id}/acknowledgement")
    @Operation(
            summary = "Says that somebody knows of an alert",
            description = "It is not told again then, until it is over. 409 when it is over, or acknowledged already.")
    AlertView acknowledge(@PathVariable long id) {
        return view(ApiProblems.orConflict(() -> alerts.acknowledge(id, Audit.whoever())));
    }

    private AlertView view(Alert alert) {
        return new AlertView(
                alert.id(),
                alert.condition().label(),
                alert.condition().severity().label(),
                alert.subject().kind().label(),
                alert.subject().name(),
                alert.text(),
                alert.cure(),
                alert.since(),
                alert.raisedAt(),
                alert.acknowledgedAt(),
                alert.acknowledgedBy(),
                alert.clearedAt(),
                messages.link(alert));
    }

    /** Something that a person has to act on, or had to. */
    record AlertView(
            long id,
            @Schema(description = "As docs/alerts.md lists them, such as oldest-pending") String condition,
            @Schema(description = "critical or warning") String severity,
            @Schema(description = "destination, account or runtime") String kind,
            @Schema(description = "The name of the destination or account; empty for the runtime") String subject,
            @Schema(description = "What is wrong") String text,
            @Schema(description = "What to do") String cure,
            @Schema(description = "When it was first found") Instant since,
            @Schema(description = "When it had lasted long enough to tell of it") Instant raisedAt,
            @Schema(nullable = true, description = "Null while nobody has acknowledged it") Instant acknowledgedAt,
            @Schema(nullable = true) String acknowledgedBy,
            @Schema(nullable = true, description = "Null while it is not over") Instant clearedAt,
            @Schema(description = "The page of the console that tells more") String link) {}
}
