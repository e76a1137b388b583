package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The prospects of the sandbox's one organisation. */
final class ProspectStore {

    private final SandboxSettings settings;
    private final AttributeCatalogue catalogue;
    private final NavigableMap<Long, Prospect> prospects = new ConcurrentSkipListMap<>();
    private final Set<Long> deleted = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> emails = new HashMap<>();
    private final AtomicLong lastId = new AtomicLong();
    private final Attribute createdAt;
    private final Attribute updatedAt;
    private final Attribute name;
    private final Attribute optedOutAt;
    private final Prospect.Value beginning;
    private volatile Second second;

    /** The second last asked for, as Outreach writes it. */
    private record Second(long epoch, Prospect.Value value) {}

    ProspectStore(SandboxSettings settings, AttributeCatalogue catalogue) {
        this.settings = settings;
        this.catalogue = catalogue;
        this.createdAt = catalogue.named("createdAt");
        this.updatedAt = catalogue.named("updatedAt");
        this.name = catalogue.named("name");
        this.optedOutAt = catalogue.named("optedOutAt");
        this.second = new Second(Long.MIN_VALUE, null);
        this.beginning = now();
    }

    /**
     * The prospect of this id.
     *
     * @throws Refusal when there is none
     */
    Prospect find(long id) {
        Prospect prospect = prospects.get(id);
        if (prospect == null && exists(id)) {
            prospect = prospects.computeIfAbsent(id, this::unborn);
        }
        if (prospect == null) {
            throw Refusal.noResource(id);
        }
        return prospect;
    }

    boolean exists(long id) {
        return prospects.containsKey(id) || settings.get(Knobs.CREATE_MISSING).contains(id) && !deleted.contains(id);
    }

    /** The stored prospects after an id, in order. */
    Iterable<Prospect> after(long id) {
        return prospects.tailMap(id, false).values();
    }

    /** The stored prospects before an id, backwards. */
    Iterable<Prospect> before(long id) {
        return prospects.headMap(id, false).descendingMap().values();
    }

    int size() {
        return prospects.size();
    }

    /** The id of who has this e-mail address, or null. */
    Long withEmail(String email) {
        synchronized (emails) {
            return emails.get(email.toLowerCase(Locale.ROOT));
        }
    }

    Prospect create(Map<Attribute, JsonNode> attributes, Map<String, JsonNode> relationships, long user) {
        lastId.accumulateAndGet(
                settings.get(Knobs.CREATE_MISSING).equals(IdRange.ALL)
                        ? 0
                        : settings.get(Knobs.CREATE_MISSING).last(),
                Math::max);
        Prospect prospect = unborn(lastId.incrementAndGet());
        prospect.put(createdAt, now());
        prospect.put(updatedAt, now());
        change(prospect, attributes, relationships, user);
        if (prospects.putIfAbsent(prospect.id(), prospect) != null) {
            throw new IllegalStateException("id " + prospect.id() + " is taken");
        }
        return prospect;
    }

    /** Puts a prospect there, or more attributes into it, without any rule but that the attributes exist. */
    void add(long id, Map<String, ?> attributes) {
        deleted.remove(id);
        lastId.accumulateAndGet(id, Math::max);
        Map<Attribute, JsonNode> values = new HashMap<>();
        attributes.forEach((key, value) -> {
            Attribute attribute = catalogue.named(key);
            if (attribute == null) {
                throw new IllegalArgumentException("no attribute named " + key);
            }
            values.put(attribute, Call.JSON.valueToTree(value));
        });
        Prospect prospect = prospects.computeIfAbsent(id, this::unborn);
        synchronized (prospect) {
            claimEmails(prospect, values);
            keepForLists(prospect, settings.clock().instant());
            values.forEach(prospect::change);
            rename(prospect);
        }
    }

    /**
     * Merges attributes and relationships; when that changes anything, the prospect is updated now, by the user.
     *
     * @throws Refusal when an e-mail address is another's, or the prospect has just been deleted
     */
    void change(
            Prospect prospect, Map<Attribute, JsonNode> attributes, Map<String, JsonNode> relationships, long user) {
        change(prospect, attributes, relationships, user, settings.clock().instant());
    }

