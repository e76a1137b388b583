package dev.outreachroutes.deadletter;

import java.time.Instant;
import java.util.List;

/**
 * A dead letter as it stands in the database, without its payload.
 *
 * @param id its number
 * @param at when it was kept
 * @param destination as {@link DeadLetter}
 * @param reason as {@link DeadLetter}
 * @param detail as {@link DeadLetter}
 * @param source as {@link DeadLetter}
 * @param places as {@link DeadLetter}
 * @param morePlaces as {@link DeadLetter}
 * @param prospectId as {@link DeadLetter}
 * @param httpStatus as {@link DeadLetter}
 * @param errorText as {@link DeadLetter}
 * @param attributes of a change: the prospect attributes that were given up, by name
 * @param payloadBytes how long the payload is
 * @param state what has become of it
 * @param settledAt since when it is not open any more; null while it is
 * @param settledBy who did that; null when nobody did, or it is open
 * @param note why it was discarded; null when it was not
 * @param replayBy who wants it replayed, which has not been done yet; null when nobody does
 * @param outcome what came of the last replay that did not help; null when there was none
 */
public record KeptDeadLetter(
        long id,
        Instant at,
        String destination,
        String reason,
        String detail,
        DeadLetter.Source source,
        List<DeadLetter.Place> places,
        long morePlaces,
        Long prospectId,
        Integer httpStatus,
        String errorText,
        List<String> attributes,
        int payloadBytes,
        DeadLetterState state,
        Instant settledAt,
        String settledBy,
        String note,
        String replayBy,
        String outcome) {

    public KeptDeadLetter {
        places = List.copyOf(places);
        attributes = List.copyOf(attributes);
    }

    public boolean isOpen() {
        return state == DeadLetterState.OPEN;
    }
}
