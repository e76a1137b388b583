package dev.outreachroutes.monitor;

import dev.outreachroutes.account.Authorisation;
import dev.outreachroutes.account.ConnectionState;
import dev.outreachroutes.account.token.Authoriser;
import java.util.TreeSet;
import java.util.function.Function;

/** An account as operators see it. */
record ManagedAccount(String name, LatestOverview latest) implements AccountMBean {

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
        return authorisation(given -> ManagedDestination.time(given.since()));
    }

    @Override
    public String getAccessTokenExpiresAt() {
        return text(state -> ManagedDestination.time(state.accessTokenExpiresAt()));
    }

    @Override
    public String getGrantExpiresAt() {
        return text(state -> ManagedDestination.time(state.grantExpiresAt()));
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
