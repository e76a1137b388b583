package dev.outreachroutes.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.outreachroutes.destination.AttributeMapping;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destination.NullValues;
import dev.outreachroutes.destination.ProspectAttribute;
import dev.outreachroutes.destination.ProspectAttributes;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.destination.governance.ConsentRule;
import dev.outreachroutes.destination.governance.Governance;
import dev.outreachroutes.mapping.Exclusion.Reason;
import dev.outreachroutes.profile.BlankText;
import dev.outreachroutes.profile.Fault;
import dev.outreachroutes.profile.Identity;
import dev.outreachroutes.profile.Membership;
import dev.outreachroutes.profile.ProfileEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says what a profile event asks a destination to send.
 *
 * <p>Every usable OutreachId of the profile gets the same change. A mapped segment's status goes to its custom field as the value
 * that is configured for it, dated by its qualification; attributes go to theirs, dated by the event's envelope or else by the record,
 * and formatted as their mapping says. A text with nothing to see in it is as null. This follows Adobe's page on its own <a
 * href="https://experienceleague.adobe.com/en/docs/experience-platform/destinations/catalog/crm/outreach">Outreach
 * destination</a>.
 *
 * <p>Where the destination asks for consent and the profile does not give it, nothing is mapped: the change then says only that it is
 * withheld, and the fold knows what that means for what was sent before.
 *
 * <p>For prospect attributes that are lists (emails, tags, phone numbers) the value becomes a list of one text.
 * Outreach documents neither that an update replaces such a list nor that it adds to it, so it is Outreach that
 * decides.
 *
 * <p>Instances are immutable; one may be shared by threads.
 */
public final class ProspectMapper {

    /**
     * A graph of Adobe's Identity Service has no more identities (its <a
     * href="https://experienceleague.adobe.com/en/docs/experience-platform/identity/guardrails">guardrails</a>), and each here
     * multiplies what the profile asks for.
     */
    private static final int MOST_PROSPECTS = 50;

    private static final String EVENT = "event";

    private final Destination destination;
    private final List<Target> targets;
    private final Map<String, String> segments;
    private final Exclusion noOutreachId;
    private final Exclusion idNotNumeric;
    private final Exclusion nothingMapped;

