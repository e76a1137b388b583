package dev.outreachroutes.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destination.NullValues;
import dev.outreachroutes.destination.ProspectAttribute;
import dev.outreachroutes.destination.ProspectAttributes;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.mapping.Exclusion.Reason;
import dev.outreachroutes.profile.Membership;
import dev.outreachroutes.profile.ProfileEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Says what a profile event asks a destination to send.
 *
 * <p>Every usable OutreachId of the profile gets the same change. A mapped segment's status goes to its custom field as
 * the text {@code realized} or {@code exited}, dated by its qualification; attributes go to theirs, dated by the
 * record. This follows Adobe's page on its own <a
 * href="https://experienceleague.adobe.com/en/docs/experience-platform/destinations/catalog/crm/outreach">Outreach
 * destination</a>.
 *
 * <p>For prospect attributes that are lists (emails, tags, phone numbers) the value becomes a list of one text.
 * Outreach documents neither that an update replaces such a list nor that it adds to it, so it is Outreach that
 * decides.
 *
 * <p>Instances are immutable; one may be shared by threads.
 */
public final class ProspectMapper {

    private static final String EVENT = "event";

    private final Destination destination;
    private final List<Target> targets;

    /** A prospect attribute and the XDM path of its value. */
    private record Target(ProspectAttribute attribute, String path) {}

    /**
     * @throws IllegalArgumentException when the destination maps an attribute that prospects do not have
     */
    public ProspectMapper(Destination destination) {
        this.destination = destination;
        this.targets = destination.attributes().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new Target(
                        ProspectAttributes.named(entry.getKey())
                                .orElseThrow(() -> new IllegalArgumentException(
                                        "Prospects have no attribute named " + entry.getKey())),
                        entry.getValue()))
                .toList();
    }

    /**
     * Maps one event.
     *
     * @param recordTime when the record that carries the event was written; the clock of what has none of its own
     * @return a change for each prospect named, and an exclusion for everything that is left out; never empty. {@code
     *     NOTHING_MAPPED} is said only if no other exclusion explains that a prospect gets nothing
     */
    public List<Mapping> map(ProfileEvent event, Instant recordTime) {
        List<String> ids = event.ids(destination.identity());
        if (ids.isEmpty()) {
            return List.of(new Exclusion(
                    Reason.NO_OUTREACH_ID,
                    destination.identity(),
                    "The profile has no identity in the namespace " + destination.identity()));
        }
        List<Mapping> mappings = new ArrayList<>(2);
        Set<Long> prospects = prospects(ids, mappings);
        if (prospects.isEmpty()) {
            return mappings;
        }
        List<Exclusion> exclusions = new ArrayList<>(0);
        Map<String, DatedValue> desired = new HashMap<>();
        mapSegments(event, recordTime, desired, exclusions);
        mapAttributes(event, recordTime, desired, exclusions);
        if (desired.isEmpty() && exclusions.isEmpty()) {
            exclusions.add(new Exclusion(
                    Reason.NOTHING_MAPPED,
                    EVENT,
                    "The profile has no segment and no attribute that " + destination.name() + " maps"));
        }
        if (!desired.isEmpty()) {
            Map<String, DatedValue> attributes = Map.copyOf(desired);
            prospects.forEach(prospect -> mappings.add(new ProspectChange(prospect, attributes)));
        }
        mappings.addAll(exclusions);
        return mappings;
    }

    private Set<Long> prospects(List<String> ids, List<Mapping> exclusions) {
        Set<Long> prospects = new LinkedHashSet<>();
        Set<String> seen = new LinkedHashSet<>();
        for (String id : ids) {
            String plain = id.strip();
            if (!seen.add(plain)) {
                continue;
            }
            OptionalLong prospect = ProspectIds.parse(plain);
            if (prospect.isPresent()) {
                prospects.add(prospect.getAsLong());
            } else {
                exclusions.add(new Exclusion(
                        Reason.ID_NOT_NUMERIC,
                        destination.identity(),
                        "An identity in the namespace " + destination.identity()
                                + " is not a prospect's number: digits only, without leading zeros"));
            }
        }
        return prospects;
    }

    private void mapSegments(
            ProfileEvent event, Instant recordTime, Map<String, DatedValue> desired, List<Exclusion> exclusions) {
        for (Membership membership : event.memberships()) {
            Segment segment = destination.segments().get(membership.segmentId());
            if (segment == null) {
                continue;
            }
            if (membership.problem() != null) {
                exclusions.add(new Exclusion(Reason.UNREADABLE_MEMBERSHIP, segment.attribute(), membership.problem()));
                continue;
            }
            Instant qualified = membership.lastQualificationTime();
            desired.merge(
                    segment.attribute(),
                    new DatedValue(
                            TextNode.valueOf(membership.status().text()), qualified == null ? recordTime : qualified),
                    (earlier, later) -> later.clock().isBefore(earlier.clock()) ? earlier : later);
        }
    }

    private void mapAttributes(
            ProfileEvent event, Instant recordTime, Map<String, DatedValue> desired, List<Exclusion> exclusions) {
        for (Target target : targets) {
            JsonNode value = event.attribute(target.path());
            if (value.isMissingNode() || value.isNull() && destination.nullValues() == NullValues.IGNORE) {
                continue;
            }
            String name = target.attribute().name();
            Conversion conversion =
                    value.isNull() ? Conversion.to(value) : AttributeConverter.convert(value, target.attribute());
            if (conversion.reason() == null) {
                desired.put(name, new DatedValue(conversion.value(), recordTime));
            } else {
                exclusions.add(new Exclusion(
                        conversion.reason(),
                        name,
                        "The value at " + target.path() + " " + conversion.detail() + ", which " + name
                                + " cannot hold"));
            }
        }
    }
}
