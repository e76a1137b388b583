package dev.outreachroutes.routes.file;

import java.util.Set;

/** The beans for routes, as {@code docs/editing-routes.md} lists them. */
public final class OurBeans {

    public static final Set<String> NAMES = Set.of(
            "alertAddresses",
            "alertMailSender",
            "alertMessages",
            "alertNotifications",
            "alerts",
            "bearerToken",
            "deadLetterCommands",
            "deadLetterReplay",
            "deadLetterSettlement",
            "deadLetterTopic",
            "deadLetters",
            "exclusions",
            "httpEvents",
            "intake",
            "intakeErrors",
            "leaseGuard",
            "offsets",
            "requestGuard",
            "responseCheck",
            "singleRecordRetry");

    private OurBeans() {}
}
