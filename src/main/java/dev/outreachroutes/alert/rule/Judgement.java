package dev.outreachroutes.alert.rule;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a look says of one condition of one subject.
 *
 * @param text what is wrong, in a sentence without a full stop; empty unless it is met
 * @param after for how long it has to be found before it is an alert
 */
public record Judgement(Condition condition, Subject subject, Verdict verdict, String text, Duration after) {

    /** What a look may say. */
    public enum Verdict {
        /** It is so. */
        MET,
        /** It is not so. */
        WELL,
        /** It cannot be told, or is between the value that raises an alert and the one that ends it: what was so is still so. */
        UNCLEAR
    }

    static Judgement met(Condition condition, Subject subject, String text) {
        return new Judgement(condition, subject, Verdict.MET, text, Duration.ZERO);
    }

    static Judgement well(Condition condition, Subject subject) {
        return new Judgement(condition, subject, Verdict.WELL, "", Duration.ZERO);
    }

    static Judgement unclear(Condition condition, Subject subject) {
        return new Judgement(condition, subject, Verdict.UNCLEAR, "", Duration.ZERO);
    }

    static Judgement of(Condition condition, Subject subject, boolean met, String text) {
        return met ? met(condition, subject, text) : well(condition, subject);
    }

    /** The same, of what is an alert only when it is found for longer. */
    Judgement after(Duration time) {
        return new Judgement(condition, subject, verdict, text, time);
    }

    /** The page of the console that tells more, below the console's address. */
    public String page() {
        return "actuator/hawtio/outreach/"
                + condition.page(subject.name(), name -> URLEncoder.encode(name, StandardCharsets.UTF_8));
    }
}
