package dev.outreachroutes.monitor;

import java.lang.reflect.Method;
import java.util.Arrays;
import javax.management.DescriptorRead;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.NotCompliantMBeanException;
import javax.management.StandardMBean;

/**
 * An MBean that tells the {@link Words} of its interface. Spring's own exporter would list a getter for every attribute among the
 * operations; here stand only those that do something.
 */
public final class DescribedMBean extends StandardMBean {

    static final String WORDS = "words";

    public <T> DescribedMBean(T bean, Class<T> attributesAndOperations) throws NotCompliantMBeanException {
        super(bean, attributesAndOperations);
    }

    @Override
    protected String getDescription(MBeanInfo info) {
        return words(info);
    }

    @Override
    protected String getDescription(MBeanFeatureInfo info) {
        return words(info);
    }

    @Override
    protected String getDescription(MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
        return words(parameter);
    }

    /** As the interface names it; none of our operations has two signatures. */
    @Override
    protected String getParameterName(MBeanOperationInfo operation, MBeanParameterInfo parameter, int sequence) {
        return Arrays.stream(getMBeanInterface().getMethods())
                .filter(method -> method.getName().equals(operation.getName()))
                .map(Method::getParameters)
                .findFirst()
                .orElseThrow()[sequence]
                .getName();
    }

    private static String words(DescriptorRead part) {
        return (String) part.getDescriptor().getFieldValue(WORDS);
    }
}
