package dev.outreachroutes.backlog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.mapping.DatedValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All that is known of a prospect in a destination, with its values: they are profile data.
 *
 * @param prospectId Outreach's number of the prospect
 * @param standing how it stands as a whole
 * @param fields one for each attribute of which something is desired, held or acknowledged, by name
 */
public record ProspectDetail(long prospectId, ProspectStanding standing, List<Field> fields) {

    public ProspectDetail {
        fields = List.copyOf(fields);
    }

    /** What is pending: what would be sent, if nothing were blocked or in dry run. */
    public Map<String, JsonNode> pending() {
        Map<String, JsonNode> pending = new LinkedHashMap<>();
        fields.stream()
                .filter(field -> field.state() == State.PENDING || field.state() == State.BLOCKED)
                .forEach(field -> pending.put(field.attribute(), field.desired().value()));
        return pending;
    }

    /** The attributes whose values are in a state, by name. */
    public Set<String> attributes(State state) {
        return fields.stream()
                .filter(field -> field.state() == state)
                .map(Field::attribute)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Without values. */
    @Override
    public String toString() {
        return "prospect " + prospectId + ": "
                + fields.stream().map(Field::attribute).toList();
    }

    /**
     * One attribute.
     *
     * @param attribute the prospect attribute
     * @param desired what Outreach is to hold; null when nothing is desired
     * @param acknowledged what Outreach confirmed last; null when it confirmed nothing, JSON null when it confirmed that the attribute is
     *     clear
     * @param acknowledgedAt when Outreach confirmed that; null when that is not known
     * @param held what would be desired if consent were not withheld; null when consent holds nothing back
     * @param state what becomes of what is desired
     * @param inDoubt whether a request with it was sent whose answer is not known
     */
    public record Field(
            String attribute,
            DatedValue desired,
            JsonNode acknowledged,
            Instant acknowledgedAt,
            DatedValue held,
            State state,
            boolean inDoubt) {

        /** Without values. */
        @Override
        public String toString() {
            return attribute + " " + state;
        }
    }

    /** What becomes of what is desired of an attribute. */
    public enum State {
        /** Outreach has confirmed it. */
        CONFIRMED,
        /** It is to be sent. */
        PENDING,
        /** It is to be sent when its mapping works. */
        BLOCKED,
        /** A step of the delivery route took it out. */
        WITHHELD,
        /** Outreach has refused it for good. */
        REFUSED,
        /** Nothing is desired. */
        NOT_DESIRED
    }

    static ProspectDetail of(ProspectRow row, boolean setAside, Set<String> blocked) {
        ProspectState state = row.state;
        Set<String> all = new TreeSet<>(state.desired().keySet());
        all.addAll(state.acknowledged().keySet());
        all.addAll(state.consent().held().keySet());
        Set<String> pending = state.pending().keySet();
        List<Field> fields = new ArrayList<>();
        for (String attribute : all) {
            Long seconds = state.acknowledgedAt().get(attribute);
            fields.add(new Field(
                    attribute,
                    state.desired().get(attribute),
                    state.acknowledged().get(attribute),
                    seconds == null ? null : Instant.ofEpochSecond(seconds),
                    state.consent().held().get(attribute),
                    state(state, attribute, pending, blocked),
                    state.inDoubt().contains(attribute)));
        }
        return new ProspectDetail(row.prospectId, ProspectStanding.of(row, setAside), fields);
    }

    private static State state(ProspectState state, String attribute, Set<String> pending, Set<String> blocked) {
        if (pending.contains(attribute)) {
            return blocked.contains(attribute) ? State.BLOCKED : State.PENDING;
        }
        DatedValue desired = state.desired().get(attribute);
        if (desired == null) {
            return State.NOT_DESIRED;
        }
        if (desired.value().equals(state.acknowledged().get(attribute))
                && !state.inDoubt().contains(attribute)) {
            return State.CONFIRMED;
        }
        return desired.value().equals(state.refused().get(attribute)) ? State.REFUSED : State.WITHHELD;
    }
}
