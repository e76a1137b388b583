package dev.outreachroutes.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class BacklogSettingsTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withUserConfiguration(OnlySettings.class);

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(BacklogSettings.class)
    static class OnlySettings {}

    @Test
    void withNothingConfiguredTheDefaultsHold() {
        runner.run(context -> assertThat(context.getBean(BacklogSettings.class)).isEqualTo(BacklogSettings.defaults()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    lease=100s | outreach.backlog.lease (100 s) must be longer than send-within, longest-request and settle-time together (100 s)
                    settle-time=35s | must be longer than send-within, longest-request and settle-time together (120 s)
                    settle-time=-1s | outreach.backlog.settle-time must not be negative
                    send-within=0s | outreach.backlog.send-within must be longer than zero
                    first-back-off=0s | outreach.backlog.first-back-off must be longer than zero
                    first-back-off=6m | outreach.backlog.longest-back-off must not be shorter than first-back-off
                    quota-fallback=-1s | outreach.backlog.quota-fallback must be longer than zero
                    max-attempts=0 | outreach.backlog.max-attempts must be at least 1
                    """)
    void aSettingThatCannotWorkStopsTheStartAndSaysWhy(String setting, String message) {
        runner.withPropertyValues("outreach.backlog." + setting)
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining(message));
    }
}
