package dev.outreachroutes.alert.store;

import java.time.Instant;
import java.util.Locale;

/**
 * What is to be told of an alert by one channel.
 *
 * @param id rises with time
 * @param attempt which one this is, from 1
 */
public record Notification(long id, Channel channel, Event event, int attempt, Alert alert) {

    /** What has happened. */
    public enum Event {
        RAISED,
        /** It goes on, and nobody has acknowledged it. */
        REPEATED,
        CLEARED;

        /** In small letters. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public boolean isCleared() {
        return event == Event.CLEARED;
    }

    /** In one line, as in {@code emea-sales: 3.1 % of what came was excluded}. */
    public String title() {
        String what = alert.subject().words() + ": " + alert.text();
        return switch (event) {
            case RAISED -> what;
            case REPEATED -> "Still: " + what;
            case CLEARED -> "Over: " + what;
        };
    }

    /** When what it tells has begun or ended. */
    public Instant at() {
        return isCleared() ? alert.clearedAt() : alert.since();
    }
}
