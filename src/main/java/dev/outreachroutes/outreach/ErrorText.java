package dev.outreachroutes.outreach;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads what the body of an error says, and makes it fit to be shown and logged. Outreach and what stands before it answer with
 * JSON:API errors, with {@code {"error": ...}}, with plain text and with HTML. Of JSON only its error members are taken, of HTML
 * only the title.
 *
 * @param ids the {@code id} of each JSON:API error, such as {@code validationError}; empty when the body has another form
 * @param attributes what JSON:API errors point at below {@code /data/attributes/}, such as {@code custom4}
 * @param jsonApi whether the body is a JSON:API error document
 * @param html whether the body is a page for people, so the answer comes from something between us and the API
 * @param text at most 2,000 characters on one line without control characters, e-mail addresses and tokens; empty when the
 *     body says nothing
 */
public record ErrorText(Set<String> ids, Set<String> attributes, boolean jsonApi, boolean html, String text) {

    private static final int LONGEST = 2_000;
    private static final int READ_OF_TEXT = 8_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TITLE = Pattern.compile("(?is)<title[^>]{0,200}>(.{0,500}?)</title");
    private static final Pattern ATTRIBUTE = Pattern.compile("^/data/attributes/([^/]+)");
    private static final Pattern NOT_PRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\s]+");
    private static final Pattern E_MAIL = Pattern.compile("[^\\s@<>\"'(),:;\\[\\]{}=]{1,64}@[\\p{L}\\p{N}.-]{1,255}");
    private static final Pattern BEARER = Pattern.compile("(?i)\\bbearer\\s+[^\\s\"',;]{8,}");
    private static final Pattern JWT = Pattern.compile("eyJ[\\w-]{5,}(?:\\.[\\w-]*){0,4}");
    private static final Pattern SECRET =
            Pattern.compile("(?i)\\b(access_token|refresh_token|client_secret)(\"?\\s*[=:]\\s*\"?)[^\\s\"&,;}]+");

    public ErrorText {
        ids = Set.copyOf(ids);
        attributes = Set.copyOf(attributes);
    }

    /** Never throws; a null body is an empty one. */
    public static ErrorText of(String body) {
        String stripped = body == null ? "" : body.strip();
        if (stripped.startsWith("{") || stripped.startsWith("[")) {
            return ofJson(stripped);
        }
        if (stripped.startsWith("<")) {
            Matcher title = TITLE.matcher(head(stripped));
            return notJsonApi(true, title.find() ? title.group(1) : "");
        }
        return notJsonApi(false, stripped);
    }

    private static ErrorText notJsonApi(boolean html, String said) {
        return new ErrorText(Set.of(), Set.of(), false, html, clean(said));
    }

    /** The status and the text, for people. A gateway's title begins with the status already. */
    public String behind(int status) {
        if (text.isEmpty()) {
            return status + " without a reason";
        }
        return text.startsWith(status + " ") ? text : status + " " + text;
    }

    /** Any text of foreign origin, made fit in the same way. */
    public static String clean(String foreign) {
        String line = NOT_PRINTABLE.matcher(head(foreign)).replaceAll(" ").strip();
        line = SECRET.matcher(line).replaceAll("$1$2<token>");
        line = BEARER.matcher(line).replaceAll("Bearer <token>");
        line = JWT.matcher(line).replaceAll("<token>");
        line = E_MAIL.matcher(line).replaceAll("<e-mail>");
        return cut(line, LONGEST);
    }

    private static ErrorText ofJson(String body) {
        JsonNode document;
        try {
            document = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return notJsonApi(false, "");
        }
        if (!document.path("errors").isArray()) {
            return notJsonApi(false, ofGateway(document));
        }
        Set<String> ids = new LinkedHashSet<>();
        document.path("errors").forEach(error -> ids.add(error.path("id").asText("")));
        ids.remove("");
        Set<String> attributes = new LinkedHashSet<>();
        document.path("errors").forEach(error -> {
            Matcher pointer = ATTRIBUTE.matcher(pointer(error));
            if (pointer.find()) {
                attributes.add(pointer.group(1));
            }
        });
        String text = document.path("errors")
                .valueStream()
                .limit(20)
                .map(ErrorText::ofError)
                .filter(error -> !error.isEmpty())
                .distinct()
                .collect(Collectors.joining("; "));
        return new ErrorText(ids, attributes, true, false, clean(text));
    }

    private static String ofError(JsonNode error) {
        if (error.isTextual()) {
            return error.textValue();
        }
        String pointer = pointer(error);
        String kind = texts(error, "id", "code").collect(Collectors.joining(" "));
        String place = pointer.isEmpty() ? kind : (kind + " at " + pointer).strip();
        String said = texts(error, "detail", "details", "title").findFirst().orElse("");
        return Stream.of(place, said).filter(part -> !part.isEmpty()).collect(Collectors.joining(": "));
    }

    private static String pointer(JsonNode error) {
        return error.path("source").path("pointer").asText("");
    }

    private static String ofGateway(JsonNode document) {
        JsonNode error = document.path("error");
        String inner = error.isObject() ? ofGateway(error) : "";
        return Stream.concat(
                        Stream.of(inner).filter(text -> !text.isEmpty()),
                        texts(
                                document,
                                "error",
                                "code",
                                "title",
                                "message",
                                "detail",
                                "description",
                                "error_description"))
                .distinct()
                .collect(Collectors.joining(": "));
    }

    private static Stream<String> texts(JsonNode node, String... names) {
        return List.of(names).stream()
                .map(node::get)
                .filter(Objects::nonNull)
                .filter(value -> value.isTextual() || value.isNumber())
                .map(JsonNode::asText)
                .filter(text -> !text.isBlank());
    }

    private static String head(String text) {
        return cut(text, READ_OF_TEXT);
    }

    private static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }
}
