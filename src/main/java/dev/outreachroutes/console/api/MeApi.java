package dev.outreachroutes.console.api;

import dev.outreachroutes.console.login.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who asks, so that a page offers only what its reader may do. */
@RestController
@RequestMapping(path = "/api/v1/me", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Me")
class MeApi {

    private final String outreachWebUrl;

    MeApi(@Value("${outreach.web-url}") String outreachWebUrl) {
        this.outreachWebUrl = outreachWebUrl;
    }

    @GetMapping
    @Operation(summary = "Who asks, and in which role; and where Outreach's own pages are")
    MeView me(HttpServletRequest request) {
        String role = Stream.of(Role.values())
                .filter(each -> request.isUserInRole(each.name()))
                .max(Comparator.naturalOrder())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .orElseThrow();
        return new MeView(request.getUserPrincipal().getName(), role, outreachWebUrl);
    }

    /** Whoever asks. */
    record MeView(
            String name,
            @Schema(description = "viewer, operator or admin: the highest of them") String role,
            @Schema(description = "Below it are Outreach's pages for people, such as /prospects/101")
                    String outreachWebUrl) {}
}
