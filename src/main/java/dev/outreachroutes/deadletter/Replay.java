package dev.outreachroutes.deadletter;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Dead letters of one destination and one kind that are to be done again together. Not a record: Camel's expressions hash what
 * they look into.
 */
public final class Replay {

    private final String destination;
    private final List<Letter> letters;

    Replay(String destination, List<Letter> letters) {
        this.destination = destination;
        this.letters = List.copyOf(letters);
    }

    /** Whether there is nothing to replay now. */
    public boolean isEmpty() {
        return letters.isEmpty();
    }

    /** Whether they are changes that Outreach did not take; else they are records that could not be read. */
    public boolean isChanges() {
        return !letters.isEmpty() && letters.get(0).prospectId() != null;
    }

    /** Whose they are; null when there are none. */
    public String getDestination() {
        return destination;
    }

    /** Of changes: by prospect, the attributes that are to be tried again; none named means all. */
    public Map<Long, Set<String>> getAttributes() {
        Map<Long, Set<String>> attributes = new HashMap<>();
        for (Letter letter : letters) {
            Set<String> names = new HashSet<>(letter.attributes());
            attributes.merge(letter.prospectId(), names, (one, other) -> {
                if (one.isEmpty() || other.isEmpty()) {
                    return Set.of();
                }
                one.addAll(other);
                return one;
            });
        }
        return attributes;
    }

    public List<Letter> getLetters() {
        return letters;
    }

    /**
     * One of them.
     *
     * @param id its number
     * @param source where the record came from; null for a change
     * @param prospectId null for a record
     * @param attributes of a change
     * @param payload the record's bytes; null for a change, which is not sent again as it was
     */
    public record Letter(long id, DeadLetter.Source source, Long prospectId, List<String> attributes, byte[] payload) {}
}
