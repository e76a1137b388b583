package dev.outreachroutes.command;

import java.util.Map;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** The program's own settings, with some of a test's before them. */
final class TestSettings {

    private TestSettings() {}

    static ConfigurableEnvironment with(Map<String, ?> settings) {
        ConfigurableEnvironment environment = CheckSettings.environment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", Map.copyOf(settings)));
        return environment;
    }
}
