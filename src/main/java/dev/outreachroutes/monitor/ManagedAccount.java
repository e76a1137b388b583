package dev.outreachroutes.monitor;

import dev.outreachroutes.account.Authorisation;
import dev.outreachroutes.account.ConnectionState;
import dev.outreachroutes.account.check.AccountCheck;
import dev.outreachroutes.account.token.Authoriser;
import dev.outreachroutes.destination.Destinations;
import dev.outreachroutes.monitor.prospect.Times;
import java.util.TreeSet;
import java.util.function.Function;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** An account as operators see it. */
record ManagedAccount(String name, LatestOverview latest, Destinations destinations, AccountCheck check)
        implements AccountMBean {

    @Override
    public String getStatus() {
        return text(state -> state.status().label());
    }

    @Override
    public String getProblem() {
        return text(ConnectionState::problem);
    }

    @Override
    public String getAuthorisedBy() {
        return authoriser(Authoriser::name);
    }

    @Override
    public String getOrganisation() {
        return authoriser(Authoriser::organisation);
    }

    @Override
    public String getScopes() {
        return authorisation(given -> String.join(" ", new TreeSet<>(given.scopes())));
    }

    @Override
    public String getAuthorisedSince() {
        return authorisation(given -> Times.text(given.since()));
    }

    @Override
    public String getAccessTokenExpiresAt() {
        return text(state -> Times.text(state.accessTokenExpiresAt()));
    }

    @Override
    public String getGrantExpiresAt() {
        return text(state -> Times.text(state.grantExpiresAt()));
    }

    @Override
    public String getCheckedAt() {
        return Times.text(check.of(name).answeredAt());
    }

    @Override
    public String getCheck() {
        return check.of(name).text();
    }

    @Override
    public String checkAccount() {
        try {
            return destinations.used().stream()
                    .filter(account -> account.name().equals(name))
                    .findFirst()
                    .map(account -> check.check(account).text())
                    .orElse("No destination uses the account any more");
        } catch (DataAccessException | TransactionException e) {
            throw new DatabaseAwayException("The database does not answer, so Outreach is not asked. Try again.");
        } finally {
            latest.refresh();
        }
    }

    private String text(Function<ConnectionState, String> text) {
        ConnectionState state = latest.current().connections().get(name);
        return state == null ? "unknown" : text.apply(state);
    }

    private String authorisation(Function<Authorisation, String> text) {
        return text(state -> state.authorisation() == null ? "" : text.apply(state.authorisation()));
    }

    private String authoriser(Function<Authoriser, String> text) {
        return authorisation(given -> given.authoriser() == null ? "" : text.apply(given.authoriser()));
    }
}
