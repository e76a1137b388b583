package dev.outreachroutes.account;

import dev.outreachroutes.account.token.AccessToken;
import dev.outreachroutes.account.token.OutreachProperties;
import dev.outreachroutes.database.LogFields;
import dev.outreachroutes.outreach.NotConnectedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of one account, as this replica knows it. A valid token is handed out without a lock; otherwise one thread renews
 * it, and while a wait is on nobody tries.
 *
 * <p>A young token that is refused is suspected: it is laid aside for some seconds, then read from the database again, where
 * another replica may have stored a newer one by then, and used once more. Refused again it is dead, and a new one is asked for;
 * a success ends the suspicion. Only answers to requests that left since count for either: the token has another number then.
 */
final class AccountConnection {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final String account;
    private final OutreachProperties.Token times;
    private final Renewal renewal;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();

    private volatile AccessToken token;
    private volatile Pause pause;
    private volatile ConnectionStatus status = ConnectionStatus.CONNECTED;
    private volatile String problem = "";
    private volatile String suspect;
    private String rejected;
    private volatile int rejections;
    private Instant notBefore;

    private record Pause(Instant until, String reason) {}

    AccountConnection(String account, OutreachProperties.Token times, Renewal renewal, InstantSource clock) {
        this.account = account;
        this.times = times;
        this.renewal = renewal;
        this.clock = clock;
    }

    ConnectionStatus status() {
        return status;
    }

    String problem() {
        return problem;
    }

    AccessToken token() {
        Instant now = clock.instant();
        AccessToken current = token;
        if (current != null && current.expiresAt().isAfter(now.plus(times.usableFor()))) {
            return current;
        }
        boolean alive = current != null && current.expiresAt().isAfter(now);
        Pause wait = pause;
        if (wait != null && wait.until().isAfter(now)) {
            if (alive) {
                return current;
            }
            throw notConnected(wait, now);
        }
        if (!alive) {
            lock.lock();
        } else if (!lock.tryLock()) {
            return current;
        }
        try {
            return renewed(current, times.usableFor());
        } finally {
            lock.unlock();
        }
    }

    /** Renews the token if it is due for that; what goes wrong shows in the log and in the state. */
    void renewIfDue() {
        forgetIfReplaced();
        Instant now = clock.instant();
        AccessToken current = token;
        if (current != null
                && current.expiresAt().isAfter(now.plus(times.renewBefore()))
                && current.mintedAt().plus(times.renewIdle()).isAfter(now)) {
            if (status == ConnectionStatus.TOKEN_REJECTED && !young(current, now)) {
                report(ConnectionStatus.CONNECTED, "", true);
            }
            return;
        }
        lock.lock();
        try {
            renewed(current, times.renewBefore());
        } catch (NotConnectedException e) {
            LOG.debug("{}", e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    void reject(long number) {
        lock.lock();
        try {
            AccessToken current = token;
            if (current == null || current.number() != number) {
                return;
            }
            Instant now = clock.instant();
            boolean young = young(current, now) && current.expiresAt().isAfter(now);
            token = null;
            if (young && !current.value().equals(suspect)) {
                suspect = current.value();
                pause = new Pause(
                        now.plus(times.secondTry()),
                        "Outreach refused the access token of the account '" + account
                                + "', though it is young; it is tried once more");
                return;
            }
            suspect = null;
            rejections = young ? rejections + 1 : 0;
            rejected = current.value();
            notBefore = rejections == 0 ? null : current.mintedAt().plus(TokenProblem.AFTER_REFUSAL.whole(rejections));
            pause = null;
            if (rejections > 1) {
                report(
                        ConnectionStatus.TOKEN_REJECTED,
                        "Outreach's API refuses tokens that were just given to the account '" + account
                                + "'; check in Outreach that its user and the application are active",
                        true);
            }
        } finally {
            lock.unlock();
        }
    }

    void accept(long number) {
        AccessToken current = token;
        boolean news = suspect != null || rejections > 0 || status == ConnectionStatus.TOKEN_REJECTED;
        // Whoever holds the lock is not waited for: the next success says the same.
        if (!news || current == null || current.number() != number || !lock.tryLock()) {
            return;
        }
        try {
            if (token == current) {
                trusted();
                if (status == ConnectionStatus.TOKEN_REJECTED) {
                    report(ConnectionStatus.CONNECTED, "", true);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void trusted() {
        suspect = null;
        rejections = 0;
        notBefore = null;
    }

    boolean fresh(long number) {
        AccessToken current = token;
        return current != null
                && current.number() == number
                && current.mintedAt().plus(times.freshFor()).isAfter(clock.instant());
    }

    /** Forgets what it knows if the stored grant is another by now. */
    void forgetIfReplaced() {
        if (token != null && renewal.isReplaced()) {
            forget();
        }
    }

    /** Forgets what it knows, since the stored grant was replaced. */
    void forget() {
        lock.lock();
        try {
            token = null;
            pause = null;
            trusted();
            status = ConnectionStatus.CONNECTED;
            problem = "";
        } finally {
            lock.unlock();
        }
    }

    /**
     * @param seen the token that was found wanting; if there is another by now, somebody else was faster
     */
    private AccessToken renewed(AccessToken seen, Duration enough) {
        Instant now = clock.instant();
        if (token != null && token != seen) {
            return token;
        }
        if (pause == null || !pause.until().isAfter(now)) {
            apply(renewal.renew(enough, rejected, notBefore));
            now = clock.instant();
        }
        if (token != null && token.expiresAt().isAfter(now)) {
            return token;
        }
        throw notConnected(pause, now);
    }

    private void apply(Renewal.Outcome outcome) {
        Instant now = clock.instant();
        if (outcome.token() != null || outcome.status() != ConnectionStatus.STORE_UNAVAILABLE) {
            token = outcome.token();
        }
        String reason = outcome.problem();
        if (reason.isEmpty()) {
            reason = rejections == 0
                    ? "A new access token for the account '" + account + "' may not be asked for yet"
                    : "Outreach does not accept the access token of the account '" + account
                            + "', and a new one may not be asked for yet";
        }
        Instant until = outcome.retryAt() == null && token == null ? now.plusSeconds(1) : outcome.retryAt();
        pause = until == null ? null : new Pause(until, reason);
        if (outcome.status() != ConnectionStatus.CONNECTED) {
            report(outcome.status(), outcome.problem(), outcome.news());
        } else if (token != null && status != ConnectionStatus.TOKEN_REJECTED) {
            report(ConnectionStatus.CONNECTED, "", true);
        }
    }

    /**
     * Every problem is logged when it begins and when it ends, not at every try; and as a warning by the one replica that found
     * it out, so that all of them together give one alert.
     */
    private void report(ConnectionStatus now, String text, boolean news) {
        ConnectionStatus before = status;
        status = now;
        problem = text;
        if (before == now) {
            return;
        }
        if (now == ConnectionStatus.CONNECTED) {
            LOG.atInfo()
                    .addKeyValue(LogFields.ACCOUNT, account)
                    .log("The account '{}' is connected to Outreach again (was {})", account, before.label());
        } else if (news) {
            LOG.warn("{}", text);
        } else {
            LOG.info("{}", text);
        }
    }

    private boolean young(AccessToken current, Instant now) {
        return current.mintedAt().plus(times.youngFor()).isAfter(now);
    }

    private NotConnectedException notConnected(Pause wait, Instant now) {
        Duration remaining = Duration.between(now, wait.until());
        return new NotConnectedException(
                wait.reason(), remaining.isNegative() || remaining.isZero() ? Duration.ofSeconds(1) : remaining, null);
    }
}
