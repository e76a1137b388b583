package dev.outreachroutes.reload;

import dev.outreachroutes.destination.file.Finding;
import java.time.Instant;
import java.util.List;

/**
 * Which configuration this process runs, and what is wrong with the one that it does not.
 *
 * @param version the beginning of the hash of the files that run
 * @param since when they began to run here
 * @param change what changed then, in lines; empty since the start
 * @param refused the version of files that cannot be run; empty when there are none
 * @param findings why not
 * @param failure what went wrong when a configuration without mistakes was to be run; empty when nothing did
 */
public record ConfigurationState(
        String version, Instant since, List<String> change, String refused, List<Finding> findings, String failure) {

    public ConfigurationState {
        change = List.copyOf(change);
        findings = List.copyOf(findings);
    }

    public boolean isWell() {
        return refused.isEmpty() && failure.isEmpty();
    }

    /** Why files are not run, in one line: what went wrong, or the first mistake. Empty when there are none such. */
    public String problem() {
        if (!failure.isEmpty() || findings.isEmpty()) {
            return failure;
        }
        int others = findings.size() - 1;
        return findings.get(0) + (others == 0 ? "" : ", and " + others + " more");
    }
}
