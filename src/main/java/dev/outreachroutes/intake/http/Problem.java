package dev.outreachroutes.intake.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why a request is refused, as <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a> has it. It never carries what the sender
 * has sent.
 *
 * @param status 4xx: the same request will be refused again; 408, 429 and 503: it may be sent again
 * @param title the status in words
 * @param detail what is wrong and what to do, in a sentence
 * @param headers of the answer
 * @param places where in the body something cannot be understood
 */
record Problem(int status, String title, String detail, Map<String, String> headers, List<Place> places) {

    static final String MEDIA_TYPE = "application/problem+json";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String RETRY_AFTER = "Retry-After";

    /** A place in the body. */
    record Place(String place, String reason) {}

    private static Problem of(int status, String title, String detail) {
        return new Problem(status, title, detail, Map.of(), List.of());
    }

    private Problem with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Problem(status, title, detail, Map.copyOf(more), places);
    }

    static Problem unreadable(String detail, List<Place> places) {
        return new Problem(400, "Bad Request", detail, Map.of(), places);
    }

    static Problem unauthorized(boolean tokenShown) {
        return of(
                        401,
                        "Unauthorized",
                        tokenShown
                                ? "No sender of destinations.yaml is recognised by this token."
                                : "Send Authorization: Bearer with a token, or a client certificate, of a sender of destinations.yaml.")
                .with("WWW-Authenticate", "Bearer realm=\"events\"" + (tokenShown ? ", error=\"invalid_token\"" : ""));
    }

    static Problem forbidden(String detail) {
        return of(403, "Forbidden", detail);
    }

    static Problem notFound(String detail) {
        return of(404, "Not Found", detail);
    }

    static Problem notAllowed() {
        return of(405, "Method Not Allowed", "Events are sent by POST.").with("Allow", "POST");
    }

    static Problem tooSlow() {
        return of(408, "Request Timeout", "The body did not arrive in time.");
    }

    static Problem tooLarge(int maxSize) {
        return of(
                413,
                "Content Too Large",
                "A body has at most " + maxSize + " bytes, unpacked too. Send fewer profiles in one request.");
    }

    static Problem unsupported(String detail) {
        return of(415, "Unsupported Media Type", detail);
    }

    static Problem tooMany(long seconds) {
        return of(429, "Too Many Requests", "The sender's rate of destinations.yaml is used up.")
                .with(RETRY_AFTER, Long.toString(seconds));
    }

    static Problem later(String detail, int seconds) {
        return of(503, "Service Unavailable", detail).with(RETRY_AFTER, Integer.toString(seconds));
    }

    String json() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "about:blank");
        members.put("title", title);
        members.put("status", status);
        members.put("detail", detail);
        if (!places.isEmpty()) {
            members.put("places", places);
        }
        try {
            return JSON.writeValueAsString(members);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Texts can be written as JSON", e);
        }
    }

    /** Answers with it, if nothing is answered yet. */
    void answer(HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(status);
        headers.forEach(response::setHeader);
        byte[] body = json().getBytes(StandardCharsets.UTF_8);
        response.setContentType(MEDIA_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
