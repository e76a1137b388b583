package dev.outreachroutes.account.token;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/**
 * How to reach Outreach, and as which application.
 *
 * @param apiUrl everything of Outreach hangs under it: {@code /oauth/...} and {@code /api/v2/...}; without a slash at the end
 * @param authorizeUrl where a person's browser authorises the application; empty: {@code /oauth/authorize} below the API URL.
 *     Differs where the browser reaches Outreach by another name than this process does
 * @param clientId of the application registered with Outreach; empty when it is not set, which shows as a problem of every
 *     account
 * @param clientSecret of that application
 * @param redirectUri one of those registered with the application; sent with every token request, as Outreach's examples do.
 *     Its path is where the console waits for the browser to come back. Empty: the console's own address, followed by {@value
 *     #CALLBACK_PATH}
 * @param scopes what the application asks for, separated by spaces; a subset of those registered with it
 * @param tokenEncryptionKey base64 of the 32 bytes that encrypt tokens in the database
 * @param tokenEncryptionOldKeys further keys of that form, for reading only: those of before a change
 * @param token times around tokens
 */
@ConfigurationProperties("outreach")
public record OutreachProperties(
        @DefaultValue("https://api.outreach.io") String apiUrl,
        @DefaultValue("") String authorizeUrl,
        @DefaultValue("") String clientId,
        @DefaultValue("") String clientSecret,
        @DefaultValue("") String redirectUri,
        @DefaultValue("prospects.read prospects.write") String scopes,
        @DefaultValue("") String tokenEncryptionKey,
        @DefaultValue List<String> tokenEncryptionOldKeys,
        @DefaultValue Token token) {

    /** Where the browser comes back to when nothing else is configured. */
    public static final String CALLBACK_PATH = "/oauth/callback";

    /**
     * Times around tokens. Outreach documents 2 hours for an access token, 14 days for a refresh token, and at most one access
     * token per user and application in 60 seconds.
     *
     * @param renewBefore how long before its end a token is renewed in the background; 10 minutes
     * @param usableFor how long a token must still live to be used without asking for another; 1 minute
     * @param renewIdle the age at which an unused grant is renewed, so that it does not die after 14 days; 24 hours
     * @param mintInterval the shortest time between two tokens of an account; 61 seconds
     * @param holdCode for how long a code that a person has brought may wait until there may be another token; 20 seconds
     * @param freshFor how long a token counts as fresh, so that a refusal cannot be blamed on its age; 5 minutes
     * @param youngFor how long a token counts as young: when such a one is refused it is tried once more before it counts as dead,
     *     and when it is dead the next is asked for ever later; 10 minutes
     * @param secondTry how long a young token that was refused once is left alone before it is tried once more; 2 seconds
     * @param grantLifetime how long a refresh token lives; 14 days
     * @param warnBefore how long before the end of a grant that was not renewed the warnings begin; 3 days
     * @param connectTimeout of the token endpoint; 5 seconds
     * @param readTimeout of the token endpoint; 10 seconds
     */
    public record Token(
            @DefaultValue("10m") Duration renewBefore,
            @DefaultValue("1m") Duration usableFor,
            @DefaultValue("24h") Duration renewIdle,
            @DefaultValue("61s") Duration mintInterval,
            @DefaultValue("20s") Duration holdCode,
            @DefaultValue("5m") Duration freshFor,
            @DefaultValue("10m") Duration youngFor,
            @DefaultValue("2s") Duration secondTry,
            @DefaultValue("14d") Duration grantLifetime,
            @DefaultValue("3d") Duration warnBefore,
            @DefaultValue("5s") Duration connectTimeout,
            @DefaultValue("10s") Duration readTimeout) {

        public Token {
            requireLongerThanZero("connect-timeout", connectTimeout);
            requireLongerThanZero("read-timeout", readTimeout);
            requireLongerThanZero("grant-lifetime", grantLifetime);
            Stream.of(
                            renewBefore,
                            usableFor,
                            renewIdle,
                            mintInterval,
                            holdCode,
                            freshFor,
                            youngFor,
                            secondTry,
                            warnBefore)
                    .filter(Duration::isNegative)
                    .findFirst()
                    .ifPresent(wrong -> {
                        throw new IllegalArgumentException("outreach.token has a negative time: " + wrong);
                    });
        }

        private static void requireLongerThanZero(String name, Duration duration) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException("outreach.token." + name + " must be longer than zero");
            }
        }
    }

    public OutreachProperties {
        apiUrl = apiUrl.strip().replaceAll("/+$", "");
        if (!apiUrl.matches("https?://[A-Za-z0-9.\\-\\[\\]:]+(/[^?#\\s]*)?")) {
            throw new IllegalArgumentException("OUTREACH_API_URL is no address such as https://api.outreach.io");
        }
        authorizeUrl = authorizeUrl.isBlank() ? apiUrl + "/oauth/authorize" : authorizeUrl.strip();
        clientId = clientId.strip();
        redirectUri = redirectUri.strip();
        scopes = scopes.strip().replaceAll("[\\s,]+", " ");
        tokenEncryptionOldKeys = tokenEncryptionOldKeys.stream()
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .toList();
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("OUTREACH_SCOPES is empty; prospects.write is needed at least");
        }
    }

    /** Requests to Outreach that are no deliveries: tokens, and whose they are. One connection each, no redirects. */
    public ClientHttpRequestFactory requests() {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
                .connectTimeout(token.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build());
        requests.setReadTimeout(token.readTimeout());
        return requests;
    }

    /**
     * The path at which the browser comes back, as the browser sees it.
     *
     * @param console the path that everything of the console has in front, for the browser; empty when it has none
     */
    public String callbackPath(String console) {
        return leadsNowhere() || redirectUri.isEmpty()
                ? console + CALLBACK_PATH
                : URI.create(redirectUri).getRawPath();
    }

    /** Whether the redirect URI is one to which no browser can come back: good for renewing tokens only. */
    public boolean leadsNowhere() {
        if (redirectUri.isEmpty()) {
            return false;
        }
        URI uri = URI.create(redirectUri);
        return uri.getHost() == null || uri.getPath() == null || uri.getPath().length() < 2;
    }

    @Override
    public String toString() {
        return "OutreachProperties[apiUrl=" + apiUrl + ", clientId=" + clientId + ", redirectUri=" + redirectUri
                + ", scopes=" + scopes + ", token=" + token + "]";
    }
}
