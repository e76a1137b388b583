package dev.outreachroutes.reload;

import dev.outreachroutes.database.Instants;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/**
 * Which configuration each replica runs, by a table in which each writes its own. A replica that has not written for a while is gone.
 */
public class ReplicaVersions implements DisposableBean {

    /** Replicas that run another configuration for longer are an alert: a change reaches all of them within seconds. */
    static final Duration TOLERATED = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaVersions.class);

    private static final Duration GONE_AFTER = Duration.ofSeconds(45);

    /**
     * One replica.
     *
     * @param name of the machine, pod or container
     * @param change the last change, one line each
     * @param refused why it does not run the files that it has; empty when it does
     */
    public record Replica(String name, String version, Instant since, String change, String refused) {}

    private final JdbcClient jdbc;
    private final String name;
    private final ConfigurationWatcher watcher;
    private final InstantSource clock;
    private final UUID id = UUID.randomUUID();
    private volatile List<Replica> replicas = List.of();
    private volatile boolean differ;

    ReplicaVersions(JdbcClient jdbc, String name, ConfigurationWatcher watcher, InstantSource clock) {
        this.jdbc = jdbc;
        this.name = name;
        this.watcher = watcher;
        this.clock = clock;
    }

    /** All replicas as they were some seconds ago, this one among them. */
    public List<Replica> replicas() {
        return replicas;
    }

    /** Whether replicas run different configurations for longer than {@link #TOLERATED}. */
    public boolean differ() {
        return differ;
    }

    /** Called every ten seconds. */
    @Scheduled(fixedDelayString = "${routes.reload.report:10s}")
    void report() {
        try {
            write(watcher.state());
            replicas = read();
            compare();
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The database does not answer, so the replicas' configurations are compared later");
        }
    }

    private void compare() {
        Instant latest =
                replicas.stream().map(Replica::since).max(Instant::compareTo).orElse(Instant.MAX);
        // Once they differ it is not over because one of them changes again.
        boolean now = replicas.stream().map(Replica::version).distinct().count() > 1
                && (differ || latest.isBefore(clock.instant().minus(TOLERATED)));
        if (now && !differ) {
            LOG.warn(
                    "Replicas run different configurations for longer than a minute: {}. See that ROUTES_DIR has the same files"
                            + " for all of them",
                    replicas.stream()
                            .map(replica -> replica.name() + " " + replica.version())
                            .toList());
        } else if (differ && !now) {
            LOG.info("All replicas run the same configuration again");
        }
        differ = now;
    }

    private void write(ConfigurationState state) {
        jdbc.sql(
                        """
                        insert into replica_configuration (id, name, version, since, change, refused, seen_at)
                        values (?, ?, ?, ?, ?, ?, ?)
                        on conflict (id) do update
                        set version = excluded.version, since = excluded.since, change = excluded.change,
                            refused = excluded.refused, seen_at = excluded.seen_at""")
                .params(
                        id,
                        name,
                        state.version(),
                        Instants.parameter(state.since()),
                        String.join("\n", state.change()),
                        state.problem(),
                        Instants.parameter(clock.instant()))
                .update();
        jdbc.sql("delete from replica_configuration where seen_at < ?")
                .param(Instants.parameter(clock.instant().minus(GONE_AFTER)))
                .update();
    }

    private List<Replica> read() {
        return jdbc.sql(
                        "select name, version, since, change, refused from replica_configuration order by name, id limit 100")
                .query((row, number) -> new Replica(
                        row.getString("name"),
                        row.getString("version"),
                        Instants.of(row, "since"),
                        row.getString("change"),
                        row.getString("refused")))
                .list();
    }

    /** What is not taken out here is taken out by the others. */
    @Override
    public void destroy() {
        try {
            jdbc.sql("delete from replica_configuration where id = ?").param(id).update();
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The database does not answer; the other replicas forget this one");
        }
    }
}
