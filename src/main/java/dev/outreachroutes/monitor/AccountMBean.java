package dev.outreachroutes.monitor;

import dev.outreachroutes.account.Authorisation;
import dev.outreachroutes.account.Authoriser;
import dev.outreachroutes.account.ConnectionState;
import java.time.Instant;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** The connection of an account as JMX shows it, and so the console. It is changed on the console's page of the account only. */
final class AccountMBean {

    private final Supplier<ConnectionState> state;

    private AccountMBean(Supplier<ConnectionState> state) {
        this.state = state;
    }

    static ManagedTable of(String account, LatestOverview latest) {
        AccountMBean bean =
                new AccountMBean(() -> latest.current().connections().get(account));
        ManagedTable table = new ManagedTable("An account: how its connection to Outreach stands");
        bean.show(table, "Status", "In one word", known -> known.status().label());
        bean.show(table, "Problem", "What is wrong and what to do; empty when nothing is", ConnectionState::problem);
        bean.show(
                table,
                "AuthorisedBy",
                "The Outreach user whose grant it is; empty while that is not known",
                known -> authoriser(known, Authoriser::name));
        bean.show(
                table,
                "Organisation",
                "That user's organisation in Outreach",
                known -> authoriser(known, Authoriser::organisation));
        bean.show(
                table,
                "Scopes",
                "What the user has granted",
                known -> authorisation(known, given -> String.join(" ", new TreeSet<>(given.scopes()))));
        bean.show(
                table,
                "AuthorisedSince",
                "When the grant was given",
                known -> authorisation(known, given -> ManagedDestination.time(given.since())));
        bean.show(
                table,
                "AccessTokenExpiresAt",
                "When the newest access token ends",
                known -> time(known.accessTokenExpiresAt()));
        bean.show(
                table,
                "GrantExpiresAt",
                "When the grant ends if it is not renewed",
                known -> time(known.grantExpiresAt()));
        return table;
    }

    private void show(ManagedTable table, String name, String words, Function<ConnectionState, String> text) {
        table.show(name, String.class, words, () -> {
            ConnectionState known = state.get();
            return known == null ? "unknown" : text.apply(known);
        });
    }

    private static String authorisation(ConnectionState state, Function<Authorisation, String> text) {
        return state.authorisation() == null ? "" : text.apply(state.authorisation());
    }

    private static String authoriser(ConnectionState state, Function<Authoriser, String> text) {
        return authorisation(state, given -> given.authoriser() == null ? "" : text.apply(given.authoriser()));
    }

    private static String time(Instant instant) {
        return ManagedDestination.time(instant);
    }
}
