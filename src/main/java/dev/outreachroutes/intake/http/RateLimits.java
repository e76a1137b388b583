package dev.outreachroutes.intake.http;

import dev.outreachroutes.destination.Sender;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Counts the requests of each sender against its rate: a bucket that holds as many as the rate has and fills evenly. Of one process;
 * each replica grants the rate anew. Only configured senders have a bucket.
 */
final class RateLimits {

    private final LongSupplier nanoTime;
    private final Map<String, Bucket> buckets = new ConcurrentHashMap<>();

    RateLimits(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Takes one request of a sender.
     *
     * @return 0 when there was one; else in how many seconds there is one again, at least 1
     */
    long take(Sender sender) {
        return sender.limit()
                .map(rate -> buckets.compute(
                                sender.name(),
                                (name, bucket) -> bucket == null || !bucket.rate.equals(rate)
                                        ? new Bucket(rate, nanoTime.getAsLong())
                                        : bucket)
                        .take(nanoTime.getAsLong()))
                .orElse(0L);
    }

    private static final class Bucket {

        private final Sender.Rate rate;
        private final double perNano;
        private double tokens;
        private long filledAt;

        Bucket(Sender.Rate rate, long now) {
            this.rate = rate;
            perNano = (double) rate.requests() / rate.period().toNanos();
            tokens = rate.requests();
            filledAt = now;
        }

        synchronized long take(long now) {
            tokens = Math.min(rate.requests(), tokens + Math.max(0, now - filledAt) * perNano);
            filledAt = now;
            if (tokens >= 1) {
                tokens--;
                return 0;
            }
            return Math.max(1, (long) Math.ceil((1 - tokens) / perNano / 1e9));
        }
    }
}
