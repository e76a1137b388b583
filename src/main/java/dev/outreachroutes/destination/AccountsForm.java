package dev.outreachroutes.destination;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.convert.DurationStyle;

/** Reads the part {@code accounts}. */
final class AccountsForm {

    private AccountsForm() {}

    /**
     * The accounts by name, in the file's order; the one named {@code default} is among them whether it is listed or
     * not.
     */
    static Map<String, Account> read(Section accounts) {
        Map<String, Account> byName = new LinkedHashMap<>();
        for (String name : accounts.keys()) {
            Names.check(accounts, name);
            Section account = accounts.section(name).allow("quota", "pace");
            Section quota = account.section("quota").allow("requests", "period");
            int requests = quota.wholeNumber("requests", 1, Integer.MAX_VALUE).orElse(Quota.DOCUMENTED.requests());
            Duration period = period(quota);
            int pace = account.wholeNumber("pace", 1, Account.HIGHEST_PACE).orElse(Account.DEFAULT_PACE);
            byName.put(name, new Account(name, new Quota(requests, period), pace));
        }
        byName.computeIfAbsent(Account.DEFAULT, name -> new Account(name, Quota.DOCUMENTED, Account.DEFAULT_PACE));
        return byName;
    }

    private static Duration period(Section quota) {
        String text = quota.text("period").orElse(null);
        if (text == null) {
            return Quota.DOCUMENTED.period();
        }
        Duration period = duration(text);
        if (period.isZero() || period.isNegative()) {
            quota.mistake(
                    "period",
                    "'" + text + "' is not a duration longer than zero",
                    "Write a number with its unit, such as 1h, 90m, 60s or 500ms, or ISO 8601, such as PT1H.");
            return Quota.DOCUMENTED.period();
        }
        return period;
    }

    /** Zero for a text that is no duration; also for a number without a unit, as nobody can tell which is meant. */
    private static Duration duration(String text) {
        if (text.isEmpty() || Character.isDigit(text.charAt(text.length() - 1))) {
            return Duration.ZERO;
        }
        try {
            return DurationStyle.detectAndParse(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return Duration.ZERO;
        }
    }
}
