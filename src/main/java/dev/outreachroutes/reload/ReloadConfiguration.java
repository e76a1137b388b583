package dev.outreachroutes.reload;

import dev.outreachroutes.backlog.ChangeCost;
import dev.outreachroutes.monitor.DescribedMBean;
import dev.outreachroutes.routes.RunningRoutes;
import dev.outreachroutes.routes.file.RouteReferences;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.InstantSource;
import javax.management.JMException;
import javax.management.ObjectName;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jmx.export.MBeanExporter;

/** Changes of the configuration while the process runs. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ReloadSettings.class)
class ReloadConfiguration {

    @Bean
    ConfigurationWatcher configurationWatcher(
            @Value("${routes.dir}") Path directory,
            RouteReferences references,
            RunningRoutes routes,
            ChangeCost cost,
            MeterRegistry meters,
            InstantSource clock) {
        return new ConfigurationWatcher(directory, references, routes, cost::between, meters, clock);
    }

    @Bean
    Watching watching(ConfigurationWatcher watcher, ReloadSettings settings) {
        return new Watching(watcher, settings);
    }

    @Bean
    ReplicaVersions replicaVersions(
            JdbcClient jdbc, @Value("${replica.name:}") String name, ConfigurationWatcher watcher, InstantSource clock)
            throws UnknownHostException {
        return new ReplicaVersions(
                jdbc, name.isEmpty() ? InetAddress.getLocalHost().getHostName() : name, watcher, clock);
    }

    @Bean
    ConfigurationHealthIndicator configurationHealthIndicator(ConfigurationWatcher watcher, ReplicaVersions versions) {
        return new ConfigurationHealthIndicator(watcher, versions);
    }

    @Bean
    MeterBinder configurationGauges(ConfigurationWatcher watcher, ReplicaVersions versions) {
        return meters -> {
            Gauge.builder(
                            "outreach.configuration.refused",
                            watcher,
                            each -> each.state().isWell() ? 0 : 1)
                    .description("1 while ROUTES_DIR has files that cannot be run")
                    .register(meters);
            Gauge.builder("outreach.configuration.differs", versions, each -> each.differ() ? 1 : 0)
                    .description("1 while replicas run different configurations for longer than a minute")
                    .register(meters);
        };
    }

    @Bean
    @ConditionalOnProperty("spring.jmx.enabled")
    SmartInitializingSingleton configurationMBean(
            ConfigurationWatcher watcher, ReplicaVersions versions, MBeanExporter exporter) {
        return () -> {
            try {
                exporter.registerManagedResource(
                        new DescribedMBean(new ManagedConfiguration(watcher, versions), ConfigurationMBean.class),
                        new ObjectName("dev.outreachroutes:type=Configuration"));
            } catch (JMException e) {
                throw new IllegalStateException("The configuration cannot be shown as an MBean", e);
            }
        };
    }
}
