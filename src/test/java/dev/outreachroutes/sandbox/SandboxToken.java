package dev.outreachroutes.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** An access token of a sandbox that runs in another process. */
public final class SandboxToken {

    private SandboxToken() {}

    /** Asks the sandbox for a refresh token of a user of its own, number 2, and changes it for an access token. */
    public static String issue(String url) throws IOException, InterruptedException {
        ObjectMapper json = new ObjectMapper();
        HttpClient client = HttpClient.newHttpClient();
        String refresh = json.readTree(post(client, url + "/sandbox/tokens", "application/json", "{\"user\":2}"))
                .findValue("refresh_token")
                .asText();
        return json.readTree(post(
                        client,
                        url + "/oauth/token",
                        "application/x-www-form-urlencoded",
                        "grant_type=refresh_token&client_id=sandbox-client&client_secret=sandbox-secret&refresh_token="
                                + refresh))
                .get("access_token")
                .asText();
    }

    private static String post(HttpClient client, String url, String type, String body)
            throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create(url))
                                .header("Content-Type", type)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
