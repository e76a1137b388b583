package dev.outreachroutes.sandbox;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Outreach's quota: so many requests for each user in a fixed window. */
final class RateWindows {

    private static final DateTimeFormatter ZONELESS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    /** Where a user stands after one request. */
    record Standing(boolean refused, int limit, int remaining, Instant reset) {}

    /** One user's windows; the last is the current one. */
    private final class User {
        private final long id;
        private final List<Window> past = new ArrayList<>();
        private Instant start = Instant.MIN;
        private Instant end = Instant.MIN;
        private int requests;
        private int refused;
        private int others;

        private User(long id) {
            this.id = id;
        }

        private synchronized Standing count() {
            turn();
            int limit = settings.get(Knobs.QUOTA);
            boolean over = used() >= limit;
            requests++;
            if (over) {
                refused++;
            }
            return new Standing(over, limit, Math.max(0, limit - used()), wholeSecond(end));
        }

        private synchronized void spend(int count) {
            turn();
            others += count;
        }

        private int used() {
            return others + requests - (settings.get(Knobs.COUNT_REFUSED) ? 0 : refused);
        }

        private void turn() {
            Instant now = settings.clock().instant();
            if (now.isBefore(end)) {
                return;
            }
            if (requests + others > 0) {
                past.add(window());
            }
            Duration period = settings.get(Knobs.PERIOD);
            long millis = period.toMillis();
            start = settings.get(Knobs.WINDOW) == Knobs.WindowStart.CLOCK
                    ? Instant.ofEpochMilli(now.toEpochMilli() / millis * millis)
                    : now;
            end = start.plus(period);
            requests = 0;
            refused = 0;
            others = 0;
        }

        private Window window() {
            return new Window(id, start, end, requests, refused, others);
        }

        private synchronized List<Window> windows() {
            List<Window> all = new ArrayList<>(past);
            if (requests + others > 0) {
                all.add(window());
            }
            return all;
        }
    }

    private final SandboxSettings settings;
    private final Map<Long, User> users = new ConcurrentHashMap<>();

    RateWindows(SandboxSettings settings) {
        this.settings = settings;
    }

    /** Counts a request of the user. */
    Standing count(long user) {
        return user(user).count();
    }

    /** Counts requests that another client of the user made. */
    void spend(long user, int requests) {
        user(user).spend(requests);
    }

    /** All windows in which anything happened, by user and time. */
    List<Window> windows() {
        return users.values().stream()
                .flatMap(user -> user.windows().stream())
                .sorted(Comparator.comparing(Window::user).thenComparing(Window::start))
                .toList();
    }

    Answer withHeaders(Answer answer, Standing standing) {
        if (settings.get(Knobs.QUOTA_HEADERS)) {
            String remaining = settings.get(Knobs.REMAINING) == Knobs.Remaining.SINGLE
                    ? String.valueOf(standing.remaining())
                    : standing.remaining() + ", " + (standing.remaining() + standing.limit());
            answer.with("X-RateLimit-Limit", String.valueOf(standing.limit()))
                    .with("X-RateLimit-Remaining", remaining)
                    .with("X-RateLimit-Reset", String.valueOf(standing.reset().getEpochSecond()));
        }
        return answer;
    }

    /**
     * 429.
     *
     * @param wait after which one may try again; zero: when the window ends
     */
    Answer refusal(Standing standing, Duration wait) {
        Instant reset =
                wait.isZero() ? standing.reset() : settings.clock().instant().plus(wait);
        Answer answer = settings.get(Knobs.QUOTA_BODY) == Knobs.QuotaBody.TEXT
                ? Answer.text(429, "text/plain", "Retry later\n")
                : Refusal.error(429, "rateLimitExceeded", "Rate Limit Exceeded", detail(standing.limit(), reset))
                        .answer();
        return switch (settings.get(Knobs.RETRY_AFTER)) {
            case EPOCH -> answer.with("Retry-After", String.valueOf(reset.getEpochSecond()));
            case DELTA -> answer.with("Retry-After", String.valueOf(secondsUntil(reset)));
            case ISO -> answer.with("Retry-After", reset.toString());
            case HTTP_DATE ->
                answer.with("Retry-After", DateTimeFormatter.RFC_1123_DATE_TIME.format(reset.atOffset(ZoneOffset.UTC)));
            case ABSENT -> answer;
        };
    }

    private static String detail(int limit, Instant reset) {
        return String.format(
                Locale.US,
                "You have exceeded your permitted rate limit of %,d; please try again at %s.",
                limit,
                ZONELESS.format(reset));
    }

    /** Rounded up, so that who comes back then is not refused again. */
    private static Instant wholeSecond(Instant time) {
        return time.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
    }

    private long secondsUntil(Instant reset) {
        long millis = Duration.between(settings.clock().instant(), reset).toMillis();
        return Math.max(0, (millis + 999) / 1000);
    }

    private User user(long id) {
        return users.computeIfAbsent(id, User::new);
    }
}
