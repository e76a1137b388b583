package dev.outreachroutes.backlog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.StatusValue;
import dev.outreachroutes.profile.Membership.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a change of the configuration costs: how many prospects have a status that is sent as another value, goes to another field or is
 * cleared. Each costs a request at most. Looks at all prospects of a destination when there is a difference: a second or two for a million.
 */
public final class ChangeCost {

    private static final List<String> DEFAULTS =
            List.of(StatusValue.REALIZED.toString(), StatusValue.EXITED.toString());

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final FieldTable fields;
    private final ProspectTable prospects;

    public ChangeCost(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.fields = new FieldTable(jdbc);
        this.prospects = new ProspectTable(jdbc, new Destinations(List.of(), List.of()));
    }

    /**
     * How many prospects it concerns when a destination becomes as it is configured here. One of which both the values and the fields of
     * statuses change may count twice.
     *
     * @throws DataAccessException when the database does not answer
     */
    public long of(Destination destination) {
        String name = destination.name();
        SegmentFields known = fields.of(name);
        Map<String, List<String>> remembered = jdbc.sql("select configured from status_values where destination = ?")
                .param(name)
                .query(String.class)
                .optional()
                .map(ChangeCost::remembered)
                .orElse(Map.of());
        return (known.isOf(destination) ? 0 : fields(name, known.with(destination)))
                + words(name, differing(configured(destination), remembered), remembered);
    }

    /**
     * What it costs when a configuration becomes another, one sentence for each destination that it concerns.
     *
     * @return by the name of the destination
     * @throws DataAccessException when the database does not answer
     */
    public Map<String, String> between(Destinations before, Destinations after) {
        Map<String, String> costs = new TreeMap<>();
        for (Destination each : after.destinations()) {
            words(each).ifPresent(cost -> costs.put(each.name(), cost));
        }
        for (Destination each : before.destinations()) {
            if (after.find(each.name()).isEmpty()) {
                long holding = prospects.countAcknowledged(each.name());
                costs.put(each.name(), "Outreach keeps what was sent for " + count(holding));
            }
        }
        return costs;
    }

    /** The cost of {@link #of} in words; empty when it costs nothing. */
    public Optional<String> words(Destination destination) {
        long concerned = of(destination);
        return concerned == 0
                ? Optional.empty()
                : Optional.of("other values or fields for the statuses of " + count(concerned)
                        + ", which costs no more requests than that");
    }

    private static String count(long prospects) {
        return prospects + (prospects == 1 ? " prospect" : " prospects");
    }

    /** How many prospects have a status that moves or is cleared by the newest change of the fields. */
    long fields(String destination, SegmentFields next) {
        List<String> attributes = new ArrayList<>();
        List<String> statuses = new ArrayList<>();
        next.newest().map(FieldRule::fates).orElse(Map.of()).forEach((field, fate) -> {
            if (fate.clear()) {
                for (Status status : Status.values()) {
                    attributes.add(field);
                    statuses.add(status.text());
                }
            }
        });
        return attributes.isEmpty() ? 0 : prospects.countHaving(destination, attributes, statuses);
    }

    /**
     * How many prospects have a status whose word changes.
     *
     * @param differing the new words of the fields of which any changes
     * @param known those of before
     */
    long words(String destination, Map<String, List<String>> differing, Map<String, List<String>> known) {
        List<String> attributes = new ArrayList<>();
        List<String> statuses = new ArrayList<>();
        differing.forEach((attribute, words) -> {
            for (Status status : Status.values()) {
                if (!words.get(status.ordinal())
                        .equals(known.getOrDefault(attribute, DEFAULTS).get(status.ordinal()))) {
                    attributes.add(attribute);
                    statuses.add(status.text());
                }
            }
        });
        return attributes.isEmpty() ? 0 : prospects.countHaving(destination, attributes, statuses);
    }

    /** What of the own words differs from those that are remembered; of a field that is not there they were at their defaults. */
    static Map<String, List<String>> differing(Map<String, List<String>> own, Map<String, List<String>> known) {
        Map<String, List<String>> differing = new TreeMap<>(own);
        differing.entrySet().removeIf(each -> each.getValue().equals(known.getOrDefault(each.getKey(), DEFAULTS)));
        return differing;
    }

    /** By field what the segments of a destination get: when entered, and when left. */
    static Map<String, List<String>> configured(Destination destination) {
        Map<String, List<String>> words = new TreeMap<>();
        destination
                .segments()
                .values()
                .forEach(segment -> words.put(
                        segment.attribute(),
                        List.of(segment.entered().toString(), segment.exited().toString())));
        return words;
    }

    /** The same, as the database remembers it. */
    static Map<String, List<String>> remembered(String configured) {
        try {
            Map<String, List<String>> words = new TreeMap<>();
            for (Map.Entry<String, JsonNode> each : JSON.readTree(configured).properties()) {
                words.put(
                        each.getKey(),
                        List.of(
                                each.getValue().path(0).asText(),
                                each.getValue().path(1).asText()));
            }
            return words;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("PostgreSQL keeps JSON", e);
        }
    }
}
