package dev.outreachroutes.account.check;

import dev.outreachroutes.outreach.field.MappingRules;
import dev.outreachroutes.outreach.field.MappingRules.Verdict;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When an account is checked, and what counts where Outreach's documentation says nothing.
 *
 * @param enabled whether Outreach is asked at all. Default true
 * @param every how often, when nothing is blocked. Default 24 hours
 * @param whileBlocked how often, while a mapping is blocked. Default 15 minutes
 * @param patience how long delivery waits for the first answer about a grant. Default 1 minute
 * @param unlisted a field that Outreach does not list: {@code ignore}, {@code warn} or {@code block}. Default {@code warn}
 * @param formats a text for a field of phone numbers or addresses. Default {@code warn}
 * @param requiredScopes what the grant must have. Default {@code prospects.write}
 */
@ConfigurationProperties("outreach.check")
public record AccountCheckSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("24h") Duration every,
        @DefaultValue("15m") Duration whileBlocked,
        @DefaultValue("1m") Duration patience,
        @DefaultValue("warn") Verdict unlisted,
        @DefaultValue("warn") Verdict formats,
        @DefaultValue("prospects.write") Set<String> requiredScopes) {

    public AccountCheckSettings {
        requireAMinute("every", every);
        requireAMinute("while-blocked", whileBlocked);
        if (patience.isNegative()) {
            throw new IllegalArgumentException("outreach.check.patience must not be negative");
        }
        requiredScopes = Set.copyOf(requiredScopes);
    }

    /** What counts for a mapping. */
    public MappingRules rules() {
        return new MappingRules(unlisted, formats, requiredScopes);
    }

    private static void requireAMinute(String name, Duration duration) {
        if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException("outreach.check." + name + " must be a minute or longer, such as 24h");
        }
    }
}
