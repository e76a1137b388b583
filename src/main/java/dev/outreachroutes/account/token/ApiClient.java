package dev.outreachroutes.account.token;

import dev.outreachroutes.outreach.ErrorText;
import dev.outreachroutes.outreach.NetworkFailure;
import dev.outreachroutes.outreach.RateLimit;
import dev.outreachroutes.outreach.answer.RateLimitHeaders;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/** Asks Outreach's API something by one GET, and has the whole of a bounded answer in memory. */
final class ApiClient {

    private static final String MEDIA_TYPE = "application/vnd.api+json";

    private final String api;
    private final int longestBody;
    private final InstantSource clock;
    private final RestClient http;

    /** @param longestBody in bytes; a longer answer counts as none */
    ApiClient(OutreachProperties properties, ClientHttpRequestFactory requests, int longestBody, InstantSource clock) {
        this.api = properties.apiUrl() + "/api/v2";
        this.longestBody = longestBody;
        this.clock = clock;
        this.http = RestClient.builder().requestFactory(requests).build();
    }

    /**
     * An answer, or why there is none.
     *
     * @param status 0 when there is none
     * @param body of a success; empty otherwise
     * @param reason what went wrong, in words, without any data; empty for a success
     * @param rateLimit what the answer says of the quota; null when there is none
     * @param retryAfter how long Outreach asks to wait, for a 429; null otherwise
     */
    record Answer(int status, Optional<String> body, String reason, RateLimit rateLimit, Duration retryAfter) {}

    /**
     * Never throws for what the endpoint or the network does.
     *
     * @param path below {@code /api/v2}, with a query that is encoded; empty for that itself
     */
    Answer get(String path, String accessToken) {
        try {
            return http.get()
                    .uri(URI.create(api + path))
                    .header(HttpHeaders.ACCEPT, MEDIA_TYPE)
                    .header(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                    .headers(headers -> headers.setBearerAuth(accessToken))
                    .exchange((request, response) -> read(BoundedResponse.of(response, longestBody)), false);
        } catch (ResourceAccessException e) {
            String reason = e.getCause() instanceof IOException network
                    ? NetworkFailure.of(network).getMessage()
                    : "no answer";
            return new Answer(0, Optional.empty(), reason, null, null);
        }
    }

    private Answer read(ClientHttpResponse response) throws IOException {
        String body = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
        int status = response.getStatusCode().value();
        boolean success = response.getStatusCode().is2xxSuccessful();
        RateLimitHeaders limits = RateLimitHeaders.parse(response.getHeaders(), success ? null : body, clock.instant());
        return success
                ? new Answer(status, Optional.of(body), "", limits.rateLimit(), null)
                : new Answer(
                        status,
                        Optional.empty(),
                        ErrorText.of(body).behind(status),
                        limits.rateLimit(),
                        status == 429 ? limits.untilReset() : null);
    }
}
