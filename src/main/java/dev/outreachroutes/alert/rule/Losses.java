package dev.outreachroutes.alert.rule;

/** Records that Kafka removed before they were read. That has happened once, and is found by whoever met it. */
public final class Losses {

    private Losses() {}

    public static Judgement of(Subject subject, long records) {
        return Judgement.met(
                Condition.RECORDS_LOST,
                subject,
                "Kafka has removed records before they were read, at " + records
                        + " offsets: the topic keeps them for a shorter time than they were not read");
    }
}
