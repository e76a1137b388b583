package dev.outreachroutes.monitor;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long what is over is kept.
 *
 * @param settledDeadLetters from when it was settled. Default 30 days
 * @param openDeadLetters from when it was kept. Default 180 days
 * @param exclusions which prospects were excluded, from when that was noted. Default 90 days
 * @param removedBacklogs backlogs of destinations that are not configured any more, from when that was seen. Default 30 days
 * @param audit from when it was done. Default 400 days
 * @param requests that left, from when they ended. Default 24 hours
 * @param troubledRequests the last ones of prospects of which Outreach has not confirmed one. Default 90 days
 * @param forgotten that a prospect was forgotten, from then on. Default 90 days
 * @param runs the numbers of an hour, from when it began. Default 90 days
 * @param resyncs resyncs and what they list, from when they ended. Default 90 days
 */
@ConfigurationProperties("retention")
record RetentionSettings(
        @DefaultValue("30d") Duration settledDeadLetters,
        @DefaultValue("180d") Duration openDeadLetters,
        @DefaultValue("90d") Duration exclusions,
        @DefaultValue("30d") Duration removedBacklogs,
        @DefaultValue("400d") Duration audit,
        @DefaultValue("24h") Duration requests,
        @DefaultValue("90d") Duration troubledRequests,
        @DefaultValue("90d") Duration forgotten,
        @DefaultValue("90d") Duration runs,
        @DefaultValue("90d") Duration resyncs) {

    RetentionSettings {
        requireAnHour("settled-dead-letters", settledDeadLetters);
        requireAnHour("open-dead-letters", openDeadLetters);
        requireAnHour("exclusions", exclusions);
        requireAnHour("removed-backlogs", removedBacklogs);
        requireAnHour("audit", audit);
        requireAnHour("requests", requests);
        requireAnHour("troubled-requests", troubledRequests);
        requireAnHour("forgotten", forgotten);
        requireAnHour("runs", runs);
        requireAnHour("resyncs", resyncs);
    }

    private static void requireAnHour(String name, Duration duration) {
        if (duration.compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalArgumentException("retention." + name + " must be an hour or longer, such as 30d");
        }
    }
}
