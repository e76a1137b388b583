package dev.outreachroutes.console.api;

import dev.outreachroutes.console.login.Role;
import dev.outreachroutes.deadletter.Audit;
import dev.outreachroutes.destination.file.Finding;
import dev.outreachroutes.reload.ConfigurationState;
import dev.outreachroutes.reload.ConfigurationWatcher;
import dev.outreachroutes.reload.ReplicaVersions;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The configuration: which version runs on which replica, and what is wrong with the files that do not. */
@RestController
@RequestMapping(path = "/api/v1/configuration", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Configuration")
class ConfigurationApi {

    private final ConfigurationWatcher watcher;
    private final ReplicaVersions versions;
    private final Audit audit;

    ConfigurationApi(ConfigurationWatcher watcher, ReplicaVersions versions, Audit audit) {
        this.watcher = watcher;
        this.versions = versions;
        this.audit = audit;
    }

    @GetMapping
    @Operation(summary = "What runs, since when, what changed, and what is wrong with files that are not taken")
    ConfigurationView now(HttpServletRequest request) {
        return view(watcher.state(), request);
    }

    @PostMapping("/check")
    @Operation(summary = "Checks the files in ROUTES_DIR, and changes nothing")
    Page<FindingView> check(HttpServletRequest request) {
        return Page.whole(findings(watcher.check(), request));
    }

    private List<FindingView> findings(List<Finding> findings, HttpServletRequest request) {
        boolean whole = Role.seesProfileData(request);
        return findings.stream()
                .map(finding -> FindingView.of(finding, whole ? watcher.line(finding) : ""))
                .toList();
    }

    @PostMapping("/reload")
    @Operation(summary = "Runs the files in ROUTES_DIR in this process, if nothing is wrong with them")
    ConfigurationView reload(Principal person, HttpServletRequest request) {
        ConfigurationState state = watcher.reload();
        audit.add(new Audit.Entry(
                person.getName(), "reload", "", "configuration " + state.version(), state.isWell() ? "" : "not taken"));
        return view(state, request);
    }

    private ConfigurationView view(ConfigurationState state, HttpServletRequest request) {
        return new ConfigurationView(
                state.version(),
                state.since(),
                state.change(),
                state.refused(),
                findings(state.findings(), request),
                state.failure(),
                versions.replicas().stream()
                        .map(replica ->
                                new ReplicaView(replica.name(), replica.version(), replica.since(), replica.change()))
                        .toList(),
                versions.differ());
    }

    /** The configuration that runs. */
    record ConfigurationView(
            @Schema(description = "The beginning of the hash of the files that run") String version,
            @Schema(description = "When they began to run in this process") Instant since,
            @Schema(description = "What changed then") List<String> change,
            @Schema(description = "The version of files that are not taken; empty when there are none") String refused,
            @Schema(description = "Why not") List<FindingView> findings,
            @Schema(description = "What went wrong when files without mistakes were to be run; empty when nothing did")
                    String failure,
            List<ReplicaView> replicas,
            @Schema(description = "Whether replicas run different versions for longer than a minute")
                    boolean differing) {}

    /** A replica, and what it runs. */
    record ReplicaView(String name, String version, Instant since, String change) {}

    /** What is wrong, or doubtful. */
    record FindingView(
            @Schema(description = "error or warning") String severity,
            @Schema(description = "The file below ROUTES_DIR; empty when it is about none") String file,
            @Schema(description = "0 when it is about no line") int line,
            @Schema(description = "What stands in that line; empty for viewers, who see no files") String text,
            String path,
            String problem,
            String cure) {

        static FindingView of(Finding finding, String text) {
            return new FindingView(
                    finding.severity().name().toLowerCase(Locale.ROOT),
                    finding.file(),
                    finding.line(),
                    text,
                    finding.path(),
                    finding.problem(),
                    finding.cure());
        }
    }
}
