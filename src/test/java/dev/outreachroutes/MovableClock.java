package dev.outreachroutes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until a test moves it. */
public final class MovableClock implements InstantSource {

    private volatile Instant now;

    private MovableClock(Instant now) {
        this.now = now;
    }

    /** Stands at a moment that does not matter. */
    public static MovableClock fixed() {
        return at("2026-11-23T10:00:00Z");
    }

    /** Stands at a time given as text, such as {@code 2026-11-23T10:15:00Z}. */
    public static MovableClock at(String time) {
        return new MovableClock(Instant.parse(time));
    }

    public synchronized void advance(Duration duration) {
        now = now.plus(duration);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
