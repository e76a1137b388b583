package dev.outreachroutes.routes.check;

import dev.outreachroutes.routes.file.RouteFile;
import dev.outreachroutes.routes.file.RouteOrTemplate;
import dev.outreachroutes.routes.file.Steps;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.model.InterceptSendToEndpointDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.OnWhenDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.support.EndpointHelper;
import org.apache.camel.util.URISupport;

/**
 * No step may send to Outreach without the access token, the lease guard and the request guard, and nobody else may get the
 * token.
 */
final class RequestsCheck {

    private static final Steps.Call TOKEN = new Steps.Call("bearerToken", "process");
    private static final Steps.Call LEASE = new Steps.Call("leaseGuard", "check");
    private static final Steps.Call REQUEST = new Steps.Call("requestGuard", "check");

    /** Every exchange that delivers has this property, and no other has. */
    private static final String OF_A_CLAIM = "${exchangeProperty.outreachRequest} != null";

    private static final List<Steps.Call> GUARDS = List.of(TOKEN, LEASE, REQUEST);
    private static final Pattern HTTP = Pattern.compile("https?:(?://)?([^/?#]*).*", Pattern.CASE_INSENSITIVE);
    private static final String OUTREACH = "api.outreach.io";
    private static final List<String> ELSEWHERE =
            List.of("https://elsewhere.invalid/", "http://elsewhere.invalid/", "direct://elsewhere");

    private RequestsCheck() {}

    static void run(RouteFiles files) {
        for (RouteOrTemplate route : files.routesAndTemplates()) {
            // Without a configuration that it asks for everything would be told twice.
            if (ConfigurationsCheck.areThere(route, files)) {
                walk(
                        route.route().getOutputs(),
                        new HashSet<>(),
                        route.interceptors(files.configurations()),
                        files,
                        (step, missing) -> files.error(route, step, unguarded(missing), cure()));
            }
        }
        for (RouteFile file : files.list()) {
            for (RouteConfigurationDefinition part : file.configurations()) {
                for (OnExceptionDefinition clause : part.getOnExceptions()) {
                    walk(
                            clause.getOutputs(),
                            new HashSet<>(),
                            part.getInterceptSendTos(),
                            files,
                            (step, missing) -> files.error(file, part, step, unguarded(missing), cure()));
                }
                part.getInterceptSendTos().stream()
                        .filter(interceptor ->
                                calls(interceptor.getOutputs()).stream().anyMatch(call -> call.is(TOKEN)))
                        .filter(interceptor -> ELSEWHERE.stream().anyMatch(uri -> matches(uri, interceptor, files)))
                        .forEach(interceptor -> files.error(
                                file,
                                part,
                                interceptor,
                                "would send the account's access token elsewhere: its uri '" + interceptor.getUri()
                                        + "' is not only Outreach's",
                                "Write uri: \"{{outreach.api-url}}*\"."));
            }
        }
    }

    private interface Unguarded {
        void found(ProcessorDefinition<?> step, Set<Steps.Call> missing);
    }

    /**
     * @param done the calls that were made before the first of the steps, whatever way led there
     */
    private static void walk(
            List<ProcessorDefinition<?>> steps,
            Set<Steps.Call> done,
            List<InterceptSendToEndpointDefinition> interceptors,
            RouteFiles files,
            Unguarded unguarded) {
        for (ProcessorDefinition<?> step : steps) {
            Steps.call(step).ifPresent(done::add);
            Steps.uri(step)
                    .map(uri -> files.references().resolve(uri))
                    .filter(uri -> isOutreach(uri, files))
                    .ifPresent(uri -> {
                        Set<Steps.Call> missing = new HashSet<>(GUARDS);
                        done.forEach(call -> missing.removeIf(call::is));
                        interceptors.stream()
                                .filter(RequestsCheck::isForEveryClaim)
                                .filter(interceptor -> matches(uri, interceptor, files))
                                .flatMap(interceptor -> calls(interceptor.getOutputs()).stream())
                                .forEach(call -> missing.removeIf(call::is));
                        if (!missing.isEmpty()) {
                            unguarded.found(step, missing);
                        }
                    });
            Set<Steps.Call> below = Steps.isPlainGroup(step) ? done : new HashSet<>(done);
            walk(Steps.below(step), below, interceptors, files, unguarded);
        }
    }

    private static boolean isForEveryClaim(InterceptSendToEndpointDefinition interceptor) {
        OnWhenDefinition when = interceptor.getOnWhen();
        return when == null
                || when.getExpression() != null
                        && OF_A_CLAIM.equals(when.getExpression().getExpression());
    }

    /** What is called whenever these steps are done. */
    private static List<Steps.Call> calls(List<ProcessorDefinition<?>> steps) {
        List<Steps.Call> calls = new ArrayList<>();
        for (ProcessorDefinition<?> step : steps) {
            Steps.call(step).ifPresent(calls::add);
            if (Steps.isPlainGroup(step)) {
                calls.addAll(calls(step.getOutputs()));
            }
        }
        return calls;
    }

    static boolean isOutreach(String uri, RouteFiles files) {
        String ours = files.references().resolve("{{outreach.api-url}}");
        String host = host(uri);
        return uri.startsWith(ours) || !host.isEmpty() && (host.equals(OUTREACH) || host.equals(host(ours)));
    }

    private static String host(String uri) {
        Matcher http = HTTP.matcher(uri);
        return http.matches() ? http.group(1).toLowerCase(Locale.ROOT) : "";
    }

    /** As Camel decides it. */
    private static boolean matches(String uri, InterceptSendToEndpointDefinition interceptor, RouteFiles files) {
        String pattern = files.references().resolve(interceptor.getUri());
        if (pattern == null) {
            return true;
        }
        String known = Steps.isDynamic(uri) ? uri.substring(0, uri.indexOf('$')) : uri;
        try {
            return EndpointHelper.matchEndpoint(null, known, pattern)
                    || EndpointHelper.matchEndpoint(null, known, URISupport.normalizeUri(pattern));
        } catch (URISyntaxException | RuntimeException e) {
            return false;
        }
    }

    private static String unguarded(Set<Steps.Call> missing) {
        return "sends to Outreach without "
                + missing.stream().map(Steps.Call::toString).sorted().collect(Collectors.joining(", "))
                + ": no interceptSendToEndpoint of the route's configurations has that and a uri that matches";
    }

    private static String cure() {
        return "Give the route the routeConfigurationId delivery-errors, whose interceptSendToEndpoint has the uri "
                + "\"{{outreach.api-url}}*\" and the steps "
                + GUARDS.stream().map(Steps.Call::toString).collect(Collectors.joining(", ")) + ".";
    }
}
