package dev.outreachroutes.backlog;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.MovableClock;
import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.backlog.request.RequestLog;
import dev.outreachroutes.backlog.request.RequestRecordings;
import dev.outreachroutes.backlog.request.RequestSettings;
import dev.outreachroutes.database.Instants;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.AlertLimits;
import dev.outreachroutes.destination.BlockedMappings;
import dev.outreachroutes.destination.Bulk;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Mode;
import dev.outreachroutes.destination.OnUnmap;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.destination.ResyncEvery;
import dev.outreachroutes.destination.RoutesVersion;
import dev.outreachroutes.destination.Segment;
import dev.outreachroutes.destination.governance.Governance;
import dev.outreachroutes.encryption.Encryption;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.outreach.RateLimit;
import dev.outreachroutes.quota.Pauses;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A backlog on a database of its own, with a clock to move and two destinations that share an account. */
public final class BacklogFixture {

    public static final String SALES = "emea-sales";
    public static final String SUPPORT = "emea-support";
    private static final RoutesVersion ROUTES = new RoutesVersion("0123456789ab");

    public final MovableClock clock = MovableClock.fixed();
    public final JdbcTemplate jdbc;
    public final JdbcClient client;
    public final TransactionTemplate transactions;
    public final Backlog backlog;
    public final Claims claims;
    public final Pauses pauses;
    public final Account account;
    public final BlockedMappings blocked;
    public final Destinations destinations;
    public final Encryption encryption = new Encryption("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=", List.of());
    public final RequestRecordings recordings;
    public final RequestLog requests;
    public final BulkPlans plans;
    public final Set<String> scopes = new HashSet<>(Set.of("prospects.write", "batches.all"));

    public BacklogFixture(Quota quota) {
        this(new Account("emea-ops", quota, 100));
    }

    public BacklogFixture(Account account) {
        DataSource database = TestDatabase.migrated();
        transactions = new TransactionTemplate(new JdbcTransactionManager(database));
        jdbc = new JdbcTemplate(database);
        client = JdbcClient.create(jdbc);
        this.account = account;
        destinations = new Destinations(
                List.of(account), List.of(destination(SALES), destination(SUPPORT)), List.of(), ROUTES);
        blocked = new BlockedMappings(destinations);
        backlog = new Backlog(destinations, client, transactions, blocked, clock);
        recordings = new RequestRecordings(client, transactions, clock);
        requests = new RequestLog(client, new RequestSettings(RequestSettings.Values.NONE), recordings, encryption);
        plans = new BulkPlans(
                destinations,
                blocked,
                client,
                any -> scopes,
                BulkSettings.defaults(),
                () -> TimeUnit.MILLISECONDS.toNanos(clock.instant().toEpochMilli()));
        claims = claims(clock);
        pauses = new Pauses(client, clock);
    }

    /** For a backlog of which nothing is blocked. */
    public static BlockedMappings nothingBlocked() {
        return new BlockedMappings(new Destinations(List.of(), List.of()));
    }

    /** Another configuration of the account, and of the segments of the destination {@value #SALES}. */
    public void configure(Account other, Map<String, Segment> segments) {
        destinations.replace(new Destinations(
                List.of(other),
                List.of(
                        new Destination(SALES, "", other, "oid", Map.of(), segments, Destination.NullValues.IGNORE),
                        new Destination(
                                SUPPORT, "", other, "oid", Map.of(), Map.of(), Destination.NullValues.IGNORE))));
    }

    /** Another configuration of the destination {@value #SALES}: its segments by their mapping IDs. */
    public void configure(OnUnmap onUnmap, Map<String, Integer> mappingIds) {
        destinations.replace(new Destinations(List.of(account), List.of(sales(onUnmap, mappingIds))));
    }

