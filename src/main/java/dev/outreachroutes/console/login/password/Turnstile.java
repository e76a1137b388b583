package dev.outreachroutes.console.login.password;

import dev.outreachroutes.console.login.PasswordNotCheckedException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets one at a time through, in the order in which they came. Each takes a thread of the web server while it waits, so few may
 * wait, fewer from one address, and none for ever. Turnstiles before the same door let one through in turns.
 */
final class Turnstile {

    private static final int MOST_OF_AN_ADDRESS = 16;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final int most;
    private final ReentrantLock door;
    private final ReentrantLock order = new ReentrantLock(true);
    private final Map<String, Integer> inside = new HashMap<>();
    private int all;

    /**
     * @param most how many may be there, with the one that is let through
     * @param door a fair lock, which those hold who are let through
     */
    Turnstile(int most, ReentrantLock door) {
        this.most = most;
        this.door = door;
    }

    /**
     * Does it when it is its turn.
     *
     * @throws PasswordNotCheckedException when it has not been done, because too many wait already or it would have waited too long
     */
    <T> T pass(String address, Supplier<T> action) {
        if (!enter(address)) {
            throw PasswordNotCheckedException.busy();
        }
        try {
            return locked(order, () -> locked(door, action));
        } finally {
            leave(address);
        }
    }

    private static <T> T locked(ReentrantLock lock, Supplier<T> action) {
        try {
            if (!lock.tryLock(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw PasswordNotCheckedException.busy();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PasswordNotCheckedException.busy();
        }
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private synchronized boolean enter(String address) {
        int here = inside.getOrDefault(address, 0);
        if (all == most || here == MOST_OF_AN_ADDRESS) {
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
