package dev.outreachroutes.routes;

import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.routes.file.DestinationRoutes;
import dev.outreachroutes.routes.file.PartsLoader;
import dev.outreachroutes.routes.file.RouteFile;
import dev.outreachroutes.routes.file.RouteOrTemplate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.apache.camel.ServiceStatus;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.model.InterceptSendToEndpointDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;

/**
 * Lets the process run another configuration, and touches only what is not the same: routes whose {@link RoutePrints print} is another
 * are stopped gracefully and made anew, the others go on. Of destinations that differ in nothing else {@link Destinations} is replaced
 * alone.
 *
 * <p>For one thread at a time.
 */
public final class RunningRoutes {

    private final ModelCamelContext camel;
    private final Destinations destinations;
    private final Map<String, String> running;
    private Configuration now;

    /** @param started what the context was started with */
    RunningRoutes(ModelCamelContext camel, Destinations destinations, Configuration started) {
        this.camel = camel;
        this.destinations = destinations;
        this.running = new LinkedHashMap<>(RoutePrints.of(started));
        this.now = started;
    }

    /** What runs. */
    public Configuration now() {
        return now;
    }

    /** Whether another configuration can be run without a restart: routes without an ID cannot be told apart. */
    public boolean canBecome(Configuration next) {
        return RoutePrints.ofThoseWithoutId(now).equals(RoutePrints.ofThoseWithoutId(next));
    }

    /**
     * Runs another configuration. Takes as long as what is under way in the routes that change.
     *
     * @return the IDs of the routes that were stopped, made, or made anew
     * @throws NotAppliedException when that fails; what ran before runs again, unless the exception says otherwise
     */
    public Collection<String> become(Configuration next) throws NotAppliedException {
        Configuration before = now;
        try {
            return change(next);
        } catch (Exception e) {
            try {
                for (String id : RoutePrints.of(next).keySet()) {
                    removeLeftover(id);
                }
                change(before);
            } catch (Exception again) {
                e.addSuppressed(again);
                throw new NotAppliedException(
                        "and what ran before cannot be run again either: routes are missing", false, e);
            }
            throw new NotAppliedException("what ran before runs on", true, e);
        }
    }

    /** What runs is not what was asked for. */
    public static final class NotAppliedException extends Exception {
        private static final long serialVersionUID = 1L;

        private final boolean back;

        NotAppliedException(String message, boolean back, Throwable cause) {
            super(message, cause);
            this.back = back;
        }

        /** Whether what ran before runs again. */
        public boolean isBack() {
            return back;
        }
    }

    private Collection<String> change(Configuration next) throws Exception {
        Map<String, String> wanted = RoutePrints.of(next);
        List<String> gone = running.keySet().stream()
                .filter(id -> !Objects.equals(running.get(id), wanted.get(id)))
                .toList();
        Set<String> touched = new HashSet<>(gone);
        Set<String> stopped = new HashSet<>();
        List<String> inReverse = new ArrayList<>(gone);
        Collections.reverse(inReverse);
        for (String id : inReverse) {
            remove(id, stopped);
        }
        destinations.replace(next.destinations());
        List<String> missing =
                wanted.keySet().stream().filter(id -> !running.containsKey(id)).toList();
        touched.addAll(missing);
        if (!next.content().routesVersion().equals(now.content().routesVersion()) || !missing.isEmpty()) {
            takeModels(next);
            LastingInterceptors.forget(camel, interceptors(next));
        }
        addRoutes(next, missing, wanted);
        addOfDestinations(next, missing, wanted);
        for (String id : stopped) {
            if (camel.getRoute(id) != null) {
                camel.getRouteController().stopRoute(id);
            }
        }
        now = next;
        return touched.stream().sorted().toList();
    }

    /** What was begun and not finished. */
    private void removeLeftover(String id) throws Exception {
        if (!running.containsKey(id)) {
            remove(id, new HashSet<>());
        }
    }

    private void remove(String id, Set<String> stopped) throws Exception {
        if (camel.getRoute(id) != null) {
            ServiceStatus status = camel.getRouteController().getRouteStatus(id);
            if (status != null && !status.isStarted()) {
                stopped.add(id);
            }
            camel.getRouteController().stopRoute(id);
            if (!forget(id)) {
                throw new IllegalStateException("The route " + id + " does not stop");
            }
        } else if (camel.getRouteDefinition(id) != null) {
            camel.removeRouteDefinition(camel.getRouteDefinition(id));
        }
        running.remove(id);
    }

