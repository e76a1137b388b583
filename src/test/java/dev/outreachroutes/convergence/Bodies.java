package dev.outreachroutes.convergence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outreachroutes.convergence.Said.Damage;
import dev.outreachroutes.convergence.Said.Profile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes the bodies of records, whole and damaged. */
final class Bodies {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Random random;

    Bodies(Random random) {
        this.random = random;
    }

    /** One profile; one in twenty behind the frame of a schema registry. */
    FeedRecord single(int partition, long timestamp, Profile profile) {
        byte[] document = profile.document().toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(20) > 0) {
            return new FeedRecord(partition, timestamp, document, List.of(profile));
        }
        byte[] framed = ByteBuffer.allocate(document.length + 5)
                .put((byte) 0)
                .putInt(random.nextInt(100_000))
                .put(document)
                .array();
        return new FeedRecord(partition, timestamp, framed, List.of(profile));
    }

    /** Something that holds no profile. */
    private FeedRecord strange(int partition, long timestamp) {
        Map<String, String> strangers = new LinkedHashMap<>();
        strangers.put("{\"schema\": {}, \"payload\": null}", "/payload");
        strangers.put("{\"header\": {}, \"body\": {\"xdmEntity\": 5}}", "/body/xdmEntity");
        strangers.put("{\"identities\": {}, \"AdobeExperiencePlatformSegments\": []}", "body");
        strangers.put("{\"specversion\": \"1.0\", \"type\": \"t\", \"source\": \"s\", \"data\": \"SECRET\"}", "/data");
        strangers.put("{\"person\": {\"name\": {\"firstName\": \"SECRET\"}}}", "body");
        strangers.put("{}", "body");
        List<Map.Entry<String, String>> each = List.copyOf(strangers.entrySet());
        Map.Entry<String, String> drawn = each.get(random.nextInt(each.size()));
        return record(partition, timestamp, drawn.getKey(), List.of(new Damage(drawn.getValue())));
    }

    FeedRecord tombstone(int partition, long timestamp) {
        return new FeedRecord(partition, timestamp, null, List.of(new Damage("body")));
    }

    /** Something no reader can take, as large as the broker allows. */
    FeedRecord poison(int partition, long timestamp) {
        String body = random.nextBoolean() ? "[".repeat(900_000) : "{\"person\":\"" + "x".repeat(900_000);
        return record(partition, timestamp, body, List.of(new Damage("body")));
    }

    FeedRecord damaged(int partition, long timestamp) {
        List<String> broken = List.of(
                "this is no JSON",
                "{\"person\": {\"name\": {\"firstName\": \"SEC",
                "",
                "  \n",
                "42",
                "null",
                "\"text\"");
        int draw = random.nextInt(broken.size() + 7);
        if (draw < broken.size()) {
            return record(partition, timestamp, broken.get(draw), List.of(new Damage("body")));
        }
        ObjectNode document = JSON.objectNode();
        return switch (draw - broken.size()) {
            case 0 ->
                typed(partition, timestamp, document.set("segmentMembership", JSON.arrayNode()), "/segmentMembership");
            case 1 ->
                record(
                        partition,
                        timestamp,
                        document.put("identityMap", "oid").toString(),
                        List.of(new Damage("/identityMap")));
            case 2 -> {
                document.putObject("segmentMembership").putArray("ups");
                yield typed(partition, timestamp, document, "/segmentMembership/ups");
            }
            case 4, 5 -> strange(partition, timestamp);
            case 3 -> record(partition, timestamp, "[]", List.of());
            default -> {
                byte[] bytes = "{\"person\": \"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
                yield new FeedRecord(partition, timestamp, bytes, List.of(new Damage("body")));
            }
        };
    }

    /** A profile of nobody whose memberships have a wrong shape. */
    private static FeedRecord typed(int partition, long timestamp, JsonNode document, String place) {
        Profile nobody = new Profile(Map.of(), List.of(), JSON.objectNode());
        return record(partition, timestamp, document.toString(), List.of(new Damage(place), nobody));
    }

    /** A list, an envelope or lines; one in three holds something else among the profiles, and one in twelve much of it. */
    FeedRecord several(int partition, long timestamp, List<Profile> profiles) {
        boolean damage = random.nextInt(3) == 0;
        int at = random.nextInt(profiles.size() + 1);
        int form = random.nextInt(3);
        if (form == 2) {
            return lines(partition, timestamp, profiles, damage ? Math.min(at, profiles.size() - 1) : -1);
        }
        String top = form == 0 ? "/" : "/profiles/";
        int strangers = random.nextInt(4) == 0 ? 1 + random.nextInt(3_000) : 1;
        ArrayNode list = JSON.arrayNode();
        List<Said> said = new ArrayList<>();
        for (Profile profile : profiles) {
            if (damage && list.size() == at) {
                for (int i = 0; i < strangers; i++) {
                    said.add(new Damage(top + list.size()));
                    list.add(5);
                }
            }
            said.add(profile.at(top + list.size()));
            list.add(profile.document());
        }
        JsonNode body = form == 0 ? list : JSON.objectNode().set("profiles", list);
        return record(partition, timestamp, body.toString(), said);
    }

    /** Documents on lines of their own; behind a broken line stands a whole one, which shows that lines are meant. */
    private static FeedRecord lines(int partition, long timestamp, List<Profile> profiles, int brokenBefore) {
        StringBuilder body = new StringBuilder();
        List<Said> said = new ArrayList<>();
        int line = 1;
        for (int i = 0; i < profiles.size(); i++) {
            if (i == brokenBefore) {
                body.append("{\"person\": {\"name\"\n");
                said.add(new Damage("line " + line++));
            }
            body.append(profiles.get(i).document()).append('\n');
            said.add(profiles.get(i).at("line " + line));
            line++;
        }
        return record(partition, timestamp, body.toString(), said);
    }

    private static FeedRecord record(int partition, long timestamp, String body, List<Said> said) {
        return new FeedRecord(partition, timestamp, body.getBytes(StandardCharsets.UTF_8), said);
    }
}
