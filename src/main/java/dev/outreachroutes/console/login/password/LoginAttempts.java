package dev.outreachroutes.console.login.password;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.outreachroutes.console.login.ConsoleProperties;
import dev.outreachroutes.console.proxy.IpAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts wrong passwords by user name and address, and by address; in memory, so each replica counts for itself. When a count is
 * full, nothing more is taken until its window, which began with the first failure, is over. What is tried from one address
 * never closes the login for another.
 *
 * <p>The count of an address does not concern names that have got in from there: somebody who tries many names behind the same
 * proxy closes the login for those who come for the first time, not for a program that asks every few seconds.
 *
 * <p>An address of IPv6 is its network of 64 bits, all of which one machine can have.
 */
final class LoginAttempts {

    /** More than can be looked at in a window, as {@link Turnstile} lets one password through at a time: none pushes out another. */
    private static final int MOST_KEYS = 50_000;

    private static final Duration KNOWN_FOR = Duration.ofDays(1);
    private static final int LONGEST_NAME = 64;
    private static final int NETWORK_BYTES = 8;

    private final Count byUserAndAddress;
    private final Count byAddress;
    private final Cache<UserAndAddress, Boolean> gotIn;

    LoginAttempts(ConsoleProperties.Login limits, InstantSource machineClock) {
        byUserAndAddress = new Count(limits.failuresPerUserAndAddress(), limits.window(), machineClock);
        byAddress = new Count(limits.failuresPerAddress(), limits.window(), machineClock);
        gotIn = cache(KNOWN_FOR, machineClock);
    }

    /** When a login is taken again; empty when it is taken now. */
    Optional<Instant> refusedUntil(String user, String address) {
        Optional<Instant> closed = byUserAndAddress.fullUntil(key(user, address));
        return closed.isPresent() || hasGotIn(user, address) ? closed : byAddress.fullUntil(network(address));
    }

    /** Whether the user has shown the right password from this address within a day. */
    boolean hasGotIn(String user, String address) {
        return gotIn.getIfPresent(key(user, address)) != null;
    }

    /** Whether wrong passwords, for whatever name, have come from this address within the window. */
    boolean hasFailed(String address) {
        return byAddress.failures.getIfPresent(network(address)) != null;
    }

    void failed(String user, String address) {
        byUserAndAddress.add(key(user, address));
        byAddress.add(network(address));
    }

    /** Who knows the password may have mistyped it before. The count of the address stays: others may be guessing there. */
    void succeeded(String user, String address) {
        byUserAndAddress.forget(key(user, address));
        gotIn.put(key(user, address), true);
    }

    private static UserAndAddress key(String user, String address) {
        // What is typed may be of any length.
        return new UserAndAddress(user.length() > LONGEST_NAME ? "" : user, network(address));
    }

    /** The address, or of IPv6 the network. */
    static String network(String address) {
        Optional<InetAddress> parsed = IpAddress.parse(address);
        if (parsed.isPresent() && parsed.get() instanceof Inet6Address v6) {
            return HexFormat.of().formatHex(Arrays.copyOf(v6.getAddress(), NETWORK_BYTES));
        }
        return parsed.map(InetAddress::getHostAddress).orElse("");
    }

    private static <K, V> Cache<K, V> cache(Duration lifetime, InstantSource machineClock) {
        return Caffeine.newBuilder()
                .maximumSize(MOST_KEYS)
                .expireAfterWrite(lifetime)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(machineClock.millis()))
                .executor(Runnable::run)
                .build();
    }

    private record UserAndAddress(String user, String network) {}

    private record Failures(Instant since, AtomicInteger number) {}

    private static final class Count {

        private final int limit;
        private final Duration window;
        private final InstantSource machineClock;
        private final Cache<Object, Failures> failures;

        Count(int limit, Duration window, InstantSource machineClock) {
            this.limit = limit;
            this.window = window;
            this.machineClock = machineClock;
            failures = cache(window, machineClock);
        }

        void add(Object key) {
            failures.get(key, first -> new Failures(machineClock.instant(), new AtomicInteger()))
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
