package dev.outreachroutes.outreach.request;

import dev.outreachroutes.outreach.OutreachExchange;
import dev.outreachroutes.outreach.RateLimit;
import java.time.Duration;

/**
 * One request that may leave, and what became of it. It is the exchange property {@value OutreachExchange#REQUEST}, and copies of the
 * exchange share it, so that whatever a step does with them, one request leaves.
 *
 * <p>May be used by several threads.
 */
public abstract sealed class OutreachRequest permits ProspectRequest, BatchRequest {

    private boolean gone;
    private long goneNanos;
    private Duration took;
    private RateLimit rateLimit;
    private boolean answered;
    private boolean closed;

    /** @throws IllegalStateException when it has left before, or it is settled what became of it */
    final synchronized void requireUnsent() {
        if (gone || closed) {
            throw new IllegalStateException(
                    closed
                            ? "The claim has been settled, so nothing of it leaves any more"
                            : "A request of this claim has left already, and one request leaves for a claim");
        }
    }

    /** Notes that it leaves. */
    final synchronized void leavesNow() {
        requireUnsent();
        gone = true;
        goneNanos = System.nanoTime();
    }

    /** It is about to be settled what became of it: if it has not left by now, it does not leave. */
    public final synchronized void close() {
        closed = true;
    }

    /** Notes what the answer says of the quota, whatever else it says. */
    final synchronized void answered(RateLimit said) {
        rateLimit = said;
        answered = true;
        took = gone ? Duration.ofNanos(System.nanoTime() - goneNanos) : null;
    }

    /** Whether it has passed the last guard before it leaves. */
    final synchronized boolean isGone() {
        return gone;
    }

    /** Whether it has left. */
    public final synchronized boolean hasLeft() {
        return gone || answered;
    }

    /** Whether Outreach's answer was looked at. */
    public final synchronized boolean isAnswered() {
        return answered;
    }

    /** From when it left to when its answer was there; null when no answer was looked at. */
    public final synchronized Duration took() {
        return took;
    }

    /** What the answer said of the quota; null when there was none. */
    public final synchronized RateLimit rateLimit() {
        return rateLimit;
    }
}
