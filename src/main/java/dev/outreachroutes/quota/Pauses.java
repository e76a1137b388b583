package dev.outreachroutes.quota;

import dev.outreachroutes.database.Instants;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Destinations whose delivery is paused, for all replicas and across restarts, until somebody resumes them. */
public final class Pauses {

    private final JdbcClient jdbc;
    private final InstantSource clock;

    public Pauses(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Stops a destination's delivery; its backlog goes on filling. A destination that is paused keeps its first reason,
     * unless that was only that its account is disconnected.
     *
     * @return whether this is now its reason
     */
    public boolean pause(String destination, Cause cause, String reason) {
        return jdbc.sql(
                                """
                                insert into pause (destination, since, reason, cause) values (?, ?, ?, ?)
                                on conflict (destination) do update
                                set since = excluded.since, reason = excluded.reason, cause = excluded.cause
                                where pause.cause = 'disconnected' and excluded.cause <> 'disconnected'
                                """)
                        .params(destination, Instants.parameter(clock.instant()), reason, cause.label())
                        .update()
                > 0;
    }

    /**
     * Lets a destination deliver again.
     *
     * @return whether it was paused
     */
    public boolean resume(String destination) {
        return jdbc.sql("delete from pause where destination = ?")
                        .param(destination)
                        .update()
                > 0;
    }

    /**
     * Lets a destination deliver again if that is why it is paused.
     *
     * @return whether it was
     */
    public boolean resume(String destination, Cause cause) {
        return jdbc.sql("delete from pause where destination = ? and cause = ?")
                        .params(destination, cause.label())
                        .update()
                > 0;
    }

    public boolean isPaused(String destination) {
        return of(destination).isPresent();
    }

    public Optional<Pause> of(String destination) {
        return jdbc.sql("select since, cause, reason from pause where destination = ?")
                .param(destination)
                .query((row, number) -> new Pause(
                        Instants.of(row, "since"),
                        Cause.valueOf(row.getString("cause").toUpperCase(Locale.ROOT)),
                        row.getString("reason")))
                .optional();
    }

    /** What kind of reason a pause has, and so what ends it besides an operator. */
    public enum Cause {
        /** A person wanted it. Only a person ends it. */
        OPERATOR,
        /** Outreach refused the account something that concerns every prospect. Only a person ends it. */
        REFUSED,
        /** The account was disconnected on purpose. Connecting it ends it. */
        DISCONNECTED;

        private String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Why and since when a destination is paused.
     *
     * @param since when it was paused
     * @param cause what kind of reason it is
     * @param reason in words
     */
    public record Pause(Instant since, Cause cause, String reason) {}
}
