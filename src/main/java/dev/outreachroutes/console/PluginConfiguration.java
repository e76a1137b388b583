package dev.outreachroutes.console;

import io.hawt.springboot.HawtioPlugin;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The Outreach pages in Hawtio: the program in {@code src/main/console}, which talks to {@code /api/v1}. Where Hawtio has a port of
 * its own, which does not serve the API, they are not there.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnManagementPort(ManagementPortType.SAME)
class PluginConfiguration {

    /** Relative to Hawtio's own page, so that it holds below any prefix. */
    private static final String URL = "../../console/plugin";

    /** As in {@code src/main/console/build.mjs}. */
    private static final String SCOPE = "outreachRoutes";

    @Bean
    HawtioPlugin outreachPlugin() {
        return new HawtioPlugin(SCOPE, "./plugin", URL);
    }
}
