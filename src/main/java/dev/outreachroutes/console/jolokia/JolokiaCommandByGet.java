package dev.outreachroutes.console.jolokia;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Matches requests to Jolokia that are no POST and do more than read. Jolokia executes operations by GET as well, which a link or
 * a picture on any page can ask for.
 */
public final class JolokiaCommandByGet implements RequestMatcher {

    /** The endpoint of its own, and the same one below the console's. */
    private static final List<String> PLACES = List.of("/actuator/jolokia", "/actuator/hawtio/jolokia");

    private static final List<String> READS = List.of("", "/", "/read/**", "/list/**", "/search/**", "/version/**");

    static final RequestMatcher JOLOKIA = anyOf(List.of("/**"));
    private static final RequestMatcher READING = anyOf(READS);

    /** In this parameter a command may stand too. */
    private static final String COMMAND = "p";

    @Override
    public boolean matches(HttpServletRequest request) {
        return !HttpMethod.POST.matches(request.getMethod())
                && JOLOKIA.matches(request)
                && (!READING.matches(request) || request.getParameter(COMMAND) != null);
    }

    private static RequestMatcher anyOf(List<String> commands) {
        return new OrRequestMatcher(PLACES.stream()
                .flatMap(place -> commands.stream().map(place::concat))
                .map(path -> (RequestMatcher)
                        PathPatternRequestMatcher.withDefaults().matcher(path))
                .toList());
    }
}
