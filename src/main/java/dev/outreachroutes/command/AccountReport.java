package dev.outreachroutes.command;

import dev.outreachroutes.account.BootstrapTokens;
import dev.outreachroutes.account.Connections;
import dev.outreachroutes.account.check.AccountCheckSettings;
import dev.outreachroutes.account.check.AccountLook;
import dev.outreachroutes.account.token.AccountRegistrations;
import dev.outreachroutes.account.token.OutreachProperties;
import dev.outreachroutes.account.token.TokenAnswer;
import dev.outreachroutes.account.token.TokenClient;
import dev.outreachroutes.backlog.ChangeCost;
import dev.outreachroutes.database.DatabaseClock;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.destination.Destination;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.destination.file.DestinationsFile;
import dev.outreachroutes.destination.file.DirectoryContent;
import dev.outreachroutes.destination.file.Findings;
import dev.outreachroutes.destination.file.YamlFile;
import dev.outreachroutes.outreach.NotConnectedException;
import dev.outreachroutes.outreach.field.MappingCheck;
import dev.outreachroutes.outreach.field.MappingFinding;
import dev.outreachroutes.quota.AccountRequests;
import dev.outreachroutes.settings.InvalidSettingException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code check --account}: what the accounts' fields and grants in Outreach mean for the mappings.
 *
 * <p>The access token is the first of these that there is: {@code OUTREACH_ACCESS_TOKEN} of the account; the grant in the database of
 * {@code DATABASE_URL}, by the lock that all replicas take, so that a running one loses nothing; {@code OUTREACH_REFRESH_TOKEN} of the
 * account, which is spent for it: what Outreach gives in its place ends with the command.
 */
final class AccountReport {

    private static final String ACCESS_TOKEN = "OUTREACH_ACCESS_TOKEN";

    private final ConfigurableEnvironment environment;
    private final OutreachProperties properties;
    private final AccountCheckSettings settings;
    private final List<String> notLooked;

    private AccountReport(ConfigurableEnvironment environment, List<String> notLooked) {
        Binder binder = Binder.get(environment);
        this.environment = environment;
        this.properties = binder.bindOrCreate("outreach", Bindable.of(OutreachProperties.class));
        this.settings = binder.bindOrCreate("outreach.check", Bindable.of(AccountCheckSettings.class));
        this.notLooked = notLooked;
    }

