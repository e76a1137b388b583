package dev.outreachroutes.deadletter;

import dev.outreachroutes.destination.AttributeMapping;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.ProspectAttribute;
import dev.outreachroutes.destination.ProspectAttributes;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.destination.StatusValue;
import dev.outreachroutes.profile.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells people what helps against a dead letter: what went wrong most likely, with the names that the configuration has for it,
 * and what to do. Holds nothing of a profile. What Outreach's errors mean follows its <a
 * href="https://developers.outreach.io/api/making-requests/">Making requests</a>; some of it is known from practice only.
 */
public final class Cure {

    private static final String REPLAY = "Then replay this letter: what is desired of the prospect by then is sent.";
    private static final String DISCARD = "If it is as it should be, discard this letter.";

    private final Destination destination;
    private final KeptDeadLetter letter;
    private final String error;
    private final List<String> steps = new ArrayList<>();

    private Cure(KeptDeadLetter letter, Destination destination) {
        this.letter = letter;
        this.destination = destination;
        this.error = letter.errorText() == null ? "" : letter.errorText().toLowerCase(Locale.ROOT);
    }

    /**
     * What to do, in the order in which to do it.
     *
     * @param destination as it is configured now; empty when it is not any more
     */
    public static List<String> of(KeptDeadLetter letter, Optional<Destination> destination) {
        if (destination.isEmpty()) {
            return List.of(
                    "destinations.yaml has no destination " + letter.destination()
                            + " any more, so this cannot be replayed.",
                    "Discard it, or configure the destination again.");
        }
        Cure cure = new Cure(letter, destination.get());
        switch (letter.reason()) {
            case "unreadable" -> cure.unreadable();
            case "attempts-exhausted" -> cure.exhausted();
            case "failed" -> cure.failed();
            default -> cure.rejected();
        }
        return List.copyOf(cure.steps);
    }

    private void unreadable() {
        if (letter.payloadBytes() == 0) {
            steps.add("The record has no value: somebody wrote a tombstone to the topic. It asks for nothing.");
            steps.add("Stop whatever writes tombstones there, and discard this letter.");
            return;
        }
        List<Fault.Kind> kinds = letter.places().stream()
                .map(DeadLetter.Place::kind)
                .distinct()
                .flatMap(label -> Arrays.stream(Fault.Kind.values())
                        .filter(kind -> kind.label().equals(label)))
                .toList();
        if (kinds.isEmpty()) {
            steps.add(
                    "The record is no profile event as Adobe exports them, or a part of it is none. Outreach is not to blame.");
        }
        kinds.forEach(kind -> steps.add(against(kind)));
        steps.add(
                "Correct it where it is made, and have it exported again. It arrives as a new event; then discard this letter."
                        + " What else the record says is folded already.");
        steps.add("If this version of outreach-routes should have read it, replay this letter after an update.");
    }

    private static String against(Fault.Kind kind) {
        return switch (kind) {
            case NO_VALUE -> "The record holds nothing but blanks. It asks for nothing.";
            case NO_JSON ->
                "What is written to the topic is not JSON in UTF-8, is cut off, or is too large. Look at the serializer of whoever"
                        + " writes it, and at limits of a message's size on the way.";
            case FRAME ->
                "The record begins with a schema registry's frame: a zero byte and a schema's ID. JSON behind it is read, Avro and"
                        + " Protobuf are not: let whoever writes to the topic write JSON.";
            case JSON_IN_A_TEXT ->
                "The event was made JSON twice: the record is a text in quotes that holds it. Let whoever writes it write the text as"
                        + " it is, with a StringSerializer for example.";
            case CONNECT_ENVELOPE ->
                "This is Kafka Connect's envelope of schema and payload, and the payload is no profile. Look at what the connector"
                        + " reads. The envelope itself is read now: if there is a profile in it, replay this letter.";
            case SDK_TEMPLATE ->
                "The event was made by a template of Adobe's Destination SDK. What its default template makes is read now: if this is"
                        + " it, replay this letter. Otherwise look at add and remove, which are lists of segment IDs.";
            case PIPELINE_MESSAGE ->
                "This is a message of Adobe's pipeline, and what is in its body.xdmEntity is no profile. Such messages are read now:"
                        + " if there is a profile in it, replay this letter.";
            case CLOUD_EVENT ->
                "This is a CloudEvent, and its data is no profile in JSON. Give other events a topic of their own, or have its data"
                        + " written as JSON.";
            case SPELLING ->
                "Something on the way has spelt identityMap, segmentMembership or lastQualificationTime otherwise. That is read now:"
                        + " replay this letter.";
            case NO_PROFILE ->
                "There is neither an identityMap nor a segmentMembership, so this says nothing of a profile. If something else is"
                        + " written to the topic too, give it another topic, or this one of its own to the profiles.";
            case SHAPE ->
                "A list, a text or a number stands where Adobe's exports have an object, or null where they have a status.";
            case STATUS ->
                "The status of a membership is realized or exited, or existing in older exports; another says nothing certain.";
            case TIME ->
                "A lastQualificationTime is a date and time as in ISO 8601, or a count of seconds or milliseconds since 1970. A date"
                        + " alone, a word or 0 does not say when.";
            case IDENTITY ->
                "An identity is an object with an id. This one has none, or one that is neither text nor number.";
            case MANY_IDENTITIES ->
                "No person is so many prospects: in Adobe's identity graph people have grown together, by a shared address or device"
                        + " for example. To send this would give all of them the same values. Look at the graph.";
        };
    }

