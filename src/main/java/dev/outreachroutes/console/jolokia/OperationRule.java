package dev.outreachroutes.console.jolokia;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;

/**
 * Names operations that may be executed, written {@code DOMAIN:type=TYPE/OPERATION}: those of all MBeans with this domain and
 * type. An operation without brackets means every signature, {@code dump()} only the one without arguments.
 */
record OperationRule(String domain, String type, String operation) {

    private static final Pattern TEXT = Pattern.compile("([^:/,\\s]+):type=([^:/,\\s]+)/([^:/\\s]+)");

    /** How Jolokia tells the name of an operation from its signature. */
    private static final Pattern SIGNED = Pattern.compile("(.*)\\(.*\\)");

    static OperationRule of(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' names no operation of an MBean; write DOMAIN:type=TYPE/OPERATION, as in org.apache.camel:type=routes/reset");
        }
        return new OperationRule(matcher.group(1), matcher.group(2), matcher.group(3));
    }

    /** Whether it allows an operation; asked with a name alone it answers for any signature of that name. */
    boolean allows(ObjectName mbean, String asked) {
        return domain.equals(mbean.getDomain())
                && type.equals(mbean.getKeyProperty("type"))
                && (operation.equals(name(asked)) || operation.equals(asked.replace(" ", "")));
    }

    private static String name(String asked) {
        Matcher matcher = SIGNED.matcher(asked);
        return matcher.matches() ? matcher.group(1) : asked;
    }
}
