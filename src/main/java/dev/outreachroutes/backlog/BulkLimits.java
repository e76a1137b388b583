package dev.outreachroutes.backlog;

import dev.outreachroutes.database.LogFields;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many prospects Outreach takes in a bulk request of an account, as it has shown. All of it runs in the caller's transaction. */
final class BulkLimits {

    private static final Logger LOG = LoggerFactory.getLogger(BulkLimits.class);

    /** Bulk requests of a size that Outreach took in a row, after which it is tried with twice as many prospects. */
    private static final int TAKEN_BEFORE_MORE = 5;

    private final BatchTable table;
    private final BulkSettings settings;

    BulkLimits(BatchTable table, BulkSettings settings) {
        this.table = table;
        this.settings = settings;
    }

    BatchTable.Limit of(String account) {
        return table.limit(account).orElseGet(() -> new BatchTable.Limit(settings.most(), 0, null, ""));
    }

    /** The most prospects in a bulk request now. */
    int most(String account) {
        return Math.max(settings.fewest(), Math.min(of(account).most(), settings.most()));
    }

    /** Outreach took one of this size. */
    void taken(String account, int size) {
        BatchTable.Limit limit = of(account);
        if (limit.most() >= settings.most() || size < limit.most()) {
            return;
        }
        boolean more = limit.taken() + 1 >= TAKEN_BEFORE_MORE;
        table.save(
                account,
                limit.of(
                        more ? Math.min(limit.most() * 2, settings.most()) : limit.most(),
                        more ? 0 : limit.taken() + 1));
    }

    /**
     * Halves the size; once for those that were under way together.
     *
     * @param size of the one that was not taken
     * @return false when it was as small as one is made
     */
    boolean smaller(String account, int size) {
        int half = size / 2;
        if (half < settings.fewest()) {
            return false;
        }
        BatchTable.Limit limit = of(account);
        table.save(account, limit.of(Math.min(limit.most(), half), 0));
        return true;
    }

    /** None is made for a while. */
    void refused(String account, String reason, Instant now) {
        Instant until = now.plus(settings.refused());
        LOG.atWarn()
                .addKeyValue(LogFields.ACCOUNT, account)
                .log(
                        "{}: no bulk requests for {} minutes: {}",
                        account,
                        settings.refused().toMinutes(),
                        reason);
        table.save(
                account,
                new BatchTable.Limit(Math.max(settings.fewest(), of(account).most()), 0, until, reason));
    }
}
