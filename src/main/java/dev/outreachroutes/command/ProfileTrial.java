package dev.outreachroutes.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.destination.governance.ConsentRule;
import dev.outreachroutes.mapping.Consent;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.Exclusion;
import dev.outreachroutes.mapping.FutureQualification;
import dev.outreachroutes.mapping.Mapping;
import dev.outreachroutes.mapping.Position;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.mapping.ProspectMapper;
import dev.outreachroutes.mapping.Unreadable;
import dev.outreachroutes.profile.Faults;
import dev.outreachroutes.profile.Membership;
import dev.outreachroutes.profile.ProfileEvent;
import dev.outreachroutes.profile.ProfileReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Says what each destination would send of a profile, and why not the rest: reading, mapping, consent and policies as intake and
 * delivery apply them, for profiles of which nothing was sent before. Steps that somebody put into a route are not among it.
 *
 * <p>It holds values of the profile, for whoever gave the profile.
 */
final class ProfileTrial {

    /** As intake takes it. */
    private static final Duration QUALIFIED_AHEAD = Duration.ofMinutes(10);

    /** Of one profile so many fields are told that nobody maps. */
    private static final int MOST_UNMAPPED = 50;

    /**
     * What would be sent to one prospect attribute.
     *
     * @param from the XDM path or the segment that it comes from
     * @param status {@code realized} or {@code exited}; null when it is no segment's
     */
    record Sent(String attribute, JsonNode value, String from, String status) {}

    /**
     * What would not be sent.
     *
     * @param attribute the prospect attribute; empty when it is about the whole profile
     * @param reason for programs, such as {@code blocked} or {@code no-consent}
     * @param detail a sentence
     */
    record NotSent(String attribute, String reason, String detail) {}

    /**
     * What one destination makes of one profile.
     *
     * @param prospects their numbers
     * @param unmapped the segments and fields of the profile that the destination does not map
     * @param notes what else is to be known
     */
    record Outcome(
            String destination,
            Set<Long> prospects,
            List<Sent> sent,
            List<NotSent> notSent,
            List<String> unmapped,
            List<String> notes) {}

    /**
     * One profile of the file.
     *
     * @param place where it is in the file
     */
    record Profile(String place, List<Outcome> outcomes) {}

    final List<Profile> profiles = new ArrayList<>();
    final Faults faults = new Faults();

    final Path file;
    private final Instant now;

    private ProfileTrial(Path file, Instant now) {
        this.file = file;
        this.now = now;
    }

    /**
     * @param file where the body is from
     * @param body in any form that intake reads
     */
    static ProfileTrial of(Path file, byte[] body, Destinations destinations, Instant now) {
        ProfileTrial trial = new ProfileTrial(file, now);
        new ProfileReader()
                .read(
                        body,
                        trial.faults,
                        event -> trial.profiles.add(new Profile(
                                event.place().toString(),
                                destinations.destinations().stream()
                                        .map(destination -> trial.outcome(event, destination))
                                        .toList())));
        return trial;
    }

    private Outcome outcome(ProfileEvent event, Destination destination) {
        ProspectMapper mapper = new ProspectMapper(destination);
        List<Mapping> mappings = mapper.map(event, new Position(0, 0, now), now.plus(QUALIFIED_AHEAD));
        Outcome outcome = new Outcome(
                destination.name(),
                new TreeSet<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                unmapped(event, destination),
                new ArrayList<>());
        Map<String, DatedValue> desired = Map.of();
        Map<String, DatedValue> consents = Map.of();
        for (Mapping mapping : mappings) {
            if (mapping instanceof ProspectChange change) {
                outcome.prospects().add(change.prospectId());
                desired = change.attributes();
                consents = change.consents();
            } else if (mapping instanceof Exclusion exclusion) {
                outcome.notSent()
                        .add(new NotSent(
                                isMapped(destination, exclusion.subject()) ? exclusion.subject() : "",
                                exclusion.reason().label(),
                                exclusion.detail()));
            } else if (mapping instanceof Unreadable unreadable) {
                outcome.notSent()
                        .add(new NotSent(
                                "",
                                "unreadable",
                                unreadable.fault().place() + " "
                                        + unreadable.fault().reason()));
            } else if (mapping instanceof FutureQualification future) {
                outcome.notes()
                        .add(future.place()
                                + " lies in the future, so the status is dated by the record that carries it");
            }
        }
        tellAttributes(event, destination, desired, outcome);
        tellConsents(consents, outcome);
        return outcome;
    }

    private static boolean isMapped(Destination destination, String attribute) {
        return sources(destination).containsKey(attribute);
    }

