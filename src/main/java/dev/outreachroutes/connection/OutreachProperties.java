package dev.outreachroutes.connection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How to reach Outreach, and as which application.
 *
 * @param apiUrl everything of Outreach hangs under it: {@code /oauth/...} and {@code /api/v2/...}; without a slash at the end
 * @param clientId of the application registered with Outreach; empty when it is not set, which shows as a problem of every
 *     account
 * @param clientSecret of that application
 * @param redirectUri one of those registered with the application; sent with every token request, as Outreach's examples do
 * @param tokenEncryptionKey base64 of the 32 bytes that encrypt tokens in the database
 * @param token times around tokens
 */
@ConfigurationProperties("outreach")
public record OutreachProperties(
        @DefaultValue("https://api.outreach.io") String apiUrl,
        @DefaultValue("") String clientId,
        @DefaultValue("") String clientSecret,
        @DefaultValue("") String redirectUri,
        @DefaultValue("") String tokenEncryptionKey,
        @DefaultValue Token token) {

    /**
     * Times around tokens. Outreach documents 2 hours for an access token, 14 days for a refresh token, and at most one access
     * token per user and application in 60 seconds.
     *
     * @param renewBefore how long before its end a token is renewed in the background; 10 minutes
     * @param usableFor how long a token must still live to be used without asking for another; 1 minute
     * @param renewIdle the age at which an unused grant is renewed, so that it does not die after 14 days; 24 hours
     * @param mintInterval the shortest time between two tokens of an account; 61 seconds
     * @param freshFor how long a token counts as fresh, so that a refusal cannot be blamed on its age; 5 minutes
     * @param connectTimeout of the token endpoint; 5 seconds
     * @param readTimeout of the token endpoint; 10 seconds
     */
    public record Token(
            @DefaultValue("10m") Duration renewBefore,
            @DefaultValue("1m") Duration usableFor,
            @DefaultValue("24h") Duration renewIdle,
            @DefaultValue("61s") Duration mintInterval,
            @DefaultValue("5m") Duration freshFor,
            @DefaultValue("5s") Duration connectTimeout,
            @DefaultValue("10s") Duration readTimeout) {}

    public OutreachProperties {
        apiUrl = apiUrl.strip().replaceAll("/+$", "");
        clientId = clientId.strip();
        redirectUri = redirectUri.strip();
    }

    @Override
    public String toString() {
        return "OutreachProperties[apiUrl=" + apiUrl + ", clientId=" + clientId + ", redirectUri=" + redirectUri
                + ", token=" + token + "]";
    }
}
