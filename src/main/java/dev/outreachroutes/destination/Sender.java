package dev.outreachroutes.destination;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Somebody who may send events by HTTP: a program, not a user of the console. It is recognised by any one of the ways that are given.
 *
 * @param name as in {@code destinations.yaml}: lower-case letters, digits and hyphens
 * @param tokenHashes SHA-256 of its bearer tokens, each 64 hexadecimal digits in small letters; several while one replaces another
 * @param clientId its name in the tokens of the issuer that is configured; null when it brings none
 * @param certificate its client certificate's subject, such as {@code CN=partner,O=Example}, or one of the certificate's alternative
 *     names; null when it brings none
 * @param destinations whose events it may send; empty when it may send those of all
 * @param rate how many requests are taken of it; null when that is not limited
 */
public record Sender(
        String name,
        List<String> tokenHashes,
        String clientId,
        String certificate,
        List<String> destinations,
        Rate rate) {

    public Sender {
        tokenHashes = List.copyOf(tokenHashes);
        destinations = List.copyOf(destinations);
        if (name.isBlank() || tokenHashes.isEmpty() && clientId == null && certificate == null) {
            throw new IllegalArgumentException("a sender has a name and something it is recognised by");
        }
    }

    /** Whether it may send events to a destination. */
    public boolean maySendTo(String destination) {
        return destinations.isEmpty() || destinations.contains(destination);
    }

    /** How many requests are taken; empty when that is not limited. */
    public Optional<Rate> limit() {
        return Optional.ofNullable(rate);
    }

    /**
     * A number of requests in a time.
     *
     * @param requests at least 1
     * @param period longer than zero
     */
    public record Rate(int requests, Duration period) {

        public Rate {
            Objects.requireNonNull(period);
            if (requests < 1 || period.isNegative() || period.isZero()) {
                throw new IllegalArgumentException("a rate is at least one request in a time longer than zero");
            }
        }

        /** Reads {@code 500/s}, {@code 3000/m} or {@code 100000/h}. */
        public static Rate parse(String text) {
            int slash = text.indexOf('/');
            Duration period =
                    switch (text.charAt(slash + 1)) {
                        case 's' -> Duration.ofSeconds(1);
                        case 'm' -> Duration.ofMinutes(1);
                        default -> Duration.ofHours(1);
                    };
            return new Rate(Integer.parseInt(text.substring(0, slash)), period);
        }

        @Override
        public String toString() {
            return requests + "/" + (period.toSeconds() == 1 ? "s" : period.toMinutes() == 1 ? "m" : "h");
        }
    }
}
