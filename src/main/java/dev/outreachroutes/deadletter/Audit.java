package dev.outreachroutes.deadletter;

import dev.outreachroutes.database.Instants;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps who did what: decisions, of people and of the runtime itself, that change what is delivered. An entry is a line without
 * profile data.
 */
public final class Audit {

    /** Who does what nobody has asked for: the runtime itself. */
    public static final String RUNTIME = "outreach-routes";

    private static final int LONGEST = 500;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final InstantSource clock;

    public Audit(JdbcClient jdbc, TransactionTemplate transactions, InstantSource clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * What somebody did.
     *
     * @param who the console's user, or where a command came from
     * @param what in a word, such as {@code discard}
     * @param target the destination or account; empty when it concerns several
     * @param subject of what, such as {@code dead letter 17}
     * @param detail more about it; empty when there is no more
     */
    public record Entry(String who, String what, String target, String subject, String detail) {

        public Entry {
            if (who == null || who.isBlank() || what == null || what.isBlank()) {
                throw new IllegalArgumentException("An entry of the audit names who did what");
            }
            Objects.requireNonNull(target, "The target of an entry may be empty, but not null");
            Objects.requireNonNull(subject, "The subject of an entry may be empty, but not null");
            Objects.requireNonNull(detail, "The detail of an entry may be empty, but not null");
        }

        /** That the delivery of a destination is paused or goes on. */
        public static Entry ofDelivery(String who, String what, String destination, String reason) {
            return new Entry(who, what, destination, "delivery", reason);
        }
    }

    /**
     * An entry as it was kept.
     *
     * @param id rises with time
     * @param at when it was done
     * @param entry what was done
     */
    public record Kept(long id, Instant at, Entry entry) {}

    /** Whoever is signed in where this is called; {@code JMX} where nobody is, as in a tool on the same machine. */
    public static String whoever() {
        Authentication person = SecurityContextHolder.getContext().getAuthentication();
        return person == null ? "JMX" : person.getName();
    }

    /**
     * Makes a change, and the entry about it if there was something to change; both or none.
     *
     * @return whether there was something to change
     */
    public boolean when(BooleanSupplier change, Entry entry) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            boolean changed = change.getAsBoolean();
            if (changed) {
                add(entry);
            }
            return changed;
        }));
    }

    /** Adds an entry, in the caller's transaction if there is one. */
    public void add(Entry entry) {
        jdbc.sql("insert into audit (at, who, what, target, subject, detail) values (?, ?, ?, ?, ?, ?)")
                .params(
                        Instants.parameter(clock.instant()),
                        cut(entry.who()),
                        cut(entry.what()),
                        cut(entry.target()),
                        cut(entry.subject()),
                        cut(entry.detail()))
                .update();
    }

    /** Adds entries in one statement, in the caller's transaction if there is one. */
    public void addAll(List<Entry> entries) {
        jdbc.sql(
                        """
                        insert into audit (at, who, what, target, subject, detail)
                        select ?, who, what, target, subject, detail
                        from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) as u (who, what, target, subject, detail)
                        """)
                .param(Instants.parameter(clock.instant()))
                .param(column(entries, Entry::who))
                .param(column(entries, Entry::what))
                .param(column(entries, Entry::target))
                .param(column(entries, Entry::subject))
                .param(column(entries, Entry::detail))
                .update();
    }

    private static String[] column(List<Entry> entries, Function<Entry, String> value) {
        return entries.stream().map(value).map(Audit::cut).toArray(String[]::new);
    }

    private static String cut(String text) {
        String storable = text.replace("\0", "");
        return storable.substring(0, Math.min(storable.length(), LONGEST));
    }

    /**
     * A page of entries, the newest first.
     *
     * @param before only those whose number is smaller; null for the newest
     * @param limit the most to give
     */
    public List<Kept> page(Long before, int limit) {
        return jdbc.sql(
                        "select id, at, who, what, target, subject, detail from audit where id < ? order by id desc limit ?")
                .params(before == null ? Long.MAX_VALUE : before, limit)
                .query((row, number) -> new Kept(
                        row.getLong("id"),
                        Instants.of(row, "at"),
                        new Entry(
                                row.getString("who"),
                                row.getString("what"),
                                row.getString("target"),
                                row.getString("subject"),
                                row.getString("detail"))))
                .list();
    }

    /**
     * Removes some entries made before a time.
     *
     * @return how many; as many as the limit when there may be more
     */
    public int removeOlderThan(Instant before, int limit) {
        return jdbc.sql(
                        "delete from audit where id in (select id from audit where at < ? limit ? for update skip locked)")
                .params(Instants.parameter(before), limit)
                .update();
    }
}
