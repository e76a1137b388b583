package dev.outreachroutes.operation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.ReflectionException;

/**
 * A destination as JMX shows it, and so the console: the table of its attributes, with words for operators. Spring's own
 * exporter would list a getter for every attribute among the operations; here stand only those that do something.
 */
final class DestinationMBean implements DynamicMBean {

    private static final MBeanOperationInfo PAUSE = new MBeanOperationInfo(
            "pause",
            "Pauses delivery, on all replicas and across restarts; events are taken in all the same",
            new MBeanParameterInfo[] {
                new MBeanParameterInfo("reason", String.class.getName(), "Why, for whoever looks next")
            },
            String.class.getName(),
            MBeanOperationInfo.ACTION);

    private static final MBeanOperationInfo RESUME = new MBeanOperationInfo(
            "resume",
            "Lets delivery go on",
            new MBeanParameterInfo[0],
            String.class.getName(),
            MBeanOperationInfo.ACTION);

    private final ManagedDestination destination;
    private final Map<String, Shown> attributes = new LinkedHashMap<>();

    private record Shown(MBeanAttributeInfo info, Supplier<?> value) {}

    DestinationMBean(ManagedDestination destination) {
        this.destination = destination;
        show(
                "Description",
                String.class,
                "What destinations.yaml says this destination is for",
                destination::description);
        show("Account", String.class, "The account whose connection and quota it uses", destination::account);
        show(
                "Pending",
                Long.class,
                "Prospects that wait for a request, or for the answer to one",
                destination::pending);
        show(
                "OldestPendingSince",
                String.class,
                "Since when the longest waiting prospect waits",
                destination::oldestPendingSince);
        show(
                "OldestPendingSeconds",
                Long.class,
                "How many seconds the longest waiting prospect has waited; 0 when none waits",
                destination::oldestPendingSeconds);
        show(
                "Paused",
                Boolean.class,
                "Whether delivery is paused until somebody resumes it; events are taken in all the same",
                destination::paused);
        show("PauseReason", String.class, "Why delivery is paused", destination::pauseReason);
        show("PausedSince", String.class, "Since when delivery is paused", destination::pausedSince);
        show(
                "QuotaLeft",
                Integer.class,
                "Requests that the account may still send, all its destinations together; 0 while it waits",
                destination::quotaLeft);
        show(
                "QuotaRefillsAt",
                String.class,
                "When requests that count against the quota now stop counting",
                destination::quotaRefillsAt);
        show("AccountWaitsUntil", String.class, "Until when the account sends nothing", destination::accountWaitsUntil);
        show(
                "AccountWaitsBecause",
                String.class,
                "Why the account sends nothing, or only one request at a time",
                destination::accountWaitsBecause);
        show(
                "DeadLetters",
                Long.class,
                "Dead letters kept in the database: events and changes that were given up",
                destination::deadLetters);
        show("Events", Long.class, "Profile events read since this process started", destination::events);
        show(
                "Excluded",
                Long.class,
                "Events that asked for nothing we may send, all reasons, since this process started",
                destination::excluded);
        show(
                "Merged",
                Long.class,
                "Changes joined to one that waited already, a request saved each, since this process started",
                destination::merged);
        show(
                "Unchanged",
                Long.class,
                "Changes that asked for what was so already, since this process started",
                destination::unchanged);
        show(
                "Delivered",
                Long.class,
                "Requests that Outreach confirmed, since this process started",
                destination::delivered);
        show(
                "Failed",
                Long.class,
                "Requests that failed and are tried again, since this process started",
                destination::failed);
        show("Problem", String.class, "Why some of this is unknown; empty when all is well", destination::problem);
    }

    private <T> void show(String name, Class<T> type, String description, Supplier<T> value) {
        MBeanAttributeInfo info = new MBeanAttributeInfo(name, type.getName(), description, true, false, false);
        attributes.put(name, new Shown(info, value));
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        return new MBeanInfo(
                DestinationMBean.class.getName(),
                "A destination: what waits, what was delivered, and the switch that pauses its delivery",
                attributes.values().stream().map(Shown::info).toArray(MBeanAttributeInfo[]::new),
                null,
                new MBeanOperationInfo[] {PAUSE, RESUME},
                null);
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException {
        Shown shown = attributes.get(name);
        if (shown == null) {
            throw new AttributeNotFoundException(name);
        }
        return shown.value().get();
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        AttributeList values = new AttributeList();
        List.of(names).stream()
                .filter(attributes::containsKey)
                .forEach(name -> values.add(
                        new Attribute(name, attributes.get(name).value().get())));
        return values;
    }

    @Override
    public Object invoke(String operation, Object[] arguments, String[] signature) throws ReflectionException {
        return switch (operation + "/" + (arguments == null ? 0 : arguments.length)) {
            case "pause/1" -> destination.pause((String) arguments[0]);
            case "resume/0" -> destination.resume();
            default -> throw new ReflectionException(new NoSuchMethodException(operation));
        };
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException("Nothing can be set here; use the operations");
    }

    @Override
    public AttributeList setAttributes(AttributeList values) {
        return new AttributeList();
    }
}