    /** A prospect attribute, where its value comes from, and what one that is empty means. */
    private record Target(ProspectAttribute attribute, AttributeMapping mapping, NullValues empty) {}

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
                        entry.getValue(),
                        destination.emptyMeans(entry.getKey())))
                .toList();
        this.segments = destination.segmentsByField();
        this.noOutreachId = new Exclusion(
                Reason.NO_OUTREACH_ID,
                destination.identity(),
                "The profile has no identity in the namespace " + destination.identity());
        this.idNotNumeric = new Exclusion(
                Reason.ID_NOT_NUMERIC,
                destination.identity(),
                "An identity in the namespace " + destination.identity()
                        + " is not a prospect's number: digits only, without leading zeros");
        this.nothingMapped = new Exclusion(
                Reason.NOTHING_MAPPED,
                EVENT,
                "The profile has no segment and no attribute that " + destination.name() + " maps");
    }

    /** The name of the destination that it maps for. */
    public String destination() {
        return destination.name();
    }

    /**
     * Maps one event.
     *
     * @param position of the record that carries the event; when it was written is the clock of what has none of its own
     * @param latest a qualification, or a time of an envelope, after this is a mistake of somebody's clock
     * @return a change for each prospect named, and for everything that is left out an exclusion or what could not be understood; never
     *     empty. {@code NOTHING_MAPPED} is said only if nothing else explains that a prospect gets nothing
     */
    public List<Mapping> map(ProfileEvent event, Position position, Instant latest) {
        List<Identity> identities = event.identities(destination.identity());
        if (identities.isEmpty()) {
            return List.of(noOutreachId);
        }
        List<Mapping> mappings = new ArrayList<>(2);
        Set<Long> prospects = prospects(event, identities, mappings);
        if (prospects.isEmpty()) {
            return mappings;
        }
        List<Mapping> others = new ArrayList<>(0);
        Map<String, DatedValue> desired = new HashMap<>();
        Instant happened = happened(event, position, latest, others);
        Map<String, DatedValue> consents = consents(event, position, happened, others);
        if (!isWithheld(Consent.TO_EVERYTHING, consents)) {
            mapSegments(event, position, happened, latest, consents, desired, others);
            mapAttributes(event, position, happened, desired, others);
        }
        if (desired.isEmpty() && others.isEmpty()) {
            others.add(nothingMapped);
        }
        if (!desired.isEmpty() || !consents.isEmpty()) {
            Map<String, DatedValue> attributes = Map.copyOf(desired);
            prospects.forEach(
                    prospect -> mappings.add(new ProspectChange(prospect, attributes, consents, happened, segments)));
        }
        mappings.addAll(others);
        return mappings;
    }

    /** What the profile says of whatever the destination asks consent for. */
    private Map<String, DatedValue> consents(
            ProfileEvent event, Position position, Instant happened, List<Mapping> others) {
        Governance governance = destination.governance();
        if (!governance.asksForConsent()) {
            return Map.of();
        }
        Map<String, DatedValue> consents = new HashMap<>();
        if (!governance.consent().isEmpty()) {
            Collection<Segment> all = destination.segments().values();
            consents.put(
                    Consent.TO_EVERYTHING,
                    consent(governance.consent(), EVENT, all, event, position, happened, others));
        }
        governance.segmentConsent().forEach((id, rules) -> {
            Segment segment = destination.segments().get(id);
            boolean told = isWithheld(Consent.TO_EVERYTHING, consents)
                    || event.memberships().stream()
                            .noneMatch(membership -> membership.segmentId().equals(id));
            consents.put(
                    segment.attribute(),
                    consent(
                            rules,
                            segment.attribute(),
                            List.of(segment),
                            event,
                            position,
                            happened,
                            told ? new ArrayList<>(1) : others));
        });
        return Map.copyOf(consents);
    }

    private static DatedValue consent(
            List<ConsentRule> rules,
            String subject,
            Collection<Segment> segments,
            ProfileEvent event,
            Position position,
            Instant happened,
            List<Mapping> others) {
        Optional<String> refusal = ConsentCheck.refusal(rules, event);
        refusal.ifPresent(why -> others.add(new Exclusion(Reason.NO_CONSENT, subject, why)));
        return refusal.isEmpty()
                ? Consent.given(happened, position)
                : Consent.withheld(
                        segments.stream().collect(Collectors.toMap(Segment::attribute, segment -> segment.exited()
                                .at(happened))),
                        happened,
                        position);
    }

    private static boolean isWithheld(String what, Map<String, DatedValue> consents) {
        DatedValue consent = consents.get(what);
        return consent != null && Consent.isWithheld(consent);
    }

    /** The prospects that an event names. */
    public Set<Long> prospects(ProfileEvent event) {
        return prospects(event, event.identities(destination.identity()), new ArrayList<>(0));
    }

    private Set<Long> prospects(ProfileEvent event, List<Identity> identities, List<Mapping> others) {
        Set<Long> prospects = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>();
        for (Identity identity : identities) {
            if (identity.fault() != null) {
                others.add(new Unreadable(identity.fault()));
                continue;
            }
            String plain = BlankText.strip(identity.id());
            if (!seen.add(plain)) {
                continue;
            }
            OptionalLong prospect = ProspectIds.parse(plain);
            if (prospect.isPresent()) {
                prospects.add(prospect.getAsLong());
            } else {
                others.add(idNotNumeric);
            }
        }
        if (prospects.size() > MOST_PROSPECTS) {
            others.add(new Unreadable(new Fault(
                    event.place().child("identityMap"),
                    Fault.Kind.MANY_IDENTITIES,
                    "names more than " + MOST_PROSPECTS + " prospects")));
            return Set.of();
        }
        return prospects;
    }

    /** The clock of everything in the event that has none of its own. */
    private static Instant happened(ProfileEvent event, Position position, Instant latest, List<Mapping> others) {
        if (event.time() != null && event.time().isAfter(latest)) {
            others.add(new FutureQualification(event.place()));
            return position.written();
        }
        return event.time() == null ? position.written() : event.time();
    }

    private void mapSegments(
            ProfileEvent event,
            Position position,
            Instant happened,
            Instant latest,
            Map<String, DatedValue> consents,
            Map<String, DatedValue> desired,
            List<Mapping> others) {
        for (Membership membership : event.memberships()) {
            Segment segment = destination.segments().get(membership.segmentId());
            if (segment == null || isWithheld(segment.attribute(), consents)) {
                continue;
            }
            if (membership.fault() != null) {
                others.add(new Unreadable(membership.fault()));
                continue;
            }
            desired.merge(
                    segment.attribute(),
                    StatusValues.of(
                            segment, membership.status(), clock(membership, happened, latest, others), position),
                    (earlier, later) -> later.clock().isBefore(earlier.clock()) ? earlier : later);
        }
    }

    private static Instant clock(Membership membership, Instant happened, Instant latest, List<Mapping> others) {
        Instant qualified = membership.lastQualificationTime();
        if (qualified != null && qualified.isAfter(latest)) {
            others.add(new FutureQualification(membership.place()));
            return happened;
        }
        return qualified == null ? happened : qualified;
    }

    private void mapAttributes(
            ProfileEvent event,
            Position position,
            Instant happened,
            Map<String, DatedValue> desired,
            List<Mapping> others) {
        for (Target target : targets) {
            JsonNode value = event.attribute(target.mapping().path());
            boolean nothing = value.isNull() || value.isTextual() && BlankText.isBlank(value.textValue());
            if (value.isMissingNode() || nothing && target.empty() == NullValues.IGNORE) {
                continue;
            }
            String name = target.attribute().name();
            Conversion formatted =
                    nothing ? Conversion.to(NullNode.instance) : ValueFormat.apply(value, target.mapping());
            Conversion conversion = nothing || formatted.reason() != null
                    ? formatted
                    : AttributeConverter.convert(formatted.value(), target.attribute());
            if (conversion.reason() == null) {
                desired.put(name, new DatedValue(conversion.value(), happened, position));
            } else {
                others.add(new Exclusion(
                        conversion.reason(),
                        name,
                        "The value at " + target.mapping().path() + " " + conversion.detail()
                                + (conversion == formatted
                                        ? ", as the mapping of " + name + " says"
                                        : ", which " + name + " cannot hold")));
            }
        }
    }
}
