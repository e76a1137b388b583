package dev.outreachroutes.monitor;

import dev.outreachroutes.account.check.AccountCheck;
import dev.outreachroutes.destination.Destinations;
import java.util.HashSet;
import java.util.Set;
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
    private final Set<ObjectName> shown = new HashSet<>();

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
        showAll();
        destinations.onReplace(this::showAll);
    }

    /** Shows those that are new, and no more those that are gone. */
    private synchronized void showAll() {
        Set<ObjectName> all = new HashSet<>();
        managed.all().forEach(each -> all.add(show("Destination", each.name(), each, DestinationMBean.class)));
        destinations
                .used()
                .forEach(each -> all.add(show(
                        "Account",
                        each.name(),
                        new ManagedAccount(each.name(), latest, destinations, check),
                        AccountMBean.class)));
        shown.stream().filter(name -> !all.contains(name)).forEach(exporter::unregisterManagedResource);
        shown.clear();
        shown.addAll(all);
    }

    private <T> ObjectName show(String type, String name, T bean, Class<T> attributesAndOperations) {
        try {
            ObjectName objectName = new ObjectName("dev.outreachroutes:type=" + type + ",name=" + name);
            if (!shown.contains(objectName)) {
                exporter.registerManagedResource(new DescribedMBean(bean, attributesAndOperations), objectName);
            }
            return objectName;
        } catch (MalformedObjectNameException | NotCompliantMBeanException e) {
            throw new IllegalStateException("cannot be shown as an MBean: " + name, e);
        }
    }
}
