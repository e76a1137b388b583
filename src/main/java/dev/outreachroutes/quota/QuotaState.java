package dev.outreachroutes.quota;

import dev.outreachroutes.outreach.RateLimit;
import java.time.Duration;
import java.time.Instant;

/** One locked row of table {@code quota}: what Outreach said last, and whether the account waits. */
public final class QuotaState {

    /** Resets and waits come in whole seconds; this much is added so that we are never early. */
    public static final Duration MARGIN = Duration.ofSeconds(1);

    /** So much of an even pace may be sent together. */
    private static final Duration TOGETHER = Duration.ofSeconds(1);

    /** How long others wait for the one request that goes ahead. */
    private static final Duration PROBE = Duration.ofSeconds(10);

    /** How long a remaining count is believed that comes without its reset. */
    private static final Duration WITHOUT_RESET = Duration.ofMinutes(1);

    /** Two resets no further apart than this are the same window, told with different rounding. */
    private static final Duration SAME_WINDOW = Duration.ofSeconds(2);

    /** Answers in a row that have to tell of the same window, or of the one after it, before it is believed to be one. */
    private static final int CONFIRMED = 5;

    final String account;
    Integer serverLimit;
    Integer serverRemaining;
    Instant serverResetAt;
    Instant closedUntil;
    String closedReason;
    boolean probing = true;
    Instant probeUntil;
    int failures;

    /** Answers in a row that told of windows that follow each other; see {@link #windowBegan}. */
    int windowAnswers;

    /** Whose quota it is; {@link QuotaLedger#UNKNOWN_USER} while that is not known. */
    long outreachUser = QuotaLedger.UNKNOWN_USER;

    /** The newest grant that is known here; 0 when none is. */
    long grantNumber;

    /** The requests of an even pace are spread up to this time; null when there was none. */
    Instant pacedUntil;

    /** Since when the requests that are claimed are certainly this user's; null when there was no other. */
    Instant userSince;

    public QuotaState(String account) {
        this.account = account;
    }

    public String account() {
        return account;
    }

    /** Until when no request is sent; null when the account does not wait. */
    public Instant closedUntil() {
        return closedUntil;
    }

    /** Why the account waits, in words; null when it does not. */
    public String closedReason() {
        return closedReason;
    }

    /** Whose quota it is; {@link QuotaLedger#UNKNOWN_USER} while that is not known. */
    public long outreachUser() {
        return outreachUser;
    }

    /** The newest grant that is known here; 0 when none is. */
    public long grantNumber() {
        return grantNumber;
    }

    /** The request that went ahead is settled, so the next may go ahead. */
    public void probed() {
        probeUntil = null;
    }

    /** Notes a round of requests of which none succeeded. */
    public int failedAgain() {
        return ++failures;
    }

    public boolean isClosed(Instant now) {
        return closedUntil != null && closedUntil.isAfter(now);
    }

    /**
     * How many more requests Outreach's own count leaves. While nothing is known of the current window, and after trouble,
     * one request at a time goes ahead, and its answer tells.
     */
    int serverRoom(int inFlight, Instant now) {
        if (isClosed(now)) {
            return 0;
        }
        if (oneAtATime(now)) {
            return probeUntil == null || !probeUntil.isAfter(now) ? 1 : 0;
        }
        return serverLeft(inFlight, now);
    }

    /** What Outreach's own count leaves of the current window; without bound when nothing is known of it. */
    public int serverLeft(int inFlight, Instant now) {
        return serverRemaining == null || !windowKnown(now) ? Integer.MAX_VALUE : serverRemaining - inFlight;
    }

    public boolean oneAtATime(Instant now) {
        return probing || !windowKnown(now);
    }

    private boolean windowKnown(Instant now) {
        return serverRemaining == null || serverResetAt.isAfter(now);
    }

    /** How many requests there are in Outreach's present window; without bound when that is not known. */
    int serverLimit(Instant now) {
        return serverLimit == null || serverResetAt == null || !serverResetAt.isAfter(now)
                ? Integer.MAX_VALUE
                : serverLimit;
    }

    /**
     * How many requests may be sent now so that they are spread evenly: as many as are due by now, and those of one second together. What
     * was not used is not made up for.
     *
     * @param interval between two requests; zero for no bound
     */
    int evenRoom(Duration interval, Instant now) {
        if (interval.isZero()) {
            return Integer.MAX_VALUE;
        }
        Duration together = interval.compareTo(TOGETHER) > 0 ? interval : TOGETHER;
        Instant from = pacedUntil == null || pacedUntil.isBefore(now) ? now : pacedUntil;
        Duration room = Duration.between(from, now.plus(together));
        return room.isNegative() ? 0 : (int) Math.min(Integer.MAX_VALUE, room.dividedBy(interval));
    }

