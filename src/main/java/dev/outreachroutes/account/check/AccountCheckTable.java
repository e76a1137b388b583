package dev.outreachroutes.account.check;

import dev.outreachroutes.database.Instants;
import dev.outreachroutes.outreach.field.FieldCatalogue;
import dev.outreachroutes.outreach.field.FieldCatalogueReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The statements on table {@code account_check}: what Outreach has told of an account's fields, and when it is asked again. */
final class AccountCheckTable {

    private final JdbcClient jdbc;

    AccountCheckTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A row.
     *
     * @param grantNumber of the grant that was asked with last, or is to be
     * @param dueAt when Outreach is asked next
     * @param awaitedUntil until when nothing is delivered before there is an answer; null when that is not waited for
     * @param askedAt when Outreach was asked the last time; null when never
     * @param answeredAt when it told the fields, or that it tells none, the last time; null when never
     * @param failures in a row
     * @param problem why the last question was not answered; empty when it was
     * @param fields null when they were never told
     */
    record Row(
            long grantNumber,
            Instant dueAt,
            Instant awaitedUntil,
            Instant askedAt,
            Instant answeredAt,
            int failures,
            String problem,
            FieldCatalogue fields) {}

    /** Makes the row of an account that has none; it is due at once. */
    void add(String account, Instant now, Instant awaitedUntil) {
        jdbc.sql(
                        """
                        insert into account_check (account, due_at, awaited_until) values (?, ?, ?)
                        on conflict (account) do nothing
                        """)
                .params(account, Instants.parameter(now), Instants.parameter(awaitedUntil))
                .update();
    }

    Optional<Row> find(String account) {
        return jdbc.sql(
                        """
                        select grant_number, due_at, awaited_until, asked_at, answered_at, failures, problem, fields
                        from account_check where account = ?
                        """)
                .param(account)
                .query(AccountCheckTable::row)
                .optional();
    }

    /** Has another grant than the last one looked at, before anything is delivered in its name. */
    void granted(String account, long grantNumber, Instant now, Instant awaitedUntil) {
        jdbc.sql(
                        """
                        update account_check
                        set grant_number = ?, due_at = least(due_at, ?), awaited_until = ?, failures = 0
                        where account = ? and grant_number <> ?
                        """)
                .params(grantNumber, Instants.parameter(now), Instants.parameter(awaitedUntil), account, grantNumber)
                .update();
    }

    /** Has Outreach asked at once, unless it was just asked. */
    void due(String account, Instant now, Instant unlessAskedSince) {
        jdbc.sql(
                        """
                        update account_check set due_at = least(due_at, ?)
                        where account = ? and (asked_at is null or asked_at < ?)
                        """)
                .params(Instants.parameter(now), account, Instants.parameter(unlessAskedSince))
                .update();
    }

    /**
     * Takes the question over, so that of all replicas one asks.
     *
     * @return whether it is due, and nobody else asks
     */
    boolean begin(String account, Instant now, Instant until) {
        return jdbc.sql(
                                """
                        update account_check set asking_until = ?
                        where account = ? and due_at <= ? and (asking_until is null or asking_until <= ?)
                        """)
                        .params(Instants.parameter(until), account, Instants.parameter(now), Instants.parameter(now))
                        .update()
                > 0;
    }

    /** Enters that nothing could be asked now. */
    void postponed(String account, Instant dueAt, Instant awaitedUntil) {
        jdbc.sql(
                        """
                        update account_check
                        set asking_until = null, due_at = ?, awaited_until = case when awaited_until is null then null else ?::timestamptz end
                        where account = ?
                        """)
                .params(Instants.parameter(dueAt), Instants.parameter(awaitedUntil), account)
                .update();
    }

    /** Enters that there was no answer; what is known of the fields stays. */
    void failed(String account, Instant now, Instant dueAt, String problem) {
        jdbc.sql(
                        """
                        update account_check
                        set asking_until = null, awaited_until = null, asked_at = ?, due_at = ?, failures = failures + 1, problem = ?
                        where account = ?
                        """)
                .params(Instants.parameter(now), Instants.parameter(dueAt), problem, account)
                .update();
    }

    /**
     * Enters an answer.
     *
     * @param fields null when Outreach does not tell them to this account
     * @param problem why it does not; empty when it does
     */
    void answered(String account, long grantNumber, Instant now, Instant dueAt, FieldCatalogue fields, String problem) {
        jdbc.sql(
                        """
                        update account_check
                        set asking_until = null, awaited_until = null, grant_number = ?, asked_at = ?, answered_at = ?, due_at = ?,
                            failures = 0, problem = ?, fields = ?::jsonb
                        where account = ?
                        """)
                .param(grantNumber)
                .param(Instants.parameter(now))
                .param(Instants.parameter(now))
                .param(Instants.parameter(dueAt))
                .param(problem)
                .param(fields == null ? null : FieldCatalogueReader.store(fields))
                .param(account)
                .update();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        String fields = row.getString("fields");
        return new Row(
                row.getLong("grant_number"),
                Instants.of(row, "due_at"),
                Instants.of(row, "awaited_until"),
                Instants.of(row, "asked_at"),
                Instants.of(row, "answered_at"),
                row.getInt("failures"),
                row.getString("problem"),
                FieldCatalogueReader.stored(fields).orElse(null));
    }
}
