package dev.outreachroutes;

import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What the database of one {@link RuntimeFixture} holds. */
public final class StoredState {

    private final String databaseUrl = TestDatabase.url();

    public int pending(String destination) {
        return jdbc().queryForObject(
                        "select count(*) from prospect where destination = ? and pending_since is not null",
                        Integer.class,
                        destination);
    }

    public int deadLetters() {
        return jdbc().queryForObject("select count(*) from dead_letter", Integer.class);
    }

    /** Of one prospect. */
    public int deadLetters(long prospect) {
        return jdbc().queryForObject("select count(*) from dead_letter where prospect_id = ?", Integer.class, prospect);
    }

    /** The numbers of those that are open. */
    public List<Long> openDeadLetters() {
        return jdbc().queryForList("select id from dead_letter where state = 'open'", Long.class);
    }

    /** The database's URL, for what does not take it from the environment. */
    public String url() {
        return databaseUrl;
    }

    public JdbcTemplate jdbc() {
        return new JdbcTemplate(new DriverManagerDataSource(databaseUrl, "postgres", ""));
    }

    /** What the segments desire of an attribute of a prospect, as text; null when nothing is. */
    public String desired(long prospect, String attribute) {
        return jdbc()
                .queryForList(
                        "select desired -> ? ->> 0 from prospect where prospect_id = ?",
                        String.class,
                        attribute,
                        prospect)
                .stream()
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** What Outreach has acknowledged of a prospect, as JSON. */
    public String acknowledged(long prospect) {
        return jdbc().queryForObject(
                        "select acknowledged::text from prospect where prospect_id = ?", String.class, prospect);
    }
}
