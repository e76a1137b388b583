package dev.outreachroutes.routes.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.destination.file.Nearest;
import dev.outreachroutes.routes.file.RouteFile;
import dev.outreachroutes.routes.file.RouteOrTemplate;
import dev.outreachroutes.routes.file.Steps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;

/**
 * Options of endpoints, by the catalog entries that Camel's components bring. Of a name that it does not know the HTTP component makes
 * a parameter of the request, without a word; that is right elsewhere, and at Outreach a mistake.
 */
final class OptionsCheck {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RouteFiles files;
    private final Map<String, Options> byScheme = new HashMap<>();

    /**
     * What the catalog says of a component.
     *
     * @param lenient whether other options are the business of whoever is called
     * @param names of the options; empty when nothing is known of the component
     * @param prefixes that options of free names have
     */
    private record Options(boolean lenient, Set<String> names, Set<String> prefixes) {

        boolean has(String option) {
            return names.contains(option) || prefixes.stream().anyMatch(option::startsWith);
        }
    }

    private interface Report {
        void error(String problem, String cure);
    }

    private OptionsCheck(RouteFiles files) {
        this.files = files;
    }

    static void run(RouteFiles files) {
        new OptionsCheck(files).run();
    }

    private void run() {
        try (DefaultCamelContext camel = new DefaultCamelContext(false)) {
            for (RouteOrTemplate route : files.routesAndTemplates()) {
                check(route.from(), camel, (problem, cure) -> files.findings()
                        .error(
                                route.file().name(),
                                Steps.line(route.route().getInput()),
                                route.name() + "/" + route.route().getInput().getId(),
                                problem,
                                cure));
                Steps.all(route.route().getOutputs()).forEach(step -> Steps.uri(step)
                        .ifPresent(
                                uri -> check(uri, camel, (problem, cure) -> files.error(route, step, problem, cure))));
            }
            for (RouteFile file : files.list()) {
                for (RouteConfigurationDefinition part : file.configurations()) {
                    ReferencesCheck.ofConfiguration(part).forEach(step -> Steps.uri(step)
                            .ifPresent(uri -> check(
                                    uri, camel, (problem, cure) -> files.error(file, part, step, problem, cure))));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void check(String written, DefaultCamelContext camel, Report report) {
        String uri = files.references().resolve(written);
        boolean outreach = RequestsCheck.isOutreach(uri, files);
        Options options = byScheme.computeIfAbsent(Steps.scheme(uri), scheme -> options(scheme, camel));
        if (options.names().isEmpty() || options.lenient() && !outreach) {
            return;
        }
        for (String option : Steps.parameters(uri).keySet()) {
            if (!option.contains("{{") && !options.has(option)) {
                report.error(
                        "has the option '" + option + "', which the endpoint " + Steps.scheme(uri) + " does not know",
                        Nearest.question(option, options.names())
                                + (outreach
                                        ? "What Outreach shall get as a query goes into the header CamelHttpQuery."
                                        : "Camel's page about the component lists its options."));
            }
        }
    }

    private static Options options(String scheme, DefaultCamelContext camel) {
        try {
            String entry = scheme.isEmpty() ? null : camel.getComponentParameterJsonSchema(scheme);
            JsonNode catalog = entry == null ? JSON.createObjectNode() : JSON.readTree(entry);
            Set<String> names = new HashSet<>();
            Set<String> prefixes = new HashSet<>();
            catalog.path("properties").properties().forEach(option -> {
                names.add(option.getKey());
                prefixes.addAll(
                        option.getValue().has("prefix")
                                ? List.of(option.getValue().path("prefix").asText())
                                : List.of());
            });
            return new Options(
                    catalog.path("component").path("lenientProperties").asBoolean(), names, prefixes);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Camel's catalog entry of " + scheme + " cannot be read", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
