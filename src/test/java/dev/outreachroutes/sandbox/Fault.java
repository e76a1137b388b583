package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Arrays;

/**
 * One way for a request to go wrong.
 *
 * @param kind what happens
 * @param status of {@link Kind#ANSWER} and {@link Kind#APPLIED_AS}
 * @param body of these two
 * @param attribute only requests that carry this attribute go wrong; null: all
 * @param delay of {@link Kind#SLOW} and {@link Kind#APPLIED_LATE}, how long a {@link Kind#MAINTENANCE} lasts, and after which a
 *     {@link Kind#RATE_LIMITED} lets one try again; for zero, when the window ends
 */
public record Fault(Kind kind, int status, String body, String attribute, Duration delay) {

    /** What happens to the request. */
    public enum Kind {
        /** Nothing: it is answered as always. */
        NONE,
        /** 502 with an HTML page; not applied. */
        BAD_GATEWAY_BEFORE,
        /** 502 with an HTML page; applied. */
        BAD_GATEWAY_AFTER,
        /** 503 that names the end of the maintenance; not applied. */
        MAINTENANCE,
        /** 500; not applied. */
        SERVER_ERROR,
        /** Applied at once and answered late. */
        SLOW,
        /** The connection is reset; not applied. */
        RESET_BEFORE,
        /** Applied, then the connection is reset. */
        RESET_AFTER,
        /** The connection is reset at once, and the request applied only after a while. */
        APPLIED_LATE,
        /** 429 although the quota is not used up. */
        RATE_LIMITED,
        /** 200 with the prospect as it is; not applied. */
        UNCHANGED,
        /** Applied, and an answer of the test's own; {@code %d} in its body is the prospect's number. */
        APPLIED_AS,
        /** An answer of the test's own; not applied. */
        ANSWER
    }

    private static Fault of(Kind kind) {
        return new Fault(kind, 0, null, null, Duration.ZERO);
    }

    public static Fault none() {
        return of(Kind.NONE);
    }

    public static Fault badGatewayBefore() {
        return of(Kind.BAD_GATEWAY_BEFORE);
    }

    public static Fault badGatewayAfter() {
        return of(Kind.BAD_GATEWAY_AFTER);
    }

    public static Fault maintenance(Duration duration) {
        return new Fault(Kind.MAINTENANCE, 0, null, null, duration);
    }

    public static Fault serverError() {
        return of(Kind.SERVER_ERROR);
    }

    public static Fault slow(Duration delay) {
        return new Fault(Kind.SLOW, 0, null, null, delay);
    }

    public static Fault resetBefore() {
        return of(Kind.RESET_BEFORE);
    }

    public static Fault resetAfter() {
        return of(Kind.RESET_AFTER);
    }

    public static Fault appliedLate(Duration delay) {
        return new Fault(Kind.APPLIED_LATE, 0, null, null, delay);
    }

    public static Fault rateLimited() {
        return of(Kind.RATE_LIMITED);
    }

    /** This status and body, whose first character tells its content type: JSON, HTML or plain text. */
    public static Fault answer(int status, String body) {
        return new Fault(Kind.ANSWER, status, body, null, Duration.ZERO);
    }

    /** This status and body for requests that carry the attribute; others are answered as always. */
    public static Fault answerTo(String attribute, int status, String body) {
        return new Fault(Kind.ANSWER, status, body, attribute, Duration.ZERO);
    }

    public static Fault unchanged() {
        return of(Kind.UNCHANGED);
    }

    boolean concerns(Call call) {
        try {
            return attribute == null || call.hasBody() && concerns(call.json().at("/data/attributes"));
        } catch (java.io.IOException e) {
            return false;
        }
    }

    boolean concerns(JsonNode attributes) {
        return attribute == null || attributes.has(attribute);
    }

    /** The same so many times. */
    public static Fault[] times(int count, Fault fault) {
        Fault[] faults = new Fault[count];
        Arrays.fill(faults, fault);
        return faults;
    }
}
