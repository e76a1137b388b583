package dev.outreachroutes.sandbox;

import java.time.Duration;

/**
 * What the client gets to see, and when.
 *
 * @param answer null: the connection is reset
 * @param delay until the answer is sent
 * @param later done when {@code laterBy} has gone by, null for nothing
 */
record Reply(Answer answer, Duration delay, Runnable later, Duration laterBy) {

    static Reply of(Answer answer) {
        return new Reply(answer, Duration.ZERO, null, Duration.ZERO);
    }

    static Reply reset() {
        return of(null);
    }

    Reply delayed(Duration more) {
        return new Reply(answer, delay.plus(more), later, laterBy);
    }

    int status() {
        return answer == null ? 0 : answer.status();
    }
}
