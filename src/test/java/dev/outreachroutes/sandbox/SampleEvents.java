package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Profile events as Adobe exports them, of people that do not exist: joins, exits, new attributes, the same again, late ones,
 * and such as are no good.
 */
public final class SampleEvents {

    /** The segments that the sample prospects join and leave; the last is mapped by no destination. */
    public static final List<String> SEGMENTS = List.of(
            "3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10",
            "a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741",
            "c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352",
            "5d82e6a3-19c4-47b0-bf95-2c7d08e1f4a9",
            "0b94d1f7-7a3c-4e58-a6d2-e83f51c90b64");

    private static final List<String> FIRST_NAMES =
            List.of("Mira", "Tomás", "Jun", "Priya", "Elke", "Noor", "Ola", "Chidi", "Ines", "Sören", "Yuki", "Dana");
    private static final List<String> LAST_NAMES = List.of(
            "Okafor", "Vidal", "Albrecht", "Sandoval", "Brandt", "Haddad", "Lindqvist", "Moreau", "Petrov", "Tanaka");
    private static final int REMEMBERED = 50;

    private final JsonMapper json = JsonMapper.builder().build();
    private final Random random;
    private final long firstProspect;
    private final int prospects;
    private final Map<String, String> statuses = new HashMap<>();
    private final Deque<String> recent = new ArrayDeque<>();

    /**
     * @param seed the same seed gives the same events
     * @param firstProspect the lowest OutreachId
     * @param prospects how many there are
     */
    public SampleEvents(long seed, long firstProspect, int prospects) {
        this.random = new Random(seed);
        this.firstProspect = firstProspect;
        this.prospects = prospects;
    }

    /** The next record's value; one in a hundred is broken. */
    public String next(Instant now) {
        return random.nextInt(100) == 0 ? broken() : good(now);
    }

    /** An event that ends too early to be read. */
    String broken() {
        return "{\"segmentMembership\": {\"ups\": [";
    }

    /** An event about a prospect that does not exist: the first behind the others. */
    String ofProspectThatIsGone() {
        return named(firstProspect + prospects, "Zoe", "Novak").toString();
    }

    /** An event of the last prospect, of which there is no other. */
    String ofLastProspect(Instant now) {
        ObjectNode event = named(firstProspect + prospects - 1, "Noor", "Haddad");
        member(event, SEGMENTS.get(0), "realized", now);
        return event.toString();
    }

    private ObjectNode named(long id, String firstName, String lastName) {
        ObjectNode event = json.createObjectNode();
        event.putObject("person").putObject("name").put("firstName", firstName).put("lastName", lastName);
        event.putObject("identityMap").putArray("oid").addObject().put("id", Long.toString(id));
        return event;
    }

    /** The next record's value, which can be read. */
    String good(Instant now) {
        int kind = random.nextInt(100);
        if (kind < 8 && !recent.isEmpty()) {
            return recent.peekFirst();
        }
        String event = event(kind, now);
        recent.addLast(event);
        if (recent.size() > REMEMBERED) {
            recent.removeFirst();
        }
        return event;
    }

    private String event(int kind, Instant now) {
        long id = firstProspect + random.nextInt(prospects - 1);
        ObjectNode event = json.createObjectNode();
        ObjectNode name = event.putObject("person").putObject("name");
        name.put("firstName", FIRST_NAMES.get((int) (id % FIRST_NAMES.size())));
        boolean renamed = kind < 15;
        name.put("lastName", LAST_NAMES.get((int) ((renamed ? random.nextInt(100) : id) % LAST_NAMES.size())));
        if (!renamed) {
            membership(event, id, now);
        }
        ObjectNode identities = event.putObject("identityMap");
        identities.putArray("ecid").addObject().put("id", String.format("%038d", id * 7_919));
        if (kind >= 17) {
            identities.putArray("oid").addObject().put("id", Long.toString(id));
        } else if (kind == 16) {
            identities.putArray("oid").addObject().put("id", "PR-" + id);
        }
        return event.toString();
    }

    private void membership(ObjectNode event, long id, Instant now) {
        String segment = SEGMENTS.get(random.nextInt(SEGMENTS.size()));
        String key = id + segment;
        String status = "realized".equals(statuses.get(key)) ? "exited" : "realized";
        statuses.put(key, status);
        boolean late = random.nextInt(20) == 0;
        member(event, segment, status, late ? now.minusSeconds(3_600) : now);
    }

    private static void member(ObjectNode event, String segment, String status, Instant qualified) {
        event.putObject("segmentMembership")
                .putObject("ups")
                .putObject(segment)
                .put("status", status)
                .put("lastQualificationTime", qualified.toString());
    }
}
