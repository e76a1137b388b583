package dev.outreachroutes.backlog.camel;

import dev.outreachroutes.database.LogFields;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.SizedScheduledExecutorService;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the one thread of a consumer takes its turns: when something asks for one, and in any case from time to time, to see what another
 * process folded, what has become due, or what the quota now has room for. At rest, with nothing pending, that is seldom.
 */
final class Turns {

    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    /** What another process folds, and does not deliver, waits for so long. */
    private static final long REST_MILLIS = 10_000;

    private final String destination;
    private final ScheduledExecutorService threads;
    private Looks looks;
    private ScheduledFuture<?> next;
    private volatile boolean resting;

    /**
     * @param threads of its route, stopped with it
     */
    Turns(String destination, ScheduledExecutorService threads) {
        this.destination = destination;
        this.threads = threads;
        if (threads instanceof SizedScheduledExecutorService sized) {
            // A stop does not wait for the next look.
            sized.getScheduledThreadPoolExecutor().setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        }
    }

    /**
     * @param turn what is done each time
     * @param delayMillis from the end of one to the begin of the next, while there is something to do
     * @param atRest whether there is nothing; asked after each
     */
    private record Looks(Runnable turn, LongSupplier delayMillis, BooleanSupplier atRest) {}

    /** Begins to look from time to time, until the threads are stopped. */
    void begin(Runnable turn, LongSupplier delayMillis, BooleanSupplier atRest) {
        looks = new Looks(turn, delayMillis, atRest);
        schedule(() -> next = schedule(this::look, delayMillis.getAsLong()), 0);
    }

    private void look() {
        resting = false;
        try {
            looks.turn().run();
            // Set before it is asked: what comes in between rouses it.
            resting = true;
            resting = looks.atRest().getAsBoolean();
        } finally {
            next = schedule(
                    this::look, resting ? REST_MILLIS : looks.delayMillis().getAsLong());
        }
    }

    /** There may be something to do: if it rests, it looks as often again. */
    void rouse() {
        if (resting) {
            schedule(
                    () -> {
                        if (resting && next != null) {
                            resting = false;
                            next.cancel(false);
                            next = schedule(this::look, looks.delayMillis().getAsLong());
                        }
                    },
                    0);
        }
    }

    /** Nothing is refused for its number, and nothing is done by who asks for it: who asks bounds what is asked for. */
    static ThreadPoolProfile profile(String name, int threads) {
        return new ThreadPoolProfileBuilder(name)
                .poolSize(threads)
                .maxPoolSize(threads)
                .keepAliveTime(0L)
                .allowCoreThreadTimeOut(false)
                .maxQueueSize(-1)
                .rejectedPolicy(ThreadPoolRejectedPolicy.Abort)
                .build();
    }

    ScheduledExecutorService threads() {
        return threads;
    }

    /** Null when the threads are stopped. */
    private ScheduledFuture<?> schedule(Runnable turn, long delayMillis) {
        try {
            return threads.schedule(turn, delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.atDebug()
                    .addKeyValue(LogFields.DESTINATION, destination)
                    .log("{}: stopping, so no further turn", destination);
            return null;
        }
    }

    /** Schedules a turn, unless one is scheduled in this way already. */
    void request(AtomicBoolean requested, Runnable turn, long delayMillis) {
        if (requested.compareAndSet(false, true)) {
            schedule(
                    () -> {
                        requested.set(false);
                        turn.run();
                    },
                    delayMillis);
        }
    }
}
