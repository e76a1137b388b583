package dev.outreachroutes.console.jolokia;

import io.hawt.jmx.JMXSecurityMBean;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.TabularData;
import javax.management.openmbean.TabularDataSupport;

/**
 * Tells Hawtio which buttons to show: those that {@link JolokiaPolicy} lets work. Hawtio asks through Jolokia, so the policy knows
 * for whom.
 */
final class HawtioRights implements JMXSecurityMBean {

    private final JolokiaPolicy policy;
    private final MBeanServer mbeans;

    HawtioRights(JolokiaPolicy policy, MBeanServer mbeans) {
        this.policy = policy;
        this.mbeans = mbeans;
    }

    /** Whether there is an operation that may be executed, or none at all: Hawtio shows a lock where this says no. */
    @Override
    public boolean canInvoke(String mbean) throws JMException {
        ObjectName name = new ObjectName(mbean);
        MBeanOperationInfo[] operations = mbeans.getMBeanInfo(name).getOperations();
        return operations.length == 0
                || Arrays.stream(operations)
                        .anyMatch(operation -> policy.isOperationAllowed(name, operation.getName()));
    }

    @Override
    public boolean canInvoke(String mbean, String operation) throws JMException {
        return policy.isOperationAllowed(new ObjectName(mbean), operation);
    }

    @Override
    public boolean canInvoke(String mbean, String operation, String[] types) throws JMException {
        return canInvoke(mbean, operation + "(" + String.join(",", types) + ")");
    }

    @Override
    public TabularData canInvoke(Map<String, List<String>> questions) throws JMException {
        TabularData answers = new TabularDataSupport(CAN_INVOKE_TABULAR_TYPE);
        for (Map.Entry<String, List<String>> question : questions.entrySet()) {
            for (String operation : question.getValue()) {
                answers.put(answer(question.getKey(), operation, canInvoke(question.getKey(), operation)));
            }
        }
        return answers;
    }

    private static CompositeDataSupport answer(String mbean, String operation, boolean allowed)
            throws OpenDataException {
        Object[] row = {mbean, operation, allowed};
        return new CompositeDataSupport(CAN_INVOKE_RESULT_ROW_TYPE, CAN_INVOKE_RESULT_COLUMNS, row);
    }
}
