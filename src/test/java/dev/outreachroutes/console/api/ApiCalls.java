package dev.outreachroutes.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.RuntimeFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Calls the API of a running replica as somebody. */
record ApiCalls(String origin) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** An answer of the API. */
    record Answer(int status, String type, String text) {

        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new AssertionError(text, e);
            }
        }
    }

    /**
     * @param user whose name is that of the role
     * @param body null for none
     */
    Answer call(String method, String path, String user, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(origin + path)), method, user, body);
    }

    private static Answer send(HttpRequest.Builder request, String method, String user, String body)
            throws IOException, InterruptedException {
        request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (user != null) {
            request.header("Authorization", basic(user));
        }
        HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
        return new Answer(
                answer.statusCode(), answer.headers().firstValue("Content-Type").orElse(""), answer.body());
    }

    /** @param accept the form that is asked for, such as {@code text/csv} */
    Answer getAs(String accept, String path, String user) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(origin + path)).header("Accept", accept), "GET", user, null);
    }

    Answer get(String path, String user) throws IOException, InterruptedException {
        return call("GET", path, user, null);
    }

    private static String basic(String user) {
        String both = user + ":" + RuntimeFixture.PASSWORD;
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }
}
