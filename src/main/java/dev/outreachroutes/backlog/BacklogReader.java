package dev.outreachroutes.backlog;

import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.quota.Pauses;
import dev.outreachroutes.quota.QuotaLedger;
import dev.outreachroutes.quota.QuotaStatus;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks at backlogs and quotas without locking or changing anything. */
public final class BacklogReader {

    private final ProspectTable prospects;
    private final BatchTable batches;
    private final QuotaLedger ledger;
    private final Pauses pauses;
    private final InstantSource clock;

    public BacklogReader(Destinations destinations, JdbcClient jdbc, InstantSource clock) {
        this.prospects = new ProspectTable(jdbc, destinations);
        this.batches = new BatchTable(jdbc);
        this.ledger = new QuotaLedger(jdbc);
        this.pauses = new Pauses(jdbc, clock);
        this.clock = clock;
    }

    /**
     * How a destination stands. Counts its pending prospects, which takes longer the more there are.
     *
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    public BacklogState backlog(String destination) {
        ProspectTable.Pending pending = prospects.pending(destination);
        return new BacklogState(
                clock.instant(),
                pending.count(),
                pending.since(),
                prospects.blocked(destination),
                prospects.withheld(destination),
                prospects.statusesToRenew(destination),
                pauses.of(destination));
    }

    /**
     * How many prospects of a destination are pending; by an index alone.
     *
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    public long pending(String destination) {
        return prospects.pending(destination).count();
    }

    /**
     * How a prospect stands in a destination; empty when nothing was ever desired of it there.
     *
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    public Optional<ProspectStanding> prospect(String destination, long prospectId) {
        return prospects.find(destination, prospectId);
    }

    /** The bulk request that a prospect is in, and whose end is awaited. */
    public Optional<Batch> batch(String destination, long prospectId) {
        return batches.of(destination, prospectId);
    }

    /** Whether a prospect has a request under way, whose answer is still to be entered. */
    public boolean underWay(String destination, long prospectId) {
        return prospects.underWay(destination, prospectId);
    }

    /** Of a destination's prospects those of which nothing waits, each with the attributes that Outreach has refused for good. */
    public Map<Long, Set<String>> refusedOfThoseAtRest(String destination, Set<Long> prospectIds) {
        return prospects.refusedOfThoseAtRest(destination, prospectIds);
    }

    /**
     * How an account stands.
     *
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    public QuotaStatus quota(Account account) {
        return ledger.status(account, ledger.read(account.name()), clock.instant());
    }

    /**
     * The requests of an account on each day (UTC) that had some, whatever they were for.
     *
     * @param from the first day is the one in which it lies
     * @throws org.springframework.dao.DataAccessException when the database does not answer
     */
    public SortedMap<LocalDate, Long> requestsByDay(Account account, Instant from) {
        return ledger.byDay(account, from);
    }
}
