package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** A response to be sent. */
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {

    static final String JSON_API = "application/vnd.api+json";

    static Answer api(int status, byte[] json) {
        return new Answer(status, JSON_API + "; charset=utf-8", json, new LinkedHashMap<>());
    }

    static Answer api(int status, Object json) {
        return api(status, bytes(json));
    }

    static Answer json(int status, Object json) {
        return new Answer(status, "application/json; charset=utf-8", bytes(json), new LinkedHashMap<>());
    }

    static Answer html(int status, String html) {
        return text(status, "text/html; charset=utf-8", html);
    }

    static Answer text(int status, String contentType, String text) {
        return new Answer(status, contentType, text.getBytes(StandardCharsets.UTF_8), new LinkedHashMap<>());
    }

    static Answer noContent() {
        return new Answer(204, null, new byte[0], new LinkedHashMap<>());
    }

    static Answer redirect(String location) {
        return html(302, "").with("Location", location);
    }

    Answer with(String header, String value) {
        headers.put(header, value);
        return this;
    }

    private static byte[] bytes(Object json) {
        try {
            return Call.JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
