package dev.outreachroutes.backlog;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The right to send one request for one prospect, until its lease ends.
 *
 * @param id the claim; one for all prospects claimed together
 * @param destination whose prospect it is
 * @param prospectId Outreach's number for the prospect
 * @param attributes what to send
 * @param inDoubtBefore the attributes that were in doubt before this claim
 * @param attempts failed requests since the last success
 * @param pendingSince when the oldest change that waits came
 * @param leaseUntil when another replica may claim the prospect
 */
public record Claim(
        UUID id,
        String destination,
        long prospectId,
        Map<String, JsonNode> attributes,
        Set<String> inDoubtBefore,
        int attempts,
        Instant pendingSince,
        Instant leaseUntil) {

    public Claim {
        inDoubtBefore = Set.copyOf(inDoubtBefore);
    }
}
