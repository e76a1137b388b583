package dev.outreachroutes.resync;

import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A comparison of what Outreach holds with what is desired, and how far it is. Without any value.
 *
 * @param id its number
 * @param request what is compared
 * @param state where it is
 * @param scheduled whether {@code destinations.yaml} asked for it, and not a person
 * @param by who asked for it
 * @param createdAt when it was planned
 * @param begunAt when it began; null while it has not
 * @param endedAt when it was done, failed or was cancelled; null while it was not
 * @param named how many prospects the request names; 0 when it is about all. A list of resyncs leaves the numbers themselves out
 * @param expected how many prospects there were to look at when it was planned
 * @param pageSize how many of them one request asks for
 * @param progress what it has found
 * @param waiting what its next page waits for, in words; empty when for nothing
 * @param failures requests in a row that failed
 * @param problem why it failed, or failed the last time; empty when it did not
 */
public record Resync(
        long id,
        ResyncRequest request,
        State state,
        boolean scheduled,
        String by,
        Instant createdAt,
        Instant begunAt,
        Instant endedAt,
        int named,
        long expected,
        int pageSize,
        Progress progress,
        String waiting,
        int failures,
        String problem) {

    /** Where a resync is. */
    public enum State {
        /** Counted, and not begun. */
        PLANNED,
        RUNNING,
        /** Until a person lets it go on. */
        PAUSED,
        DONE,
        /** Given up: {@link Resync#problem} says why. What it has done stays done. */
        FAILED,
        /** Ended by a person. What it has done stays done. */
        CANCELLED;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State of(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * What was found by now.
     *
     * @param looked prospects that were looked at
     * @param different of how many of them Outreach holds something else than is desired
     * @param gone how many Outreach does not know
     * @param back how many it did not know before, and knows again
     * @param left how many were left alone, since a request is under way or was just answered
     * @param requests sent to find it
     * @param byAttribute how many prospects differ in it, by prospect attribute
     */
    public record Progress(
            long looked,
            long different,
            long gone,
            long back,
            long left,
            long requests,
            Map<String, Long> byAttribute) {

        public Progress {
            byAttribute = Collections.unmodifiableMap(new TreeMap<>(byAttribute));
        }
    }

    /** How many prospects are still to be looked at while it is running or paused; 0 otherwise. */
    public long open() {
        return state == State.RUNNING || state == State.PAUSED ? Math.max(0, expected - progress.looked()) : 0;
    }

    /** How it is, in one line for people. */
    public String words() {
        return "resync " + id + (request.mode() == ResyncRequest.Mode.COMPARE ? ", which only compares, is " : " is ")
                + state.label() + ": " + progress.looked() + " of " + expected + " prospects looked at, "
                + progress.different() + " different, " + progress.gone() + " gone, " + progress.back() + " back, "
                + progress.left() + " left alone, " + progress.requests() + " requests"
                + (waiting.isEmpty() ? "" : "; it waits: " + waiting)
                + (problem.isEmpty() ? "" : "; " + problem);
    }

    /** How many requests it takes, as counted when it was planned. */
    public long pages() {
        return (expected + pageSize - 1) / pageSize;
    }
}
