package dev.outreachroutes.account;

import dev.outreachroutes.MovableClock;
import dev.outreachroutes.TestDatabase;
import java.io.IOException;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A token endpoint that uses every refresh token once, a database, and connections whose environment holds {@code refresh-0}. */
abstract class ConnectionsFixture {

    static final String ACCOUNT = Replica.ACCOUNT;

    final MovableClock clock = MovableClock.fixed();
    final DataSource database = TestDatabase.migrated();
    TokenEndpoint endpoint;
    Connections connections;

    @BeforeEach
    void start() throws IOException {
        endpoint = new TokenEndpoint(clock, TokenEndpoint.Rotation.STRICT, "refresh-0");
        connections = replica("refresh-0");
    }

    @AfterEach
    void stop() throws Exception {
        endpoint.close();
        ((AutoCloseable) database).close();
    }

    /**
     * Another replica, or the same one started again.
     *
     * @param bootstrap the refresh token in its environment; null for none
     */
    Connections replica(String bootstrap) {
        return Replica.on(
                database,
                endpoint.properties(),
                clock,
                bootstrap == null ? Map.of() : Map.of("OUTREACH_REFRESH_TOKEN", bootstrap));
    }

    /** Outreach refuses the token that a request would leave with now. */
    static void refuse(Connections connections) {
        connections.reject(ACCOUNT, connections.token(ACCOUNT).number());
    }

    /** Outreach answers a request that leaves now with success. */
    static void accept(Connections connections) {
        connections.accept(ACCOUNT, connections.token(ACCOUNT).number());
    }
}
