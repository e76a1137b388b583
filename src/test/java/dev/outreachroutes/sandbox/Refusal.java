package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ends the handling of a request with one of Outreach's documented errors. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Answer answer;

    private Refusal(Answer answer) {
        super(null, null, false, false);
        this.answer = answer;
    }

    Answer answer() {
        return answer;
    }

    /** What the error says; the whole body when it is of another form. */
    String detail() {
        return detail(new String(answer.body(), StandardCharsets.UTF_8));
    }

    /** What an error of Outreach's form says; the whole text when it is of another. */
    static String detail(String body) {
        try {
            return Call.JSON.readTree(body).at("/errors/0/detail").asText(body);
        } catch (JsonProcessingException e) {
            return body;
        }
    }

    static Refusal of(Answer answer) {
        return new Refusal(answer);
    }

    static Refusal error(int status, String id, String title, String detail) {
        return new Refusal(errors(status, error(id, title, "detail", detail)));
    }

    static Refusal badRequest(String detail) {
        return error(400, "badRequest", "Bad Request", detail);
    }

    static Refusal noResource(Object id) {
        return noResource("prospect", id);
    }

    static Refusal noResource(String type, Object id) {
        String detail = "Could not find '" + type + "' with ID '" + id + "'.";
        return error(404, "resourceNotFound", "Resource Not Found", detail);
    }

    static Refusal noRoute() {
        String detail = "The request path does not match any known resource endpoints.";
        return error(404, "routeNotFound", "Route Not Found", detail);
    }

    static Refusal noScope(String scope) {
        String detail = "Your authorization does not include the required scope '" + scope + "'.";
        return error(403, "unauthorizedOauthScope", "Unauthorized OAuth Scope", detail);
    }

    /** Outreach says {@code details} here and {@code detail} everywhere else. */
    static Refusal contentType() {
        String details = "Expected Content-Type header to be 'application/vnd.api+json'.";
        return new Refusal(errors(415, error("unsupportedMediaType", "Unsupported Media Type", "details", details)));
    }

    static Refusal invalid(String pointer, String detail) {
        Map<String, Object> error = error("validationError", "Validation Error", "detail", detail);
        error.put("source", Map.of("pointer", pointer));
        return new Refusal(errors(422, error));
    }

    static Refusal tooLong() {
        return error(422, "validationDataTooLongError", "Validation Data Too Long Error", "Data provided is too long.");
    }

    static Refusal gateway(int status, String error, String description) {
        Map<String, String> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("description", description);
        return new Refusal(Answer.json(status, body));
    }

    private static Map<String, Object> error(String id, String title, String detailKey, String detail) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("id", id);
        error.put("title", title);
        error.put(detailKey, detail);
        return error;
    }

    private static Answer errors(int status, Map<String, Object> error) {
        return Answer.api(status, Map.of("errors", List.of(error)));
    }
}
