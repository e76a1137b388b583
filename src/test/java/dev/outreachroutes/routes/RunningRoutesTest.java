package dev.outreachroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.routes.RunningRoutes.NotAppliedException;
import dev.outreachroutes.routes.file.RouteFile;
import dev.outreachroutes.routes.file.RouteFileReader;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.management.ObjectName;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.impl.engine.AbstractCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an edit touches of the routes that run. */
class RunningRoutesTest {

    private static final List<String> GUARDS = List.of("bearerToken", "leaseGuard", "requestGuard");

    private RoutesOnStandIns routes;
    private final Map<String, Route> before = new HashMap<>();

    @BeforeEach
    void start() throws Exception {
        routes = new RoutesOnStandIns();
        routes.camel.getRoutes().forEach(route -> before.put(route.getId(), route));
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    @Test
    void whatIsAskedForAtTheMomentOfNeedTouchesNoRoute() throws Exception {
        routes.edit("destinations.yaml", text -> text.replace("mapping-id: 4", "mapping-id: 40"));

        assertThat(routes.running.become(routes.configuration())).isEmpty();

        assertUntouchedBut();
        assertThat(routes.destinations.named("alpha").segments().values())
                .extracting(segment -> segment.attribute())
                .containsExactly("custom40");
    }

    @Test
    void anotherPaceTouchesTheDeliveryOfItsAccountOnly() throws Exception {
        routes.edit("destinations.yaml", text -> text.replace("one: { pace: 100 }", "one: { pace: 7 }"));

        assertThat(routes.running.become(routes.configuration()))
                .containsExactly("alpha.bulk-delivery", "alpha.delivery");

        assertUntouchedBut("alpha.bulk-delivery", "alpha.delivery");
        assertThat(routes.deliver("alpha")).containsAll(GUARDS);
        assertThat(routes.deliver("beta")).containsAll(GUARDS);
    }

    @Test
    void aDestinationIsAddedAndRemovedWhileTheOthersGoOn() throws Exception {
        routes.edit(
                "destinations.yaml",
                text -> text + "  gamma:\n    account: two\n    identity: oid\n    attributes: { title: b2b.title }\n");
        assertThat(routes.running.become(routes.configuration()))
                .containsExactly("gamma.bulk-delivery", "gamma.delivery", "gamma.intake");
        assertUntouchedBut();
        assertThat(routes.deliver("gamma")).containsAll(GUARDS);

        routes.write("destinations.yaml", RoutesOnStandIns.DESTINATIONS);
        assertThat(routes.running.become(routes.configuration()))
                .containsExactly("gamma.bulk-delivery", "gamma.delivery", "gamma.intake");
        assertUntouchedBut();
        assertThat(routes.route("gamma.delivery")).isNull();
        assertThat(routes.destinations.find("gamma")).isEmpty();
        assertThat(routes.deliver("alpha")).containsAll(GUARDS);
    }

    @Test
    void whateverDestinationGoesTheRequestsOfTheOthersStayGuarded() throws Exception {
        for (String gone : List.of("alpha", "beta")) {
            routes.write("destinations.yaml", without(gone));
            routes.running.become(routes.configuration());
            String other = gone.equals("alpha") ? "beta" : "alpha";
            assertThat(routes.deliver(other)).containsAll(GUARDS);

            routes.write("destinations.yaml", RoutesOnStandIns.DESTINATIONS);
            routes.running.become(routes.configuration());
            assertThat(routes.deliver("alpha")).containsAll(GUARDS);
            assertThat(routes.deliver("beta")).containsAll(GUARDS);
        }
    }

    private static String without(String destination) {
        return RoutesOnStandIns.DESTINATIONS.replaceFirst("(?ms)^  " + destination + ":.*?(?=^  \\w|\\z)", "");
    }

    @Test
    void aChangedTemplateTouchesTheRoutesThatAreMadeOfIt() throws Exception {
        routes.edit(
                "delivery.camel.yaml",
                text -> text.replace(
                        "          - removeHeaders:\n              id: clean-headers\n",
                        "          - bean:\n              id: added\n              ref: exclusions\n              method: check\n"
                                + "          - removeHeaders:\n              id: clean-headers\n"));

        assertThat(routes.running.become(routes.configuration())).containsExactly("alpha.delivery", "beta.delivery");

        assertUntouchedBut("alpha.delivery", "beta.delivery");
        assertThat(routes.deliver("beta")).contains("exclusions").containsAll(GUARDS);
        assertThat(routes.destinations.routes())
                .isEqualTo(routes.running.now().content().routesVersion());
    }

    @Test
    void aChangedInterceptorTakesThePlaceOfTheOneBefore() throws Exception {
        for (int i = 0; i < 3; i++) {
            String bean = List.of("exclusions", "deadLetters", "offsets").get(i);
            routes.edit("delivery.camel.yaml", text -> text.replaceFirst(
                            "            - bean:\n                id: added.*\n.*\n.*\n", "")
                    .replace(
                            "            - bean:\n                id: lease-guard\n",
                            "            - bean:\n                id: added\n                ref: " + bean
                                    + "\n                method: check\n"
                                    + "            - bean:\n                id: lease-guard\n"));
            routes.running.become(routes.configuration());

            assertThat(routes.deliver("alpha"))
                    .filteredOn(call ->
                            Set.of("exclusions", "deadLetters", "offsets").contains(call))
                    .containsExactly(bean);
            assertThat(routes.deliver("beta")).contains(bean).containsAll(GUARDS);
        }
    }

    @Test
    void aRouteOfOnesOwnComesChangesAndGoes() throws Exception {
        routes.write("own.camel.yaml", own("first"));
        assertThat(routes.running.become(routes.configuration())).containsExactly("own");
        assertThat(routes.camel.createProducerTemplate().requestBody("direct:own", "", String.class))
                .isEqualTo("first");

        routes.write("own.camel.yaml", own("second"));
        assertThat(routes.running.become(routes.configuration())).containsExactly("own");
        assertThat(routes.camel.createProducerTemplate().requestBody("direct:own", "", String.class))
                .isEqualTo("second");

        java.nio.file.Files.delete(routes.directory.resolve("own.camel.yaml"));
        assertThat(routes.running.become(routes.configuration())).containsExactly("own");
        assertThat(routes.route("own")).isNull();
        assertUntouchedBut();
    }

    private static String own(String body) {
        return """
                - route:
                    id: own
                    from:
                      uri: direct:own
                      steps:
                        - setBody:
                            constant:
                              expression: %s
                """
                .formatted(body);
    }

    @Test
    void whatCannotBeStartedIsTakenBackWhole() throws Exception {
        Configuration ran = routes.running.now();
        routes.edit("destinations.yaml", text -> text.replace("one: { pace: 100 }", "one: { pace: 7 }")
                .replace("mapping-id: 5", "mapping-id: 50"));
        Configuration next = routes.configuration();
        Configuration broken = withFragileRoute(next);

        assertThatThrownBy(() -> routes.running.become(broken))
                .isInstanceOfSatisfying(NotAppliedException.class, failure -> assertThat(failure.isBack())
                        .isTrue());

        assertThat(routes.running.now()).isSameAs(ran);
        assertThat(routes.destinations.destinations())
                .extracting(Destination::account)
                .extracting(account -> account.pace())
                .containsOnly(100);
        assertThat(routes.route("fragile")).isNull();
        assertThat(routes.camel.getRoutes()).hasSameSizeAs(before.values());
        assertThat(routes.deliver("alpha")).containsAll(GUARDS);
        assertThat(routes.running.become(next)).containsExactly("alpha.bulk-delivery", "alpha.delivery");
    }

    /** The trial load refuses such a route, since it knows the component no more than the product does. */
    private Configuration withFragileRoute(Configuration next) throws Exception {
        routes.write(
                "fragile.camel.yaml",
                """
                - route:
                    id: fragile
                    from:
                      uri: fragile:x
                      steps:
                        - log:
                            message: never
                """);
        try (RouteFileReader reader = new RouteFileReader()) {
            var findings = new dev.outreachroutes.destination.file.Findings();
            var content = dev.outreachroutes.destination.file.DirectoryContent.of(routes.directory);
            List<RouteFile> files = new java.util.ArrayList<>(next.files());
            files.add(reader.read(content, "fragile.camel.yaml", findings).orElseThrow());
            java.nio.file.Files.delete(routes.directory.resolve("fragile.camel.yaml"));
            return new Configuration(content, next.destinations(), files);
        }
    }

    @Test
    void aRouteThatAnOperatorHasStoppedStaysStopped() throws Exception {
        routes.camel.getRouteController().stopRoute("alpha.delivery");
        routes.edit("destinations.yaml", text -> text.replace("one: { pace: 100 }", "one: { pace: 7 }"));

        routes.running.become(routes.configuration());

        assertThat(routes.camel.getRouteController().getRouteStatus("alpha.delivery"))
                .isEqualTo(ServiceStatus.Stopped);
    }

    @Test
    void fiftyReloadsLeaveNothingBehind() throws Exception {
        List<Configuration> cycle = everyKindOfEdit();
        for (Configuration each : cycle) {
            routes.running.become(each);
        }
        Map<String, Long> first = whatCamelHas();

        for (int reload = 0; reload < 50; reload++) {
            routes.running.become(cycle.get(reload % cycle.size()));
            if (reload % cycle.size() == 0) {
                routes.configuration();
            }
        }

        // Threads end a little later than what they worked for. What JMX shows of the steps that several routes share
        // comes with one
        // of these routes and goes with it.
        await().untilAsserted(
                        () -> assertThat(whatCamelHas()).hasSameSizeAs(first).allSatisfy((what, count) -> assertThat(
                                        count)
                                .as(what)
                                .isLessThanOrEqualTo(first.get(what) + (what.equals("MBeans") ? GUARDS.size() : 0))));
    }

    /** But for the route that came first of a template: what JMX shows of the steps that several routes share stays that route's. */
    @Test
    void routesThatAreGoneAreLetGo() throws Exception {
        List<WeakReference<Route>> gone = new ArrayList<>();
        List<Configuration> cycle = everyKindOfEdit();
        for (int reload = 0; reload < 2 * cycle.size(); reload++) {
            List<Route> ran = routes.camel.getRoutes();
            routes.running.become(cycle.get(reload % cycle.size()));
            ran.stream()
                    .filter(route -> routes.route(route.getId()) != route)
                    .forEach(route -> gone.add(new WeakReference<>(route)));
            assertThat(routes.deliver("alpha")).containsAll(GUARDS);
        }
        assertThat(gone).hasSizeGreaterThan(20);
        before.clear();

        await().untilAsserted(() -> {
            System.gc();
            assertThat(gone.stream()
                            .map(WeakReference::get)
                            .filter(Objects::nonNull)
                            .map(Route::getId))
                    .hasSizeLessThanOrEqualTo(1);
        });
    }

    /** Each but the last is the same as before and one thing more; the last is what the first edit begins with. */
    private List<Configuration> everyKindOfEdit() {
        List<Configuration> cycle = new ArrayList<>();
        routes.edit("destinations.yaml", text -> text.replace("one: { pace: 100 }", "one: { pace: 7 }"));
        cycle.add(routes.configuration());
        routes.edit(
                "destinations.yaml",
                text -> text + "  gamma:\n    account: two\n    identity: oid\n    attributes: { title: b2b.title }\n");
        cycle.add(routes.configuration());
        routes.edit(
                "delivery.camel.yaml",
                text -> text.replace(
                        "            - bean:\n                id: lease-guard\n",
                        "            - bean:\n                id: added\n                ref: exclusions\n                method: check\n"
                                + "            - bean:\n                id: lease-guard\n"));
        cycle.add(routes.configuration());
        routes.edit(
                "dead-letters.camel.yaml", text -> text.replaceAll("description: (\\w)", "description: Edited, $1"));
        cycle.add(routes.configuration());
        cycle.add(routes.running.now());
        return cycle;
    }

    private Map<String, Long> whatCamelHas() throws Exception {
        String name = routes.camel.getName();
        Method strategies = AbstractCamelContext.class.getDeclaredMethod("getEndpointStrategies");
        strategies.setAccessible(true);
        return Map.of(
                "routes", (long) routes.camel.getRoutesSize(),
                "route definitions", (long) routes.camel.getRouteDefinitions().size(),
                "templates", (long) routes.camel.getRouteTemplateDefinitions().size(),
                "configurations",
                        (long) routes.camel.getRouteConfigurationDefinitions().size(),
                "endpoints", (long) routes.camel.getEndpoints().size(),
                "interceptors", (long) ((Set<?>) strategies.invoke(routes.camel)).size(),
                "MBeans",
                        (long) ManagementFactory.getPlatformMBeanServer()
                                .queryNames(new ObjectName("org.apache.camel:context=" + name + ",*"), null)
                                .size(),
                "threads",
                        Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> thread.getName().contains("(" + name + ")"))
                                .count());
    }

    private void assertUntouchedBut(String... touched) {
        Map<String, Route> now = new HashMap<>();
        routes.camel.getRoutes().forEach(route -> now.put(route.getId(), route));
        before.forEach((id, route) -> {
            if (!Set.of(touched).contains(id)) {
                assertThat(now.get(id)).as(id).isSameAs(route);
                assertThat(routes.camel.getRouteController().getRouteStatus(id)).isEqualTo(ServiceStatus.Started);
            }
        });
    }
}
