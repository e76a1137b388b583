package dev.outreachroutes.alert.rule;

import java.util.Locale;
import java.util.function.UnaryOperator;

/**
 * What a person has to act on. Each condition says how urgent it is, what to do, and on which page of the console.
 *
 * <p>A condition that is a state, such as an account without a grant, is raised when it has lasted for a while. One whose threshold is a time,
 * or that is counted over a span of time, is raised as soon as it is found.
 */
public enum Condition {
    /** An account needs a person, who connects it again. */
    RECONNECT_NEEDED(
            Severity.CRITICAL,
            true,
            "accounts",
            "An admin opens the account and presses Connect. What waits is sent then."),
    /** An account's grant ends soon, since its renewal has failed for long. */
    GRANT_ENDS(
            Severity.WARNING,
            true,
            "accounts",
            "An admin opens the account and presses Reconnect before the grant ends."),
    /** The quota is used up, and what waits takes longer than the threshold. */
    QUOTA_SHORT(
            Severity.WARNING,
            false,
            "accounts",
            "Have fewer attributes or segments sent, spread destinations over more Outreach users, or ask Outreach for a larger quota."),
    /** Too large a share of deliveries is given up. */
    FAILURE_RATE(
            Severity.WARNING,
            false,
            "dead-letters?destination=%s",
            "Look at the dead letters: they are grouped by what helps."),
    /** Too large a share of what came asks for nothing that may be sent. */
    EXCLUDED_RATE(
            Severity.WARNING,
            false,
            "runs?destination=%s",
            "Look at the reasons in the runs. Most often the identity or a mapping does not fit what Adobe exports."),
    /** A prospect waits for longer than the threshold. */
    OLDEST_PENDING(Severity.WARNING, false, "destinations/%s", "The page of the destination says what it waits for."),
    /** Many dead letters have come lately. */
    DEAD_LETTERS_GROW(
            Severity.WARNING,
            false,
            "dead-letters?destination=%s",
            "Do what the largest group's cure says, and replay the group or discard it."),
    /** Delivery is paused for longer than the threshold, or because Outreach refuses what concerns every prospect. */
    PAUSED(Severity.WARNING, false, "destinations/%s", "Put right what the reason says, and press Resume."),
    /** Nothing has come for longer than the threshold. */
    NO_EVENTS(
            Severity.WARNING,
            false,
            "runs?destination=%s",
            "See in Adobe whether the dataflow of the destination runs, and in Kafka whether its topic gets records."),
    /** Nobody reads the topic, or Kafka does not answer. */
    INTAKE_STOPPED(
            Severity.CRITICAL,
            true,
            "destinations/%s",
            "See that Kafka answers, and in the console, under Camel, that the route of the intake is started. Nothing is lost while"
                    + " the topic keeps its records."),
    /** More records than the threshold are not read yet. */
    INTAKE_LAGS(
            Severity.WARNING,
            true,
            "destinations/%s",
            "Start more replicas, or set INTAKE_CONSUMERS higher, up to the number of the topic's partitions. See also that the database"
                    + " is fast enough."),
    /** Kafka has removed records before they were read. */
    RECORDS_LOST(
            Severity.CRITICAL,
            false,
            "destinations/%s",
            "Have Adobe export the audiences again, and have the topic keep its records for longer than the runtime may stand still."),
    /** The files of {@code ROUTES_DIR} cannot be run. */
    CONFIGURATION_REFUSED(
            Severity.WARNING,
            true,
            "configuration",
            "Correct the files as the page says, or undo the change. What ran before goes on."),
    /** Replicas run different configurations. */
    CONFIGURATION_DIFFERS(
            Severity.WARNING, true, "configuration", "See that ROUTES_DIR has the same files for all replicas."),
    /** Nothing is sent for an attribute, since its mapping cannot work. */
    MAPPING_BLOCKED(
            Severity.WARNING,
            true,
            "destinations/%s",
            "Put right what the reason says, in Outreach or in destinations.yaml. What waits is sent then."),
    /** 80 % of the plan's calls are used. */
    BUDGET_LOW(
            Severity.WARNING,
            true,
            "accounts",
            "Set spread in the account's budget, have fewer attributes or segments sent, or ask Outreach for more calls.");

    /** How urgent it is. */
    public enum Severity {
        /** Nothing is delivered, or something is lost. */
        CRITICAL,
        /** Something is not as it should be. */
        WARNING;

        /** In small letters. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Severity severity;
    private final boolean lasts;
    private final String page;
    private final String cure;

    Condition(Severity severity, boolean lasts, String page, String cure) {
        this.severity = severity;
        this.lasts = lasts;
        this.page = page;
        this.cure = cure;
    }

    public Severity severity() {
        return severity;
    }

    /** Whether it is raised only when it has lasted. */
    public boolean hasToLast() {
        return lasts;
    }

    /** What to do about it. */
    public String cure() {
        return cure;
    }

    /**
     * The page of the console, without what stands before {@code outreach/}.
     *
     * @param subject the name of the destination or account
     * @param encode makes a name part of an address
     */
    String page(String subject, UnaryOperator<String> encode) {
        return page.replace("%s", encode.apply(subject));
    }

    /** As it is stored and shown: small letters and hyphens. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException when there is none of that label */
    public static Condition ofLabel(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
