package dev.outreachroutes.reload;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How changes of {@code ROUTES_DIR} are taken while the process runs.
 *
 * @param watch whether the directory is looked at; without it a change waits for the operation {@code reload}, or a restart
 * @param every how often it is looked at. A change is taken when two looks see the same. At least 100 ms
 */
@ConfigurationProperties("routes.reload")
record ReloadSettings(@DefaultValue("true") boolean watch, @DefaultValue("1s") Duration every) {

    ReloadSettings {
        if (every.compareTo(Duration.ofMillis(100)) < 0) {
            throw new IllegalArgumentException("routes.reload.every must be 100ms or longer, such as 1s");
        }
    }
}
