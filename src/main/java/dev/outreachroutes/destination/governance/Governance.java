package dev.outreachroutes.destination.governance;

import java.util.List;
import java.util.Map;

/**
 * The rules on data that a destination keeps.
 *
 * @param consent what a profile must allow for anything of it to be sent
 * @param segmentConsent by segment ID, what it must allow for the status of that segment to be sent
 * @param blocked prospect attributes to which a policy forbids to send anything: why
 */
public record Governance(
        List<ConsentRule> consent, Map<String, List<ConsentRule>> segmentConsent, Map<String, String> blocked) {

    /** No rules: Adobe's policies are switched off as well until somebody switches them on. */
    public static final Governance NONE = new Governance(List.of(), Map.of(), Map.of());

    public Governance {
        consent = List.copyOf(consent);
        segmentConsent = Map.copyOf(segmentConsent);
        blocked = Map.copyOf(blocked);
    }

    /** Whether anything is sent only with consent. */
    public boolean asksForConsent() {
        return !consent.isEmpty() || !segmentConsent.isEmpty();
    }
}
