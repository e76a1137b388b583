package dev.outreachroutes.convergence;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What can go wrong in a schedule. */
enum FaultKind {
    /** A replica is killed (SIGKILL) and started again. */
    KILL(6),
    /** A replica is told to end (SIGTERM) in the middle of its work, and started again. */
    STOP(3),
    /** A replica stands still for longer or shorter than a lease, and goes on. */
    STANDSTILL(3),
    /** PostgreSQL ends its sessions, stops, and is started again. */
    POSTGRES_RESTART(3),
    /** PostgreSQL crashes and is started again. */
    POSTGRES_CRASH(3),
    /** The broker is killed and started again. */
    BROKER_CRASH(2),
    /** A consumer joins a destination's group and leaves it: partitions go and come back. */
    REBALANCE(3),
    /** A further replica joins, and leaves. */
    REPLICA_JOINS(1),
    /** 429 in one of its forms, although the quota is not used up. */
    RATE_LIMITED(3),
    /** Another client of the same user uses up the window. */
    QUOTA_SPENT(3),
    /** 502 as an HTML page, before or after the change was applied. */
    BAD_GATEWAY(3),
    /** 500, not applied. */
    SERVER_ERROR(1),
    /** 503 with the end of a maintenance. */
    MAINTENANCE(2),
    /** The connection is reset, before or after the change was applied. */
    RESET(3),
    /** Applied, but answered later than the time-out. */
    SLOW(3),
    /** The connection is reset, and the change applied only some time after. */
    APPLIED_LATE(3),
    /** The access token is no longer good: 401 or 403. */
    TOKEN_EXPIRED(3),
    /** The same, and the token endpoint answers 429 as plain text for a while. */
    TOKEN_THROTTLED(2),
    /** The grant is revoked; after a while there is a new one. */
    GRANT_REVOKED(1),
    /** Some prospects are not there any more: 404. */
    PROSPECT_GONE(3),
    /** A field takes only some values: 422 that points at it, or not. */
    FIELD_REFUSED(3),
    /** Some prospects may not be edited: 403. */
    PROSPECT_FORBIDDEN(3),
    /** An attribute of some prospects is refused, by a 403, 422 or 400 that points at nothing. */
    UNCLEAR_REFUSAL(4),
    /** Applied, and answered in an odd form. */
    ODD_ANSWER(3),
    /** Not applied, and answered with success or a redirect by something in between. */
    FOREIGN_ANSWER(2),
    /** 401 for a token that is good. */
    SPURIOUS_401(2),
    /** The clock of a replica jumps forward by an hour; the replica is killed and started again with the right one. */
    CLOCK_JUMP(2),
    /** Batches that never get on, that Outreach forgets, or that begin late. */
    BATCHES(4),
    /** A large record that nobody can read. */
    POISON(2),
    /** A record without a value. */
    TOMBSTONE(2);

    private final int weight;

    FaultKind(int weight) {
        this.weight = weight;
    }

    /** How often it is drawn, compared with others. */
    int weight() {
        return weight;
    }

    /** As in {@code -Dfaults}. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    boolean needsFakeTime() {
        return this == CLOCK_JUMP;
    }

    /** Whether a replica is ended by it, so that what it has counted is gone. */
    boolean endsReplica() {
        return this == KILL || this == STOP || this == GRANT_REVOKED || this == REPLICA_JOINS || this == CLOCK_JUMP;
    }

    /** Whether records may be read again because of it. */
    boolean repeatsRecords() {
        return endsReplica()
                || this == STANDSTILL
                || this == POSTGRES_RESTART
                || this == POSTGRES_CRASH
                || this == BROKER_CRASH
                || this == REBALANCE
                || needsFakeTime();
    }

    /** All that are drawn. */
    static Set<FaultKind> usual() {
        return EnumSet.allOf(FaultKind.class);
    }

    /**
     * Reads labels separated by commas; {@code none} is no fault at all.
     *
     * @throws IllegalArgumentException when there is no such kind
     */
    static Set<FaultKind> named(String labels) {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        for (String label : labels.equals("none") ? new String[0] : labels.split(",")) {
            kinds.add(Arrays.stream(values())
                    .filter(kind -> kind.label().equals(label.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no fault is named '" + label + "'; there are "
                            + Arrays.stream(values()).map(FaultKind::label).collect(Collectors.joining(", ")))));
        }
        return kinds;
    }
}
