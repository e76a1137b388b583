package dev.outreachroutes.account.token;

import dev.outreachroutes.outreach.ErrorText;
import dev.outreachroutes.outreach.NetworkFailure;
import dev.outreachroutes.outreach.answer.RateLimitHeaders;
import dev.outreachroutes.outreach.field.FieldCatalogue;
import dev.outreachroutes.outreach.field.FieldCatalogueReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/**
 * Asks Outreach which fields prospects have: {@code GET /api/v2/types} for labels, types and options, and {@code GET /api/v2} for the labels
 * alone. See <a href="https://developers.outreach.io/api/reference/">Outreach's reference</a>.
 */
public final class FieldsClient {

    /** Every type of object has 150 fields, and a field its options. */
    private static final int LONGEST_BODY = 8 * 1_024 * 1_024;

    private static final String MEDIA_TYPE = "application/vnd.api+json";

    private final String api;
    private final InstantSource clock;
    private final RestClient http;

    public FieldsClient(OutreachProperties properties, ClientHttpRequestFactory requests, InstantSource clock) {
        this.api = properties.apiUrl() + "/api/v2";
        this.clock = clock;
        this.http = RestClient.builder().requestFactory(requests).build();
    }

    /** Asks for labels, types and options. Never throws for what the endpoint or the network does. */
    public FieldsAnswer types(String accessToken) {
        return ask(accessToken, api + "/types", FieldCatalogueReader::ofTypes);
    }

    /** Asks for the labels alone. Never throws for what the endpoint or the network does. */
    public FieldsAnswer labels(String accessToken) {
        return ask(accessToken, api, FieldCatalogueReader::ofRoot);
    }

    private FieldsAnswer ask(String accessToken, String url, Function<String, Optional<FieldCatalogue>> reader) {
        try {
            return http.get()
                    .uri(url)
                    .header(HttpHeaders.ACCEPT, MEDIA_TYPE)
                    .header(HttpHeaders.CONTENT_TYPE, MEDIA_TYPE)
                    .headers(headers -> headers.setBearerAuth(accessToken))
                    .exchange((request, response) -> read(BoundedResponse.of(response, LONGEST_BODY), reader), false);
        } catch (ResourceAccessException e) {
            String reason = e.getCause() instanceof IOException network
                    ? NetworkFailure.of(network).getMessage()
                    : "no answer";
            return new FieldsAnswer.Unknown(reason, null, null);
        }
    }

    private FieldsAnswer read(ClientHttpResponse response, Function<String, Optional<FieldCatalogue>> reader)
            throws IOException {
        String body = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
        int status = response.getStatusCode().value();
        boolean success = response.getStatusCode().is2xxSuccessful();
        RateLimitHeaders limits = RateLimitHeaders.parse(response.getHeaders(), success ? null : body, clock.instant());
        if (success) {
            return reader.apply(body)
                    .<FieldsAnswer>map(fields -> new FieldsAnswer.Known(fields, limits.rateLimit()))
                    .orElseGet(
                            () -> new FieldsAnswer.NotHere("the answer says nothing of prospects", limits.rateLimit()));
        }
        String reason = ErrorText.of(body).behind(status);
        boolean refused = response.getStatusCode().is4xxClientError() && status != 401 && status != 429;
        Duration wait = status == 429 ? limits.untilReset() : null;
        return refused
                ? new FieldsAnswer.NotHere(reason, limits.rateLimit())
                : new FieldsAnswer.Unknown(reason, limits.rateLimit(), wait);
    }
}
