package dev.outreachroutes.console.jolokia;

import dev.outreachroutes.console.login.Role;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Operations of MBeans that a role may execute beside those it may anyway, each as {@link OperationRule} writes them. Only our
 * own and Camel's can be added: those of the JVM and of libraries can read files, load code or stop the process.
 */
@ConfigurationProperties("console.operations")
record OperationSettings(List<String> viewer, List<String> operator, List<String> admin) {

    private static final List<String> DOMAINS = List.of("dev.outreachroutes", "org.apache.camel");

    OperationSettings {
        viewer = viewer == null ? List.of() : List.copyOf(viewer);
        operator = operator == null ? List.of() : List.copyOf(operator);
        admin = admin == null ? List.of() : List.copyOf(admin);
        for (String text :
                Stream.of(viewer, operator, admin).flatMap(List::stream).toList()) {
            if (!DOMAINS.contains(OperationRule.of(text).domain())) {
                throw new IllegalArgumentException("'" + text + "' is an operation of neither "
                        + String.join(" nor ", DOMAINS) + "; no others can be allowed");
            }
        }
    }

    Map<Role, List<String>> byRole() {
        return Map.of(Role.VIEWER, viewer, Role.OPERATOR, operator, Role.ADMIN, admin);
    }
}
