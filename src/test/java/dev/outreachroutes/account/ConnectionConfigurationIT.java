package dev.outreachroutes.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.MovableClock;
import dev.outreachroutes.TestDatabase;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.Quota;
import dev.outreachroutes.settings.InvalidSettingException;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class ConnectionConfigurationIT {

    private final MovableClock clock = MovableClock.fixed();
    private final DataSource database = TestDatabase.migrated();
    private TokenEndpoint endpoint;
    private ApplicationContextRunner runner;

    @BeforeEach
    void start() throws IOException {
        endpoint = new TokenEndpoint(clock, TokenEndpoint.Rotation.STRICT, "refresh-0");
        Account used = new Account("emea-ops", Quota.DOCUMENTED, 100);
        Account unused = new Account("apac", Quota.DOCUMENTED, 100);
        Destination destination =
                new Destination("emea-sales", "", used, "oid", Map.of(), Map.of(), Destination.NullValues.IGNORE);
        runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        JdbcTemplateAutoConfiguration.class,
                        JdbcClientAutoConfiguration.class,
                        DataSourceTransactionManagerAutoConfiguration.class))
                .withUserConfiguration(AccountConfiguration.class)
                .withBean(DataSource.class, () -> database)
                .withBean(InstantSource.class, () -> clock)
                .withBean(Destinations.class, () -> new Destinations(List.of(used, unused), List.of(destination)))
                .withPropertyValues(
                        "outreach.api-url=" + endpoint.properties().apiUrl(),
                        "outreach.client-id=" + TokenEndpoint.CLIENT_ID,
                        "outreach.client-secret=" + TokenEndpoint.CLIENT_SECRET,
                        "outreach.redirect-uri=" + TokenEndpoint.REDIRECT_URI,
                        "outreach.token-encryption-key=" + TokenEndpoint.KEY,
                        // The check runs at start; the tests call it themselves after that.
                        "outreach.token.check=1h");
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"api.outreach.io", "ftp://api.outreach.io", "https://", "https://api_1.outreach.io"})
    void anApiUrlThatIsNoAddressEndsTheStart(String apiUrl) {
        runner.withPropertyValues("outreach.api-url=" + apiUrl)
                .run(context -> assertThat(context.getStartupFailure()).hasStackTraceContaining("OUTREACH_API_URL"));
    }

    @Test
    void aConnectedAccountIsUpWhateverTheUnusedOnesAre() {
        runner.withPropertyValues("OUTREACH_REFRESH_TOKEN_EMEA_OPS=refresh-0").run(context -> {
            context.getBean(Connections.class).renewDue();

            Health health = health(context.getBean(ConnectionHealthIndicator.class));
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails()).containsEntry("emea-ops", "connected");
            assertThat(health.getDetails()).doesNotContainKey("apac");
        });
    }

    @Test
    void aUsedAccountThatWaitsForAPersonIsDown() {
        runner.run(context -> {
            context.getBean(Connections.class).renewDue();

            assertThat(health(context.getBean(ConnectionHealthIndicator.class)).getStatus())
                    .isEqualTo(Status.DOWN);
        });
    }

    @Test
    void anOutageIsNotDown() {
        endpoint.answer(503, "text/html", "");
        runner.withPropertyValues("OUTREACH_REFRESH_TOKEN_EMEA_OPS=refresh-0").run(context -> {
            context.getBean(Connections.class).renewDue();

            Health health = health(context.getBean(ConnectionHealthIndicator.class));
            assertThat(health.getStatus()).isEqualTo(Status.UP);
            assertThat(health.getDetails().get("emea-ops").toString()).startsWith("unavailable: ");
        });
    }

    @Test
    void aMissingEncryptionKeyStopsTheStart() {
        runner.withPropertyValues("outreach.token-encryption-key=")
                .run(context ->
                        assertThat(context).getFailure().rootCause().isInstanceOf(InvalidSettingException.class));
    }

    private static Health health(ConnectionHealthIndicator indicator) {
        return indicator.health();
    }
}
