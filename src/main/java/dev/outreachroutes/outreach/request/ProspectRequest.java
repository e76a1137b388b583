package dev.outreachroutes.outreach.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.outreach.Acknowledgement;
import dev.outreachroutes.outreach.Narrowing;
import dev.outreachroutes.outreach.ProspectUpdate;
import dev.outreachroutes.outreach.RejectedException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The one request of a claim: what it is to send, what left, and what Outreach answered. What is acknowledged is what left. */
public final class ProspectRequest extends OutreachRequest {

    private final long prospectId;
    private final Map<String, JsonNode> attributes;
    private final Map<String, JsonNode> pending;
    private final Set<String> statuses;
    private final Narrowing narrowing;
    private final Set<String> blocked;

    private Map<String, JsonNode> left;
    private Map<String, JsonNode> document = Map.of();
    private Set<String> added = Set.of();
    private Acknowledgement evidence;

    /**
     * @param prospectId Outreach's number for the prospect
     * @param attributes what is to be sent
     * @param pending all that is pending of the prospect
     * @param statuses names of the attributes that hold segment statuses
     * @param narrowing what earlier refusals have told
     * @param blocked names of the attributes that may not leave, whoever puts them into the document
     */
    public ProspectRequest(
            long prospectId,
            Map<String, JsonNode> attributes,
            Map<String, JsonNode> pending,
            Set<String> statuses,
            Narrowing narrowing,
            Set<String> blocked) {
        this.prospectId = prospectId;
        this.attributes = attributes;
        this.pending = pending;
        this.statuses = statuses;
        this.narrowing = narrowing;
        this.blocked = Set.copyOf(blocked);
    }

    /** Of these attributes those that may not leave. */
    Set<String> blockedAmong(Set<String> document) {
        Set<String> both = new TreeSet<>(document);
        both.retainAll(blocked);
        return both;
    }

    public long prospectId() {
        return prospectId;
    }

    /** The update that is to be sent; steps of the route may change it, and nothing of this request changes with it. */
    public ProspectUpdate update() {
        return update(attributes.keySet());
    }

    /** The update that some of the pending attributes would be. */
    public ProspectUpdate update(Set<String> some) {
        Map<String, JsonNode> chosen = new LinkedHashMap<>();
        pending.forEach((attribute, value) -> {
            if (some.contains(attribute)) {
                chosen.put(attribute, value.deepCopy());
            }
        });
        return ProspectUpdate.of(prospectId, chosen);
    }

    /**
     * Notes that the request leaves.
     *
     * @param document the attributes in the document that leaves, those that a step has added among them
     * @return whether anything of the claim stands in it; nothing may leave if not
     */
    synchronized boolean leaves(Map<String, JsonNode> document) {
        requireUnsent();
        Map<String, JsonNode> ours = new LinkedHashMap<>(document);
        ours.keySet().retainAll(attributes.keySet());
        left = ours.isEmpty() ? null : ours;
        this.document = left == null ? Map.of() : document;
        if (left != null) {
            leavesNow();
        }
        added = new TreeSet<>(document.keySet());
        added.removeAll(attributes.keySet());
        return left != null;
    }

    /** Notes Outreach's 2xx. */
    synchronized void succeeded(Acknowledgement acknowledgement) {
        evidence = acknowledgement;
    }

    /** What a refusal of this request is about. */
    synchronized Narrowing.Verdict refused(RejectedException refusal) {
        // What a step adds stands in every request, so that fewer attributes would be refused as well.
        return added(refusal)
                ? Narrowing.whole(pending.keySet(), refusal)
                : narrowing.refused(refusal, left(), pending.keySet(), statuses);
    }

    /** Whether a refusal points only at attributes that a step of the route has added. */
    synchronized boolean added(RejectedException refusal) {
        return !refusal.attributes().isEmpty() && added.containsAll(refusal.attributes());
    }

    /** The segment statuses that left, with the values that left. */
    synchronized Map<String, JsonNode> statusesThatLeft() {
        Map<String, JsonNode> values = new LinkedHashMap<>(left == null ? Map.of() : left);
        values.keySet().retainAll(statuses);
        return values;
    }

    /** Names of the claim's attributes that stood in the document that left. */
    public synchronized Set<String> left() {
        return left == null ? Set.of() : new TreeSet<>(left.keySet());
    }

    /** All attributes that stood in the document that left, those that a step has added among them; empty when none left. */
    public synchronized Map<String, JsonNode> document() {
        return new LinkedHashMap<>(document);
    }

    /** Outreach's 2xx for this prospect; null when it was not seen. */
    public synchronized Acknowledgement evidence() {
        return evidence;
    }

    /** Without values: consoles show the properties of exchanges. */
    @Override
    public synchronized String toString() {
        return "request for prospect " + prospectId + ": " + (left == null ? "not sent" : left.keySet() + " sent")
                + (evidence == null ? "" : ", acknowledged with " + evidence.status());
    }
}
