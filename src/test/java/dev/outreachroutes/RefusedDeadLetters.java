package dev.outreachroutes;

import java.time.Duration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Until it is closed the database keeps no dead letter. */
final class RefusedDeadLetters implements AutoCloseable {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final JdbcTemplate jdbc;

    RefusedDeadLetters(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        jdbc.execute(
                """
                create sequence attempts;
                create function refuse() returns trigger language plpgsql as $$
                begin perform nextval('attempts'); raise exception 'no space left'; end $$;
                create trigger refuse before insert on dead_letter execute function refuse();
                """);
    }

    void awaitAttempts(int count) {
        RuntimeFixture.await(SOON)
                .until(() -> jdbc.queryForObject("select last_value from attempts", Integer.class) >= count);
    }

    @Override
    public void close() {
        jdbc.execute("drop trigger refuse on dead_letter; drop function refuse; drop sequence attempts");
    }
}
