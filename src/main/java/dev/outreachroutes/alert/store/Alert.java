package dev.outreachroutes.alert.store;

import dev.outreachroutes.alert.rule.Condition;
import dev.outreachroutes.alert.rule.Subject;
import java.time.Instant;

/**
 * Something that a person has to act on, or had to.
 *
 * @param id rises with time
 * @param since when the condition was first found
 * @param raisedAt when it had lasted long enough to tell of it
 * @param acknowledgedAt when somebody said that it is known; null while nobody has
 * @param acknowledgedBy who that was; null while nobody has
 * @param clearedAt when it was over; null while it is not
 * @param text what is wrong, in a sentence without subject and full stop
 * @param cure what to do about it
 * @param page of the console that tells more, below the console's address
 */
public record Alert(
        long id,
        Condition condition,
        Subject subject,
        Instant since,
        Instant raisedAt,
        Instant acknowledgedAt,
        String acknowledgedBy,
        Instant clearedAt,
        String text,
        String cure,
        String page) {}
