package dev.outreachroutes.console;

import dev.outreachroutes.deadletter.DeadLetterFilter;
import dev.outreachroutes.deadletter.DeadLetterState;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * What somebody asks for on the page of dead letters, as it stands in the address; empty where nothing is asked. Templates call
 * what is public here.
 *
 * @param destination a destination's name
 * @param reason one of {@link dev.outreachroutes.deadletter.DeadLetter#REASONS}
 * @param state a state's label, or {@code all}; empty means open
 * @param from as a browser's field {@code datetime-local} has it; in UTC
 * @param to the same
 * @param prospect a prospect's number
 * @param text to be found
 */
record DeadLetterQuery(
        String destination, String reason, String state, String from, String to, String prospect, String text) {

    private static final String ALL = "all";

    DeadLetterQuery {
        destination = stripped(destination);
        reason = stripped(reason);
        state = stripped(state);
        from = stripped(from);
        to = stripped(to);
        prospect = stripped(prospect);
        text = stripped(text);
    }

    private static String stripped(String text) {
        return text == null ? "" : text.replace("\0", "").strip();
    }

    /** Without what only those may search by who may see profile data. */
    DeadLetterQuery withoutProfileData() {
        return new DeadLetterQuery(destination, reason, state, from, to, "", "");
    }

    /**
     * @throws IllegalArgumentException in words, when something asked for cannot be
     */
    DeadLetterFilter filter() {
        return new DeadLetterFilter(
                List.of(),
                orNull(destination),
                orNull(reason),
                deadLetterState(),
                time(from),
                time(to),
                number(prospect),
                orNull(text));
    }

    private DeadLetterState deadLetterState() {
        if (state.isEmpty() || state.equals(ALL)) {
            return state.isEmpty() ? DeadLetterState.OPEN : null;
        }
        try {
            return DeadLetterState.of(state);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("There is no state of that name", e);
        }
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Instant time(String text) {
        try {
            return text.isEmpty() ? null : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("A time is written as 2026-11-25T13:45", e);
        }
    }

    private static Long number(String text) {
        try {
            return text.isEmpty() ? null : Long.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("A prospect's number has digits only", e);
        }
    }

    public boolean onlyOpen() {
        return state.isEmpty() || state.equals(DeadLetterState.OPEN.label());
    }

    /** Whether more is asked than which are open. */
    public boolean narrowed() {
        return !(destination + reason + from + to + prospect + text).isEmpty() || !onlyOpen();
    }

    /** The address that asks for the same. */
    public String address() {
        return address(null);
    }

    /** The address that asks for the same, older than a letter. */
    public String address(Long before) {
        UriComponentsBuilder address = UriComponentsBuilder.fromPath("/dead-letters");
        add(address, "destination", destination);
        add(address, "reason", reason);
        add(address, "state", state);
        add(address, "from", from);
        add(address, "to", to);
        add(address, "prospect", prospect);
        add(address, "text", text);
        add(address, "before", before == null ? "" : before.toString());
        return address.encode().toUriString();
    }

    private static void add(UriComponentsBuilder address, String name, String value) {
        if (!value.isEmpty()) {
            // As a variable, so that everything is encoded that means something in an address.
            address.queryParam(name, "{" + name + "}").uriVariables(Map.of(name, value));
        }
    }
}
