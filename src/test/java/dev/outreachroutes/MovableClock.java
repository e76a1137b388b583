package dev.outreachroutes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it. */
public final class MovableClock implements InstantSource {

    private volatile Instant now;

    public MovableClock(Instant now) {
        this.now = now;
    }

    /** A clock at an arbitrary but fixed moment. */
    public static MovableClock fixed() {
        return new MovableClock(Instant.parse("2026-03-10T12:00:00Z"));
    }

    @Override
    public Instant instant() {
        return now;
    }

    public void move(Duration step) {
        now = now.plus(step);
    }
}