    /**
     * Has Camel remove a stopped route. Its JMX counters keep hold of each step that was ever made, and let those go whose parents lead to
     * the route. Those of the steps of an {@code onException} end there, and would keep the route in memory for as long as the process.
     */
    private boolean forget(String id) throws Exception {
        RouteDefinition route = camel.getRouteDefinition(id);
        Map<ProcessorDefinition<?>, ProcessorDefinition<?>> parents = new IdentityHashMap<>();
        route.getOutputs().stream()
                .filter(OnExceptionDefinition.class::isInstance)
                .forEach(each -> each.getOutputs().forEach(step -> parents.put(step, each)));
        parents.keySet().forEach(step -> step.setParent(route));
        try {
            return camel.removeRoute(id);
        } finally {
            parents.forEach(ProcessorDefinition::setParent);
        }
    }

    /** Templates and route configurations are looked at only when a route is made, so all of them are exchanged. */
    private void takeModels(Configuration next) throws Exception {
        camel.removeRouteTemplates("*");
        camel.getRouteConfigurationDefinitions().clear();
        boolean others = running.isEmpty();
        for (RouteFile file : next.files()) {
            RouteConfigurationBuilder builder = load(
                    file,
                    (kind, id) -> kind.equals("routeConfiguration")
                            || kind.equals("routeTemplate")
                            || others && RoutePrints.OF_ALL.contains(kind));
            builder.addRouteConfigurationsToCamelContext(camel);
            builder.addRoutesToCamelContext(camel);
        }
    }

    private List<String> interceptors(Configuration next) {
        return next.files().stream()
                .flatMap(file -> Stream.concat(
                        file.interceptors().stream(),
                        file.configurations().stream().flatMap(each -> each.getInterceptSendTos().stream())))
                .map(InterceptSendToEndpointDefinition::getUri)
                .map(uri -> uri == null ? "" : camel.resolvePropertyPlaceholders(uri))
                .toList();
    }

    private void addRoutes(Configuration next, List<String> missing, Map<String, String> wanted) throws Exception {
        for (RouteFile file : next.files()) {
            for (RouteOrTemplate route : file.routesAndTemplates()) {
                if (route.template() == null && missing.contains(route.id())) {
                    load(
                                    file,
                                    (kind, id) -> RoutePrints.OF_A_FILE.contains(kind)
                                            || kind.equals("route") && id.equals(route.id()))
                            .addRoutesToCamelContext(camel);
                    running.put(route.id(), wanted.get(route.id()));
                }
            }
        }
        for (RouteFile file : next.files()) {
            List<String> ids = file.templatedRoutes().stream()
                    .map(route -> route.getRouteId())
                    .filter(missing::contains)
                    .toList();
            if (!ids.isEmpty()) {
                RouteConfigurationBuilder builder =
                        load(file, (kind, id) -> kind.equals("templatedRoute") && ids.contains(id));
                builder.addRoutesToCamelContext(camel);
                builder.addTemplatedRoutesToCamelContext(camel);
                ids.forEach(id -> running.put(id, wanted.get(id)));
            }
        }
    }

    private void addOfDestinations(Configuration next, List<String> missing, Map<String, String> wanted)
            throws Exception {
        for (Destination destination : next.destinations().destinations()) {
            for (String template : DestinationRoutes.templates(next.files())) {
                String id = DestinationRoutes.routeId(destination.name(), template);
                if (missing.contains(id)) {
                    camel.addRouteFromTemplate(
                            id,
                            template,
                            destination.name() + ".",
                            null,
                            DestinationRoutes.parameters(template, destination));
                    running.put(id, wanted.get(id));
                }
            }
        }
    }

    private RouteConfigurationBuilder load(RouteFile file, BiPredicate<String, String> wanted) throws Exception {
        try (PartsLoader loader = new PartsLoader(wanted)) {
            loader.setCamelContext(camel);
            return loader.load(file.yaml());
        }
    }
}