    /** Each prospect attribute that is mapped, with the XDM path or the segment that it is mapped from. */
    private static Map<String, String> sources(Destination destination) {
        Map<String, String> sources = new TreeMap<>();
        destination.attributes().forEach((attribute, mapping) -> sources.put(attribute, mapping.path()));
        destination.segments().values().forEach(segment -> sources.put(segment.attribute(), said(segment)));
        return sources;
    }

    private static String said(Segment segment) {
        return "segment " + segment.name();
    }

    private static void tellAttributes(
            ProfileEvent event, Destination destination, Map<String, DatedValue> desired, Outcome outcome) {
        Set<String> explained = new LinkedHashSet<>();
        outcome.notSent().forEach(each -> explained.add(each.attribute()));
        boolean isExcluded = outcome.prospects().isEmpty()
                || outcome.notSent().stream()
                        .anyMatch(each ->
                                each.attribute().isEmpty() && each.reason().equals("no-consent"));
        Map<String, Membership> memberships = new HashMap<>();
        event.memberships().forEach(membership -> memberships.put(membership.segmentId(), membership));
        Map<String, Segment> segments = new HashMap<>();
        destination.segments().values().forEach(segment -> segments.put(segment.attribute(), segment));
        sources(destination).forEach((attribute, source) -> {
            DatedValue value = desired.get(attribute);
            Segment segment = segments.get(attribute);
            Membership membership = segment == null ? null : memberships.get(segment.id());
            if (value != null && destination.blocked().containsKey(attribute)) {
                outcome.notSent()
                        .add(new NotSent(
                                attribute, "blocked", destination.blocked().get(attribute)));
            } else if (value != null) {
                outcome.sent()
                        .add(new Sent(
                                attribute,
                                value.value(),
                                source,
                                membership == null || membership.status() == null
                                        ? null
                                        : membership.status().text()));
            } else if (!isExcluded && !explained.contains(attribute)) {
                absence(event, destination, segment, membership, source)
                        .ifPresent(why -> outcome.notSent().add(new NotSent(attribute, "not-in-profile", why)));
            }
        });
    }

    private static Optional<String> absence(
            ProfileEvent event, Destination destination, Segment segment, Membership membership, String source) {
        if (segment != null) {
            return membership == null
                    ? Optional.of("the profile has no membership of " + said(segment))
                    : Optional.empty();
        }
        return Optional.of(
                event.attribute(source).isMissingNode()
                        ? "the profile has no value at " + source
                        : "the value at " + source + " is empty, and empty ones change nothing here");
    }

    private static void tellConsents(Map<String, DatedValue> consents, Outcome outcome) {
        consents.forEach((what, consent) -> {
            if (Consent.isWithheld(consent)) {
                List<String> fields = new ArrayList<>();
                consent.value().properties().forEach(exit -> fields.add(exit.getKey() + " gets " + exit.getValue()));
                outcome.notes()
                        .add("Where a status was sent before, " + String.join(", ", new TreeSet<>(fields))
                                + ", because consent is withheld");
            }
        });
    }

    private static List<String> unmapped(ProfileEvent event, Destination destination) {
        List<String> unmapped = new ArrayList<>();
        event.memberships().stream()
                .map(Membership::segmentId)
                .filter(id -> !destination.segments().containsKey(id))
                .forEach(id -> unmapped.add("segment " + id));
        Set<String> known = new LinkedHashSet<>();
        destination.attributes().values().forEach(mapping -> known.add(mapping.path()));
        destination.governance().consent().stream().map(ConsentRule::path).forEach(known::add);
        destination.governance().segmentConsent().values().forEach(rules -> rules.stream()
                .map(ConsentRule::path)
                .forEach(known::add));
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        event.document().properties().stream()
                .filter(field -> !Set.of("segmentMembership", "identityMap").contains(field.getKey()))
                .forEach(field -> leaves(field.getKey(), field.getValue(), fields));
        fields.keySet().stream().filter(path -> !known.contains(path)).forEach(unmapped::add);
        return unmapped.size() <= MOST_UNMAPPED ? unmapped : new ArrayList<>(unmapped.subList(0, MOST_UNMAPPED));
    }

    private static void leaves(String path, JsonNode node, Map<String, JsonNode> fields) {
        if (fields.size() > 2 * MOST_UNMAPPED) {
            return;
        }
        if (node.isObject()) {
            node.properties().forEach(field -> leaves(path + "." + field.getKey(), field.getValue(), fields));
        } else {
            fields.put(path, node);
        }
    }
}
