package dev.outreachroutes.resync;

import dev.outreachroutes.account.token.ProspectsClient;
import dev.outreachroutes.backlog.BacklogReader;
import dev.outreachroutes.backlog.Reconciliation;
import dev.outreachroutes.backlog.Reconciliation.Difference;
import dev.outreachroutes.backlog.Reconciliation.Scope;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.quota.QuotaStatus;
import dev.outreachroutes.resync.Resync.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Plans, begins, pauses and ends comparisons of what Outreach holds with what is desired, and tells how far they are. {@link ResyncJob} does
 * the work, in whichever replica.
 *
 * <p>All of it throws {@link DataAccessException} when the database does not answer; nothing is changed then.
 */
public final class Resyncs {

    /** The most entries of one list: one more than a page has, to see whether there is another. */
    public static final int MOST = 1_001;

    private final Destinations destinations;
    private final Reconciliation reconciliation;
    private final BacklogReader backlogs;
    private final ResyncTable table;
    private final ResyncSettings settings;
    private final InstantSource clock;
    private volatile Runnable onBegin = () -> {};

    public Resyncs(
            Destinations destinations,
            Reconciliation reconciliation,
            BacklogReader backlogs,
            JdbcClient jdbc,
            ResyncSettings settings,
            InstantSource clock) {
        this.destinations = destinations;
        this.reconciliation = reconciliation;
        this.backlogs = backlogs;
        this.table = new ResyncTable(jdbc);
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Counts what a resync would look at, without a request: {@link Resync#expected}, {@link Resync#pages} and {@link #takesAtLeast}. What
     * differs is told by one in mode {@code COMPARE} when it is done.
     *
     * @param by who asks for it
     * @return one that is {@link State#PLANNED}
     * @throws NoSuchElementException when there is no such destination
     * @throws IllegalArgumentException when an attribute is not mapped there
     */
    public Resync plan(ResyncRequest request, String by) {
        return add(request, State.PLANNED, false, by).orElseThrow();
    }

    /**
     * Plans a resync and begins it.
     *
     * @param by who asks for it
     * @throws NoSuchElementException when there is no such destination
     * @throws IllegalArgumentException when an attribute is not mapped there
     * @throws IllegalStateException when another one of the destination is under way
     */
    public Resync begin(ResyncRequest request, String by) {
        return add(request, State.RUNNING, false, by).orElseThrow(() -> anotherOne(request.destination()));
    }

    /** Begins one for {@code destinations.yaml}; empty when another one is under way. */
    Optional<Resync> beginScheduled(String destination) {
        return add(ResyncRequest.of(destination, ResyncRequest.Mode.HEAL), State.RUNNING, true, "destinations.yaml");
    }

    /** Calls back when one may have begun, on the thread that begins it. */
    void onBegin(Runnable callback) {
        onBegin = callback;
    }

    private Optional<Resync> add(ResyncRequest request, State state, boolean scheduled, String by) {
        Destination destination = destinations.named(request.destination());
        Set<String> mapped = destination.mapped();
        request.attributes().stream()
                .filter(each -> !mapped.contains(each))
                .findFirst()
                .ifPresent(unknown -> {
                    throw new IllegalArgumentException("The destination " + destination.name() + " maps nothing to '"
                            + unknown + "'; it maps " + mapped);
                });
        Scope scope = scope(request, destination);
        Reconciliation.Size size = reconciliation.size(scope);
        int pageSize = settings.pageSize(ProspectsClient.lengthWithoutIds(scope.attributes()), size.largest());
        Optional<Resync> added = table.add(request, state, scheduled, by, size.prospects(), pageSize, clock.instant())
                .flatMap(table::find);
        onBegin.run();
        return added;
    }

    /** What a request is about, with the mappings that there are now. */
    static Scope scope(ResyncRequest request, Destination destination) {
        Set<String> attributes = destination.mapped();
        if (!request.attributes().isEmpty()) {
            attributes.retainAll(request.attributes());
        }
        return new Scope(destination.name(), attributes, request.prospects().isEmpty() ? null : request.prospects());
    }

    /**
     * Begins a resync that is planned, or lets one go on that is paused, or failed.
     *
     * @throws NoSuchElementException when there is none of this number
     * @throws IllegalStateException when it is in another state, or another one of the destination is under way
     */
    public Resync start(long id) {
        return change(id, EnumSet.of(State.PLANNED, State.PAUSED, State.FAILED), State.RUNNING);
    }

    /**
     * Pauses a resync until it is {@link #start started} again. A page that was asked for is not taken in.
     *
     * @throws NoSuchElementException when there is none of this number
     * @throws IllegalStateException when it is not running
     */
    public Resync pause(long id) {
        return change(id, EnumSet.of(State.RUNNING), State.PAUSED);
    }

    /**
     * Ends a resync. What it has made pending stays so.
     *
     * @throws NoSuchElementException when there is none of this number
     * @throws IllegalStateException when it has ended
     */
    public Resync cancel(long id) {
        return change(id, EnumSet.of(State.PLANNED, State.RUNNING, State.PAUSED), State.CANCELLED);
    }

    private Resync change(long id, Set<State> from, State to) {
        Resync before = named(id);
        try {
            if (!table.change(id, from, to, clock.instant())) {
                throw new IllegalStateException(
                        "Resync " + id + " is " + named(id).state().label());
            }
        } catch (DuplicateKeyException e) {
            throw anotherOne(before.request().destination());
        }
        onBegin.run();
        return named(id);
    }

    private Resync named(long id) {
        return find(id).orElseThrow(() -> new NoSuchElementException("There is no resync " + id));
    }

    private static IllegalStateException anotherOne(String destination) {
        return new IllegalStateException("another resync of " + destination + " is under way, or paused");
    }

    /** One, if it is there; those that ended are kept for a while. */
    public Optional<Resync> find(long id) {
        return table.find(id);
    }

    /**
     * Those of a destination, the latest first.
     *
     * @param limit at most {@value #MOST}
     */
    public List<Resync> latest(String destination, int limit) {
        return table.latest(destination, Math.min(limit, MOST));
    }

    /** The latest of each destination that was begun. */
    public List<Resync> latestBegun() {
        return table.latestBegun();
    }

    /**
     * The prospects that differ, are gone or are back, in the order of their numbers; of one resync no more than {@code
     * outreach.resync.most-listed} are kept.
     *
     * @param after the number after which to go on; 0 for the first page
     * @param limit at most {@value #MOST}
     */
    public List<Difference> differences(long id, long after, int limit) {
        return table.differences(id, after, Math.min(limit, MOST));
    }

    /**
     * How long the pages that are still to be asked for wait for the quota, if nothing else used it: nothing as long as what is left of it
     * is enough for them, and a period for each further quota.
     */
    public Duration takesAtLeast(Resync resync) {
        Optional<Destination> destination = destinations.find(resync.request().destination());
        if (destination.isEmpty()) {
            return Duration.ZERO;
        }
        Account account = destination.get().account();
        QuotaStatus quota = backlogs.quota(account);
        Instant now = clock.instant();
        Duration closed = quota.waitsUntil() == null || quota.waitsUntil().isBefore(now)
                ? Duration.ZERO
                : Duration.between(now, quota.waitsUntil());
        long open = Math.max(0, resync.pages() - resync.progress().requests() - quota.left());
        long each = Math.max(1, (long) account.quota().requests() * account.share() / 100);
        return closed.plus(account.quota().period().multipliedBy((open + each - 1) / each));
    }

    /**
     * Removes those that ended, or were never begun, before a time, with what they list.
     *
     * @return how many; as many as the limit when there may be more
     */
    public int removeOlderThan(Instant time, int limit) {
        return table.remove(time, limit);
    }
}
