package dev.outreachroutes.backlog;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A bulk request whose end is not known yet: one row of table {@code batch}.
 *
 * @param id the claim of its prospects
 * @param account whose quota its requests use
 * @param change what it brings to each of them, by attribute
 * @param whole whether that was all that was pending of them
 * @param prospects those of which it is not known yet what became of them
 * @param outreachId Outreach's number for it; null until Outreach has told it
 * @param askedAt when the bulk request was made
 * @param lookAt when its next request is to be made
 * @param giveUpAt until then nothing else is sent for its prospects
 * @param looks in a row that showed no progress
 * @param done prospects that Outreach says it is through with
 * @param failures of these, those that it did not change and of which it is not known yet which they are
 * @param page the query of the next page of its items; empty for none
 */
public record Batch(
        UUID id,
        String destination,
        String account,
        Map<String, JsonNode> change,
        boolean whole,
        Set<Long> prospects,
        State state,
        Long outreachId,
        Instant askedAt,
        Instant lookAt,
        Instant giveUpAt,
        int looks,
        int done,
        int failures,
        String page) {

    /** What is known of it. */
    public enum State {
        /** The bulk request is under way. */
        ASKED,
        /** Outreach has it, and its prospects wait for it. */
        RUNNING,
        /** It has ended, and those of its prospects are found out that were not changed. */
        FAILURES,
        /** It has ended, and those of its prospects are found out that were changed. */
        ITEMS,
        /** Its prospects wait for it no longer, and it may still change them. */
        LATE,
        /** It will not change its prospects any more, and may have done so after they were sent otherwise. */
        DOUBTFUL
    }

    public Batch {
        change = Map.copyOf(change);
        prospects = Set.copyOf(prospects);
    }

    /** Whether its prospects carry it as their claim. */
    boolean holdsProspects() {
        return state != State.LATE && state != State.DOUBTFUL;
    }

    /** Whether nothing has become of it since. */
    boolean isStill(Batch before) {
        return state == before.state
                && looks == before.looks
                && page.equals(before.page)
                && prospects.equals(before.prospects);
    }

    Batch in(State other) {
        return with(prospects, other, outreachId, giveUpAt, 0, done, failures, page);
    }

    Batch known(long number) {
        return with(prospects, State.RUNNING, number, giveUpAt, 0, done, failures, page);
    }

    Batch looked(int through, boolean progress) {
        return with(prospects, state, outreachId, giveUpAt, progress ? 0 : looks + 1, through, failures, page);
    }

    Batch until(Instant later) {
        return with(prospects, state, outreachId, later, looks, done, failures, page);
    }

    Batch reading(State which, int unknownFailures, String query) {
        return with(prospects, which, outreachId, giveUpAt, 0, done, unknownFailures, query);
    }

    Batch of(Set<Long> rest) {
        return with(rest, state, outreachId, giveUpAt, looks, done, failures, page);
    }

    private Batch with(
            Set<Long> some,
            State now,
            Long number,
            Instant until,
            int looksInVain,
            int through,
            int failed,
            String items) {
        return new Batch(
                id,
                destination,
                account,
                change,
                whole,
                some,
                now,
                number,
                askedAt,
                lookAt,
                until,
                looksInVain,
                through,
                failed,
                items);
    }
}
