package dev.outreachroutes.account;

import dev.outreachroutes.account.token.Authoriser;
import java.time.Instant;
import java.util.Set;

/**
 * When, by whom and to what a grant was given.
 *
 * @param since when
 * @param by the console's user, or the environment variable, that brought it
 * @param scopes as granted; empty when Outreach has not said
 * @param authoriser null while not known
 */
public record Authorisation(Instant since, String by, Set<String> scopes, Authoriser authoriser) {

    public Authorisation {
        scopes = Set.copyOf(scopes);
    }
}
