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

    /** Answers that have to tell of the same window, or of the one after it, before it is believed to be one. */
    private static final int CONFIRMED = 5;

    /** So many answers without headers, beyond those with them, are taken for accidents. */
    private static final int ACCIDENTS = 5;

    /** An answer that takes its own request for one that is still left is not contradicted by that. */
    private static final int OFF_BY = 1;

    /** The part of a window, in percent, that is kept free at its end for other clients that use it too. */
    private static final int KEPT_FREE = 1;

    final String account;
    Integer serverLimit;
    Integer serverRemaining;
    Instant serverResetAt;
    Instant closedUntil;
    String closedReason;
    boolean probing = true;
    Instant probeUntil;
    int failures;

    /** Answers that told of windows that follow each other, less those that told nothing; see {@link #windowRules}. */
    int windowAnswers;

    /** When an answer first told of the window that {@link #serverResetAt} ends. */
    Instant windowSeenAt;

    /** Our requests whose answers told of that window: they are in it, whenever they came. */
    int windowRequests;

    /** Whether Outreach's windows are as long as the quota's period; null while that is not known. */
    Boolean windowFits;

    /** Requests of the user's other clients, the most that was seen in a window lately. */
    int others;

    /** Whether an answer of this turn told how the quota stands. */
    private boolean told;

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
        int left = serverLeft(inFlight, now);
        if (left == Integer.MAX_VALUE) {
            return left;
        }
        seeOthers(inFlight);
        return others == 0 ? left : besideOthers(inFlight);
    }

    /** What Outreach's own count leaves of the current window; without bound when nothing is known of it. */
    public int serverLeft(int inFlight, Instant now) {
        return serverRemaining == null || !windowKnown(now) ? Integer.MAX_VALUE : serverRemaining - inFlight;
    }

    /** What is used and not ours was others'; of what is in flight nobody knows whether it has arrived. */
    private void seeOthers(int inFlight) {
        if (serverLimit != null) {
            others = Math.max(others, serverLimit - serverRemaining - windowRequests - inFlight - OFF_BY);
        }
    }

    /**
     * What others send is seen in the next answer only. So no more is on its way than half of what is left, and at the end of a window
     * a little is kept free: they find it, and we are not refused.
     */
    private int besideOthers(int inFlight) {
        int free = serverLimit == null ? 0 : Math.min(others, serverLimit * KEPT_FREE / 100);
        return (serverRemaining - free + 1) / 2 - inFlight;
    }

    public boolean oneAtATime(Instant now) {
        return probing || !windowKnown(now);
    }

    private boolean windowKnown(Instant now) {
        return serverRemaining == null || serverResetAt.plus(MARGIN).isAfter(now);
    }

    /** How many requests there are in Outreach's present window; without bound when that is not known. */
    int serverLimit(Instant now) {
        return serverLimit == null || serverRemaining == null || !windowKnown(now) ? Integer.MAX_VALUE : serverLimit;
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
     * Whether Outreach's window rules in place of a period of our own: its headers have told, without contradiction, of windows that follow
     * each other, and the present one is as long as the period. When one has ended, the next begins with what is in flight alone.
     */
    boolean windowRules(Instant now) {
        return windowAnswers >= CONFIRMED
                && serverLimit != null
                && serverRemaining != null
                && (windowKnown(now) ? Boolean.TRUE.equals(windowFits) : !Boolean.FALSE.equals(windowFits));
    }

    /** Our own requests in the window that rules, those in flight not among them. */
    int windowRequests(Instant now) {
        return windowKnown(now) ? windowRequests : 0;
    }

    /** When the window that rules began at the earliest. */
    Instant windowBegan(Duration period, Instant now) {
        return (windowKnown(now) ? serverResetAt.minus(period) : serverResetAt).minus(SAME_WINDOW);
    }

    /** Takes in that a request was sent of which Outreach did not say what it leaves. */
    private void unseen(Instant at) {
        if (serverRemaining != null && windowKnown(at)) {
            serverRemaining = Math.max(0, serverRemaining - 1);
        }
    }

    /**
     * Takes in what became of a request that was sent. Answers overtake each other: within a window the smallest remainder is the truth,
     * and the earliest end, since each answer took a while.
     *
     * @param rateLimit what its answer says; null when there was none
     * @param period of the quota
     */
    public void observe(RateLimit rateLimit, Instant at, Duration period) {
        if (rateLimit == null) {
            unseen(at);
            return;
        }
        if (rateLimit.remaining() == null) {
            windowAnswers = Math.max(0, windowAnswers - 1);
            unseen(at);
            return;
        }
        told = true;
        if (rateLimit.limit() != null) {
            serverLimit = rateLimit.limit();
        }
        Instant reset = at.plus(rateLimit.reset() == null ? WITHOUT_RESET : rateLimit.reset());
        if (serverRemaining == null) {
            begin(rateLimit, reset, at);
            believe(rateLimit, fits(rateLimit, period));
        } else if (isNear(reset, serverResetAt) && windowKnown(at)) {
            same(rateLimit, reset, at);
        } else if (reset.isAfter(serverResetAt)) {
            next(rateLimit, reset, at, period);
        } else if (reset.isAfter(windowSeenAt.plus(SAME_WINDOW))) {
            // Not the window before, which had ended when this one was seen: it has moved, or there are several.
            int least = Math.min(serverRemaining, rateLimit.remaining());
            int requests = windowRequests;
            begin(rateLimit, reset, at);
            serverRemaining = least;
            windowRequests += requests;
            windowAnswers = 0;
            windowFits = fits(rateLimit, period);
        }
    }

    private void begin(RateLimit rateLimit, Instant reset, Instant at) {
        serverRemaining = rateLimit.remaining();
        serverResetAt = reset;
        windowSeenAt = at;
        windowRequests = 1;
        others /= 2;
    }

    private void same(RateLimit rateLimit, Instant reset, Instant at) {
        serverRemaining = Math.min(serverRemaining, rateLimit.remaining());
        serverResetAt = reset.isBefore(serverResetAt) ? reset : serverResetAt;
        windowRequests++;
        boolean contradicted = serverLimit != null && windowRequests > serverLimit - serverRemaining + OFF_BY;
        if (rateLimit.reset() == null || contradicted) {
            windowAnswers = 0;
        } else if (windowAnswers != CONFIRMED - 1 || at.isAfter(windowSeenAt.plus(SAME_WINDOW))) {
            // A reset that moves with every answer would be seen by then.
            windowAnswers = Math.min(windowAnswers + 1, CONFIRMED + ACCIDENTS);
        }
    }

    private void next(RateLimit rateLimit, Instant reset, Instant at, Duration period) {
        if (at.isBefore(serverResetAt.minus(SAME_WINDOW))) {
            // A window that begins before the one before it is over is no window.
            begin(rateLimit, reset, at);
            windowAnswers = 0;
            windowFits = fits(rateLimit, period);
        } else if (!isOfTheWindowBefore(rateLimit)) {
            Boolean fits = fits(rateLimit, period, Duration.between(serverResetAt, reset));
            begin(rateLimit, reset, at);
            believe(rateLimit, fits);
        }
    }

    private void believe(RateLimit rateLimit, Boolean fits) {
        windowAnswers = rateLimit.reset() == null ? 0 : Math.min(windowAnswers + 1, CONFIRMED + ACCIDENTS);
        windowFits = fits;
    }

    /** Past a window's end no other is told of by the shortest wait that is read: it stands for every end that has passed. */
    private static boolean isOfTheWindowBefore(RateLimit rateLimit) {
        return rateLimit.reset() != null && rateLimit.reset().compareTo(MARGIN) <= 0;
    }

    /** Whether a window is as long as the period, by how long it still lasts; null when that does not tell. */
    private static Boolean fits(RateLimit rateLimit, Duration period) {
        if (rateLimit.reset() == null) {
            return null;
        }
        if (rateLimit.reset().minus(SAME_WINDOW).compareTo(period) > 0) {
            return false;
        }
        return rateLimit.reset().multipliedBy(2).compareTo(period) > 0 ? true : null;
    }

    /** The same, by how long after the one before it ends: never earlier than a whole window, by the clock some whole windows. */
    private static Boolean fits(RateLimit rateLimit, Duration period, Duration sinceTheLast) {
        Boolean fits = fits(rateLimit, period);
        if (fits != null || rateLimit.reset() == null) {
            return fits;
        }
        if (sinceTheLast.plus(SAME_WINDOW).compareTo(period) < 0) {
            return false;
        }
        long rest = sinceTheLast.plus(SAME_WINDOW).toMillis() % period.toMillis();
        return rest <= SAME_WINDOW.multipliedBy(2).toMillis() ? true : null;
    }

    private static boolean isNear(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(SAME_WINDOW) <= 0;
    }

    private void forgetWindow() {
        serverRemaining = null;
        serverResetAt = null;
        windowRequests = 0;
        windowSeenAt = null;
        windowAnswers = 0;
        windowFits = null;
    }

    public void succeeded(Instant at) {
        if (!told && !windowKnown(at)) {
            // Outreach no longer tells; our own count is what is left.
            forgetWindow();
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
        closedUntil = known && serverRemaining <= 0 ? serverResetAt.plus(MARGIN) : null;
        closedReason = closedUntil == null ? null : "Outreach's quota is used up";
        if (otherUser) {
            forgetWindow();
            others = 0;
        }
        probing = true;
        failures = 0;
    }
}
