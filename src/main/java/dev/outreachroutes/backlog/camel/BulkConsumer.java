package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.backlog.BatchEnd;
import dev.outreachroutes.backlog.BatchStep;
import dev.outreachroutes.backlog.Batches;
import dev.outreachroutes.database.Cause;
import dev.outreachroutes.database.DatabaseProblems;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.database.Outage;
import dev.outreachroutes.outreach.OutreachExchange;
import dev.outreachroutes.outreach.request.BatchRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what is the same for many prospects. One thread takes in how requests ended and asks which are next, in turns; as many threads
 * as the endpoint's concurrency each take one through the route.
 */
final class BulkConsumer extends DefaultConsumer implements Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(BulkConsumer.class);

    private static final int MOST_DOUBLINGS = 4;

    /** After a failure that is none of the database's. */
    private static final Duration ALONE = Duration.ofMinutes(2);

    private final BacklogEndpoint endpoint;
    private final String destination;
    private final Batches batches;
    private final BatchEndReader ends;
    private final LeaseGuard lease;
    private final DeliveryMeters meters;
    private final BulkMeters bulkMeters;
    private final DatabaseProblems trouble;

    private volatile boolean delivering;
    private Run run;

    BulkConsumer(BacklogEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        BacklogComponent component = endpoint.getComponent();
        this.endpoint = endpoint;
        this.destination = endpoint.getDestination();
        this.batches = component.batches();
        this.ends = new BatchEndReader(new SettlementReader(component.settings().quotaFallback()));
        this.lease = new LeaseGuard(component.settings(), component.clock());
        this.meters = new DeliveryMeters(component.meters(), destination, endpoint::target);
        this.bulkMeters = new BulkMeters(component.meters(), destination);
        this.trouble = component.trouble();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        deliver(true);
        run = new Run();
        endpoint.getComponent().backlog().onWork(destination, run.work);
        run.start();
    }

    @Override
    protected void doSuspend() throws Exception {
        deliver(false);
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        deliver(true);
        run.requestTurn();
    }

    @Override
    protected void doStop() throws Exception {
        deliver(false);
        if (run != null) {
            endpoint.getComponent().backlog().noLongerOnWork(destination, run.work);
            run.end();
        }
        super.doStop();
    }

    /** While it does not, what is pending is left to requests for each prospect. */
    private void deliver(boolean now) {
        delivering = now;
        if (now) {
            endpoint.getComponent().plans().begin(destination);
        } else {
            endpoint.getComponent().plans().end(destination);
        }
    }

    /** From one start to the next stop. */
    private final class Run {

        private final Queue<BatchEnd> results = new ConcurrentLinkedQueue<>();
        private final AtomicInteger outstanding = new AtomicInteger();
        private final AtomicBoolean turnRequested = new AtomicBoolean();
        private final ExecutorServiceManager executors =
                getEndpoint().getCamelContext().getExecutorServiceManager();
        private final Turns turns = new Turns(
                destination,
                executors.newScheduledThreadPool(
                        BulkConsumer.this, destination + ".bulk", Turns.profile(destination + ".bulk", 1)));
        private final ExecutorService requests = executors.newThreadPool(
                BulkConsumer.this,
                destination + ".bulk-delivery",
                Turns.profile(destination + ".bulk-delivery", endpoint.getConcurrency()));
        /** What is new may be made a plan of at the next look. */
        private final Runnable work = turns::rouse;

        private int failedTurns;
        private volatile boolean ended;

        void start() {
            turns.begin(
                    this::turn, () -> endpoint.getIdleDelay() << Math.min(failedTurns, MOST_DOUBLINGS), this::isAtRest);
        }

        void end() {
            executors.shutdownGraceful(requests);
            executors.shutdownGraceful(turns.threads());
            ended = true;
            settleForTheLastTime();
            trouble.over(this);
        }

        private void settleForTheLastTime() {
            try {
                settleAndNext(false);
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .addKeyValue(LogFields.DESTINATION, destination)
                        .log(
                                "{}: the end of {} requests of batches could not be stored before stopping ({}); they are looked at again"
                                        + " when their leases end",
                                destination,
                                results.size(),
                                e.getClass().getSimpleName());
            }
        }

        private boolean isAtRest() {
            try {
                return failedTurns == 0 && outstanding.get() == 0 && batches.isAtRest(destination);
            } catch (RuntimeException e) {
                failed(e);
                return false;
            }
        }

        void requestTurn() {
            turns.rouse();
            turns.request(turnRequested, this::turn, 0);
        }

        /** Whatever goes wrong in a turn, the next ones come: the scheduler would end them at the first error. */
        private void turn() {
            try {
                settleAndNext(delivering);
                trouble.over(this);
                failedTurns = 0;
            } catch (Throwable e) {
                failed(e);
            }
        }

        private void failed(Throwable failure) {
            trouble.met(this, failure);
            if (Outage.is(failure)) {
                if (failedTurns++ == 0) {
                    LOG.atWarn()
                            .addKeyValue(LogFields.DESTINATION, destination)
                            .log("{}: bulk delivery waits for the database: {}", destination, Cause.of(failure));
                }
                return;
            }
            LOG.atWarn()
                    .addKeyValue(LogFields.DESTINATION, destination)
                    .log(
                            "{}: a turn of bulk delivery failed, so for {} minutes what is pending goes one by one: {}",
                            destination,
                            ALONE.toMinutes(),
                            Cause.withoutValues(failure));
            // Whoever sends them one by one finds out which prospect is in the way, and sets it aside.
            endpoint.getComponent().plans().leaveAll(destination, ALONE);
            try {
                settleEachAlone();
            } catch (RuntimeException e) {
                failedTurns++;
            }
        }

        private synchronized void settleEachAlone() {
            for (BatchEnd end : new ArrayList<>(results)) {
                try {
                    settleAndNext(List.of(end), false);
                } catch (RuntimeException e) {
                    if (Outage.is(e)) {
                        throw e;
                    }
                    batches.letGo(end.step());
                    results.remove(end);
                    outstanding.decrementAndGet();
                }
            }
        }

        private synchronized void settleAndNext(boolean ask) {
            settleAndNext(new ArrayList<>(results), ask);
        }

        private void settleAndNext(List<BatchEnd> ended, boolean ask) {
            int free = ask ? endpoint.getConcurrency() - outstanding.get() + ended.size() : 0;
            Batches.Turn turn = batches.settleAndNext(destination, ended, Math.max(0, free));
            ended.forEach(end -> {
                bulkMeters.ended(end);
                results.remove(end);
            });
            turn.settled().forEach(meters::settled);
            outstanding.addAndGet(turn.next().size() - ended.size());
            for (BatchStep step : turn.next()) {
                try {
                    requests.execute(() -> finish(deliver(step)));
                } catch (RejectedExecutionException e) {
                    finish(ends.notSent(step, now(), "this process is stopping"));
                }
            }
        }

        private void finish(BatchEnd end) {
            results.add(end);
            if (ended) {
                settleForTheLastTime();
            } else {
                requestTurn();
            }
        }
    }

    private BatchEnd deliver(BatchStep step) {
        BatchDelivery delivery = new BatchDelivery(step);
        boolean quiet = endpoint.target().account().quietUntil(now()).isPresent();
        if (!delivering || quiet || lease.isTooOld(delivery)) {
            return ends.notSent(step, now(), "it waited too long to be sent");
        }
        Exchange exchange = createExchange(true);
        try {
            describe(exchange, delivery);
            try {
                getProcessor().process(exchange);
            } catch (Exception e) {
                exchange.setException(e);
            }
            return ends.read(exchange, step, now());
        } catch (Throwable e) {
            LOG.atError()
                    .addKeyValue(LogFields.DESTINATION, destination)
                    .log("{}: the delivery broke off of {}", destination, step, e);
            return ends.broken(step, now(), e);
        } finally {
            releaseExchange(exchange, true);
        }
    }

    private void describe(Exchange exchange, BatchDelivery delivery) {
        BatchRequest request = delivery.step().request();
        exchange.setProperty(BacklogConstants.DELIVERY, delivery);
        exchange.setProperty(BacklogConstants.BATCH_STEP, request.step().name().toLowerCase(Locale.ROOT));
        exchange.setProperty(BacklogConstants.BATCH_ID, request.batchId());
        exchange.setProperty(BacklogConstants.BATCH_QUERY, request.query());
        exchange.setProperty(OutreachExchange.DESTINATION, destination);
        exchange.setProperty(
                OutreachExchange.ACCOUNT, endpoint.target().account().name());
        exchange.setProperty(OutreachExchange.REQUEST, request);
        exchange.getMessage().setBody(request.document());
    }

    private Instant now() {
        return endpoint.getComponent().clock().instant();
    }
}
