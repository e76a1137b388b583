package dev.outreachroutes.console;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts wrong passwords by user name and address, by address, and by user name; in memory, so each replica counts for itself.
 * When one of the three counts is full, nothing more is taken until its window, which began with the first failure, is over.
 */
final class LoginAttempts {

    private static final int MOST_KEYS = 10_000;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_ADDRESS = 45;

    private final Count byUserAndAddress;
    private final Count byAddress;
    private final Count byUser;

    LoginAttempts(ConsoleProperties.Login limits, InstantSource clock) {
        byUserAndAddress = new Count(limits.failuresPerUserAndAddress(), limits.window(), clock);
        byAddress = new Count(limits.failuresPerAddress(), limits.window(), clock);
        byUser = new Count(limits.failuresPerUser(), limits.window(), clock);
    }

    /** When a login is taken again; empty when it is taken now. */
    Optional<Instant> refusedUntil(String user, String sender) {
        String address = address(sender);
        return List.of(
                        byUserAndAddress.fullUntil(new UserAndAddress(key(user), address)),
                        byAddress.fullUntil(address),
                        byUser.fullUntil(key(user)))
                .stream()
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
    }

    void failed(String user, String sender) {
        String address = address(sender);
        byUserAndAddress.add(new UserAndAddress(key(user), address));
        byAddress.add(address);
        byUser.add(key(user));
    }

    /** Who knows the password may have mistyped it before. The other counts stay: others may be guessing. */
    void succeeded(String user, String sender) {
        byUserAndAddress.forget(new UserAndAddress(key(user), address(sender)));
    }

    /** A proxy may pass on what a client has made up; what is longer than any address is none. */
    private static String address(String sender) {
        return sender.length() > LONGEST_ADDRESS ? "" : sender;
    }

    /** What is typed may be of any length. */
    private static String key(String user) {
        return user.length() > LONGEST_NAME ? "" : user;
    }

    private record UserAndAddress(String user, String address) {}

    private record Failures(Instant since, AtomicInteger number) {}

    private static final class Count {

        private final int limit;
        private final Duration window;
        private final InstantSource clock;
        private final Cache<Object, Failures> failures;

        Count(int limit, Duration window, InstantSource clock) {
            this.limit = limit;
            this.window = window;
            this.clock = clock;
            failures = Caffeine.newBuilder()
                    .maximumSize(MOST_KEYS)
                    .expireAfterWrite(window)
                    .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                    .executor(Runnable::run)
                    .build();
        }

        void add(Object key) {
            failures.get(key, first -> new Failures(clock.instant(), new AtomicInteger()))
                    .number()
                    .incrementAndGet();
        }

        void forget(Object key) {
            failures.invalidate(key);
        }

        Optional<Instant> fullUntil(Object key) {
            Failures known = failures.getIfPresent(key);
            return known == null || known.number().get() < limit
                    ? Optional.empty()
                    : Optional.of(known.since().plus(window));
        }
    }
}
