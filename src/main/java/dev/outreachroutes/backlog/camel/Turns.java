package dev.outreachroutes.backlog.camel;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the one thread of a consumer takes its turns.
 *
 * @param threads of its route, stopped with it
 */
record Turns(String destination, ScheduledExecutorService threads) {

    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

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

    void schedule(Runnable turn, long delayMillis) {
        try {
            threads.schedule(turn, delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: stopping, so no further turn", destination);
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
