package dev.outreachroutes.routes;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.RoutesFolder;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.file.DirectoryContent;
import dev.outreachroutes.destination.file.Findings;
import dev.outreachroutes.routes.file.DestinationRoutes;
import dev.outreachroutes.routes.file.OurBeans;
import dev.outreachroutes.routes.file.RouteReferences;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.component.seda.SedaEndpoint;
import org.apache.camel.component.stub.StubComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.InterceptEndpointFactory;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;

/**
 * The product's route files in a Camel context where broker, backlog and Outreach are stand-ins, with destinations of the test's own.
 * The component {@code fragile:} makes routes that do not start.
 */
public final class RoutesOnStandIns implements AutoCloseable {

    public static final String DESTINATIONS =
            """
            accounts:
              one: { pace: 100 }
              two: { pace: 100 }
            destinations:
              alpha:
                account: one
                identity: oid
                segments:
                  3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { name: Hot, mapping-id: 4 }
              beta:
                account: two
                identity: oid
                segments:
                  a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741: { name: Trial, mapping-id: 5 }
            """;

    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("outreach.api-url", "http://outreach.invalid"),
            Map.entry("intake.topic", "segment-events"),
            Map.entry("intake.group-prefix", "outreach-routes."),
            Map.entry("intake.consumers", "2"),
            Map.entry("intake.batch-size", "1000"),
            Map.entry("delivery.concurrency", "8"),
            Map.entry("bulk-delivery.concurrency", "4"),
            Map.entry("dead-letters.topic", "segment-events.dead-letters"),
            Map.entry("dead-letters.commands", "false"),
            Map.entry("dead-letters.commands-topic", "segment-events.dead-letters.commands"),
            Map.entry("dead-letters.rest", "9"));

    /** Stands for every bean of ours, and notes what is called. */
    public static final class AnyBean implements Processor {

        private final String name;
        private final List<String> calls;

        AnyBean(String name, List<String> calls) {
            this.name = name;
            this.calls = calls;
        }

        @Override
        public void process(Exchange exchange) {
            calls.add(name);
        }

        public void check(Exchange exchange) {
            calls.add(name);
        }

        public void publish() {}

        public void settleDelivered() {}

        public void replay() {}

        public void begin(Exchange exchange) {}

        public void commit(Exchange exchange) {}

        public void read(Exchange exchange) {}

        public void map(Exchange exchange, String destination) {}

        public void note(Object batch, String destination) {}

        public void describe(Exchange exchange) {}

        public void keep(Exchange exchange) {}

        public void obey(Exchange exchange) {}

        public void giveUp(Exchange exchange) {}

        public void reject(Exchange exchange) {}

        public boolean isOutage() {
            return false;
        }

        public boolean isError() {
            return false;
        }

        public boolean isAlone() {
            return false;
        }
    }

    /** Ends without the second that Camel's own waits for. */
    private static final class Stub extends StubComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
                throws Exception {
            // What is delivered in bulk takes nothing from what is delivered one by one.
            String own = "true".equals(parameters.get("bulk")) ? uri.replaceFirst(remaining, remaining + "-bulk") : uri;
            SedaEndpoint endpoint = (SedaEndpoint) super.createEndpoint(own, remaining, parameters);
            endpoint.setPollTimeout(10);
            return endpoint;
        }
    }

    /** Notes the requests that get to it. */
    private final class Outreach extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            parameters.clear();
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    return new org.apache.camel.support.DefaultProducer(this) {
                        @Override
                        public void process(Exchange exchange) {
                            outreach.add("a request");
                        }
                    };
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    throw new UnsupportedOperationException();
                }
            };
        }
    }

    private static final class Fragile extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    return new DefaultConsumer(this, processor) {
                        @Override
                        protected void doStart() {
                            throw new IllegalStateException("this consumer never starts");
                        }
                    };
                }
            };
        }
    }

    private final List<String> outreach = new CopyOnWriteArrayList<>();
    public final List<String> calls = new CopyOnWriteArrayList<>();
    public final Destinations destinations = new Destinations(List.of(), List.of());
    public final Path directory;
    public final DefaultCamelContext camel = new DefaultCamelContext();
    public final RunningRoutes running;
    private final ProducerTemplate template;

    public RoutesOnStandIns() throws Exception {
        directory = Files.createTempDirectory("routes").resolve("mounted");
        Files.createDirectory(directory);
        RoutesFolder.copyTo(directory);
        // It needs a web server.
        Files.delete(directory.resolve("intake-http.camel.yaml"));
        // It sends mails, and to addresses that are put in when a request leaves.
        Files.delete(directory.resolve("alerts.camel.yaml"));
        write("destinations.yaml", DESTINATIONS);
        // It would take the stand-ins for the components that they stand for.
        camel.setAutowiredEnabled(false);
        OurBeans.NAMES.forEach(name -> camel.getRegistry().bind(name, new AnyBean(name, calls)));
        camel.getRegistry().bind("outreachJson", new ObjectMapper());
        component("kafka", new Stub());
        component("backlog", new Stub());
        component("scheduler", new Stub());
        component("http", new Outreach());
        component("fragile", new Fragile());
        Properties settings = new Properties();
        settings.putAll(SETTINGS);
        camel.getPropertiesComponent().setInitialProperties(settings);
        camel.getCamelContextExtension().addContextPlugin(InterceptEndpointFactory.class, new LastingInterceptors());
        Configuration started = configuration();
        destinations.replace(started.destinations());
        for (String file : started.content().routeFiles()) {
            org.apache.camel.support.PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(org.apache.camel.support.ResourceHelper.resolveResource(
                            camel, "file:" + directory.resolve(file)));
        }
        DestinationRoutes ofDestinations =
                new DestinationRoutes(destinations, DestinationRoutes.templates(started.files()));
        camel.addRoutes(ofDestinations);
        camel.addTemplatedRoutes(ofDestinations);
        camel.start();
        template = camel.createProducerTemplate();
        running = new RunningRoutes(camel, destinations, started);
    }

    private void component(String name, Component component) {
        camel.addComponent(name, component);
    }

    public RouteReferences references() {
        return new RouteReferences(
                name -> name.equals("outreachJson")
                        ? new RouteReferences.Known(ObjectMapper.class)
                        : OurBeans.NAMES.contains(name) ? new RouteReferences.Known(AnyBean.class) : null,
                SETTINGS::get);
    }

    /** What the directory has now. It has to be right, but for what only this context has. */
    public Configuration configuration() {
        Findings findings = new Findings();
        return RoutesDirectory.check(DirectoryContent.of(directory), references(), findings)
                .orElseThrow(() -> new IllegalStateException(findings.errors().toString()));
    }

    public void write(String file, String text) {
        try {
            Files.writeString(directory.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void edit(String file, UnaryOperator<String> change) {
        try {
            String before = Files.readString(directory.resolve(file));
            String after = change.apply(before);
            if (after.equals(before)) {
                throw new IllegalArgumentException("the edit of " + file + " changes nothing");
            }
            write(file, after);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The route that runs; another object when it was made anew. */
    public Route route(String id) {
        return camel.getRoute(id);
    }

    /** Has a destination deliver once; returns the beans that were called on the way. */
    public List<String> deliver(String destination) {
        calls.clear();
        outreach.clear();
        template.send("backlog:" + destination, exchange -> {
            exchange.setProperty("outreachRequest", "a request");
            exchange.setProperty("outreachProspectId", 7);
            exchange.getMessage().setBody(Map.of("data", "an update"));
        });
        org.awaitility.Awaitility.await().until(() -> outreach.size() == 1);
        return List.copyOf(calls);
    }

    @Override
    public void close() {
        camel.stop();
    }
}
