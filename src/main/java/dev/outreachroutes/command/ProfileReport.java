package dev.outreachroutes.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outreachroutes.command.ProfileTrial.NotSent;
import dev.outreachroutes.command.ProfileTrial.Outcome;
import dev.outreachroutes.command.ProfileTrial.Profile;
import dev.outreachroutes.command.ProfileTrial.Sent;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Prints what would be sent of the profiles of a file; {@code docs/checking.md} describes both forms. */
final class ProfileReport {

    private ProfileReport() {}

    static void print(ProfileTrial trial, PrintStream out) {
        Path file = trial.file;
        trial.faults.first().forEach(fault -> out.println(file + ": " + fault.place() + " " + fault.reason()));
        if (trial.faults.more() > 0) {
            out.println(file + ": " + trial.faults.more() + " more places cannot be understood");
        }
        for (Profile profile : trial.profiles) {
            profile.outcomes().forEach(outcome -> print(profile, outcome, out));
        }
        out.println(file + ": " + trial.profiles.size() + (trial.profiles.size() == 1 ? " profile" : " profiles"));
    }

    private static void print(Profile profile, Outcome outcome, PrintStream out) {
        String prospects = outcome.prospects().stream().map(String::valueOf).collect(Collectors.joining(", "));
        out.println(profile.place() + ", " + outcome.destination() + ": "
                + (outcome.prospects().isEmpty() || outcome.sent().isEmpty()
                        ? "nothing would be sent"
                        : "to prospect " + prospects + " would be sent"));
        for (Sent sent : outcome.sent()) {
            out.println("  " + sent.attribute() + " = " + sent.value() + "  (" + sent.from()
                    + (sent.status() == null ? "" : ", " + sent.status()) + ")");
        }
        for (NotSent not : outcome.notSent()) {
            out.println("  not sent: " + (not.attribute().isEmpty() ? "" : not.attribute() + ": ") + not.reason() + ": "
                    + not.detail());
        }
        outcome.unmapped().forEach(path -> out.println("  not mapped: " + path));
        outcome.notes().forEach(note -> out.println("  note: " + note));
    }

    static void write(ProfileTrial trial, ObjectNode object) {
        object.put("file", trial.file.toString());
        ArrayNode unreadable = object.putArray("unreadable");
        trial.faults.first().forEach(fault -> unreadable
                .addObject()
                .put("place", fault.place().toString())
                .put("reason", fault.reason()));
        object.put("moreUnreadable", trial.faults.more());
        ArrayNode profiles = object.putArray("profiles");
        for (Profile profile : trial.profiles) {
            ObjectNode each = profiles.addObject().put("place", profile.place());
            ArrayNode outcomes = each.putArray("destinations");
            profile.outcomes().forEach(outcome -> write(outcome, outcomes.addObject()));
        }
    }

    private static void write(Outcome outcome, ObjectNode object) {
        object.put("destination", outcome.destination());
        outcome.prospects().forEach(object.putArray("prospects")::add);
        ArrayNode sent = object.putArray("sent");
        for (Sent each : outcome.sent()) {
            ObjectNode attribute = sent.addObject().put("attribute", each.attribute());
            attribute.set("value", each.value());
            attribute.put("from", each.from()).put("status", each.status());
        }
        ArrayNode notSent = object.putArray("notSent");
        for (NotSent each : outcome.notSent()) {
            notSent.addObject()
                    .put("attribute", each.attribute())
                    .put("reason", each.reason())
                    .put("detail", each.detail());
        }
        outcome.unmapped().forEach(object.putArray("notMapped")::add);
        outcome.notes().forEach(object.putArray("notes")::add);
    }
}
