package dev.outreachroutes.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved. */
public final class MovableClock implements InstantSource {

    private volatile Instant now;

    /** Stands at this time. */
    public MovableClock(Instant now) {
        this.now = now;
    }

    /** Stands at a time given as text, such as {@code 2026-11-23T10:15:00Z}. */
    public static MovableClock at(String time) {
        return new MovableClock(Instant.parse(time));
    }

    /** Moves on. */
    public synchronized void advance(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
