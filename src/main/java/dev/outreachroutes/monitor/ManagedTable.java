package dev.outreachroutes.monitor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.ReflectionException;

/**
 * An MBean as a table of attributes with words for operators. Spring's own exporter would list a getter for every attribute among
 * the operations; here stand only those that do something.
 */
final class ManagedTable implements DynamicMBean {

    private final String description;
    private final Map<String, Shown> attributes = new LinkedHashMap<>();
    private final Map<String, Offered> operations = new LinkedHashMap<>();

    private record Shown(MBeanAttributeInfo info, Supplier<?> value) {}

    private record Offered(MBeanOperationInfo info, Function<Object[], ?> action) {}

    ManagedTable(String description) {
        this.description = description;
    }

    <T> void show(String name, Class<T> type, String words, Supplier<T> value) {
        attributes.put(name, new Shown(new MBeanAttributeInfo(name, type.getName(), words, true, false, false), value));
    }

    void offer(MBeanOperationInfo info, Function<Object[], ?> action) {
        operations.put(info.getName() + "/" + info.getSignature().length, new Offered(info, action));
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        return new MBeanInfo(
                ManagedTable.class.getName(),
                description,
                attributes.values().stream().map(Shown::info).toArray(MBeanAttributeInfo[]::new),
                null,
                operations.values().stream().map(Offered::info).toArray(MBeanOperationInfo[]::new),
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
        Object[] given = arguments == null ? new Object[0] : arguments;
        Offered offered = operations.get(operation + "/" + given.length);
        if (offered == null) {
            throw new ReflectionException(new NoSuchMethodException(operation));
        }
        return offered.action().apply(given);
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