    private void exhausted() {
        steps.add("Many requests in a row failed for this prospect, without Outreach saying that the change is wrong.");
        steps.add("Look at Outreach's status page, and whether other prospects of " + destination.name()
                + " are delivered. If they are not, look at the network and at a proxy on the way.");
        steps.add("When Outreach is well: replay this letter. What is desired of the prospect by then is sent.");
    }

    private void failed() {
        String what = letter.prospectId() == null ? "This record" : "What is kept of this prospect";
        steps.add(what + " failed here, each time and alone; the text above says with what. Outreach is not to blame.");
        steps.add(
                "SQLSTATE: somebody has added a rule, such as a constraint or a trigger, to the database, or has changed"
                        + " a row by hand. Remove the rule, or set the row right.");
        steps.add(
                "A class name: a step that was added to the routes fails at this, or it is a fault of outreach-routes;"
                        + " then please report it with this text.");
        steps.add(
                letter.prospectId() == null
                        ? "Then replay this letter: the record is read and folded with its own time."
                        : REPLAY);
    }

    private void rejected() {
        switch (letter.httpStatus() == null ? 0 : letter.httpStatus()) {
            case 404 -> notFound();
            case 200, 201, 202, 204 -> {
                steps.add(
                        "Outreach answered with success, but the prospect it showed has another value than was sent.");
                what();
                steps.add(
                        "Look in Outreach whether the field is read-only, or whether a trigger, a formula or the synchronisation"
                                + " with a CRM sets it back. " + REPLAY);
            }
            case 401, 403 -> forbidden();
            case 409 -> {
                steps.add("Outreach sees a conflict with something else that it holds; its answer says with what.");
                steps.add("Resolve that in Outreach. " + REPLAY);
            }
            case 413 -> {
                steps.add("The change is too large for Outreach, or for a proxy on the way.");
                what();
                steps.add("Shorten the value at its source; the next event is tried by itself.");
            }
            case 400, 422 -> invalid();
            default -> {
                steps.add("Outreach refuses the change. Its answer says why, if anything does.");
                what();
                steps.add("Remove the cause. " + REPLAY);
            }
        }
    }

    /** A field that is named alone was refused alone: the prospect took the others, or may still. */
    private void forbidden() {
        steps.add("The Outreach user of the account " + account()
                + " may not edit this prospect, or not these fields of it: " + String.join(", ", letter.attributes())
                + ".");
        what();
        steps.add(
                "Give the user the right in Outreach: role, territory or ownership for the prospect, the permission for a field. "
                        + REPLAY);
        steps.add("If the user is not meant to edit this prospect, discard this letter.");
    }

    private void notFound() {
        steps.add(
                "Outreach shows no prospect of this number to the user of the account " + account()
                        + ": it was deleted or merged into another, the OutreachId in the profile is wrong, or the user may not see it.");
        steps.add("Look for the person in Outreach. The number stands in the address of the prospect's page.");
        steps.add("Deleted or merged: correct the identity in the namespace " + destination.identity()
                + " at its source, and discard this letter.");
        steps.add("Not visible: give the user the right to see it. " + REPLAY);
    }

    private void invalid() {
        if (error.contains("already been taken") || error.contains("already exists") || error.contains("duplicate")) {
            steps.add(
                    "Another prospect has this value already, and Outreach allows it once: an e-mail address, most likely.");
            what();
            steps.add("Merge the two prospects in Outreach, or correct the value at its source. " + REPLAY);
        } else if (error.contains("excluded")) {
            steps.add("The e-mail address is one that the organisation's settings in Outreach exclude.");
            steps.add("Change the exclusions there, or the address at its source. " + DISCARD);
        } else if (error.contains("opted out") || error.contains("opted_out")) {
            steps.add("The prospect has opted out, and Outreach does not take this change because of it.");
            steps.add(DISCARD);
        } else if (error.contains("too long") || error.contains("toolong")) {
            steps.add("A value is longer than the field takes.");
            what();
            steps.add("Shorten it at its source: the next event is tried by itself. Or map another field in"
                    + " destinations.yaml.");
        } else {
            steps.add("Outreach does not take a value: the field does not exist, is read-only, or holds another type.");
            what();
            steps.add("Correct the field in Outreach, or the mapping of " + destination.name()
                    + " in destinations.yaml, and restart. " + REPLAY);
        }
    }

    /** Says of each attribute where its value comes from and what to look at. */
    private void what() {
        letter.attributes().stream().sorted().map(this::what).forEach(steps::add);
    }

    private String what(String attribute) {
        Optional<Segment> segment = destination.segments().values().stream()
                .filter(each -> each.attribute().equals(attribute))
                .findFirst();
        if (segment.isPresent()) {
            int number = segment.get().mappingId();
            return attribute + " is the status of the segment '" + segment.get().name() + "' ("
                    + segment.get().id()
                    + ", mapping ID " + number + "): in Outreach's settings there must be a custom field " + number
                    + " of prospects, and it must take "
                    + segment.get().canSend().stream()
                            .map(StatusValue::toString)
                            .collect(Collectors.joining(" and "))
                    + ".";
        }
        AttributeMapping mapping = destination.attributes().get(attribute);
        if (mapping == null) {
            return attribute + " is not mapped by " + destination.name() + " any more.";
        }
        Optional<ProspectAttribute> known = ProspectAttributes.named(attribute);
        String holds = known.map(
                        each -> each.type().name().toLowerCase(Locale.ROOT).replace('_', '-')
                                + (each.maxLength() == Integer.MAX_VALUE
                                        ? ""
                                        : " of at most " + each.maxLength() + " characters"))
                .orElse("unknown");
        return attribute + " comes from " + mapping.path() + " in the profile; Outreach documents it as " + holds + ".";
    }

    private String account() {
        return "'" + destination.account().name() + "'";
    }
}
