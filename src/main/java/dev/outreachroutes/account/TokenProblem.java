package dev.outreachroutes.account;

import dev.outreachroutes.account.token.TokenAnswer;
import dev.outreachroutes.quota.BackOff;
import java.time.Duration;
import java.time.Instant;

/** Tells the operator why the token endpoint gave no token, and how long it is left alone. */
record TokenProblem(ConnectionStatus status, String text, Duration pause) {

    /** Of the client's credentials, or of one new token after the other. */
    static final BackOff AFTER_REFUSAL = new BackOff(Duration.ofSeconds(60), Duration.ofMinutes(15));

    private static final BackOff AFTER_OUTAGE = new BackOff(Duration.ofSeconds(5), Duration.ofMinutes(5));
    private static final Duration LONGEST_THROTTLE = Duration.ofMinutes(15);

    /**
     * @param answer anything but tokens
     * @param row what was known before, with the failures so far
     * @param mintInterval the wait when the throttle does not say one
     */
    static TokenProblem of(TokenAnswer answer, StoredConnection row, Duration mintInterval) {
        String account = "the account '" + row.account() + "'";
        if (answer instanceof TokenAnswer.GrantDead dead) {
            return new TokenProblem(
                    ConnectionStatus.RECONNECT_NEEDED,
                    "Outreach no longer accepts the grant of " + account + " (" + dead.reason() + "); "
                            + BootstrapTokens.howToConnect(row.account()),
                    Renewal.LOOK_AGAIN);
        }
        if (answer instanceof TokenAnswer.ClientRefused refused) {
            return new TokenProblem(
                    ConnectionStatus.CLIENT_REFUSED,
                    "Outreach refused the client credentials (" + refused.reason() + ") for " + account
                            + "; check OUTREACH_CLIENT_ID and OUTREACH_CLIENT_SECRET, and OUTREACH_REDIRECT_URI",
                    AFTER_REFUSAL.whole(row.failuresAs(ConnectionStatus.CLIENT_REFUSED) + 1));
        }
        if (answer instanceof TokenAnswer.Throttled throttled) {
            return new TokenProblem(
                    ConnectionStatus.THROTTLED,
                    "Outreach gives " + account + " no token yet because one was got less than a minute ago (429);"
                            + " if this lasts, another program uses the same application and user",
                    atMost(LONGEST_THROTTLE, throttled.retryAfter() == null ? mintInterval : throttled.retryAfter()));
        }
        TokenAnswer.Unavailable unavailable = (TokenAnswer.Unavailable) answer;
        Duration backOff = AFTER_OUTAGE.whole(row.failuresAs(ConnectionStatus.UNAVAILABLE) + 1);
        Duration asked = unavailable.retryAfter() == null ? backOff : unavailable.retryAfter();
        return new TokenProblem(
                ConnectionStatus.UNAVAILABLE,
                "Outreach gives " + account + " no token (" + unavailable.reason()
                        + "); if this lasts, check OUTREACH_API_URL and the network",
                atMost(AFTER_OUTAGE.longest(), asked.compareTo(backOff) > 0 ? asked : backOff));
    }

    StoredConnection in(StoredConnection row, Instant now) {
        return row.failed(status, text, now, pause);
    }

    private static Duration atMost(Duration limit, Duration wait) {
        return wait.compareTo(limit) > 0 ? limit : wait;
    }
}
