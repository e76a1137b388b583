package dev.outreachroutes.monitor;

import dev.outreachroutes.destination.Destinations;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jmx.export.MBeanExportOperations;

/** Shows destinations and accounts in JMX, and so in the console. The exporter takes them out again when the process stops. */
final class MBeans implements SmartInitializingSingleton {

    private final ManagedDestinations managed;
    private final Destinations destinations;
    private final LatestOverview latest;
    private final MBeanExportOperations exporter;

    MBeans(
            ManagedDestinations managed,
            Destinations destinations,
            LatestOverview latest,
            MBeanExportOperations exporter) {
        this.managed = managed;
        this.destinations = destinations;
        this.latest = latest;
        this.exporter = exporter;
    }

    @Override
    public void afterSingletonsInstantiated() {
        managed.all().forEach(each -> show("Destination", each.name(), DestinationMBean.of(each)));
        destinations.used().forEach(each -> show("Account", each.name(), AccountMBean.of(each.name(), latest)));
    }

    private void show(String type, String name, ManagedTable table) {
        try {
            exporter.registerManagedResource(
                    table, new ObjectName("dev.outreachroutes:type=" + type + ",name=" + name));
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException("not a name for an MBean: " + name, e);
        }
    }
}
