package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** A plain HTTP client for the tests of the sandbox. */
final class SandboxClient {

    /** An answer, its body read as JSON when it is some. */
    record Seen(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /** The value at a JSON pointer. */
        JsonNode at(String pointer) {
            try {
                return Call.JSON.readTree(response.body()).at(pointer);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final HttpClient http = HttpClient.newHttpClient();
    private final OutreachSandbox sandbox;
    private final String token;

    SandboxClient(OutreachSandbox sandbox) {
        this(sandbox, sandbox.issueAccessToken(1));
    }

    SandboxClient(OutreachSandbox sandbox, String token) {
        this.sandbox = sandbox;
        this.token = token;
    }

    Seen get(String path) {
        return send("GET", path, Answer.JSON_API, "");
    }

    Seen patch(long id, String attributes) {
        return patchDocument(
                id, "{\"data\":{\"type\":\"prospect\",\"id\":" + id + ",\"attributes\":" + attributes + "}}");
    }

    Seen patchDocument(long id, String document) {
        return send("PATCH", "/api/v2/prospects/" + id, Answer.JSON_API, document);
    }

    Seen form(String path, String... fields) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(encoded(fields[i]))
                    .append('=')
                    .append(encoded(fields[i + 1]));
        }
        return send("POST", path, "application/x-www-form-urlencoded", form.toString());
    }

    Seen refresh(String refreshToken) {
        return form(
                "/oauth/token",
                "client_id",
                "sandbox-client",
                "client_secret",
                "sandbox-secret",
                "grant_type",
                "refresh_token",
                "refresh_token",
                refreshToken);
    }

    Seen send(String method, String path, String contentType, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(sandbox.url() + path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        if (token != null && path.startsWith("/api")) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return new Seen(http.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
