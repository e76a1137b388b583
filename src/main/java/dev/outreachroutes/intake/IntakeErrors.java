package dev.outreachroutes.intake;

import dev.outreachroutes.database.Cause;
import dev.outreachroutes.database.DatabaseProblems;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.database.LogThrottle;
import dev.outreachroutes.database.Outage;
import dev.outreachroutes.deadletter.LetterNotKeptException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the {@code onException} clauses of an intake route what a failure is: an outage is waited for, an error is about something in
 * the batch. Says, now and then and in one line, that a route waits and for what.
 */
public final class IntakeErrors implements Processor {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeErrors.class);
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);
    private static final String MET = "intakeTroubleMet";

    private final DatabaseProblems database;
    private final Map<String, LogThrottle> lines = new ConcurrentHashMap<>();

    public IntakeErrors(DatabaseProblems database) {
        this.database = database;
    }

    /** Whether the same step is to be tried again for as long as it takes. */
    public boolean isOutage(Exchange exchange) {
        return isOutage(failure(exchange));
    }

    static boolean isOutage(Throwable failure) {
        return failure instanceof LetterNotKeptException
                || failure instanceof NothingGoesThroughException
                || failure instanceof DirectConsumerNotAvailableException
                || Outage.is(failure);
    }

    /** Whether it is about something in a batch, of which the rest can go on. */
    public boolean isError(Exchange exchange) {
        return !isOutage(exchange) && !isAlone(exchange);
    }

    /** Whether the failure is that of a record that is tried alone. */
    public boolean isAlone(Exchange exchange) {
        return exchange.getProperty(SingleRecordRetry.ALONE) != null;
    }

    @Override
    public void process(Exchange exchange) {
        Throwable failure = failure(exchange);
        boolean told = database.met(exchange.getExchangeId(), failure).isPresent();
        if (told && exchange.getProperty(MET) == null) {
            exchange.setProperty(MET, true);
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    database.over(done.getExchangeId());
                }
            });
        }
        String route = exchange.getFromRouteId();
        boolean outage = isOutage(failure);
        LogThrottle line = lines.computeIfAbsent(route + outage, name -> new LogThrottle(BETWEEN_LINES));
        if (line.times() == 0) {
            return;
        }
        String step = step(exchange);
        if (outage) {
            LOG.atWarn()
                    .addKeyValue(LogFields.ROUTE, route)
                    .log(
                            "{}: waiting at step {}; the events stay in Kafka and nothing is skipped. Cause: {}",
                            route,
                            step,
                            failure instanceof NothingGoesThroughException ? failure.getMessage() : Cause.of(failure));
        } else {
            LOG.atWarn()
                    .addKeyValue(LogFields.ROUTE, route)
                    .log(
                            "{}: step {} failed ({}). It is tried again three times, then each record alone; what fails alone becomes"
                                    + " a dead letter",
                            route,
                            step,
                            Cause.withoutValues(failure));
        }
    }

    private static String step(Exchange exchange) {
        String step = exchange.getExchangeExtension().getHistoryNodeId();
        return step == null ? exchange.getProperty(Exchange.TO_ENDPOINT, String.class) : step;
    }

    private static Throwable failure(Exchange exchange) {
        Throwable failure = exchange.getException();
        return failure == null ? exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class) : failure;
    }
}
