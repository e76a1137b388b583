package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.backlog.Claim;
import dev.outreachroutes.backlog.Claims;
import dev.outreachroutes.backlog.ProspectFailedException;
import dev.outreachroutes.backlog.Settlement;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.database.Cause;
import dev.outreachroutes.database.DatabaseProblems;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.database.LogThrottle;
import dev.outreachroutes.database.Outage;
import dev.outreachroutes.destination.RoutesVersion;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.outreach.Narrowing;
import dev.outreachroutes.outreach.OutreachExchange;
import dev.outreachroutes.outreach.request.ProspectRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what is pending. One thread settles and claims, in turns; as many threads as the endpoint's concurrency each take
 * a claim through the route. What waits, waits in the database: claims are taken only as the threads can use them.
 */
final class BacklogConsumer extends DefaultConsumer implements Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(BacklogConsumer.class);

    /** While all threads are busy, results are collected this long so that they share a transaction. */
    private static final long COLLECT_MILLIS = 15;

    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    /** How often it looks for what other versions of the routes have withheld. */
    private static final long RELEASE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final long LONGEST_RELEASE_NANOS = TimeUnit.HOURS.toNanos(1);

    private static final int RELEASED_TOGETHER = 1_000;

    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    /** Turns after an error that settle or claim one prospect each. */
    private static final int ALONE = 1_000;

    private final BacklogEndpoint endpoint;
    private final String destination;
    private final Claims claims;
    private final SettlementReader settlements;
    private final LeaseGuard lease;
    private final DeliveryMeters meters;
    private final DatabaseProblems trouble;
    private final LogThrottle routeTrouble = new LogThrottle(BETWEEN_LINES);

    private volatile boolean delivering;
    private Run run;

    BacklogConsumer(BacklogEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        BacklogComponent component = endpoint.getComponent();
        this.endpoint = endpoint;
        this.destination = endpoint.getDestination();
        this.claims = component.claims();
        this.settlements = new SettlementReader(component.settings().quotaFallback());
        this.lease = new LeaseGuard(component.settings(), component.clock());
        this.meters = new DeliveryMeters(component.meters(), destination, endpoint::target);
        this.trouble = component.trouble();
    }

    /** The prospect attributes that hold segment statuses. */
    private Set<String> statuses() {
        return endpoint.target().segments().values().stream()
                .map(Segment::attribute)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        delivering = true;
        run = new Run();
        endpoint.getComponent().backlog().onWork(destination, run.work);
        run.start();
    }

    @Override
    protected void doSuspend() throws Exception {
        delivering = false;
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        super.doResume();
        delivering = true;
        run.requestTurn();
    }

    @Override
    protected void doStop() throws Exception {
        delivering = false;
        if (run != null) {
            endpoint.getComponent().backlog().noLongerOnWork(destination, run.work);
            run.end();
        }
        super.doStop();
    }

    /**
     * From one start to the next stop. What a forced stop leaves behind, threads that go on and claims that nobody took up, takes
     * no place in the next run.
     */
    private final class Run {

        private final ClaimPrefetch ahead = new ClaimPrefetch(
                endpoint.getConcurrency(), () -> endpoint.target().account().pace(), System.nanoTime());
        private final Queue<Settlement> results = new ConcurrentLinkedQueue<>();
        private final AtomicInteger finished = new AtomicInteger();
        private final AtomicInteger outstanding = new AtomicInteger();
        private final AtomicBoolean turnRequested = new AtomicBoolean();
        private final AtomicBoolean laterTurnRequested = new AtomicBoolean();
        private final ExecutorServiceManager executors =
                getEndpoint().getCamelContext().getExecutorServiceManager();
        private final Turns turns = new Turns(
                destination,
                executors.newScheduledThreadPool(
                        BacklogConsumer.this, destination + ".backlog", Turns.profile(destination + ".backlog", 1)));
        private final ExecutorService deliveries = executors.newThreadPool(
                BacklogConsumer.this,
                destination + ".delivery",
                Turns.profile(destination + ".delivery", endpoint.getConcurrency()));
        private int failedTurns;
        private long releaseAt = System.nanoTime();
        private long releaseEvery = RELEASE_NANOS;
        private RoutesVersion routes = claims.routes();
        private long unblockAt = releaseAt;
        private long unblockEvery = RELEASE_NANOS;
        private Set<String> blocked = Set.of();
        private long abandonedAt = releaseAt + RELEASE_NANOS;

        /** How many turns yet each settle or claim one prospect only, to find out which one fails. */
        private int alone;

        private final Runnable work = this::requestTurn;
        private volatile boolean ended;

        void start() {
            turns.begin(this::turn, this::idleDelay, this::isAtRest);
        }

        void end() {
            executors.shutdownGraceful(deliveries);
            executors.shutdownGraceful(turns.threads());
            ended = true;
            alone = 0;
            settleForTheLastTime();
            trouble.over(this);
        }

        private void settleForTheLastTime() {
            try {
                settleAndClaim(false);
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .addKeyValue(LogFields.DESTINATION, destination)
                        .log(
                                "{}: {} results could not be stored before stopping ({}); their prospects are sent again when their leases end",
                                destination,
                                finished.get(),
                                e.getClass().getSimpleName());
            }
        }

        private boolean isAtRest() {
            try {
                return failedTurns == 0 && alone == 0 && outstanding.get() == 0 && claims.isAtRest(destination);
            } catch (RuntimeException e) {
                failed(e);
                return false;
            }
        }

        /** Replicas may run other routes for a while, so it is done again and again; less often while there is nothing to do. */
        private boolean releaseWithheld() {
            long now = System.nanoTime();
            RoutesVersion running = claims.routes();
            if (!running.equals(routes)) {
                routes = running;
                releaseAt = now;
                releaseEvery = RELEASE_NANOS;
            }
            if (now - releaseAt < 0) {
                return false;
            }
            // Set before: what takes too long must not be begun again by every turn.
            releaseAt = now + releaseEvery;
            boolean more = claims.releaseWithheld(destination, alone > 0 ? 1 : RELEASED_TOGETHER);
            releaseEvery = more ? RELEASE_NANOS : Math.min(releaseEvery * 2, LONGEST_RELEASE_NANOS);
            releaseAt = more ? now : now + releaseEvery;
            return more;
        }

        /** At once when something is blocked no more, and from time to time, since replicas may know of it at different times. */
        private boolean releaseBlocked() {
            long now = System.nanoTime();
            Set<String> impossible = claims.blocked(destination);
            if (impossible.equals(blocked) && now - unblockAt < 0) {
                return false;
            }
            unblockEvery =
                    impossible.equals(blocked) ? Math.min(unblockEvery * 2, LONGEST_RELEASE_NANOS) : RELEASE_NANOS;
            blocked = impossible;
            // Set before, as above.
            unblockAt = now + unblockEvery;
            boolean more = claims.releaseBlocked(destination, alone > 0 ? 1 : RELEASED_TOGETHER);
            if (more) {
                unblockEvery = RELEASE_NANOS;
                unblockAt = now;
            }
            return more;
        }

        /** From time to time, as nobody else may be there who does. */
        private boolean endAbandonedBatches() {
            long now = System.nanoTime();
            if (now - abandonedAt < 0) {
                return false;
            }
            abandonedAt = now + RELEASE_NANOS;
            return endpoint.getComponent().batches().endAbandoned(destination);
        }

        private long idleDelay() {
            long delay = endpoint.getIdleDelay() << Math.min(failedTurns, 10);
            return failedTurns == 0 ? delay : Math.min(delay, LONGEST_PAUSE_MILLIS);
        }

        void requestTurn() {
            turns.rouse();
            turns.request(turnRequested, this::turn, 0);
        }

        private void requestTurnSoon() {
            turns.request(laterTurnRequested, this::turn, COLLECT_MILLIS);
        }

        /** Whatever goes wrong in a turn, the next ones come: the scheduler would end them at the first error. */
        private void turn() {
            try {
                boolean more = settleAndClaim(delivering);
                more |= releaseWithheld();
                more |= releaseBlocked();
                more |= endAbandonedBatches();
                trouble.over(this);
                if (failedTurns > 0) {
                    LOG.atInfo()
                            .addKeyValue(LogFields.DESTINATION, destination)
                            .log("{}: the database is back; delivery goes on", destination);
                    failedTurns = 0;
                }
                if (alone > 0 && more) {
                    alone--;
                    requestTurn();
                }
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
                            .log("{}: delivery waits for the database: {}", destination, Cause.of(failure));
                }
            } else if (failure instanceof ProspectFailedException prospect) {
                setAside(prospect);
            } else if (alone == 0) {
                alone = ALONE;
                requestTurn();
            } else if (failedTurns++ == 0) {
                LOG.atError()
                        .addKeyValue(LogFields.DESTINATION, destination)
                        .log("{}: delivery cannot go on; trying again", destination, failure);
            }
        }

        /** One prospect that cannot be read or written does not stand in the way of the others. */
        private void setAside(ProspectFailedException failure) {
            try {
                String reason = Cause.withoutValues(failure);
                giveUp(failure);
                claims.setAside(destination, failure.prospectId(), reason);
                LOG.atWarn()
                        .addKeyValue(LogFields.DESTINATION, destination)
                        .log("{}: prospect {} is set aside: {}", destination, failure.prospectId(), reason);
                forget(failure.prospectId());
                alone = 0;
                requestTurn();
            } catch (Throwable e) {
                if (failedTurns++ == 0) {
                    LOG.atWarn()
                            .addKeyValue(LogFields.DESTINATION, destination)
                            .log(
                                    "{}: delivery waits, since prospect {} cannot be set aside: {}",
                                    destination,
                                    failure.prospectId(),
                                    Cause.of(e));
                }
            }
        }

        /** Nothing more comes of its claim; its entry in the quota's ledger ends with the lease. */
        private synchronized void forget(long prospectId) {
            results.removeIf(settlement -> {
                boolean its = settlement.claim().prospectId() == prospectId;
                if (its) {
                    finished.decrementAndGet();
                    outstanding.decrementAndGet();
                }
                return its;
            });
        }

        /** @return whether there was anything to do */
        private synchronized boolean settleAndClaim(boolean claim) {
            List<Settlement> batch = new ArrayList<>(results);
            int free = claim ? Math.max(0, ahead.most() - outstanding.get() + batch.size()) : 0;
            if (alone > 0) {
                batch = batch.subList(0, Math.min(1, batch.size()));
                free = batch.isEmpty() ? Math.min(1, free) : 0;
            }
            List<Claim> claimed = claims.settleAndClaim(destination, batch, free);
            ahead.ended(batch.size(), System.nanoTime());
            batch.forEach(settlement -> {
                meters.settled(settlement);
                results.poll();
            });
            finished.addAndGet(-batch.size());
            outstanding.addAndGet(claimed.size() - batch.size());
            for (Delivery each : deliveries(claimed)) {
                try {
                    deliveries.execute(() -> deliver(each));
                } catch (RejectedExecutionException e) {
                    finish(released(each));
                }
            }
            return !batch.isEmpty() || !claimed.isEmpty();
        }

        private void deliver(Delivery delivery) {
            boolean waits = !delivering || lease.isTooOld(delivery) || isQuiet();
            finish(waits ? released(delivery) : send(delivery));
        }

        /** Quiet hours have begun since the claim. */
        private boolean isQuiet() {
            return endpoint.target().account().quietUntil(now()).isPresent();
        }

        private void finish(List<Settlement> settlements) {
            results.addAll(settlements);
            boolean busy = outstanding.get() - finished.addAndGet(settlements.size()) >= endpoint.getConcurrency();
            if (ended) {
                // The stop did not wait for this one any more.
                settleForTheLastTime();
            } else if (busy) {
                requestTurnSoon();
            } else {
                requestTurn();
            }
        }
    }

    /** Which request answers for which claims: a PATCH for each. */
    private List<Delivery> deliveries(List<Claim> claimed) {
        Set<String> blocked = claims.blocked(destination);
        return claimed.stream()
                .map(claim -> new Delivery(
                        new ProspectRequest(
                                claim.prospectId(),
                                claim.attributes(),
                                claim.pending(),
                                statuses(),
                                claim.narrowing(),
                                blocked),
                        List.of(claim)))
                .toList();
    }

    private List<Settlement> released(Delivery delivery) {
        return ended(delivery, Outcome.RELEASED, false, "");
    }

    /** How the claims ended of which no exchange tells. */
    private List<Settlement> ended(Delivery delivery, Outcome outcome, boolean sent, String reason) {
        Instant now = now();
        return delivery.claims().stream()
                .map(claim -> new Settlement(
                        claim, outcome, Settlement.Attributes.UNCHANGED, 0, sent, sent, null, null, now, reason))
                .toList();
    }

    private void tellOfRoute(Settlement settlement) {
        long times = routeTrouble.times();
        if (times > 0) {
            LOG.atWarn()
                    .addKeyValue(LogFields.DESTINATION, destination)
                    .log(
                            "{}: {} went through the route {}, the last for prospect {}; tried again, later each time. {}",
                            destination,
                            times == 1 ? "a prospect change" : times + " prospect changes",
                            settlement.sent() ? "and a step failed" : "without a request",
                            settlement.claim().prospectId(),
                            settlement.reason());
        }
    }

    private Instant now() {
        return endpoint.getComponent().clock().instant();
    }

    /** The route's error handler says what becomes of it, as if one of its steps had failed. */
    private void giveUp(ProspectFailedException failure) throws Exception {
        Exchange exchange = createExchange(true);
        try {
            describe(
                    exchange,
                    new ProspectRequest(
                            failure.prospectId(), Map.of(), Map.of(), statuses(), Narrowing.NONE, Set.of()));
            exchange.setException(failure);
            exchange.setProperty(ExchangePropertyKey.EXCEPTION_CAUGHT, failure);
            exchange.setProperty(ExchangePropertyKey.ERRORHANDLER_BRIDGE, true);
            exchange.getExchangeExtension().setRedeliveryExhausted(true);
            getProcessor().process(exchange);
            if (exchange.getException() != null && exchange.getException() != failure) {
                throw exchange.getException();
            }
        } finally {
            releaseExchange(exchange, true);
        }
    }

    private void describe(Exchange exchange, ProspectRequest request) {
        exchange.setProperty(OutreachExchange.DESTINATION, destination);
        exchange.setProperty(
                OutreachExchange.ACCOUNT, endpoint.target().account().name());
        exchange.setProperty(OutreachExchange.PROSPECT_ID, request.prospectId());
        exchange.setProperty(OutreachExchange.REQUEST, request);
        exchange.getMessage().setBody(request.update());
    }

    private List<Settlement> send(Delivery delivery) {
        Exchange exchange = createExchange(true);
        try {
            exchange.setProperty(BacklogConstants.DELIVERY, delivery);
            exchange.setProperty(
                    BacklogConstants.LAST_ATTEMPT,
                    delivery.attempts() + 1
                            >= endpoint.getComponent().settings().maxAttempts());
            describe(exchange, delivery.request());
            try {
                getProcessor().process(exchange);
            } catch (Exception e) {
                exchange.setException(e);
            }
            List<Settlement> settled = settlements.read(exchange, delivery, now());
            for (Settlement settlement : settled) {
                if (settlement.outcome() != Outcome.REFUSED && SettlementReader.isOfAStep(exchange)
                        || settlement.outcome() == Outcome.SKIPPED) {
                    tellOfRoute(settlement);
                }
            }
            return settled;
        } catch (Throwable e) {
            // Even an error must end the claims, or their places would be taken for ever.
            LOG.atError()
                    .addKeyValue(LogFields.DESTINATION, destination)
                    .log("{}: the delivery broke off of {}", destination, delivery, e);
            return ended(delivery, Outcome.RETRY, true, e.getClass().getName());
        } finally {
            releaseExchange(exchange, true);
        }
    }
}
