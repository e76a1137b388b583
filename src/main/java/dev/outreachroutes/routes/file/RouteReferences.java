package dev.outreachroutes.routes.file;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What route files may refer to besides each other: beans and properties.
 *
 * @param beans by name; null for a name that no bean has
 * @param properties the values of {@code {{names}}}; null for a name that has none
 */
public record RouteReferences(Function<String, Known> beans, UnaryOperator<String> properties) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]+)}}");

    /**
     * A bean that exists.
     *
     * @param type null when it is not known before the bean is made
     */
    public record Known(Class<?> type) {

        public boolean hasMethod(String name) {
            return type == null || methods().contains(name);
        }

        public Set<String> methods() {
            return Arrays.stream(type.getMethods()).map(Method::getName).collect(Collectors.toSet());
        }
    }

    /** A text with the values of its placeholders; those that have none, such as a template's parameters, stay as they are. */
    public String resolve(String text) {
        if (text == null || !text.contains("{{")) {
            return text;
        }
        return PLACEHOLDER.matcher(text).replaceAll(found -> {
            String[] nameAndDefault = found.group(1).split(":", 2);
            String value = properties.apply(nameAndDefault[0]);
            if (value == null && nameAndDefault.length == 2) {
                value = nameAndDefault[1];
            }
            return Matcher.quoteReplacement(value == null ? found.group() : value);
        });
    }
}
