package dev.outreachroutes.console.api;

import dev.outreachroutes.deadletter.Audit;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who did what. */
@RestController
@RequestMapping(path = "/api/v1/audit", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Audit")
class AuditApi {

    private final Audit audit;

    AuditApi(Audit audit) {
        this.audit = audit;
    }

    @GetMapping
    @Operation(summary = "Who did what, the newest first")
    Page<EntryView> page(
            @Parameter(description = "At most so many, 1 to 1000") @RequestParam(defaultValue = "100") int limit,
            @Parameter(description = "Of the page before") @RequestParam(required = false) String cursor) {
        return Page.newestFirst(cursor, limit, audit::page, Audit.Kept::id, EntryView::of);
    }

    /** One thing that somebody did. */
    record EntryView(long id, Instant at, String who, String what, String target, String subject, String detail) {

        static EntryView of(Audit.Kept kept) {
            Audit.Entry entry = kept.entry();
            return new EntryView(
                    kept.id(), kept.at(), entry.who(), entry.what(), entry.target(), entry.subject(), entry.detail());
        }
    }
}
