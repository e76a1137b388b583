package dev.outreachroutes.console.jolokia;

import dev.outreachroutes.console.login.Role;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.management.ObjectName;
import org.jolokia.server.core.service.api.Restrictor;
import org.jolokia.server.core.util.HttpMethod;
import org.jolokia.server.core.util.RequestType;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Decides what the person behind a request may do through Jolokia, and so in Hawtio. Jolokia asks it in the thread of the request,
 * where Spring Security says who that is; without an answer nothing is allowed.
 *
 * <p>Everything is a list of what is allowed. Reading ends where profile data or secrets begin: no role sees bodies or headers
 * of messages here, nor what the JVM was started with. Nobody sets attributes.
 */
final class JolokiaPolicy implements Restrictor {

    private static final Set<RequestType> TYPES =
            Set.of(RequestType.READ, RequestType.LIST, RequestType.SEARCH, RequestType.EXEC, RequestType.VERSION);

    private static final Set<String> READABLE =
            Set.of("dev.outreachroutes", "org.apache.camel", "hawtio", "java.lang", "java.nio");

    /** Kafka's clients have a domain for each kind of client. */
    private static final String KAFKA = "kafka.";

    /** The others are the command line and the system properties, where secrets may stand. */
    private static final Set<String> OF_THE_RUNTIME = Set.of(
            "Name",
            "ManagementSpecVersion",
            "SpecName",
            "SpecVendor",
            "SpecVersion",
            "StartTime",
            "Uptime",
            "VmName",
            "VmVendor",
            "VmVersion");

    /** What Hawtio executes to show its pages, and what an operator needs on call. */
    private static final Map<Role, List<String>> BUILT_IN = Map.of(
            Role.VIEWER,
            List.of(
                    "hawtio:type=security/canInvoke",
                    "dev.outreachroutes:type=Destination/explain",
                    // Not the signatures that put values in the place of {{placeholders}}.
                    "org.apache.camel:type=context/dumpRoutesAsXml()",
                    "org.apache.camel:type=routes/dumpRouteAsXml()",
                    // A question, which Hawtio asks before it shows a route's source. The answer is no.
                    "org.apache.camel:type=routes/isUpdateRouteEnabled",
                    "org.apache.camel:type=context/componentNames",
                    "org.apache.camel:type=context/dumpRoutesStatsAsXml",
                    "org.apache.camel:type=routes/dumpRouteStatsAsXml",
                    // Exchanges under way: their IDs, where they are and how long, not what they carry.
                    "org.apache.camel:type=services/browse",
                    "org.apache.camel:type=services/endpointStatistics",
                    "org.apache.camel:type=services/listTypeConverters",
                    "org.apache.camel:type=services/listRestServices"),
            Role.OPERATOR,
            List.of(
                    "dev.outreachroutes:type=Account/checkAccount",
                    "dev.outreachroutes:type=Configuration/check",
                    "dev.outreachroutes:type=Configuration/reload",
                    "dev.outreachroutes:type=Destination/pause",
                    "dev.outreachroutes:type=Destination/resume",
                    "dev.outreachroutes:type=Destination/resync",
                    "dev.outreachroutes:type=Destination/compare",
                    "dev.outreachroutes:type=Destination/cancelResync",
                    "dev.outreachroutes:type=Destination/replayDeadLetter",
                    "dev.outreachroutes:type=Destination/replayDeadLetters",
                    "dev.outreachroutes:type=Destination/discardDeadLetter",
                    "dev.outreachroutes:type=Destination/discardDeadLetters",
                    "org.apache.camel:type=routes/start",
                    "org.apache.camel:type=routes/stop",
                    "org.apache.camel:type=routes/suspend",
                    "org.apache.camel:type=routes/resume",
                    "org.apache.camel:type=routes/restart"),
            Role.ADMIN,
            List.of("dev.outreachroutes:type=Destination/forget"));

    private final Map<Role, List<OperationRule>> executable = new EnumMap<>(Role.class);

    JolokiaPolicy(OperationSettings settings) {
        for (Role role : Role.values()) {
            executable.put(
                    role,
                    Arrays.stream(Role.values())
                            .filter(included -> included.compareTo(role) <= 0)
                            .flatMap(included -> Stream.concat(
                                    BUILT_IN.get(included).stream(), settings.byRole().get(included).stream()))
                            .map(OperationRule::of)
                            .toList());
        }
    }

    @Override
    public boolean isTypeAllowed(RequestType type) {
        return TYPES.contains(type) && role().isPresent();
    }

    @Override
    public boolean isAttributeReadAllowed(ObjectName mbean, String attribute) {
        boolean runtime = mbean.getDomain().equals("java.lang") && "Runtime".equals(mbean.getKeyProperty("type"));
        return role().isPresent() && !isObjectNameHidden(mbean) && (!runtime || OF_THE_RUNTIME.contains(attribute));
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName mbean, String attribute) {
        return false;
    }

    /** Jolokia asks for a pattern once, and then executes on everything that matches: none is allowed. */
    @Override
    public boolean isOperationAllowed(ObjectName mbean, String operation) {
        return !mbean.isPattern()
                && operation != null
                && role().map(executable::get).orElse(List.of()).stream()
                        .anyMatch(rule -> rule.allows(mbean, operation));
    }

    @Override
    public boolean isObjectNameHidden(ObjectName mbean) {
        return !READABLE.contains(mbean.getDomain()) && !mbean.getDomain().startsWith(KAFKA);
    }

    @Override
    public boolean isHttpMethodAllowed(HttpMethod method) {
        return role().isPresent();
    }

    @Override
    public boolean isRemoteAccessAllowed(String... hostOrAddress) {
        return role().isPresent();
    }

    /** Spring Security has compared the origins; Jolokia is to give none its permission. */
    @Override
    public boolean isOriginAllowed(String origin, boolean strict) {
        return strict;
    }

    private static Optional<Role> role() {
        Authentication person = SecurityContextHolder.getContext().getAuthentication();
        if (person == null || !person.isAuthenticated()) {
            return Optional.empty();
        }
        List<String> authorities = person.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .toList();
        return Arrays.stream(Role.values())
                .filter(role -> authorities.contains(role.authority()))
                .reduce((lower, higher) -> higher);
    }
}
