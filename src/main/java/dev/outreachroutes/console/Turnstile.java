package dev.outreachroutes.console;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets one at a time through, in the order in which they came. Each takes a thread of the web server while it waits, so few may
 * wait, fewer from one address, and none for long.
 */
final class Turnstile {

    private static final int MOST = 64;
    private static final int MOST_OF_AN_ADDRESS = 16;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Map<String, Integer> inside = new HashMap<>();
    private int all;

    /**
     * Does it when it is its turn.
     *
     * @throws LoginBusyException when it has not been done, because too many wait already or it would have waited too long
     */
    <T> T pass(String address, Supplier<T> action) {
        if (!enter(address)) {
            throw new LoginBusyException();
        }
        try {
            if (!hasTurn()) {
                throw new LoginBusyException();
            }
            try {
                return action.get();
            } finally {
                lock.unlock();
            }
        } finally {
            leave(address);
        }
    }

    private boolean hasTurn() {
        try {
            return lock.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized boolean enter(String address) {
        int here = inside.getOrDefault(address, 0);
        if (all == MOST || here == MOST_OF_AN_ADDRESS) {
            return false;
        }
        inside.put(address, here + 1);
        all++;
        return true;
    }

    private synchronized void leave(String address) {
        inside.computeIfPresent(address, (key, here) -> here == 1 ? null : here - 1);
        all--;
    }
}
