package dev.outreachroutes.console.api;

import dev.outreachroutes.deadletter.Audit;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
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

    private static final int LARGEST_PAGE = 1_000;

    private final Audit audit;

    AuditApi(Audit audit) {
        this.audit = audit;
    }

    @GetMapping
    @Operation(summary = "Who did what, the newest first")
    Page<EntryView> page(
            @Parameter(description = "At most so many, 1 to 1000") @RequestParam(defaultValue = "100") int limit,
            @Parameter(description = "Of the page before") @RequestParam(required = false) String cursor) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("A page has 1 to " + LARGEST_PAGE + " entries");
        }
        long before = Page.after(cursor);
        List<Audit.Kept> found = audit.page(before == 0 ? null : before, limit + 1);
        boolean more = found.size() > limit;
        List<Audit.Kept> shown = more ? found.subList(0, limit) : found;
        return Page.of(
                shown.stream().map(EntryView::of).toList(),
                more ? shown.get(limit - 1).id() : null);
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
