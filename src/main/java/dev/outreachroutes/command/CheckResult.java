package dev.outreachroutes.command;

import dev.outreachroutes.destination.file.Finding;
import dev.outreachroutes.destination.file.Finding.Severity;
import java.nio.file.Path;
import java.util.List;

/**
 * What a check has found.
 *
 * @param directory that was looked at, as it was given
 * @param notLooked why something could not be looked at, a sentence each; empty when all was
 * @param findings in the order of files and lines, errors and warnings mixed
 * @param profile what would be sent of the profiles that were given; null when there are none
 */
record CheckResult(Path directory, List<String> notLooked, List<Finding> findings, ProfileTrial profile) {

    CheckResult {
        notLooked = List.copyOf(notLooked);
        findings = List.copyOf(findings);
    }

    /** A check without profiles. */
    CheckResult(Path directory, List<String> notLooked, List<Finding> findings) {
        this(directory, notLooked, findings, null);
    }

    long errors() {
        return count(Severity.ERROR);
    }

    long warnings() {
        return count(Severity.WARNING);
    }

    private long count(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    /** What was found counts more than what could not be looked at: errors are there all the same. */
    int exitCode() {
        if (errors() > 0 || profile != null && !profile.faults.isEmpty()) {
            return CommandLine.ERRORS;
        }
        return notLooked.isEmpty() ? CommandLine.WELL : CommandLine.NOT_LOOKED;
    }

    /** The file of a finding, below the directory as it was given, with slashes. */
    String file(Finding finding) {
        return directory.resolve(finding.file()).normalize().toString().replace('\\', '/');
    }
}
