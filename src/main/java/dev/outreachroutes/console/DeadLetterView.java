package dev.outreachroutes.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.outreachroutes.deadletter.KeptDeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A dead letter in the words of its pages, whose templates call what is public here.
 *
 * @param letter the dead letter
 * @param cure as {@link dev.outreachroutes.deadletter.Cure}
 * @param head the beginning of the payload; empty on the list, and for who may not see it
 */
record DeadLetterView(KeptDeadLetter letter, List<String> cure, byte[] head) {

    /** Reasons in words. */
    static final Map<String, String> REASONS = Map.of(
            "unreadable", "Unreadable event",
            "rejected", "Refused by Outreach",
            "attempts-exhausted", "Failed too often",
            "failed", "Failed here");

    /** Of a payload, in bytes: enough to pretty-print what is usual. */
    static final int HEAD = 200_000;

    private static final int SHOWN = 20_000;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    public String at() {
        return time(letter.at());
    }

    static String time(Instant moment) {
        return moment == null ? "" : TIME.format(moment);
    }

    public String settledAt() {
        return time(letter.settledAt());
    }

    public String recordTime() {
        return letter.source() == null ? "" : time(letter.source().time());
    }

    /** The reason in words. */
    public String reason() {
        return REASONS.getOrDefault(letter.reason(), letter.reason());
    }

    public String state() {
        return switch (letter.state()) {
            case OPEN -> letter.replayBy() == null ? "Open" : "Being replayed";
            case REPLAYED -> "Replayed";
            case DISCARDED -> "Discarded";
            case DELIVERED -> "Delivered since";
            case SUPERSEDED -> "Refused again since";
            case EXPIRED -> "Settled by nobody in time";
        };
    }

    /** What it is about, for who may see no profile data. */
    public String about() {
        return letter.source() == null
                ? String.join(", ", letter.attributes())
                : letter.source().topic() + "-" + letter.source().partition() + " offset "
                        + letter.source().offset();
    }

    /** The record's key as text; empty when there is none. */
    public String key() {
        byte[] key = letter.source() == null ? null : letter.source().key();
        return key == null ? "" : cut(new String(key, StandardCharsets.UTF_8), 200);
    }

    /** The payload, pretty if it is JSON, cut off where it is long. */
    public String payload() {
        String text = new String(head, StandardCharsets.UTF_8);
        if (head.length == letter.payloadBytes()) {
            try {
                JsonNode tree = JSON.readTree(text);
                text = tree == null || tree.isMissingNode() ? text : tree.toPrettyString();
            } catch (JsonProcessingException e) {
                // Not JSON, which may be why it is here: as it is.
            }
        }
        return cut(text, SHOWN);
    }

    public boolean cutOff() {
        return payload().length() >= SHOWN || head.length < letter.payloadBytes();
    }

    private static String cut(String text, int length) {
        return text.length() <= length
                ? text
                : text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length) + "…";
    }
}
