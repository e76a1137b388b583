package dev.outreachroutes.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.outreachroutes.profile.Membership.Status;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Whether a person lets a destination send, as a record says. It is a dated value, so that of two records the later counts, in whatever
 * order they come: JSON {@code true} when consent is given, else the fields of segments with what they get while it is withheld.
 */
public final class Consent {

    /** What consent is about: everything that a destination sends of the person. Else it is about one field of a segment. */
    public static final String TO_EVERYTHING = "*";

    private Consent() {}

    /** Consent that is given by a record. */
    public static DatedValue given(Instant happened, Position position) {
        return new DatedValue(BooleanNode.TRUE, happened, position);
    }

    /**
     * Consent that is withheld by a record.
     *
     * @param exits the field of each segment concerned: what it gets
     */
    public static DatedValue withheld(Map<String, JsonNode> exits, Instant happened, Position position) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        exits.forEach(fields::set);
        return new DatedValue(fields, happened, position);
    }

    /**
     * The same consent, about fields that are others.
     *
     * @param field what becomes of each field; null where nothing is said of it any more
     */
    public static DatedValue renamed(DatedValue consent, UnaryOperator<String> field) {
        if (!isWithheld(consent)) {
            return consent;
        }
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        consent.value().properties().forEach(exit -> {
            String now = field.apply(exit.getKey());
            if (now != null) {
                fields.set(now, exit.getValue());
            }
        });
        return new DatedValue(fields, consent.clock(), consent.position(), consent.status());
    }

    public static boolean isWithheld(DatedValue consent) {
        return consent.value().isObject();
    }

    /** What an attribute gets while consent is withheld; empty when nothing may be sent to it then. */
    public static Optional<DatedValue> exit(DatedValue consent, String attribute) {
        return Optional.ofNullable(consent.value().get(attribute))
                .map(value -> new DatedValue(value, consent.clock(), consent.position(), Status.EXITED));
    }
}
