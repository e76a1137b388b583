package dev.outreachroutes.account.connect;

import dev.outreachroutes.account.Authorisation;
import dev.outreachroutes.account.ConnectionState;
import dev.outreachroutes.account.ConnectionStatus;
import dev.outreachroutes.account.token.Authoriser;
import dev.outreachroutes.monitor.ManagedDestination;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** An account in the words of its page, whose templates call what is public here. */
record AccountView(
        ConnectionState state, List<String> sharingUser, List<ManagedDestination> destinations, Instant now) {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Without it every update is refused. */
    private static final List<String> WRITING = List.of("prospects.write", "prospects.all");

    public String name() {
        return state.account();
    }

    public boolean connected() {
        return state.status() == ConnectionStatus.CONNECTED;
    }

    public boolean everConnected() {
        return state.authorisation() != null;
    }

    public boolean hasGrant() {
        return state.grantExpiresAt() != null;
    }

    public boolean disconnected() {
        return state.status() == ConnectionStatus.DISCONNECTED;
    }

    public boolean anyPaused() {
        return destinations.stream().anyMatch(each -> Boolean.TRUE.equals(each.getPaused()));
    }

    /** What follows when it was just connected. */
    public String next() {
        if (anyPaused()) {
            return "A destination of it is still paused, see below.";
        }
        return destinations.stream()
                .map(ManagedDestination::waits)
                .filter(waits -> !waits.isEmpty())
                .findFirst()
                .map(waits -> "Delivery waits " + waits + ".")
                .orElse("Delivery goes on.");
    }

    /** good, warn or bad. */
    public String tone() {
        if (connected()) {
            return state.grantExpiresSoon() || lacksWriting() ? "warn" : "good";
        }
        return state.status().needsPerson() ? "bad" : "warn";
    }

    public String status() {
        return switch (state.status()) {
            case CONNECTED -> "Connected";
            case NOT_CONFIGURED -> "Not configured";
            case NOT_CONNECTED -> "Not connected";
            case DISCONNECTED -> "Disconnected";
            case RECONNECT_NEEDED -> "Reconnect needed";
            case CLIENT_REFUSED -> "Application refused";
            case UNREADABLE -> "Tokens cannot be read";
            case THROTTLED -> "Waiting for a token";
            case UNAVAILABLE -> "Outreach gives no token";
            case TOKEN_REJECTED -> "Token refused";
            case STORE_UNAVAILABLE -> "Database away";
        };
    }

    public String problem() {
        return state.problem();
    }

    /** Empty while nobody knows. */
    public String authoriser() {
        Authoriser authoriser = authorisation() == null ? null : authorisation().authoriser();
        return authoriser == null ? "" : described(authoriser);
    }

    static String described(Authoriser authoriser) {
        return authoriser.organisation().isEmpty()
                ? authoriser.name()
                : authoriser.name() + " (" + authoriser.organisation() + ")";
    }

    public String scopes() {
        return authorisation() == null || authorisation().scopes().isEmpty()
                ? "not known"
                : String.join(" ", new TreeSet<>(authorisation().scopes()));
    }

    public boolean lacksWriting() {
        return hasGrant()
                && authorisation() != null
                && !authorisation().scopes().isEmpty()
                && WRITING.stream().noneMatch(authorisation().scopes()::contains);
    }

    public String since() {
        return authorisation() == null ? "" : time(authorisation().since());
    }

    public String by() {
        return authorisation() == null ? "" : authorisation().by();
    }

    public String accessTokenExpires() {
        return when(state.accessTokenExpiresAt());
    }

    public String grantExpires() {
        return when(state.grantExpiresAt());
    }

    public boolean grantExpiresSoon() {
        return state.grantExpiresSoon();
    }

    private Authorisation authorisation() {
        return state.authorisation();
    }

    /** With how long that is from now. */
    private String when(Instant moment) {
        if (moment == null) {
            return "";
        }
        Duration left = Duration.between(now, moment);
        String distance = words(left.abs());
        return time(moment) + (left.isNegative() ? ", " + distance + " ago" : ", in " + distance);
    }

    private static String time(Instant moment) {
        return TIME.format(moment);
    }

    private static String words(Duration duration) {
        if (duration.toDays() >= 2) {
            return duration.toDays() + " days";
        }
        if (duration.toHours() >= 2) {
            return duration.toHours() + " hours";
        }
        return duration.toMinutes() == 1 ? "1 minute" : duration.toMinutes() + " minutes";
    }
}
