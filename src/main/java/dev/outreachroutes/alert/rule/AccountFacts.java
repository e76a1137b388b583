package dev.outreachroutes.alert.rule;

import dev.outreachroutes.account.ConnectionState;
import dev.outreachroutes.destination.Account;
import dev.outreachroutes.quota.QuotaStatus;
import java.util.Objects;

/**
 * What is known of an account when it is looked at.
 *
 * @param account as it is configured
 * @param connection how it stands with Outreach
 * @param quota how its quota stands
 * @param pending prospects that wait in all of its destinations that may send
 */
public record AccountFacts(Account account, ConnectionState connection, QuotaStatus quota, long pending) {

    public AccountFacts {
        Objects.requireNonNull(account);
        Objects.requireNonNull(connection);
        Objects.requireNonNull(quota);
    }
}
