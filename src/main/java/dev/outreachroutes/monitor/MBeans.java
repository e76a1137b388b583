package dev.outreachroutes.monitor;

import dev.outreachroutes.destination.Account;
import java.util.Set;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jmx.export.MBeanExportOperations;

/** Shows destinations and accounts in JMX, and so in the console. The exporter takes them out again when the process stops. */
final class MBeans implements SmartInitializingSingleton {

    private final ManagedDestinations destinations;
    private final Set<Account> accounts;
    private final LatestOverview latest;
    private final MBeanExportOperations exporter;

    MBeans(
            ManagedDestinations destinations,
            Set<Account> accounts,
            LatestOverview latest,
            MBeanExportOperations exporter) {
        this.destinations = destinations;
        this.accounts = Set.copyOf(accounts);
        this.latest = latest;
        this.exporter = exporter;
    }

    @Override
    public void afterSingletonsInstantiated() {
        destinations.all().forEach(each -> show("Destination", each.name(), DestinationMBean.of(each)));
        accounts.forEach(each -> show("Account", each.name(), AccountMBean.of(each.name(), latest)));
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