    /** Notes that requests were claimed, each of which takes its interval of the time. */
    void spread(Duration interval, int requests, Instant now) {
        Instant from = pacedUntil == null || pacedUntil.isBefore(now) ? now : pacedUntil;
        pacedUntil = from.plus(interval.multipliedBy(requests));
    }

    /** Notes that requests were claimed: if they are the one that goes ahead, nobody else is to go ahead as well. */
    public void claimed(Instant now) {
        if (oneAtATime(now)) {
            probeUntil = now.plus(PROBE);
        }
    }

    /**
     * When Outreach's current window began at the earliest: what was answered before does not count in it.
     *
     * @param period how long a window is
     * @return null while it is not known that there are windows of this length, one after the other
     */
    Instant windowBegan(Duration period, Instant now) {
        if (windowAnswers < CONFIRMED || serverResetAt == null) {
            return null;
        }
        Instant told = serverResetAt.minus(MARGIN).minus(SAME_WINDOW);
        if (!serverResetAt.isAfter(now)) {
            return told;
        }
        Instant began = told.minus(period);
        return began.isAfter(now) ? null : began;
    }

    /** Takes in that a request was sent of which Outreach did not say what it leaves. */
    public void unseen(Instant at) {
        if (serverRemaining != null && windowKnown(at)) {
            serverRemaining = Math.max(0, serverRemaining - 1);
        }
    }

    /** Takes in what an answer says. Answers overtake each other: within a window the smallest remainder is the truth. */
    public void observe(RateLimit rateLimit, Instant at) {
        if (rateLimit == null || rateLimit.remaining() == null) {
            return;
        }
        Instant reset = at.plus(
                rateLimit.reset() == null ? WITHOUT_RESET : rateLimit.reset().plus(MARGIN));
        if (rateLimit.limit() != null) {
            serverLimit = rateLimit.limit();
        }
        boolean over = serverResetAt == null || !serverResetAt.isAfter(at);
        if (over || reset.isAfter(serverResetAt.plus(SAME_WINDOW))) {
            // A window that begins before the one before it is over is no window.
            windowAnswers = over && rateLimit.reset() != null ? Math.min(windowAnswers + 1, CONFIRMED) : 0;
            serverRemaining = rateLimit.remaining();
            serverResetAt = reset;
        } else if (!reset.isBefore(serverResetAt.minus(SAME_WINDOW))) {
            windowAnswers = rateLimit.reset() != null ? Math.min(windowAnswers + 1, CONFIRMED) : 0;
            serverRemaining = Math.min(serverRemaining, rateLimit.remaining());
        } else if (reset.isAfter(at.plus(MARGIN).plus(SAME_WINDOW))) {
            windowAnswers = 0;
        }
    }

    public void succeeded(Instant at) {
        if (!windowKnown(at)) {
            // Outreach no longer tells; our own count is what is left.
            serverRemaining = null;
            serverResetAt = null;
            windowAnswers = 0;
        }
        if (!isClosed(at)) {
            probing = false;
            failures = 0;
            closedUntil = null;
            closedReason = null;
        }
    }

    /** No request before the given time, and then one at a time until one succeeds. */
    public void close(Instant until, String reason) {
        probing = true;
        if (closedUntil == null || until.isAfter(closedUntil)) {
            closedUntil = until;
            closedReason = reason;
        }
    }

    /** Whether a request that was claimed then is certainly of the user whose quota this is, and so its answer tells of it. */
    public boolean tellsOfUser(Instant claimedAt) {
        return userSince == null || claimedAt.isAfter(userSince);
    }

    /** Ends the waiting, except for Outreach's own count; of another user's count nothing is known. */
    void reopen(boolean otherUser, Instant now) {
        boolean known = !otherUser && serverRemaining != null && windowKnown(now);
        closedUntil = known && serverRemaining <= 0 ? serverResetAt : null;
        closedReason = closedUntil == null ? null : "Outreach's quota is used up";
        if (otherUser) {
            serverRemaining = null;
            serverResetAt = null;
            windowAnswers = 0;
        }
        probing = true;
        failures = 0;
    }
}
