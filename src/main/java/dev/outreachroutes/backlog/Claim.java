package dev.outreachroutes.backlog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.outreach.Narrowing;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
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
 * @param pending all that is pending; more than {@code attributes} while a refusal is narrowed down
 * @param narrowing what refusals have told so far
 * @param inDoubtBefore the attributes that were in doubt before this claim
 * @param attempts failed requests since the last success
 * @param pendingSince when the oldest change that waits came
 * @param asked the attributes to send as they are desired, with the events that asked for them; less than {@code attributes} when
 *     something else is desired by now
 * @param byEvents whether an event made it pending; not so of what a resync or a change of the configuration asks for
 * @param leaseUntil when another replica may claim the prospect
 */
public record Claim(
        UUID id,
        String destination,
        long prospectId,
        Map<String, JsonNode> attributes,
        Map<String, JsonNode> pending,
        Narrowing narrowing,
        Set<String> inDoubtBefore,
        int attempts,
        Instant pendingSince,
        Map<String, DatedValue> asked,
        boolean byEvents,
        Instant leaseUntil) {

    public Claim {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        pending = Collections.unmodifiableMap(new LinkedHashMap<>(pending));
        inDoubtBefore = Set.copyOf(inDoubtBefore);
        asked = Map.copyOf(asked);
    }
}
