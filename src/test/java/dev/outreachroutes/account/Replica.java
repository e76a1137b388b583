package dev.outreachroutes.account;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outreachroutes.MovableClock;
import dev.outreachroutes.account.token.AccountRegistrations;
import dev.outreachroutes.account.token.AuthoriserClient;
import dev.outreachroutes.account.token.OutreachProperties;
import dev.outreachroutes.account.token.TokenClient;
import dev.outreachroutes.outreach.NotConnectedException;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes {@link Connections} as a replica has them. */
final class Replica {

    static final String ACCOUNT = "default";

    private Replica() {}

    static Connections on(
            DataSource database, OutreachProperties properties, MovableClock clock, Map<String, String> environment) {
        return on(database, properties, clock, environment, transactions(database));
    }

    static Connections on(
            DataSource database,
            OutreachProperties properties,
            MovableClock clock,
            Map<String, String> environment,
            TransactionOperations transactions) {
        Set<String> accounts = Set.of(ACCOUNT);
        AccountRegistrations registrations = new AccountRegistrations(properties, accounts);
        return new Connections(
                accounts,
                properties,
                new ConnectionStore(
                        JdbcClient.create(database),
                        new TokenCipher(properties.tokenEncryptionKey(), properties.tokenEncryptionOldKeys())),
                transactions,
                new TokenClient(properties, registrations, properties.requests(), clock),
                new AuthoriserClient(properties, properties.requests(), clock),
                new BootstrapTokens(accounts, environment::get),
                clock);
    }

    /** What is told to who asks for a token while there is none. */
    static NotConnectedException failure(Connections connections) {
        return catchThrowableOfType(NotConnectedException.class, () -> connections.accessToken(ACCOUNT));
    }

    static TransactionTemplate transactions(DataSource database) {
        TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(database));
        transactions.setPropagationBehavior(TransactionTemplate.PROPAGATION_REQUIRES_NEW);
        return transactions;
    }
}
