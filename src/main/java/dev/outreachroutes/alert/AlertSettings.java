package dev.outreachroutes.alert;

import dev.outreachroutes.destination.AlertLimits;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is an alert, and how often it is told. Of the limits a destination may have others.
 *
 * @param lasting how long a state has to last to be an alert, and how long every alert's end. Default 1 minute
 * @param repeat how often an alert is told again that nobody has acknowledged; zero: never. Default 4 hours
 * @param kept how long alerts are kept that are over. Default 90 days
 * @param attempts how often a channel tries to tell of an alert, at least 1. Default 10, about an hour
 * @param ratesFrom events, or deliveries, of which there are so many at least before their rates count. Default 100
 * @param drain how long what waits may take to be sent while the quota is used up. Default 12 hours
 * @param failureRate the percentage of deliveries given up. Default 5
 * @param excludedRate the percentage of profile events excluded. Default 1
 * @param oldestPending how long a prospect waits. Default 4 hours
 * @param deadLetters how many have come within an hour and are open. Default 10
 * @param paused how long delivery is paused. Default 1 day
 * @param noEvents how long nothing comes. Default zero, which is never
 * @param unread records of the topic that are not read yet. Default 100,000
 */
@ConfigurationProperties("outreach.alerts")
record AlertSettings(
        @DefaultValue("1m") Duration lasting,
        @DefaultValue("4h") Duration repeat,
        @DefaultValue("90d") Duration kept,
        @DefaultValue("10") int attempts,
        @DefaultValue("100") int ratesFrom,
        @DefaultValue("12h") Duration drain,
        @DefaultValue("5") double failureRate,
        @DefaultValue("1") double excludedRate,
        @DefaultValue("4h") Duration oldestPending,
        @DefaultValue("10") int deadLetters,
        @DefaultValue("1d") Duration paused,
        @DefaultValue("0s") Duration noEvents,
        @DefaultValue("100000") int unread) {

    AlertSettings {
        for (Duration time : List.of(lasting, repeat, kept, drain)) {
            if (time.isNegative()) {
                throw new IllegalArgumentException("times of outreach.alerts must not be negative");
            }
        }
        if (attempts < 1 || ratesFrom < 1) {
            throw new IllegalArgumentException("outreach.alerts.attempts and rates-from must be at least 1");
        }
    }

    /** Of all destinations. */
    AlertLimits limits() {
        return new AlertLimits(failureRate, excludedRate, oldestPending, deadLetters, paused, noEvents, unread);
    }
}
