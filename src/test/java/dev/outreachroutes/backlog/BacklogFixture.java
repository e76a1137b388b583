package dev.outreachroutes.backlog;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.MovableClock;
import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.backlog.Settlement.Outcome;
import dev.outreachroutes.database.Instants;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.outreach.RateLimit;
import dev.outreachroutes.quota.Pauses;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A backlog on a database of its own, with a clock to move and two destinations that share an account. */
final class BacklogFixture {

    static final String SALES = "emea-sales";
    static final String SUPPORT = "emea-support";
    private static final String ROUTES = "0123456789ab";

    final MovableClock clock = MovableClock.fixed();
    final JdbcTemplate jdbc;
    final TransactionTemplate transactions;
    final Backlog backlog;
    final Claims claims;
    final Pauses pauses;
    final Account account;
    private final Destinations destinations;

    BacklogFixture(Quota quota) {
        DataSource database = TestDatabase.migrated();
        transactions = new TransactionTemplate(new JdbcTransactionManager(database));
        jdbc = new JdbcTemplate(database);
        account = new Account("emea-ops", quota, 100);
        destinations = new Destinations(List.of(account), List.of(destination(SALES), destination(SUPPORT)));
        backlog = new Backlog(jdbc, transactions, clock);
        claims = claims(clock);
        pauses = new Pauses(jdbc, clock);
    }

    /** The same claims by another clock. */
    Claims claims(InstantSource other) {
        return new Claims(destinations, jdbc, transactions, BacklogSettings.defaults(), ROUTES, other);
    }

    private Destination destination(String name) {
        return new Destination(name, "", account, "oid", Map.of(), Map.of(), Destination.NullValues.IGNORE);
    }

    List<Claim> claim(String destination, int limit) {
        return claims.settleAndClaim(destination, List.of(), limit);
    }

    private void settle(String destination, List<Settlement> settlements) {
        claims.settleAndClaim(destination, settlements, 0);
    }

    FoldCount fold(long prospectId, String attribute, String value) {
        return backlog.fold(SALES, List.of(change(prospectId, attribute, value)));
    }

    /** One pending change for each of the prospects 1 to {@code count}. */
    void foldProspects(int count) {
        backlog.fold(
                SALES,
                LongStream.rangeClosed(1, count)
                        .mapToObj(id -> change(id, "custom4", "realized"))
                        .toList());
    }

    ProspectChange change(long prospectId, String attribute, String value) {
        return new ProspectChange(
                prospectId, Map.of(attribute, new DatedValue(TextNode.valueOf(value), clock.instant())));
    }

    /** Lets one request through, so that the account no longer tries with one at a time. */
    void openQuota() {
        fold(1_000_000, "custom4", "realized");
        acknowledge(claim(SALES, 1), null);
    }

    void acknowledge(List<Claim> claimed, RateLimit rateLimit) {
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
    void refuse(Claim claim, Set<String> attributes) {
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
    int counted() {
        return jdbc.queryForObject("select coalesce(sum(requests), 0) from quota_ledger", Integer.class);
    }

    void settle(Claim claim, Outcome outcome, boolean inDoubt, Duration retryAfter) {
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

    Instant dueAt(long prospectId) {
        return jdbc.queryForObject(
                "select due_at from prospect where destination = ? and prospect_id = ?",
                (row, number) -> Instants.of(row, "due_at"),
                SALES,
                prospectId);
    }
}
