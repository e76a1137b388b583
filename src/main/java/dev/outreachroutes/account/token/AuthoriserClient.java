package dev.outreachroutes.account.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.outreach.RateLimit;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Asks Outreach whose token it is: {@code GET /api/v2}, which names the user, the organisation and the scopes; see Outreach's page
 * <a href="https://developers.outreach.io/api/oauth/">OAuth</a>. The user's e-mail address is in that answer, and is not read.
 */
public final class AuthoriserClient {

    /** The organisation comes with the labels of all its custom fields. */
    private static final int LONGEST_BODY = 1_024 * 1_024;

    private static final int LONGEST_NAME = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ApiClient api;

    public AuthoriserClient(OutreachProperties properties, ClientHttpRequestFactory requests, InstantSource clock) {
        this.api = new ApiClient(properties, requests, LONGEST_BODY, clock);
    }

    /** Never throws for what the endpoint or the network does. */
    public AuthoriserAnswer ask(String accessToken) {
        ApiClient.Answer answer = api.get("", accessToken);
        return answer.body()
                .map(body -> read(body, answer.rateLimit()))
                .orElseGet(
                        () -> new AuthoriserAnswer.Unknown(answer.reason(), answer.rateLimit(), answer.retryAfter()));
    }

    private static AuthoriserAnswer read(String body, RateLimit rateLimit) {
        JsonNode root = parsed(body);
        JsonNode user = root.path("meta").path("user");
        if (!user.path("id").asText("").matches("[1-9]\\d{0,17}")) {
            return new AuthoriserAnswer.Unknown("the answer names no user", rateLimit, null);
        }
        long id = user.path("id").asLong();
        String name = text(user, "firstName") + " " + text(user, "lastName");
        Set<String> scopes = new LinkedHashSet<>();
        root.path("meta").path("scopes").forEach(scope -> {
            if (scope.asText("").matches("[\\w.]{1,100}")) {
                scopes.add(scope.asText());
            }
        });
        return new AuthoriserAnswer.Known(
                new Authoriser(
                        id,
                        name.isBlank() ? "user " + id : name.strip(),
                        text(root.path("data").path("attributes"), "name")),
                scopes,
                rateLimit);
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static String text(JsonNode parent, String name) {
        String text =
                parent.path(name).asText("").replaceAll("\\p{Cntrl}+", " ").strip();
        return text.substring(0, Math.min(text.length(), LONGEST_NAME));
    }
}
