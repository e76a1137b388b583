package dev.outreachroutes.routes.file;

import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.model.BeanDefinition;
import org.apache.camel.model.CircuitBreakerDefinition;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.model.PipelineDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RoutingSlipDefinition;
import org.apache.camel.model.SendDefinition;
import org.apache.camel.model.SetPropertyDefinition;
import org.apache.camel.model.StepDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.util.URISupport;

/** Reads off the steps of a route what they call and where they send. */
public final class Steps {

    private static final Set<String> IN_PROCESS = Set.of("direct", "seda");

    private Steps() {}

    /** A bean's method that a step calls. */
    public record Call(String bean, String method) {

        /** Whether it is that call. Without a method Camel takes the only one, or that of a processor. */
        public boolean is(Call other) {
            return bean.equals(other.bean) && (method.equals(other.method) || method.isEmpty());
        }

        @Override
        public String toString() {
            return bean + "." + method;
        }
    }

    /** A step and all below it, in the order of the file. */
    public static List<ProcessorDefinition<?>> all(List<ProcessorDefinition<?>> steps) {
        List<ProcessorDefinition<?>> all = new ArrayList<>();
        for (ProcessorDefinition<?> step : steps) {
            all.add(step);
            all.addAll(all(below(step)));
        }
        return all;
    }

    public static List<ProcessorDefinition<?>> below(ProcessorDefinition<?> step) {
        List<ProcessorDefinition<?>> below = new ArrayList<>(step.getOutputs());
        if (step instanceof CircuitBreakerDefinition breaker && breaker.getOnFallback() != null) {
            below.addAll(breaker.getOnFallback().getOutputs());
        }
        return below;
    }

    /** Whether what is below a step is done whenever the step is. */
    public static boolean isPlainGroup(ProcessorDefinition<?> step) {
        return step instanceof PipelineDefinition || step instanceof StepDefinition;
    }

    public static Optional<Call> call(ProcessorDefinition<?> step) {
        if (step instanceof BeanDefinition bean && bean.getRef() != null) {
            return Optional.of(call(bean.getRef(), bean.getMethod()));
        }
        if (step instanceof ProcessDefinition process && process.getRef() != null) {
            return Optional.of(call(process.getRef(), "process"));
        }
        if (step instanceof SendDefinition<?> send
                && send.getUri() != null
                && send.getUri().startsWith("bean:")) {
            String name = URISupport.stripQuery(send.getUri().substring("bean:".length()));
            return Optional.of(call(name, parameters(send.getUri()).get("method")));
        }
        return Optional.empty();
    }

    private static Call call(String bean, String method) {
        String name = method == null ? "" : method.strip();
        return new Call(
                bean.startsWith("#") ? bean.substring(1) : bean,
                name.contains("(") ? name.substring(0, name.indexOf('(')).strip() : name);
    }

    /** The URI that a step sends to, as it is written; empty when it sends nothing. */
    public static Optional<String> uri(ProcessorDefinition<?> step) {
        if (step instanceof SendDefinition<?> send) {
            return Optional.ofNullable(send.getUri());
        }
        if (step instanceof ToDynamicDefinition send) {
            return Optional.ofNullable(send.getUri());
        }
        boolean sends = step instanceof EnrichDefinition
                || step instanceof PollEnrichDefinition
                || step instanceof RecipientListDefinition<?>
                || step instanceof RoutingSlipDefinition<?>;
        return sends ? Optional.ofNullable(text((ExpressionNode) step)) : Optional.empty();
    }

    /** Whether the exchange goes on only when what a step sends it to is done with it. */
    public static boolean isWaitedFor(ProcessorDefinition<?> step) {
        return !(step instanceof WireTapDefinition<?>)
                && uri(step).filter(uri -> scheme(uri).equals("seda")).isEmpty();
    }

    /** Whether a URI is known only when an exchange is there. */
    public static boolean isDynamic(String uri) {
        return uri.contains("${") || uri.contains("$simple{");
    }

    /** Whether a step sets a property to this value. */
    public static boolean sets(ProcessorDefinition<?> step, String property, String value) {
        return step instanceof SetPropertyDefinition set && property.equals(set.getName()) && value.equals(text(set));
    }

    private static String text(ExpressionNode step) {
        return step.getExpression() == null ? null : step.getExpression().getExpression();
    }

    /** The endpoint of a URI, without {@code //} and options. */
    public static String endpoint(String uri) {
        return URISupport.stripQuery(uri).replaceFirst("^([a-z-]+):/*", "$1:");
    }

    /** Whether a URI is of an endpoint between routes of one process. */
    public static boolean isInProcess(String uri) {
        return IN_PROCESS.contains(scheme(uri));
    }

    /** The part before the colon. */
    public static String scheme(String uri) {
        int colon = uri.indexOf(':');
        return colon < 0 ? "" : uri.substring(0, colon).toLowerCase(Locale.ROOT);
    }

    public static Map<String, String> parameters(String uri) {
        Map<String, String> parameters = new HashMap<>();
        try {
            URISupport.parseQuery(URISupport.extractQuery(uri), false, true)
                    .forEach((name, value) -> parameters.put(name, String.valueOf(value)));
        } catch (URISyntaxException e) {
            // Camel says so when it makes the endpoint.
        }
        return parameters;
    }

    public static int line(OptionalIdentifiedDefinition<?> node) {
        return Math.max(0, node.getLineNumber());
    }
}
