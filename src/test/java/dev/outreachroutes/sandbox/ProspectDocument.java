package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes prospects as JSON:API resources: a prepared text of a new prospect with what differs put in. */
final class ProspectDocument {

    /** Left out of what is not asked for by name, since 2026-10-01. */
    private static final String ON_REQUEST = "contactHistogram";

    private static final List<String> TO_ONE = List.of(
            "account", "creator", "defaultPluginMapping", "owner", "persona", "stage", "trashedByAccount", "updater");
    private static final Map<String, String> TO_MANY = Map.of(
            "activeSequenceStates", "sequenceStates",
            "assignedTeams", "teams",
            "assignedUsers", "users",
            "emailAddresses", "emailAddresses",
            "favorites", "favorites",
            "opportunities", "opportunities",
            "opportunityProspectRoles", "opportunityProspectRoles",
            "phoneNumbers", "phoneNumbers");
    private static final List<String> LINKS = List.of("batches", "calls", "mailings", "sequenceStates", "tasks");

    private final String url;
    private final AttributeCatalogue catalogue;
    private final byte[] attributes;
    private final int[] starts;
    private final int[] ends;
    private final String[] links;

    ProspectDocument(String url, AttributeCatalogue catalogue) {
        this.url = url;
        this.catalogue = catalogue;
        this.starts = new int[catalogue.all().size()];
        this.ends = new int[catalogue.all().size()];
        StringBuilder text = new StringBuilder();
        for (Attribute attribute : catalogue.all()) {
            if (attribute.name().equals(ON_REQUEST)) {
                continue;
            }
            text.append(text.isEmpty() ? "" : ",")
                    .append('"')
                    .append(attribute.name())
                    .append("\":");
            starts[attribute.position()] = text.length();
            text.append(attribute.initial());
            ends[attribute.position()] = text.length();
        }
        this.attributes = text.toString().getBytes(StandardCharsets.US_ASCII);
        this.links = linked().split("\0", -1);
    }

    /** A document with one prospect; fields as in {@code fields[prospect]}, null for all. */
    byte[] of(Prospect prospect, String fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(fields == null ? 8192 : 512);
        write(out, "{\"data\":");
        resource(out, prospect, fields);
        write(out, "}");
        return out.toByteArray();
    }

    /** A document with a list of prospects, and {@code meta} and {@code links} beside it. */
    byte[] of(List<Prospect> prospects, String fields, ObjectNode beside) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, "{\"data\":[");
        for (int i = 0; i < prospects.size(); i++) {
            write(out, i == 0 ? "" : ",");
            resource(out, prospects.get(i), fields);
        }
        String rest = beside.toString();
        write(out, rest.length() == 2 ? "]}" : "]," + rest.substring(1));
        return out.toByteArray();
    }

    private void resource(ByteArrayOutputStream out, Prospect prospect, String fields) {
        write(out, "{\"type\":\"prospect\",\"id\":" + prospect.id() + ",\"attributes\":{");
        synchronized (prospect) {
            if (fields == null) {
                everything(out, prospect);
            } else {
                chosen(out, prospect, new HashSet<>(Arrays.asList(fields.split(","))));
            }
        }
        write(out, ",\"links\":{\"self\":\"" + url + "/api/v2/prospects/" + prospect.id() + "\"}}");
    }

    private void everything(ByteArrayOutputStream out, Prospect prospect) {
        int[] copied = {0};
        prospect.values().forEach((position, value) -> {
            if (ends[position] == 0) {
                return;
            }
            out.write(attributes, copied[0], starts[position] - copied[0]);
            out.writeBytes(value.json());
            copied[0] = ends[position];
        });
        out.write(attributes, copied[0], attributes.length - copied[0]);
        StringBuilder relationships = new StringBuilder("},\"relationships\":{");
        for (String name : TO_ONE) {
            JsonNode target = prospect.relationship(name);
            relationships
                    .append('"')
                    .append(name)
                    .append("\":{\"data\":")
                    .append(target)
                    .append("},");
        }
        for (int i = 0; i < links.length; i++) {
            relationships.append(i == 0 ? "" : prospect.id()).append(links[i]);
        }
        write(out, relationships.append('}').toString());
    }

    private void chosen(ByteArrayOutputStream out, Prospect prospect, Set<String> fields) {
        String separator = "";
        for (Attribute attribute : catalogue.all()) {
            if (fields.contains(attribute.name())) {
                write(out, separator + "\"" + attribute.name() + "\":" + prospect.get(attribute));
                separator = ",";
            }
        }
        write(out, "}");
    }

    /** The relationships that are but links, with a zero character wherever the prospect's id belongs. */
    private String linked() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(TO_MANY).forEach((name, type) -> text.append("\"")
                .append(name)
                .append("\":{\"data\":[],")
                .append(link(type))
                .append(",\"meta\":{\"count\":0}},"));
        LINKS.forEach(name ->
                text.append("\"").append(name).append("\":{").append(link(name)).append("},"));
        return text.deleteCharAt(text.length() - 1).toString();
    }

    private String link(String type) {
        return "\"links\":{\"related\":\"" + url + "/api/v2/" + type + "?filter%5Bprospect%5D%5Bid%5D=\0\"}";
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
