package dev.outreachroutes.routes.check;

import dev.outreachroutes.destination.file.Nearest;
import dev.outreachroutes.routes.file.DestinationRoutes;
import dev.outreachroutes.routes.file.OurBeans;
import dev.outreachroutes.routes.file.PartsLoader;
import dev.outreachroutes.routes.file.RouteFile;
import dev.outreachroutes.routes.file.RouteOrTemplate;
import dev.outreachroutes.routes.file.RouteReferences;
import dev.outreachroutes.routes.file.Steps;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.component.bean.MethodNotFoundException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.service.ServiceSupport;
import org.apache.camel.util.ObjectHelper;
import org.springframework.objenesis.SpringObjenesis;

/**
 * Makes every route once, in a Camel context of its own that is never started: components, languages, data formats, exceptions and
 * options that only Camel can tell are told before they are needed. Connects to nothing. Beans are stand-ins of the same class without
 * any content, which nobody calls.
 */
public final class TrialLoad {

    /** Any destination stands for all: they differ in what the parameters of the templates say. */
    private static final String ANY = "trial";

    private static final Pattern NO_COMPONENT = Pattern.compile("No endpoint could be found for: ?([A-Za-z0-9+-]+):");
    private static final Pattern STEP = Pattern.compile("^\\w+\\[");

    private final RouteFiles files;
    private final SpringObjenesis standIns = new SpringObjenesis();
    private final Map<String, Object> beans = new HashMap<>();
    private final DefaultCamelContext camel = new DefaultCamelContext(false);

    private TrialLoad(RouteFiles files) {
        this.files = files;
    }

    public static void run(RouteFiles files) {
        new TrialLoad(files).run();
    }

    private void run() {
        try {
            camel.disableJMX();
            camel.getCamelContextExtension().setRegistry(new DefaultRegistry(new StandIns()));
            camel.addComponent("backlog", new AnyBacklog());
            camel.getPropertiesComponent().addPropertiesSource(new Settings());
            camel.build();
            camel.init();
            files.list().forEach(this::load);
            List.copyOf(camel.getRouteDefinitions()).forEach(this::make);
            DestinationRoutes.templates(files.list()).forEach(this::makeOfTemplate);
        } catch (Exception e) {
            files.findings()
                    .error(
                            "",
                            0,
                            "",
                            "the routes cannot be tried: " + e.getMessage(),
                            "Tell the authors of this program.");
        } finally {
            camel.stop();
        }
    }

    /** Takes the definitions in; nothing is made of them in a context that is not started. */
    private void load(RouteFile file) {
        try (PartsLoader loader = new PartsLoader(PartsLoader.WITHOUT_BEANS)) {
            loader.setCamelContext(camel);
            RouteConfigurationBuilder builder = loader.load(file.yaml());
            builder.addRouteConfigurationsToCamelContext(camel);
            builder.addRoutesToCamelContext(camel);
            builder.addTemplatedRoutesToCamelContext(camel);
        } catch (Exception e) {
            files.findings()
                    .error(
                            file.name(),
                            0,
                            "",
                            "cannot be loaded: " + e.getMessage(),
                            "Compare it with the file as it was delivered.");
        }
    }

    private void make(RouteDefinition route) {
        try {
            camel.startRouteDefinitions(new ArrayList<>(List.of(route)));
        } catch (Exception e) {
            report(route.getRouteId(), e);
        }
    }

    private void makeOfTemplate(String template) {
        Map<String, Object> parameters = new HashMap<>();
        DestinationRoutes.TEMPLATES.get(template).forEach(name -> parameters.put(name, "1"));
        parameters.put(DestinationRoutes.DESTINATION, ANY);
        try {
            String id = camel.addRouteFromTemplate(
                    DestinationRoutes.routeId(ANY, template), template, ANY + ".", null, parameters);
            make(camel.getRouteDefinition(id));
        } catch (Exception e) {
            report(DestinationRoutes.routeId(ANY, template), e);
        }
    }

    /** Whether the step may be right: it calls a bean of which no more is known here than its name. */
    private static boolean isOfAStandIn(Exception failure) {
        MethodNotFoundException missing = ObjectHelper.getException(MethodNotFoundException.class, failure);
        return missing != null && missing.getBean() instanceof Anything;
    }

