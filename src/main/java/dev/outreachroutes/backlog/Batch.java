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
        return new Batch(
                id,
                destination,
                account,
                change,
                whole,
                prospects,
                other,
                outreachId,
                askedAt,
                lookAt,
                giveUpAt,
                0,
                done,
                failures,
                page);
    }

    Batch known(long number) {
        return new Batch(
                id,
                destination,
                account,
                change,
                whole,
                prospects,
                State.RUNNING,
                number,
                askedAt,
                lookAt,
                giveUpAt,
                0,
                done,
                failures,
                page);
    }

    Batch looked(int through, boolean progress) {
        return new Batch(
                id,
                destination,
                account,
                change,
                whole,
                prospects,
                state,
                outreachId,
                askedAt,
                lookAt,
                giveUpAt,
                progress ? 0 : looks + 1,
                through,
                failures,
                page);
    }

    Batch until(Instant later) {
        return new Batch(
                id,
                destination,
                account,
                change,
                whole,
                prospects,
                state,
                outreachId,
                askedAt,
                lookAt,
                later,
                looks,
                done,
                failures,
                page);
    }

    Batch reading(State which, int unknownFailures, String query) {
        return new Batch(
                id,
                destination,
                account,
                change,
                whole,
                prospects,
                which,
                outreachId,
                askedAt,
                lookAt,
                giveUpAt,
                0,
                done,
                unknownFailures,
                query);
    }

    Batch of(Set<Long> rest) {
        return new Batch(
                id,
                destination,
                account,
                change,
                whole,
                rest,
                state,
                outreachId,
                askedAt,
                lookAt,
                giveUpAt,
                looks,
                done,
                failures,
                page);
    }
}
