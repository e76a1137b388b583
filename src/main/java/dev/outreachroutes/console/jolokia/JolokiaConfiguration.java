package dev.outreachroutes.console.jolokia;

import io.hawt.jmx.JMXSecurityMBean;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jmx.export.MBeanExporter;

/**
 * Makes Jolokia's policy, which Jolokia finds among the beans; the settings that belong to it stand in {@code
 * management.endpoint.jolokia}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OperationSettings.class)
class JolokiaConfiguration {

    @Bean
    JolokiaPolicy jolokiaPolicy(OperationSettings settings) {
        return new JolokiaPolicy(settings);
    }

    /** Hawtio looks for an MBean of this type, and prefers any to its own, which says yes to everything. */
    @Bean
    @ConditionalOnProperty("spring.jmx.enabled")
    SmartInitializingSingleton hawtioRights(JolokiaPolicy policy, MBeanServer mbeans, MBeanExporter exporter)
            throws JMException {
        ObjectName name = new ObjectName("hawtio:type=security,area=jmx,name=ByRole");
        StandardMBean rights = new StandardMBean(new HawtioRights(policy, mbeans), JMXSecurityMBean.class);
        return () -> exporter.registerManagedResource(rights, name);
    }
}