    private void report(String routeId, Exception failure) {
        if (isOfAStandIn(failure)) {
            return;
        }
        RouteOrTemplate route = files.routesAndTemplates().stream()
                .filter(each -> routeId != null
                        && (routeId.equals(each.id())
                                || each.template() != null
                                        && routeId.equals(DestinationRoutes.routeId(ANY, String.valueOf(each.id())))))
                .findFirst()
                .orElse(null);
        String problem = "no route can be made of it: " + reason(failure);
        String cure = cure(failure);
        if (route == null) {
            files.findings().error(String.valueOf(routeId), 0, String.valueOf(routeId), problem, cure);
            return;
        }
        for (ProcessorDefinition<?> step : Steps.all(route.route().getOutputs())) {
            if (failure instanceof FailedToCreateRouteException && isAt(step, failure.getMessage())) {
                files.error(route, step, problem, cure);
                return;
            }
        }
        files.error(route, problem, cure);
    }

    /** Camel names the outermost step by its text, which is cut off nowhere. */
    private static boolean isAt(ProcessorDefinition<?> step, String message) {
        int at = message.indexOf(" at: >>> ");
        return at >= 0 && STEP.matcher(step.toString()).find() && message.startsWith(step.toString(), at + 9);
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        if (cause.getMessage() == null) {
            return cause.getClass().getSimpleName();
        }
        return (cause instanceof ClassNotFoundException ? "there is no class " : "")
                + cause.getMessage().replaceFirst("[.\\s]+$", "");
    }

    private static String cure(Throwable failure) {
        Matcher scheme = NO_COMPONENT.matcher(String.valueOf(failure.getMessage()));
        if (reason(failure).startsWith("Property with key")) {
            return "Write a key of application.yaml or one of the template's parameters, or set it.";
        }
        return scheme.find()
                ? Nearest.question(
                                scheme.group(1), Set.of("backlog", "direct", "http", "https", "kafka", "log", "seda"))
                        + "The component must be in the program, or in a jar beside it."
                : "Camel's page about the step, or about the endpoint's component, says what may stand there.";
    }

    /** What the steps name, and nothing else: a component or a strategy of the running context must not get into this one. */
    private final class StandIns implements BeanRepository {

        @Override
        public Object lookupByName(String name) {
            return lookupByNameAndType(name, Object.class);
        }

        @Override
        public <T> T lookupByNameAndType(String name, Class<T> type) {
            Object bean = beans.computeIfAbsent(name, this::standIn);
            return type.isInstance(bean) ? type.cast(bean) : null;
        }

        private Object standIn(String name) {
            RouteReferences.Known known =
                    isNamed(name) ? files.references().beans().apply(name) : null;
            boolean own = files.list().stream().anyMatch(file -> file.beans().contains(name));
            if (known == null) {
                return own || OurBeans.NAMES.contains(name) && isNamed(name) ? new Anything() : null;
            }
            if (known.type() == null || known.type().isInterface() || isAbstract(known.type())) {
                return new Anything();
            }
            return Component.class.isAssignableFrom(known.type()) ? null : standIns.newInstance(known.type());
        }

        private boolean isAbstract(Class<?> type) {
            return Modifier.isAbstract(type.getModifiers());
        }

        private boolean isNamed(String name) {
            return files.list().stream().anyMatch(file -> file.yaml().text().contains(name));
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            return Map.of();
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return new HashSet<>();
        }
    }

    /** A bean of which the class is not known before it is made. */
    private static final class Anything implements Processor {
        @Override
        public void process(org.apache.camel.Exchange exchange) {
            throw new IllegalStateException("nothing is processed in a trial");
        }
    }

    private final class Settings extends ServiceSupport implements PropertiesSource {
        @Override
        public String getName() {
            return "settings";
        }

        @Override
        public String getProperty(String name) {
            return files.references().properties().apply(name);
        }
    }

    /** Takes any destination; its options are checked by the catalogue. */
    private static final class AnyBacklog extends DefaultComponent {
        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            parameters.clear();
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    throw new UnsupportedOperationException("a trial sends nothing");
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    throw new UnsupportedOperationException("a trial reads nothing");
                }
            };
        }
    }
}
