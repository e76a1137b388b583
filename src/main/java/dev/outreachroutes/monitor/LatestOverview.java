package dev.outreachroutes.monitor;

import dev.outreachroutes.account.ConnectionState;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.BacklogState;
import dev.outreachroutes.deadletter.DeadLetterSearch;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.quota.QuotaStatus;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
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
final class LatestOverview {

    static final Duration LIFETIME = Duration.ofSeconds(5);

    private final Destinations destinations;
    private final BacklogReader backlogs;
    private final DeadLetterSearch deadLetters;
    private final Supplier<List<ConnectionState>> connections;
    private final LongSupplier nanoTime;
    private final ReentrantLock reading = new ReentrantLock();
    private final AtomicLong changes = new AtomicLong();
    private volatile Read latest;

    private record Read(Overview overview, long nanoTime) {}

    /**
     * @param connections how every account stands
     * @param nanoTime as {@link System#nanoTime()}
     */
    LatestOverview(
            Destinations destinations,
            BacklogReader backlogs,
            DeadLetterSearch deadLetters,
            Supplier<List<ConnectionState>> connections,
            LongSupplier nanoTime) {
        this.destinations = destinations;
        this.backlogs = backlogs;
        this.deadLetters = deadLetters;
        this.connections = connections;
        this.nanoTime = nanoTime;
    }

    /** Never null. While another thread reads, the overview before that. */
    Overview current() {
        Read known = latest;
        if (isFresh(known)) {
            return known.overview();
        }
        if (known == null) {
            reading.lock();
        } else if (!reading.tryLock()) {
            return known.overview();
        }
        try {
            known = latest;
            if (!isFresh(known)) {
                long change = changes.get();
                known = new Read(read(), nanoTime.getAsLong());
                latest = change == changes.get() ? known : null;
            }
            return known.overview();
        } finally {
            reading.unlock();
        }
    }

    /** Makes the next look read again, because something was changed here. */
    void refresh() {
        changes.incrementAndGet();
        latest = null;
    }

    private boolean isFresh(Read read) {
        return read != null && nanoTime.getAsLong() - read.nanoTime() < LIFETIME.toNanos();
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
            return new Overview(waiting, letters, quotas, states, "");
        } catch (DataAccessException | TransactionException e) {
            return Overview.unknown("The database does not answer; what is kept in it is not known now");
        }
    }
}
