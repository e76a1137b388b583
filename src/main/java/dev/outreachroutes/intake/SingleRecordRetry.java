package dev.outreachroutes.intake;

import dev.outreachroutes.database.Cause;
import dev.outreachroutes.deadletter.DeadLetter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.camel.Exchange;
import org.apache.camel.Route;

/**
 * Sends the records of a batch through their route one after the other, when the batch as a whole fails with an error. What gets through
 * is folded; what fails alone becomes a dead letter.
 *
 * <p>When not one of {@value #SEVERAL} or more gets through, it is more likely a step of the route that fails, or a bug, than each
 * of the records: then they wait for ten minutes, in which somebody may put it right, before they become dead letters.
 */
public final class SingleRecordRetry {

    /** Exchange property of a record that is tried alone. */
    static final String ALONE = "intakeAlone";

    /** Exchange property with the exchanges of the records of a batch, as Kafka's component makes them. */
    static final String RECORDS = "intakeRecords";

    /** Exchange property by which {@code offsets} knows that the batch commits what this exchange holds. */
    private static final String COMMITTED_WITH_BATCH = "offsetsCommittedWithBatch";

    private static final String SINCE = "intakeFailingSince";
    static final int SEVERAL = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final LongSupplier nanoTime;

    SingleRecordRetry(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Puts the dead letters for what fails alone in the body.
     *
     * @throws Exception when the database or something else that a step needs is away now, or when nothing gets through; the step is
     *     to be tried again
     */
    public void process(Exchange batch) throws Exception {
        List<Exchange> records = records(batch);
        Route route = batch.getContext().getRoute(batch.getFromRouteId());
        List<DeadLetter> letters = new ArrayList<>();
        Exception failure = null;
        for (Exchange record : records) {
            Exception own = alone(batch, record, route);
            if (own == null) {
                continue;
            }
            if (IntakeErrors.isOutage(own)) {
                throw own;
            }
            failure = own;
            letters.add(letter(batch, record, own));
        }
        boolean nothing = letters.size() == records.size() && records.size() >= SEVERAL;
        if (nothing && waited(batch).compareTo(PATIENCE) < 0) {
            throw new NothingGoesThroughException(
                    "none of %d records gets through alone (the last: %s); look at the steps of the route. After %d minutes they become dead letters"
                            .formatted(records.size(), Cause.withoutValues(failure), PATIENCE.toMinutes()),
                    failure);
        }
        IntakeBatch done = batch.getProperty(Intake.BATCH, IntakeBatch.class);
        if (done != null) {
            // What failed may be a part of it, behind which its route goes on.
            done.close();
        }
        batch.setProperty(ALONE, true);
        batch.getMessage().setBody(letters);
    }

    /**
     * @throws NothingGoesThroughException when a step has changed the batch so that its records are not known any more
     */
    private static List<Exchange> records(Exchange batch) {
        Object found = batch.getProperty(RECORDS);
        List<?> records =
                (found == null ? batch.getMessage().getBody() : found) instanceof List<?> list ? list : List.of();
        if (records.isEmpty() || !(records.get(0) instanceof Exchange)) {
            throw new NothingGoesThroughException(
                    "a step before read fails ("
                            + Cause.withoutValues(batch.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class))
                            + "), and the records are not known behind it",
                    null);
        }
        return records.stream().map(Exchange.class::cast).toList();
    }

    private static Exception alone(Exchange batch, Exchange record, Route route) throws Exception {
        Exchange alone = route.getEndpoint().createExchange();
        alone.getExchangeExtension().setFromRouteId(batch.getFromRouteId());
        alone.getMessage().setBody(List.of(record));
        alone.setProperty(ALONE, true);
        alone.setProperty(COMMITTED_WITH_BATCH, true);
        alone.setProperty(Intake.COUNTED, batch.getProperty(Intake.COUNTED));
        IntakeBatch read = batch.getProperty(Intake.BATCH, IntakeBatch.class);
        alone.setProperty(Intake.COUNTS_KEPT, read != null && read.areCountsKept());
        route.getProcessor().process(alone);
        return alone.getException();
    }

    private Duration waited(Exchange batch) {
        long now = nanoTime.getAsLong();
        Long since = batch.getProperty(SINCE, Long.class);
        if (since == null) {
            batch.setProperty(SINCE, now);
            return Duration.ZERO;
        }
        return Duration.ofNanos(now - since);
    }

    private static DeadLetter letter(Exchange batch, Exchange record, Exception failure) {
        String route = batch.getFromRouteId();
        return DeadLetter.ofFailure(
                route.substring(0, route.lastIndexOf('.')),
                "the record fails alone: " + Cause.withoutValues(failure),
                Intake.source(record.getMessage()),
                Intake.body(record.getMessage()));
    }
}
