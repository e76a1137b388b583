package dev.outreachroutes.account.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.outreach.ErrorText;
import dev.outreachroutes.outreach.NetworkFailure;
import dev.outreachroutes.outreach.answer.RateLimitHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/**
 * Asks Outreach whose token it is: {@code GET /api/v2}, which names the user, the organisation and the scopes; see Outreach's page
 * <a href="https://developers.outreach.io/api/oauth/">OAuth</a>. The user's e-mail address is in that answer, and is not read.
 */
public final class AuthoriserClient {

    /** The organisation comes with the labels of all its custom fields. */
    private static final int LONGEST_BODY = 1_024 * 1_024;

    private static final int LONGEST_NAME = 200;
    private static final String MEDIA_TYPE = "application/vnd.api+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String url;
    private final InstantSource clock;
    private final RestClient http;

    public AuthoriserClient(OutreachProperties properties, ClientHttpRequestFactory requests, InstantSource clock) {
        this.url = properties.apiUrl() + "/api/v2";
        this.clock = clock;
        this.http = RestClient.builder().requestFactory(requests).build();
    }

    /** Never throws for what the endpoint or the network does. */
    public AuthoriserAnswer ask(String accessToken) {
        try {
            return http.get()
                    .uri(url)
                    .header(HttpHeaders.ACCEPT, MEDIA_TYPE)
                    .header(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                    .headers(headers -> headers.setBearerAuth(accessToken))
                    .exchange((request, response) -> read(BoundedResponse.of(response, LONGEST_BODY)), false);
        } catch (ResourceAccessException e) {
            String reason = e.getCause() instanceof IOException network
                    ? NetworkFailure.of(network).getMessage()
                    : "no answer";
            return new AuthoriserAnswer.Unknown(reason, null, null);
        }
    }

    private AuthoriserAnswer read(ClientHttpResponse response) throws IOException {
        String body = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
        int status = response.getStatusCode().value();
        boolean success = response.getStatusCode().is2xxSuccessful();
        RateLimitHeaders limits = RateLimitHeaders.parse(response.getHeaders(), success ? null : body, clock.instant());
        if (!success) {
            String reason = ErrorText.of(body).behind(status);
            Duration wait = status == 429 ? limits.untilReset() : null;
            return new AuthoriserAnswer.Unknown(reason, limits.rateLimit(), wait);
        }
        JsonNode root = parsed(body);
        JsonNode user = root.path("meta").path("user");
        if (!user.path("id").asText("").matches("[1-9]\\d{0,17}")) {
            return new AuthoriserAnswer.Unknown("the answer names no user", limits.rateLimit(), null);
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
                limits.rateLimit());
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
