package dev.outreachroutes.bench;

import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** The route that a comparison compares with, in a process of its own. Its properties are those of the system. */
final class PlainRoute {

    private PlainRoute() {}

    public static void main(String[] arguments) throws Exception {
        CamelContext camel = new DefaultCamelContext();
        Properties properties = new Properties();
        properties.putAll(System.getProperties());
        camel.getPropertiesComponent().setInitialProperties(properties);
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(ResourceHelper.resolveMandatoryResource(camel, "classpath:bench/plain.camel.yaml"));
        camel.start();
        Thread.currentThread().join();
    }
}
