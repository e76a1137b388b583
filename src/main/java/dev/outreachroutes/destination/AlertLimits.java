package dev.outreachroutes.destination;

import java.time.Duration;

/**
 * From where on what concerns a destination is an alert. What is null was not said. Zero turns it off.
 *
 * @param failureRate the percentage of deliveries given up
 * @param excludedRate the percentage of profile events excluded
 * @param oldestPending how long a prospect waits
 * @param deadLetters how many have come lately and are open
 * @param paused how long delivery is paused
 * @param noEvents how long nothing comes
 * @param unread records of the topic that are not read yet
 */
public record AlertLimits(
        Double failureRate,
        Double excludedRate,
        Duration oldestPending,
        Integer deadLetters,
        Duration paused,
        Duration noEvents,
        Integer unread) {

    /** Nothing is said. */
    public static final AlertLimits NONE = new AlertLimits(null, null, null, null, null, null, null);

    public AlertLimits {
        requirePercentage(failureRate);
        requirePercentage(excludedRate);
        requireNotNegative(oldestPending);
        requireNotNegative(paused);
        requireNotNegative(noEvents);
        if (deadLetters != null && deadLetters < 0 || unread != null && unread < 0) {
            throw new IllegalArgumentException("numbers from which on there is an alert are not negative");
        }
    }

    private static void requirePercentage(Double rate) {
        if (rate != null && !(rate >= 0 && rate <= 100)) {
            throw new IllegalArgumentException("rates from which on there is an alert are from 0 to 100");
        }
    }

    private static void requireNotNegative(Duration duration) {
        if (duration != null && duration.isNegative()) {
            throw new IllegalArgumentException("times from which on there is an alert are not negative");
        }
    }

    /** What is said here and, where nothing is, what others say. */
    public AlertLimits or(AlertLimits others) {
        return new AlertLimits(
                failureRate == null ? others.failureRate : failureRate,
                excludedRate == null ? others.excludedRate : excludedRate,
                oldestPending == null ? others.oldestPending : oldestPending,
                deadLetters == null ? others.deadLetters : deadLetters,
                paused == null ? others.paused : paused,
                noEvents == null ? others.noEvents : noEvents,
                unread == null ? others.unread : unread);
    }
}
