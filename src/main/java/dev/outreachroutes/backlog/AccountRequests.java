package dev.outreachroutes.backlog;

import dev.outreachroutes.destination.Account;
import dev.outreachroutes.outreach.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Requests of an account that are no deliveries, such as the question whose token it is. Outreach counts them like any other, so
 * they are entered in the quota ledger before they are sent, and their answers tell how the quota stands.
 */
public final class AccountRequests {

    /** Longer than such a request takes. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** Longer than any quota's period is likely to be: an account's own entries are removed as soon as they do not count. */
    private static final Duration LONG_AGO = Duration.ofDays(31);

    private final QuotaLedger ledger;
    private final TransactionTemplate transactions;
    private final InstantSource clock;

    public AccountRequests(JdbcTemplate jdbc, TransactionTemplate transactions, InstantSource clock) {
        this.ledger = new QuotaLedger(jdbc);
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * The right to send one request.
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
            quota.claimed(now);
            ledger.save(quota);
            return Optional.of(reserve(account, now));
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
        ledger.reserve(account, until, 1);
        return new Permit(account, until);
    }

    /** Settles a request whose answer says nothing of the account's quota, since it may be another user's. */
    public void sent(Permit permit) {
        transactions.executeWithoutResult(status -> {
            ledger.lock(permit.account().name());
            ledger.answered(permit.account(), permit.until(), clock.instant(), 1);
        });
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
            ledger.answered(permit.account(), permit.until(), now, 1);
            quota.observe(rateLimit, now);
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
     * Ends an account's waiting because it is connected again. If Outreach's own count is used up it goes on waiting for that.
     *
     * @param otherUser whether another Outreach user has connected it, of whose count nothing is known
     */
    public void reopen(Account account, boolean otherUser) {
        transactions.executeWithoutResult(status -> {
            QuotaState quota = ledger.lock(account.name());
            quota.reopen(otherUser, clock.instant());
            ledger.save(quota);
        });
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
