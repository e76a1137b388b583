package dev.outreachroutes.monitor;

import dev.outreachroutes.account.check.AccountCheck;
import dev.outreachroutes.destination.Destinations;
import javax.management.MalformedObjectNameException;
import javax.management.NotCompliantMBeanException;
import javax.management.ObjectName;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jmx.export.MBeanExportOperations;

/** Shows destinations and accounts in JMX, and so in the console. The exporter takes them out again when the process stops. */
final class MBeans implements SmartInitializingSingleton {

    private final ManagedDestinations managed;
    private final Destinations destinations;
    private final LatestOverview latest;
    private final AccountCheck check;
    private final MBeanExportOperations exporter;

    MBeans(
            ManagedDestinations managed,
            Destinations destinations,
            LatestOverview latest,
            AccountCheck check,
            MBeanExportOperations exporter) {
        this.managed = managed;
        this.destinations = destinations;
        this.latest = latest;
        this.check = check;
        this.exporter = exporter;
    }

    @Override
    public void afterSingletonsInstantiated() {
        managed.all().forEach(each -> show("Destination", each.name(), each, DestinationMBean.class));
        destinations
                .used()
                .forEach(each -> show(
                        "Account",
                        each.name(),
                        new ManagedAccount(each.name(), latest, destinations, check),
                        AccountMBean.class));
    }

    private <T> void show(String type, String name, T bean, Class<T> attributesAndOperations) {
        try {
            exporter.registerManagedResource(
                    new DescribedMBean(bean, attributesAndOperations),
                    new ObjectName("dev.outreachroutes:type=" + type + ",name=" + name));
        } catch (MalformedObjectNameException | NotCompliantMBeanException e) {
            throw new IllegalStateException("cannot be shown as an MBean: " + name, e);
        }
    }
}
