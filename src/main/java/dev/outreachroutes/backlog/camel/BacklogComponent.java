package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.backlog.Backlog;
import dev.outreachroutes.backlog.BacklogSettings;
import dev.outreachroutes.backlog.Batches;
import dev.outreachroutes.backlog.BulkPlans;
import dev.outreachroutes.backlog.Claims;
import dev.outreachroutes.database.DatabaseProblems;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/**
 * The {@code backlog:} component: {@code to: backlog:emea-sales} folds prospect changes, {@code from: backlog:emea-sales}
 * delivers what is pending, one exchange for each request, and {@code from: backlog:emea-sales?bulk=true} what is the same for many. A bean of that name, which Camel looks for before it looks for a class.
 */
@Component("backlog")
public final class BacklogComponent extends DefaultComponent {

    private final Backlog backlog;
    private final Claims claims;
    private final Batches batches;
    private final BulkPlans plans;
    private final BacklogSettings settings;
    private final MeterRegistry meters;
    private final DatabaseProblems trouble;
    private final InstantSource clock;

    public BacklogComponent(
            Backlog backlog,
            Claims claims,
            Batches batches,
            BulkPlans plans,
            BacklogSettings settings,
            MeterRegistry meters,
            DatabaseProblems trouble,
            InstantSource clock) {
        this.backlog = backlog;
        this.claims = claims;
        this.batches = batches;
        this.plans = plans;
        this.settings = settings;
        this.meters = meters;
        this.trouble = trouble;
        this.clock = clock;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String destination, Map<String, Object> parameters) throws Exception {
        BacklogEndpoint endpoint =
                new BacklogEndpoint(uri, this, claims.destination(destination).name());
        setProperties(endpoint, parameters);
        return endpoint;
    }

    Backlog backlog() {
        return backlog;
    }

    Claims claims() {
        return claims;
    }

    Batches batches() {
        return batches;
    }

    BulkPlans plans() {
        return plans;
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
