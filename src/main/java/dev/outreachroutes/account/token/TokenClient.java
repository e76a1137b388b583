package dev.outreachroutes.account.token;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.outreach.ErrorText;
import dev.outreachroutes.outreach.NetworkFailure;
import dev.outreachroutes.outreach.answer.RateLimitHeaders;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.oauth2.client.endpoint.AbstractOAuth2AuthorizationGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.DefaultMapOAuth2AccessTokenResponseConverter;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.web.client.RestClient;

/**
 * Exchanges a refresh token, or the code that a person has brought, for new tokens, as Outreach's page
 * <a href="https://developers.outreach.io/api/oauth/">OAuth</a> documents. The throttle answers in plain text, gateways in HTML;
 * whatever comes becomes one of the forms of {@link TokenAnswer}.
 */
public final class TokenClient {

    private static final int LONGEST_BODY = 64 * 1_024;
    private static final String DOCUMENTED_LIFETIME = "7200";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OutreachProperties properties;
    private final AccountRegistrations registrations;
    private final InstantSource clock;
    private final RestClient http;

    public TokenClient(
            OutreachProperties properties,
            AccountRegistrations registrations,
            ClientHttpRequestFactory requests,
            InstantSource clock) {
        this.properties = properties;
        this.clock = clock;
        this.registrations = registrations;
        this.http = restClient(requests);
    }

