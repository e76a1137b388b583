package dev.outreachroutes.command;

import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;

/** The settings as the runtime would have them: {@code application.yaml} and the environment, without starting anything. */
final class CheckSettings {

    private CheckSettings() {}

    static ConfigurableEnvironment environment() {
        ConfigurableEnvironment environment = new StandardEnvironment();
        ConfigDataEnvironmentPostProcessor.applyTo(environment);
        return environment;
    }
}