    /** The same at another time than now. */
    void change(
            Prospect prospect,
            Map<Attribute, JsonNode> attributes,
            Map<String, JsonNode> relationships,
            long user,
            Instant time) {
        synchronized (prospect) {
            if (prospect.deleted()) {
                throw Refusal.noResource(prospect.id());
            }
            claimEmails(prospect, attributes);
            keepForLists(prospect, time);
            boolean changed = false;
            for (Map.Entry<Attribute, JsonNode> entry : attributes.entrySet()) {
                if (prospect.change(entry.getKey(), entry.getValue())) {
                    changed = true;
                    derive(prospect, entry.getKey(), entry.getValue(), time);
                }
            }
            for (Map.Entry<String, JsonNode> entry : relationships.entrySet()) {
                changed |= prospect.relate(entry.getKey(), entry.getValue());
            }
            if (changed) {
                prospect.put(updatedAt, second(time));
                ObjectNode updater = JsonNodeFactory.instance.objectNode().put("type", "user");
                prospect.relate("updater", updater.set("id", LongNode.valueOf(user)));
            }
        }
    }

    private void keepForLists(Prospect prospect, Instant time) {
        Duration lag = settings.get(Knobs.LIST_LAG);
        if (!lag.isZero()) {
            prospect.listUntil(time, time.plus(lag));
        }
    }

    void delete(long id) {
        Prospect prospect = find(id);
        synchronized (prospect) {
            prospect.delete();
            deleted.add(id);
            prospects.remove(id);
            synchronized (emails) {
                release(prospect);
            }
        }
    }

    /** All attributes as plain values. */
    Map<String, Object> attributes(long id) {
        Prospect prospect = find(id);
        Map<String, Object> attributes = new TreeMap<>();
        synchronized (prospect) {
            for (Attribute attribute : catalogue.all()) {
                attributes.put(attribute.name(), Call.JSON.convertValue(prospect.get(attribute), Object.class));
            }
        }
        return attributes;
    }

    private Prospect unborn(long id) {
        Prospect prospect = new Prospect(id);
        prospect.put(createdAt, beginning);
        prospect.put(updatedAt, beginning);
        return prospect;
    }

    private void derive(Prospect prospect, Attribute cause, JsonNode value, Instant time) {
        switch (cause.name()) {
            case "firstName", "lastName", "emails" -> rename(prospect);
            case "optedOut" ->
                prospect.change(optedOutAt, value.asBoolean() ? second(time).node() : NullNode.instance);
            default -> {}
        }
    }

    private void rename(Prospect prospect) {
        String names = List.of("firstName", "lastName").stream()
                .map(part -> prospect.get(catalogue.named(part)).asText(""))
                .filter(part -> !part.isEmpty() && !part.equals("null"))
                .collect(Collectors.joining(" "));
        String shown = names.isEmpty()
                ? prospect.get(catalogue.named("emails")).path(0).asText()
                : names;
        prospect.change(name, shown.isEmpty() ? NullNode.instance : TextNode.valueOf(shown));
    }

    private void claimEmails(Prospect prospect, Map<Attribute, JsonNode> attributes) {
        JsonNode wanted = attributes.get(catalogue.named("emails"));
        if (wanted == null) {
            return;
        }
        List<String> addresses = StreamSupport.stream(wanted.spliterator(), false)
                .map(email -> email.asText().toLowerCase(Locale.ROOT))
                .toList();
        synchronized (emails) {
            for (String address : addresses) {
                if (emails.getOrDefault(address, prospect.id()) != prospect.id()) {
                    throw Refusal.invalid("/data", "Contacts email hash has already been taken.");
                }
            }
            release(prospect);
            addresses.forEach(address -> emails.put(address, prospect.id()));
        }
    }

    private void release(Prospect prospect) {
        for (JsonNode email : prospect.get(catalogue.named("emails"))) {
            emails.remove(email.asText().toLowerCase(Locale.ROOT), prospect.id());
        }
    }

    private Prospect.Value now() {
        return second(settings.clock().instant());
    }

    private Prospect.Value second(Instant time) {
        Second current = second;
        if (current.epoch() != time.getEpochSecond()) {
            Instant whole = Instant.ofEpochSecond(time.getEpochSecond());
            current = new Second(time.getEpochSecond(), Prospect.Value.of(AttributeRules.timestamp(whole)));
            second = current;
        }
        return current.value();
    }
}