    /** Never throws for what the endpoint or the network does. Takes no longer than the two time-outs together. */
    public TokenAnswer refresh(String account, String refreshToken) {
        OAuth2AccessToken none = new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "none", null, null);
        RestClientRefreshTokenTokenResponseClient client = new RestClientRefreshTokenTokenResponseClient();
        client.setParametersCustomizer(form -> {
            form.remove(OAuth2ParameterNames.REFRESH_TOKEN);
            form.remove(OAuth2ParameterNames.CLIENT_SECRET);
            if (!properties.redirectUri().isEmpty()) {
                form.set(OAuth2ParameterNames.REDIRECT_URI, properties.redirectUri());
            }
        });
        client.setRestClient(withSecrets(OAuth2ParameterNames.REFRESH_TOKEN, refreshToken));
        return answer(
                client,
                new OAuth2RefreshTokenGrantRequest(
                        registrations.findByRegistrationId(account), none, new OAuth2RefreshToken(refreshToken, null)),
                refreshToken);
    }

    /** Exchanges an authorisation code; the rest is as for {@link #refresh}. */
    public TokenAnswer exchange(OAuth2AuthorizationCodeGrantRequest request) {
        String code =
                request.getAuthorizationExchange().getAuthorizationResponse().getCode();
        RestClientAuthorizationCodeTokenResponseClient client = new RestClientAuthorizationCodeTokenResponseClient();
        client.setParametersCustomizer(form -> {
            form.remove(OAuth2ParameterNames.CODE);
            form.remove(OAuth2ParameterNames.CLIENT_SECRET);
        });
        client.setRestClient(withSecrets(OAuth2ParameterNames.CODE, code));
        TokenAnswer answer = answer(client, request, code);
        return answer instanceof TokenAnswer.Tokens tokens
                        && tokens.refreshToken().equals(code)
                ? new TokenAnswer.Unavailable("the answer brings no refresh token", null)
                : answer;
    }

    private <T extends AbstractOAuth2AuthorizationGrantRequest> TokenAnswer answer(
            OAuth2AccessTokenResponseClient<T> client, T request, String secret) {
        try {
            return tokens(client.getTokenResponse(request), secret);
        } catch (RefusedException e) {
            return answer(e, secret);
        } catch (OAuth2AuthorizationException e) {
            return noTokens(e);
        }
    }

    /** A refresh that brings no refresh token leaves the one that was used. */
    private static TokenAnswer tokens(OAuth2AccessTokenResponse response, String used) {
        OAuth2AccessToken access = response.getAccessToken();
        OAuth2RefreshToken refresh = response.getRefreshToken();
        Duration lifetime = Duration.between(access.getIssuedAt(), access.getExpiresAt());
        return new TokenAnswer.Tokens(
                access.getTokenValue(), refresh == null ? used : refresh.getTokenValue(), lifetime, access.getScopes());
    }

    private TokenAnswer answer(RefusedException refused, String secret) {
        String text = masked(ErrorText.of(refused.body).behind(refused.status), secret);
        RateLimitHeaders limits = RateLimitHeaders.parse(refused.headers, refused.body, clock.instant());
        String error = error(refused.body);
        if (refused.status == 429) {
            return new TokenAnswer.Throttled(limits.untilReset());
        }
        if (refused.status == 400 && error.equals("invalid_grant")) {
            return new TokenAnswer.GrantDead(text);
        }
        if (refused.status == 401 || refused.status == 400 && !error.isEmpty()) {
            return new TokenAnswer.ClientRefused(text);
        }
        return new TokenAnswer.Unavailable(text.strip(), limits.untilBack());
    }

    private static TokenAnswer noTokens(OAuth2AuthorizationException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException network && !(cause instanceof JsonProcessingException)) {
                return new TokenAnswer.Unavailable(NetworkFailure.of(network).getMessage(), null);
            }
        }
        return new TokenAnswer.Unavailable("the answer is not a token", null);
    }

    private String masked(String text, String secret) {
        String masked = text.replace(secret, "<token>");
        return properties.clientSecret().isEmpty() ? masked : masked.replace(properties.clientSecret(), "<secret>");
    }

    /** RFC 6749's {@code error}; empty when the body is not of that form. */
    private static String error(String body) {
        try {
            return JSON.readTree(body).path("error").asText("");
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    /**
     * Spring's client writes the form to its log when that is set to debug, so the secrets join it only after that.
     */
    private RestClient withSecrets(String name, String value) {
        byte[] secrets = ("&" + name + "=" + encoded(value) + "&" + OAuth2ParameterNames.CLIENT_SECRET + "="
                        + encoded(properties.clientSecret()))
                .getBytes(StandardCharsets.US_ASCII);
        return http.mutate()
                .requestInterceptor((request, form, execution) -> execution.execute(request, joined(form, secrets)))
                .build();
    }

    private static String encoded(String secret) {
        return URLEncoder.encode(secret, StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static RestClient restClient(ClientHttpRequestFactory requests) {
        return RestClient.builder()
                .requestFactory(requests)
                .messageConverters(converters -> {
                    converters.clear();
                    converters.add(new FormHttpMessageConverter());
                    converters.add(tokenConverter());
                })
                .requestInterceptor((request, body, execution) ->
                        BoundedResponse.of(execution.execute(request, body), LONGEST_BODY))
                .defaultStatusHandler(status -> !status.is2xxSuccessful(), (request, response) -> {
                    String body = new String(response.getBody().readAllBytes(), StandardCharsets.UTF_8);
                    throw new RefusedException(response.getStatusCode().value(), response.getHeaders(), body);
                })
                .build();
    }

    private static OAuth2AccessTokenResponseHttpMessageConverter tokenConverter() {
        OAuth2AccessTokenResponseHttpMessageConverter converter = new OAuth2AccessTokenResponseHttpMessageConverter();
        DefaultMapOAuth2AccessTokenResponseConverter standard = new DefaultMapOAuth2AccessTokenResponseConverter();
        converter.setAccessTokenResponseConverter(parameters -> {
            Map<String, Object> complete = new HashMap<>(parameters);
            if (!String.valueOf(parameters.get("expires_in")).matches("[1-9]\\d{0,8}")) {
                complete.put("expires_in", DOCUMENTED_LIFETIME);
            }
            return standard.convert(complete);
        });
        return converter;
    }

    /** Carries an answer that is no success past Spring's client, which expects JSON of every one. */
    private static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int status;
        private final transient Map<String, ?> headers;
        private final transient String body;

        RefusedException(int status, Map<String, ?> headers, String body) {
            super("status " + status, null, false, false);
            this.status = status;
            this.headers = headers;
            this.body = body;
        }
    }
}
