package dev.outreachroutes.quota;

import dev.outreachroutes.destination.Account;
import dev.outreachroutes.outreach.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Permits and counts requests of an account that are no deliveries, such as the question whose token it is. Outreach counts them
 * like any other, so they are entered in the quota ledger before they are sent, and their answers tell how the quota stands.
 */
public final class AccountRequests {

    /** Longer than such a request takes. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** Longer than any quota's period is likely to be: an account's own entries are removed as soon as they do not count. */
    private static final Duration LONG_AGO = Duration.ofDays(31);

    private final QuotaLedger ledger;
    private final TransactionTemplate transactions;
    private final InstantSource clock;

    public AccountRequests(JdbcClient jdbc, TransactionTemplate transactions, InstantSource clock) {
        this.ledger = new QuotaLedger(jdbc);
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * The right to send one request. One that is never settled, as when it may have been another user's, counts a little longer.
     *
     * @param account whose it is
     * @param until when its entry ends if it is never settled
     */
    public record Permit(Account account, Instant until) {}

    /**
     * Enters a request that may wait: there is no permit while the account waits, or while another request goes ahead.
     *
     * @return empty when none may be sent now
     */
    public Optional<Permit> permit(Account account) {
        return transactions.execute(status -> {
            QuotaState quota = ledger.lock(account.name());
            Instant now = clock.instant();
            if (ledger.permits(account, quota, now) == 0) {
                return Optional.empty();
            }
            Instant until = now.plus(LONGEST);
            ledger.claimed(account, quota, until, 1, now);
            ledger.save(quota);
            return Optional.of(new Permit(account, until));
        });
    }

    /**
     * Enters a request for a person who waits for it, also while the account waits for a grant: only a used-up quota is in its way.
     *
     * @return empty when the quota is used up
     */
    public Optional<Permit> permitAtOnce(Account account) {
        return transactions.execute(status -> {
            QuotaState quota = ledger.lock(account.name());
            Instant now = clock.instant();
            return ledger.left(account, quota, now) == 0 ? Optional.empty() : Optional.of(reserve(account, now));
        });
    }

    private Permit reserve(Account account, Instant now) {
        Instant until = now.plus(LONGEST);
        ledger.reserve(account, until, 1, now);
        return new Permit(account, until);
    }

    /**
     * Settles a request that was sent.
     *
     * @param rateLimit what the answer said of the quota; null when there was no answer
     * @param succeeded whether it was answered as it should be
     * @param retryAfter how long Outreach asks the account to wait; null when it does not
     * @param reason why it did not succeed, in words
     */
    public void answered(Permit permit, RateLimit rateLimit, boolean succeeded, Duration retryAfter, String reason) {
        transactions.executeWithoutResult(status -> {
            QuotaState quota = ledger.lock(permit.account().name());
            Instant now = clock.instant();
            if (!quota.tellsOfUser(permit.until().minus(LONGEST))) {
                return;
            }
            ledger.answered(permit.account(), permit.until(), now, quota.outreachUser, 1);
            quota.observe(rateLimit, now, permit.account().quota().period());
            quota.probeUntil = null;
            if (succeeded) {
                quota.succeeded(now);
            } else if (retryAfter != null) {
                quota.close(now.plus(retryAfter).plus(QuotaState.MARGIN), reason);
            }
            ledger.save(quota);
        });
    }

    /**
     * Who has authorised an account, and so whose quota its requests use.
     *
     * @param number counts the account's grants
     * @param since when it was given
     * @param user the Outreach user's ID; 0 while that is not known
     */
    public record Grant(long number, Instant since, long user) {

        private boolean isOf(QuotaState quota) {
            return user != QuotaLedger.UNKNOWN_USER && user == quota.outreachUser;
        }
    }

    /**
     * Takes in that a person has connected the account, and ends its waiting. If it is the same user as before and Outreach's own count
     * is used up, it goes on waiting for that.
     */
    public void connected(Account account, Grant grant) {
        transactions.executeWithoutResult(status -> {
            QuotaState quota = ledger.lock(account.name());
            boolean sameUser = grant.isOf(quota);
            if (!sameUser) {
                replace(account, quota, grant);
            }
            quota.grantNumber = grant.number();
            quota.reopen(!sameUser, clock.instant());
            ledger.save(quota);
        });
    }

    /**
     * Takes in what was found out later of an account's grant: that there is another, as from the environment, or whose it is. Does
     * nothing when it is known already, or a newer one is.
     */
    public void foundOut(Account account, Grant grant) {
        transactions.executeWithoutResult(status -> {
            QuotaState quota = ledger.lock(account.name());
            boolean another = grant.number() > quota.grantNumber;
            boolean named = grant.number() == quota.grantNumber
                    && grant.user() != QuotaLedger.UNKNOWN_USER
                    && !grant.isOf(quota);
            if (!another && !named) {
                return;
            }
            boolean first = quota.grantNumber == 0;
            boolean nobody = quota.outreachUser == QuotaLedger.UNKNOWN_USER;
            if (nobody && (first || named)) {
                // No other grant is known, or none since: what counted for everybody is this user's.
                ledger.wereOf(account, grant.user(), quota.userSince == null ? grant.since() : quota.userSince);
                quota.outreachUser = grant.user();
            } else if (!grant.isOf(quota)) {
                replace(account, quota, grant);
                quota.reopen(true, clock.instant());
            }
            quota.grantNumber = grant.number();
            ledger.save(quota);
        });
    }

    /** What was answered since the grant was given may be the user's before or this one's; what is claimed from now on is this one's. */
    private void replace(Account account, QuotaState quota, Grant grant) {
        ledger.mayNotBeOf(account, quota.outreachUser, grant.since());
        quota.outreachUser = grant.user();
        quota.userSince = clock.instant().plus(QuotaLedger.CLOCKS_APART);
    }

    /**
     * Removes some entries of long ago, which those of an account that sends nothing any more would else be for ever.
     *
     * @return how many; as many as the limit when there may be more
     */
    public int forget(int limit) {
        return ledger.forget(clock.instant().minus(LONG_AGO), limit);
    }
}
