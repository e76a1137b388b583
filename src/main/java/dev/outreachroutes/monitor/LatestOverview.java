package dev.outreachroutes.monitor;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.outreachroutes.account.ConnectionState;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.BacklogState;
import dev.outreachroutes.deadletter.DeadLetterSearch;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.quota.QuotaStatus;
import dev.outreachroutes.resync.Resync;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * The latest {@link Overview}, read from the database when somebody looks and the last one is older than 5 seconds, so that
 * consoles and scrapers may ask as often as they like. Never fails: while the database is away the overview says so.
 */
public final class LatestOverview {

    private static final Duration LIFETIME = Duration.ofSeconds(5);
    private static final String THE_ONE = "latest";

    private final Destinations destinations;
    private final BlockedMappings blocked;
    private final BacklogReader backlogs;
    private final DeadLetterSearch deadLetters;
    private final Supplier<List<ConnectionState>> connections;
    private final Supplier<List<Resync>> resyncs;
    private final Cache<String, Overview> latest;

    /**
     * @param connections how every account stands
     * @param resyncs the latest of each destination
     * @param nanoTime as {@link System#nanoTime()}
     */
    LatestOverview(
            Destinations destinations,
            BlockedMappings blocked,
            BacklogReader backlogs,
            DeadLetterSearch deadLetters,
            Supplier<List<ConnectionState>> connections,
            Supplier<List<Resync>> resyncs,
            LongSupplier nanoTime) {
        this.destinations = destinations;
        this.blocked = blocked;
        this.backlogs = backlogs;
        this.deadLetters = deadLetters;
        this.connections = connections;
        this.resyncs = resyncs;
        this.latest = Caffeine.newBuilder()
                .expireAfterWrite(LIFETIME)
                .ticker(nanoTime::getAsLong)
                .build();
        destinations.onReplace(this::refresh);
    }

    /** Never null. One thread reads it, and those that ask meanwhile wait for the same. */
    public Overview current() {
        return latest.get(THE_ONE, any -> read());
    }

    /** The blocked attributes of a destination as they are at this moment, and why. */
    Map<String, String> blocked(String destination) {
        return blocked.of(destination);
    }

    /** Makes the next look read again, because something was changed here. */
    void refresh() {
        latest.invalidate(THE_ONE);
    }

    private Overview read() {
        try {
            Map<String, BacklogState> waiting = new HashMap<>();
            Map<String, Map<String, Long>> letters = new HashMap<>();
            deadLetters.open().forEach(open -> letters.computeIfAbsent(open.destination(), name -> new HashMap<>())
                    .put(open.reason(), open.count()));
            Map<String, QuotaStatus> quotas = new HashMap<>();
            for (Destination destination : destinations.destinations()) {
                waiting.put(destination.name(), backlogs.backlog(destination.name()));
                Account account = destination.account();
                quotas.computeIfAbsent(account.name(), name -> backlogs.quota(account));
            }
            Map<String, ConnectionState> states =
                    connections.get().stream().collect(Collectors.toMap(ConnectionState::account, Function.identity()));
            Map<String, Resync> latestResyncs = resyncs.get().stream()
                    .collect(Collectors.toMap(each -> each.request().destination(), Function.identity()));
            return new Overview(waiting, letters, quotas, states, latestResyncs, "");
        } catch (DataAccessException | TransactionException e) {
            return Overview.unknown("The database does not answer; what is kept in it is not known now");
        }
    }
}
