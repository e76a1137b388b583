package dev.outreachroutes.account.token;

import dev.outreachroutes.outreach.field.FieldCatalogue;
import dev.outreachroutes.outreach.field.FieldCatalogueReader;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * Asks Outreach which fields prospects have: {@code GET /api/v2/types} for labels, types and options, and {@code GET /api/v2} for the labels
 * alone. See <a href="https://developers.outreach.io/api/reference/">Outreach's reference</a>.
 */
public final class FieldsClient {

    /** Every type of object has 150 fields, and a field its options. */
    private static final int LONGEST_BODY = 8 * 1_024 * 1_024;

    private final ApiClient api;

    public FieldsClient(OutreachProperties properties, ClientHttpRequestFactory requests, InstantSource clock) {
        this.api = new ApiClient(properties, requests, LONGEST_BODY, clock);
    }

    /** Asks for labels, types and options. Never throws for what the endpoint or the network does. */
    public FieldsAnswer types(String accessToken) {
        return read(api.get("/types", accessToken), FieldCatalogueReader::ofTypes);
    }

    /** Asks for the labels alone. Never throws for what the endpoint or the network does. */
    public FieldsAnswer labels(String accessToken) {
        return read(api.get("", accessToken), FieldCatalogueReader::ofRoot);
    }

    private static FieldsAnswer read(ApiClient.Answer answer, Function<String, Optional<FieldCatalogue>> reader) {
        if (answer.body().isPresent()) {
            return reader.apply(answer.body().get())
                    .<FieldsAnswer>map(fields -> new FieldsAnswer.Known(fields, answer.rateLimit()))
                    .orElseGet(
                            () -> new FieldsAnswer.NotHere("the answer says nothing of prospects", answer.rateLimit()));
        }
        int status = answer.status();
        boolean refused = status >= 400 && status < 500 && status != 401 && status != 429;
        return refused
                ? new FieldsAnswer.NotHere(answer.reason(), answer.rateLimit())
                : new FieldsAnswer.Unknown(answer.reason(), answer.rateLimit(), answer.retryAfter());
    }
}
