package dev.outreachroutes.reload;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.zaxxer.hikari.HikariDataSource;
import dev.outreachroutes.LogCapture;
import dev.outreachroutes.MovableClock;
import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.reload.ReplicaVersions.Replica;
import dev.outreachroutes.routes.RoutesOnStandIns;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Replicas know of each other which configuration they run, by the database. */
class ReplicaVersionsIT {

    private static final String FILE = "destinations.yaml";
    private static final String CHANGED = RoutesOnStandIns.DESTINATIONS.replace("mapping-id: 4", "mapping-id: 44");
    private static final String CHANGED_AGAIN =
            RoutesOnStandIns.DESTINATIONS.replace("mapping-id: 4", "mapping-id: 45");
    private static final String CHANGE =
            "destinations.alpha.segments.3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10.mappingId: 4 is now 44";

    /** More often than the others forget it. */
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(20);

    private final MovableClock clock = MovableClock.fixed();
    private final HikariDataSource database = (HikariDataSource) TestDatabase.migrated();
    private final LogCapture log = new LogCapture("dev.outreachroutes.reload.ReplicaVersions", Level.INFO);
    private One one;
    private One other;

    /** A replica with files of its own. */
    private final class One implements AutoCloseable {

        private final RoutesOnStandIns routes = new RoutesOnStandIns();
        private final ConfigurationWatcher watcher = new ConfigurationWatcher(
                routes.directory,
                routes.references(),
                routes.running,
                (before, after) -> Map.of(),
                new SimpleMeterRegistry(),
                clock);
        private final ReplicaVersions versions;

        private One(String name) throws Exception {
            versions = new ReplicaVersions(JdbcClient.create(database), name, watcher, clock);
        }

        private String version() {
            return watcher.state().version();
        }

        private void runs(String destinations) {
            routes.write(FILE, destinations);
            assertThat(watcher.reload().isWell()).isTrue();
        }

        @Override
        public void close() {
            routes.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        one = new One("one");
        other = new One("other");
        report();
    }

    @AfterEach
    void stop() {
        log.close();
        one.close();
        other.close();
        database.close();
    }

    @Test
    void replicasThatDifferForMoreThanAMinuteAreToldOnceAndThatItIsOver() {
        one.runs(CHANGED);
        pass(Duration.ofSeconds(60));
        assertThat(one.versions.differ() || other.versions.differ()).isFalse();
        assertThat(log.lines()).isEmpty();

        pass(Duration.ofSeconds(60));
        assertThat(one.versions.differ() && other.versions.differ()).isTrue();
        // Each of the two says it.
        assertThat(log.lines()).hasSize(2).allSatisfy(line -> assertThat(line)
                .startsWith("WARN")
                .contains("one " + one.version(), "other " + other.version()));
        assertThat(new ConfigurationHealthIndicator(other.watcher, other.versions)
                        .health()
                        .getStatus()
                        .getCode())
                .isEqualTo("DOWN");

        other.runs(CHANGED);
        report();
        assertThat(one.versions.differ() || other.versions.differ()).isFalse();
        assertThat(log.lines()).hasSize(4);
        assertThat(log.lines().subList(2, 4)).allMatch(line -> line.startsWith("INFO All replicas run the same"));
    }

    @Test
    void replicasThatDifferGoOnDifferingWhenOneOfThemChangesAgain() {
        one.runs(CHANGED);
        pass(Duration.ofSeconds(80));
        assertThat(other.versions.differ()).isTrue();

        one.runs(CHANGED_AGAIN);
        pass(Duration.ofSeconds(20));

        assertThat(one.versions.differ() && other.versions.differ()).isTrue();
        assertThat(log.lines()).hasSize(2);
    }

    @Test
    void aReplicaThatIsGoneDoesNotCountForEver() {
        one.runs(CHANGED);
        for (int i = 0; i < 3; i++) {
            clock.advance(BETWEEN_REPORTS);
            one.versions.report();
        }
        assertThat(one.versions.replicas()).extracting(Replica::name).containsExactly("one");

        clock.advance(BETWEEN_REPORTS);
        one.versions.report();
        assertThat(one.versions.differ()).isFalse();
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aReplicaThatIsStoppedIsForgottenAtOnce() {
        other.versions.destroy();
        one.versions.report();

        assertThat(one.versions.replicas()).extracting(Replica::name).containsExactly("one");
    }

    @Test
    void everyReplicaKnowsWhichOfThemRunsWhatSinceWhenAndWhatWasChangedForIt() {
        clock.advance(Duration.ofSeconds(5));
        one.runs(CHANGED);
        report();

        assertThat(other.versions.replicas())
                .containsExactly(
                        new Replica("one", one.version(), clock.instant(), CHANGE, ""),
                        new Replica("other", other.version(), clock.instant().minus(Duration.ofSeconds(5)), "", ""));
        assertThat(one.version()).isNotEqualTo(other.version());
        assertThat(new ManagedConfiguration(other.watcher, other.versions).getReplicas())
                .containsExactly(
                        "one: " + one.version() + " since 2026-11-23T10:00:05Z",
                        "other: " + other.version() + " since 2026-11-23T10:00:00Z");
    }

    @Test
    void whileTheDatabaseIsAwayWhatWasKnownStays() {
        database.close();
        one.versions.report();
        one.versions.destroy();

        assertThat(one.versions.replicas()).extracting(Replica::name).containsExactly("one", "other");
        assertThat(log.lines()).isEmpty();
    }

    private void pass(Duration time) {
        for (long i = 0; i < time.dividedBy(BETWEEN_REPORTS); i++) {
            clock.advance(BETWEEN_REPORTS);
            report();
        }
    }

    /** Twice, so that each knows what the other has written. */
    private void report() {
        for (One each : List.of(one, other, one)) {
            each.versions.report();
        }
    }
}
