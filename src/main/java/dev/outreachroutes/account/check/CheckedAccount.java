package dev.outreachroutes.account.check;

import dev.outreachroutes.outreach.field.FieldCatalogue;
import dev.outreachroutes.outreach.field.MappingFinding;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What is known of an account's fields, and what follows from it.
 *
 * @param answeredAt when Outreach told it; null when it never did
 * @param problem why it has not told it, or not the last time; empty when it has
 * @param fields null when Outreach has not told them
 * @param findings about the mappings as they are configured now
 */
public record CheckedAccount(Instant answeredAt, String problem, FieldCatalogue fields, List<MappingFinding> findings) {

    public CheckedAccount {
        findings = List.copyOf(findings);
    }

    /** The mappings for which nothing is sent. */
    public List<MappingFinding> blocked() {
        return findings.stream().filter(MappingFinding::blocks).toList();
    }

    /** In a sentence or some, one line each. */
    public String text() {
        StringBuilder text = new StringBuilder(
                answeredAt == null ? "Not checked yet" : "Checked at " + answeredAt.truncatedTo(ChronoUnit.SECONDS));
        if (!problem.isEmpty()) {
            text.append("; ").append(problem);
        }
        if (findings.isEmpty()) {
            return text.append(answeredAt == null ? "" : ": nothing is wrong").toString();
        }
        findings.stream()
                .map(finding -> "\n" + finding.destination() + ", " + finding.attribute()
                        + (finding.blocks() ? " is blocked: " : ": ") + finding.problem() + ". " + finding.cure())
                .forEach(text::append);
        return text.toString();
    }
}
