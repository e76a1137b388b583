package dev.outreachroutes.backlog;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** Destinations whose delivery is paused, for all replicas and across restarts, until somebody resumes them. */
public final class Pauses {

    private final JdbcTemplate jdbc;
    private final InstantSource clock;

    public Pauses(JdbcTemplate jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Stops a destination's delivery; its backlog goes on filling. A destination that is paused keeps its first reason. */
    public void pause(String destination, String reason) {
        jdbc.update(
                "insert into pause (destination, since, reason) values (?, ?, ?) on conflict do nothing",
                destination,
                ProspectRow.parameter(clock.instant()),
                reason);
    }

    /** Lets a destination deliver again. */
    public void resume(String destination) {
        jdbc.update("delete from pause where destination = ?", destination);
    }

    public boolean isPaused(String destination) {
        return of(destination).isPresent();
    }

    public Optional<Pause> of(String destination) {
        return jdbc
                .query(
                        "select since, reason from pause where destination = ?",
                        (row, number) -> new Pause(ProspectRow.instant(row, "since"), row.getString("reason")),
                        destination)
                .stream()
                .findFirst();
    }

    /**
     * Why and since when a destination is paused.
     *
     * @param since when it was paused
     * @param reason in words
     */
    public record Pause(Instant since, String reason) {}
}
