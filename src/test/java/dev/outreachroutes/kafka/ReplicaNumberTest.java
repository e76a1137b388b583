package dev.outreachroutes.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.TestDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class ReplicaNumberTest {

    private final String url = TestDatabase.url();

    @Test
    void everyReplicaHasTheLowestNumberThatIsFree() {
        ReplicaNumber one = number();
        try (ReplicaNumber two = number();
                ReplicaNumber three = number()) {
            assertThat(one.get()).hasValue(0);
            assertThat(two.get()).hasValue(1);
            assertThat(one.get()).hasValue(0);

            one.close();

            assertThat(three.get()).hasValue(0);
            assertThat(one.get()).hasValue(2);
        } finally {
            one.close();
        }
    }

    @Test
    void aSessionThatBrokeOffIsReplacedAndTheNumberKeptWhenNobodyTookIt() {
        try (ReplicaNumber one = number();
                ReplicaNumber two = number()) {
            one.get();
            two.get();

            breakSessions();

            assertThat(two.get()).hasValue(1);
            assertThat(one.get()).hasValue(0);
        }
    }

    @Test
    void aNumberThatSomebodyTookWhileTheSessionWasAwayIsGone() {
        try (ReplicaNumber one = number();
                ReplicaNumber two = number()) {
            one.get();
            breakSessions();
            two.get();

            assertThat(one.get()).hasValue(1);
        }
    }

    @Test
    void thereIsNoneWhileTheDatabaseIsAway() {
        try (ReplicaNumber nowhere = new ReplicaNumber(database("jdbc:postgresql://localhost:1/none"))) {
            assertThat(nowhere.get()).isEmpty();
        }
    }

    private void breakSessions() {
        new JdbcTemplate(new DriverManagerDataSource(url, "postgres", ""))
                .execute(
                        """
                        select pg_terminate_backend(pid) from pg_stat_activity
                        where datname = current_database() and application_name = 'outreach-routes replica number'
                        """);
    }

    private ReplicaNumber number() {
        return new ReplicaNumber(database(url));
    }

    private static JdbcConnectionDetails database(String url) {
        return new JdbcConnectionDetails() {
            @Override
            public String getUsername() {
                return "postgres";
            }

            @Override
            public String getPassword() {
                return null;
            }

            @Override
            public String getJdbcUrl() {
                return url;
            }
        };
    }
}
