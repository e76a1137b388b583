package dev.outreachroutes.intake.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Whether Kafka confirms what is written. While it does not, one record in a while finds out whether it does again, and senders of others
 * need not wait for an answer that is known: each would hold a connection for as long as Kafka may take, and a sender with a few of them
 * would fall behind for minutes.
 */
final class Confirmations {

    /** Less may be one partition whose leader is away. */
    private static final int AWAY_AFTER = 5;

    private static final long BETWEEN_TRIES = Duration.ofMillis(250).toNanos();

    private final LongSupplier nanoTime;
    private final AtomicInteger failuresInARow = new AtomicInteger();
    private final AtomicLong lastTry = new AtomicLong();

    Confirmations(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether to write a record now. While Kafka is away, that is true once every 250 ms. */
    boolean mayTry() {
        long now = nanoTime.getAsLong();
        long last = lastTry.get();
        return failuresInARow.get() < AWAY_AFTER || now - last >= BETWEEN_TRIES && lastTry.compareAndSet(last, now);
    }

    void confirmed() {
        failuresInARow.set(0);
    }

    void failed() {
        if (failuresInARow.incrementAndGet() == AWAY_AFTER) {
            lastTry.set(nanoTime.getAsLong());
        }
    }
}
