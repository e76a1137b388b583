package dev.outreachroutes.operation;

import dev.outreachroutes.backlog.Pauses;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import io.micrometer.core.instrument.MeterRegistry;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jmx.export.MBeanExportOperations;

/** Shows every destination in JMX, and so in the console. The exporter takes them out again when the process stops. */
final class ManagedDestinations implements SmartInitializingSingleton {

    private final Destinations destinations;
    private final Overviews overviews;
    private final Pauses pauses;
    private final MeterRegistry meters;
    private final MBeanExportOperations exporter;

    ManagedDestinations(
            Destinations destinations,
            Overviews overviews,
            Pauses pauses,
            MeterRegistry meters,
            MBeanExportOperations exporter) {
        this.destinations = destinations;
        this.overviews = overviews;
        this.pauses = pauses;
        this.meters = meters;
        this.exporter = exporter;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (Destination destination : destinations.destinations()) {
            DestinationCounts counts = new DestinationCounts(meters, destination.name());
            ManagedDestination managed = new ManagedDestination(destination, overviews, counts, pauses);
            exporter.registerManagedResource(new DestinationMBean(managed), name(destination));
        }
    }

    private static ObjectName name(Destination destination) {
        try {
            return new ObjectName("dev.outreachroutes:type=Destination,name=" + destination.name());
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException("not a name for an MBean: " + destination.name(), e);
        }
    }
}
