package dev.outreachroutes.backlog;

import dev.outreachroutes.database.DatabaseProblems;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/**
 * The {@code backlog:} component: {@code to: backlog:emea-sales} folds prospect changes, {@code from: backlog:emea-sales}
 * delivers what is pending, one exchange for each request.
 */
public final class BacklogComponent extends DefaultComponent {

    private final Backlog backlog;
    private final Claims claims;
    private final BacklogSettings settings;
    private final MeterRegistry meters;
    private final DatabaseProblems trouble;
    private final InstantSource clock;

    public BacklogComponent(
            Backlog backlog,
            Claims claims,
            BacklogSettings settings,
            MeterRegistry meters,
            DatabaseProblems trouble,
            InstantSource clock) {
        this.backlog = backlog;
        this.claims = claims;
        this.settings = settings;
        this.meters = meters;
        this.trouble = trouble;
        this.clock = clock;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String destination, Map<String, Object> parameters) throws Exception {
        BacklogEndpoint endpoint = new BacklogEndpoint(uri, this, claims.destination(destination));
        setProperties(endpoint, parameters);
        return endpoint;
    }

    Backlog backlog() {
        return backlog;
    }

    Claims claims() {
        return claims;
    }

    BacklogSettings settings() {
        return settings;
    }

    MeterRegistry meters() {
        return meters;
    }

    DatabaseProblems trouble() {
        return trouble;
    }

    InstantSource clock() {
        return clock;
    }
}
