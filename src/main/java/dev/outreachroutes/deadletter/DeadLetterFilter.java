package dev.outreachroutes.deadletter;

import dev.outreachroutes.database.Instants;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Selects dead letters. A value that is null, or an empty list, selects by nothing.
 *
 * @param ids these and no others
 * @param destination whose
 * @param reason as {@link DeadLetter#reason()}
 * @param state what has become of them
 * @param from kept at this time or later
 * @param to kept before this time
 * @param prospectId Outreach's number of the prospect
 * @param text stands in the detail, in Outreach's error text, in the places or in the payload, in any letter case
 */
public record DeadLetterFilter(
        List<Long> ids,
        String destination,
        String reason,
        DeadLetterState state,
        Instant from,
        Instant to,
        Long prospectId,
        String text) {

    /** More would not be a search but a document. */
    public static final int LONGEST_TEXT = 200;

    /** The most that are named one by one. */
    public static final int MOST_IDS = 1_000;

    public DeadLetterFilter {
        ids = List.copyOf(ids);
        if (ids.size() > MOST_IDS) {
            throw new IllegalArgumentException("At most " + MOST_IDS + " dead letters can be named at a time");
        }
        if (reason != null && !DeadLetter.REASONS.contains(reason)) {
            throw new IllegalArgumentException("A reason is one of " + String.join(", ", DeadLetter.REASONS));
        }
        if (Stream.of(destination, text).filter(Objects::nonNull).anyMatch(each -> each.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("The character NUL is in no dead letter");
        }
        if (prospectId != null && prospectId < 1) {
            throw new IllegalArgumentException("A prospect's number is 1 or more");
        }
        if (from != null && to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException("The span of time ends before it begins");
        }
        if (text != null && text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("A text to search for has at most " + LONGEST_TEXT + " characters");
        }
    }

    /** All that are open. */
    public static DeadLetterFilter open() {
        return new DeadLetterFilter(List.of(), null, null, DeadLetterState.OPEN, null, null, null, null);
    }

    /** These, if they are open. */
    public static DeadLetterFilter open(List<Long> ids) {
        return new DeadLetterFilter(ids, null, null, DeadLetterState.OPEN, null, null, null, null);
    }

    /** Those of a destination that are open, for one reason or, if that is null, for any. */
    public static DeadLetterFilter open(String destination, String reason) {
        return new DeadLetterFilter(List.of(), destination, reason, DeadLetterState.OPEN, null, null, null, null);
    }

    /** The condition on table {@code dead_letter}, whose parameters are appended to those given. */
    String where(List<Object> parameters) {
        List<String> conditions = new ArrayList<>(List.of("true"));
        add(conditions, parameters, "id = any(?)", ids.isEmpty() ? null : ids.toArray(Long[]::new));
        add(conditions, parameters, "destination = ?", destination);
        add(conditions, parameters, "reason = ?", reason);
        if (state == DeadLetterState.OPEN) {
            // Not as a parameter, so that the indexes of what is open can be used.
            conditions.add("state = 'open'");
        } else {
            add(conditions, parameters, "state = ?", state == null ? null : state.label());
        }
        add(conditions, parameters, "created_at >= ?", Instants.parameter(from));
        add(conditions, parameters, "created_at < ?", Instants.parameter(to));
        add(conditions, parameters, "prospect_id = ?", prospectId);
        if (text != null) {
            String pattern =
                    "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
            conditions.add(
                    "(detail ilike ? or error_text ilike ? or places::text ilike ? or readable(payload) ilike ?)");
            parameters.addAll(List.of(pattern, pattern, pattern, pattern));
        }
        return String.join(" and ", conditions);
    }

    private static void add(List<String> conditions, List<Object> parameters, String condition, Object parameter) {
        if (parameter != null) {
            conditions.add(condition);
            parameters.add(parameter);
        }
    }
}