    /**
     * Looks at every account that a destination uses.
     *
     * @param findings gets what is wrong or doubtful, with its line
     * @param notLooked gets a sentence for each account that could not be looked at
     */
    static void add(
            Path directory,
            Destinations destinations,
            ConfigurableEnvironment environment,
            Findings findings,
            List<String> notLooked) {
        Optional<YamlFile> file = YamlFile.read(DirectoryContent.of(directory), DestinationsFile.NAME, new Findings());
        if (file.isEmpty() || destinations.used().isEmpty()) {
            return;
        }
        try {
            AccountReport report = new AccountReport(environment, notLooked);
            for (Account account : destinations.used()) {
                report.look(account, destinations, file.get(), findings);
            }
            if (environment.getProperty("DATABASE_URL") != null) {
                report.tellCosts(destinations, file.get(), findings);
            }
        } catch (BindException | InvalidSettingException | IllegalArgumentException e) {
            // A setting cannot be as it is; what was found before stands.
            notLooked.add("Outreach was not asked: "
                    + NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    private void look(Account account, Destinations destinations, YamlFile file, Findings findings) {
        Set<String> accounts = destinations.usedNames();
        Optional<AccountLook.Seen> seen = ownToken(account, accounts)
                .map(token -> Optional.of(plain().look(token, Set.of())))
                .orElseGet(() -> environment.getProperty("DATABASE_URL") == null
                        ? byRefreshToken(account, accounts)
                        : byDatabase(account, accounts));
        seen.ifPresent(known -> {
            if (!known.answered()) {
                notLooked.add("The account " + account.name() + ": Outreach at " + properties.apiUrl()
                        + " does not answer what is asked: " + String.join("; ", known.problems()) + ".");
                return;
            }
            known.problems()
                    .forEach(problem -> findings.warning(
                            file,
                            List.of("accounts", account.name()),
                            problem,
                            "Let the account's user see the settings of fields in Outreach, to have them checked."));
            MappingCheck.of(destinations.of(account), known.fields(), known.scopes(), settings.rules())
                    .forEach(finding -> add(finding, file, findings));
        });
    }

    /** What it costs when a runtime on this database takes these files. */
    private void tellCosts(Destinations destinations, YamlFile file, Findings findings) {
        try {
            ChangeCost cost = new ChangeCost(JdbcClient.create(database()));
            for (Destination each : destinations.destinations()) {
                cost.words(each)
                        .ifPresent(told -> findings.warning(
                                file,
                                List.of("destinations", each.name()),
                                told,
                                "Nothing is to be done if that is meant."));
            }
        } catch (DataAccessException e) {
            notLooked.add("What the change costs was not counted in the database of DATABASE_URL: "
                    + NestedExceptionUtils.getMostSpecificCause(e).getMessage() + ".");
        }
    }

    private DriverManagerDataSource database() {
        return new DriverManagerDataSource(
                environment.getProperty("spring.datasource.url", ""),
                environment.getProperty("spring.datasource.username", ""),
                environment.getProperty("spring.datasource.password", ""));
    }

    private static void add(MappingFinding finding, YamlFile file, Findings findings) {
        if (finding.blocks()) {
            findings.error(file, finding.place(), finding.problem(), finding.cure());
        } else {
            findings.warning(file, finding.place(), finding.problem(), finding.cure());
        }
    }

    private AccountLook plain() {
        return new AccountLook(properties, properties.requests(), InstantSource.system());
    }

    private Optional<String> ownToken(Account account, Set<String> accounts) {
        String own =
                ACCESS_TOKEN + "_" + account.name().toUpperCase(Locale.ROOT).replace('-', '_');
        boolean plain = account.name().equals(Account.DEFAULT) || accounts.size() == 1;
        return value(own).or(() -> plain ? value(ACCESS_TOKEN) : Optional.empty());
    }

    private Optional<String> value(String variable) {
        return Optional.ofNullable(environment.getProperty(variable))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }

    private Optional<AccountLook.Seen> byRefreshToken(Account account, Set<String> accounts) {
        BootstrapTokens tokens = new BootstrapTokens(accounts, environment::getProperty);
        Optional<String> refreshToken = tokens.token(account.name());
        if (refreshToken.isEmpty()) {
            return refused(
                    account,
                    "there is no token; set " + ACCESS_TOKEN + ", DATABASE_URL or " + tokens.source(account.name()));
        }
        if (properties.clientId().isEmpty()) {
            return refused(account, "OUTREACH_CLIENT_ID is not set, so a refresh token is of no use");
        }
        TokenAnswer answer = new TokenClient(
                        properties,
                        new AccountRegistrations(properties, accounts),
                        properties.requests(),
                        InstantSource.system())
                .refresh(account.name(), refreshToken.get());
        if (answer instanceof TokenAnswer.Tokens given) {
            return Optional.of(plain().look(given.accessToken(), given.scopes()));
        }
        return refused(account, "Outreach gives no token: " + reason(answer));
    }

    private static String reason(TokenAnswer answer) {
        if (answer instanceof TokenAnswer.GrantDead dead) {
            return dead.reason();
        }
        if (answer instanceof TokenAnswer.ClientRefused client) {
            return client.reason();
        }
        if (answer instanceof TokenAnswer.Unavailable away) {
            return away.reason();
        }
        return "there was one less than a minute ago; try again in a minute";
    }

    private Optional<AccountLook.Seen> byDatabase(Account account, Set<String> accounts) {
        DriverManagerDataSource database = database();
        JdbcClient jdbc = JdbcClient.create(database);
        JdbcTransactionManager transactions = new JdbcTransactionManager(database);
        try {
            InstantSource clock = new DatabaseClock(jdbc);
            Connections connections =
                    Connections.of(accounts, properties, jdbc, transactions, environment::getProperty, clock);
            String token = connections.accessToken(account.name());
            AccountRequests requests = new AccountRequests(jdbc, new TransactionTemplate(transactions), clock);
            for (int request = 0; request < AccountLook.MOST_REQUESTS; request++) {
                if (requests.permitAtOnce(account).isEmpty()) {
                    return refused(account, "its quota is used up");
                }
            }
            var authorisation = connections.state(account.name()).authorisation();
            return Optional.of(new AccountLook(properties, properties.requests(), clock)
                    .look(token, authorisation == null ? Set.of() : authorisation.scopes()));
        } catch (NotConnectedException e) {
            return refused(account, e.getMessage());
        } catch (DataAccessException | TransactionException e) {
            return refused(
                    account,
                    "the database of DATABASE_URL cannot be used: "
                            + NestedExceptionUtils.getMostSpecificCause(e).getMessage());
        }
    }

    private Optional<AccountLook.Seen> refused(Account account, String why) {
        notLooked.add("The account " + account.name() + " was not looked at: " + why + ".");
        return Optional.empty();
    }
}