    /** The destination {@value #SALES} with other segments, by their mapping IDs. */
    public Destination sales(OnUnmap onUnmap, Map<String, Integer> mappingIds) {
        Map<String, Segment> segments = new HashMap<>();
        mappingIds.forEach((id, mappingId) -> segments.put(id, new Segment(id, id, mappingId)));
        return new Destination(
                SALES,
                "",
                account,
                "oid",
                Map.of(),
                segments,
                Destination.NullValues.IGNORE,
                Governance.NONE,
                Mode.LIVE,
                ResyncEvery.OFF,
                Bulk.AUTO,
                onUnmap,
                AlertLimits.NONE);
    }

    /** The same claims by another clock. */
    public Claims claims(InstantSource other) {
        return new Claims(
                destinations, blocked, client, transactions, requests, plans, BacklogSettings.defaults(), other);
    }

    public Batches batches() {
        return new Batches(
                destinations,
                blocked,
                client,
                transactions,
                claims,
                plans,
                BacklogSettings.defaults(),
                BulkSettings.defaults(),
                clock);
    }

    private Destination destination(String name) {
        return new Destination(name, "", account, "oid", Map.of(), Map.of(), Destination.NullValues.IGNORE);
    }

    public List<Claim> claim(String destination, int limit) {
        return claims.settleAndClaim(destination, List.of(), limit);
    }

    private void settle(String destination, List<Settlement> settlements) {
        claims.settleAndClaim(destination, settlements, 0);
    }

    public FoldCount fold(long prospectId, String attribute, String value) {
        return backlog.fold(SALES, List.of(change(prospectId, attribute, value)));
    }

    /** One pending change for each of the prospects 1 to {@code count}. */
    public void foldProspects(int count) {
        backlog.fold(
                SALES,
                LongStream.rangeClosed(1, count)
                        .mapToObj(id -> change(id, "custom4", "realized"))
                        .toList());
    }

    public ProspectChange change(long prospectId, String attribute, String value) {
        return new ProspectChange(
                prospectId, Map.of(attribute, new DatedValue(TextNode.valueOf(value), clock.instant())));
    }

    /** Lets one request through, so that the account no longer tries with one at a time. */
    public void openQuota() {
        fold(1_000_000, "custom4", "realized");
        acknowledge(claim(SALES, 1), null);
    }

    public void acknowledge(List<Claim> claimed, RateLimit rateLimit) {
        settle(
                SALES,
                claimed.stream()
                        .map(claim -> new Settlement(
                                claim,
                                Outcome.ACKNOWLEDGED,
                                Settlement.Attributes.acknowledged(
                                        claim.attributes().keySet()),
                                0,
                                true,
                                false,
                                null,
                                rateLimit,
                                clock.instant(),
                                ""))
                        .toList());
    }

    /** Outreach refuses these attributes and would take the others. */
    public void refuse(Claim claim, Set<String> attributes) {
        settle(
                claim.destination(),
                List.of(new Settlement(
                        claim,
                        Outcome.REFUSED,
                        refused(attributes, false),
                        422,
                        true,
                        false,
                        null,
                        null,
                        clock.instant(),
                        "refused")));
    }

    private static Settlement.Attributes refused(Set<String> attributes, boolean whole) {
        return new Settlement.Attributes(Set.of(), attributes, whole, Set.of(), null);
    }

    /** Requests that count against the quota. */
    public int counted() {
        return jdbc.queryForObject("select coalesce(sum(requests), 0) from quota_ledger", Integer.class);
    }

    public void settle(Claim claim, Outcome outcome, boolean inDoubt, Duration retryAfter) {
        boolean sent = outcome != Outcome.RELEASED;
        settle(
                claim.destination(),
                List.of(new Settlement(
                        claim,
                        outcome,
                        outcome == Outcome.REFUSED
                                ? refused(claim.attributes().keySet(), true)
                                : Settlement.Attributes.UNCHANGED,
                        0,
                        sent,
                        inDoubt,
                        retryAfter,
                        null,
                        clock.instant(),
                        "why it failed")));
    }

    public Instant dueAt(long prospectId) {
        return jdbc.queryForObject(
                "select due_at from prospect where destination = ? and prospect_id = ?",
                (row, number) -> Instants.of(row, "due_at"),
                SALES,
                prospectId);
    }
}
