package dev.outreachroutes.alert.store;

import java.util.Locale;

/** Where alerts are told of. */
public enum Channel {
    /** Always. */
    LOG,
    WEBHOOK,
    SLACK,
    TEAMS,
    MAIL,
    PAGERDUTY;

    /** In small letters. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when there is none of that label */
    public static Channel ofLabel(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
