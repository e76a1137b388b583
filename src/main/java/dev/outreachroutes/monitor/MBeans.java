package dev.outreachroutes.monitor;

import dev.outreachroutes.destination.Account;
import java.util.Set;
import javax.management.MalformedObjectNameException;
import javax.management.NotCompliantMBeanException;
import javax.management.ObjectName;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jmx.export.MBeanExportOperations;

/** Shows destinations and accounts in JMX, and so in the console. The exporter takes them out again when the process stops. */
final class MBeans implements SmartInitializingSingleton {

    private final ManagedDestinations destinations;
    private final Set<Account> accounts;
    private final Overviews overviews;
    private final MBeanExportOperations exporter;

    MBeans(
            ManagedDestinations destinations,
            Set<Account> accounts,
            Overviews overviews,
            MBeanExportOperations exporter) {
        this.destinations = destinations;
        this.accounts = Set.copyOf(accounts);
        this.overviews = overviews;
        this.exporter = exporter;
    }

    @Override
    public void afterSingletonsInstantiated() {
        destinations.all().forEach(each -> show("Destination", each.name(), each, DestinationMBean.class));
        accounts.forEach(
                each -> show("Account", each.name(), new ManagedAccount(each.name(), overviews), AccountMBean.class));
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
