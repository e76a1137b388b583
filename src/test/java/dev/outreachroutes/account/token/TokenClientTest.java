package dev.outreachroutes.account.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.MovableClock;
import dev.outreachroutes.account.TokenEndpoint;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;

class TokenClientTest {

    private final MovableClock clock = MovableClock.fixed();
    private TokenEndpoint endpoint;
    private TokenClient client;

    @BeforeEach
    void start() throws IOException {
        endpoint = new TokenEndpoint(clock, TokenEndpoint.Rotation.STRICT, "refresh-0");
        client = client(endpoint.properties());
    }

    @AfterEach
    void stop() {
        endpoint.close();
    }

    @Test
    void sendsWhatOutreachDocumentsAndReadsItsTokens() {
        TokenAnswer answer = client.refresh("default", "refresh-0");

        assertThat(answer)
                .isEqualTo(new TokenAnswer.Tokens(
                        "access-1", "refresh-1", Duration.ofHours(2), Set.of("prospects.read", "prospects.write")));
        assertThat(endpoint.requests())
                .containsExactly(Map.of(
                        "grant_type", "refresh_token",
                        "refresh_token", "refresh-0",
                        "client_id", TokenEndpoint.CLIENT_ID,
                        "client_secret", TokenEndpoint.CLIENT_SECRET,
                        "redirect_uri", TokenEndpoint.REDIRECT_URI));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"access_token\":\"a\",\"token_type\":\"BEARER\"}",
                "{\"access_token\":\"a\",\"token_type\":\"Bearer\",\"expires_in\":null,\"extra\":{\"x\":1}}",
                "{\"access_token\":\"a\",\"token_type\":\"bearer\",\"expires_in\":\"soon\"}"
            })
    void keepsTheOldRefreshTokenAndTheDocumentedLifetimeWhenTheAnswerSaysNeither(String body) {
        endpoint.answer(200, "application/json", body);

        assertThat(client.refresh("default", "refresh-0"))
                .isEqualTo(new TokenAnswer.Tokens("a", "refresh-0", Duration.ofHours(2), Set.of()));
    }

    @Test
    void anExpiredRefreshTokenIsADeadGrant() {
        assertThat(client.refresh("default", "refresh-x"))
                .isEqualTo(new TokenAnswer.GrantDead("400 invalid_grant: Expired."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | {\"error\":\"invalid_client\"}",
                "401 | denied",
                "400 | {\"error\":\"invalid_client\"}",
                "400 | {\"error\":\"invalid_request\"}"
            })
    void aRefusedApplicationIsToldApart(int status, String body) {
        endpoint.answer(status, "application/json", body);

        assertThat(client.refresh("default", "refresh-0")).isInstanceOf(TokenAnswer.ClientRefused.class);
    }

    @Test
    void theThrottleAnswersInPlainText() {
        endpoint.answer(429, "text/plain", "Retry later\n");
        assertThat(client.refresh("default", "refresh-0")).isEqualTo(new TokenAnswer.Throttled(null));

        endpoint.answer(429, "text/plain", "Retry later\n", "Retry-After", "30");
        assertThat(client.refresh("default", "refresh-0")).isEqualTo(new TokenAnswer.Throttled(Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "502 | text/html | <html><head><title>502 Bad Gateway</title></head></html> | 502 Bad Gateway",
                "503 | application/json | {\"errors\":[{\"id\":\"scheduledServerMaintenance\"}]} | scheduledServerMaintenance",
                "400 | text/html | <title>Bad request</title> | 400 Bad request",
                "403 | text/plain | blocked | 403 blocked",
                "302 | text/html | `` | 302",
                "200 | text/html | <html><title>Welcome</title></html> | not a token",
                "200 | application/json | <html> | not a token",
                "200 | application/json | {\"access_token\":\"\"} | not a token",
                "200 | application/json | {\"token_type\":\"Bearer\"} | not a token"
            })
    void anythingElseIsAnOutage(int status, String type, String body, String reason) {
        endpoint.answer(status, type, body, "Location", "/elsewhere");

        TokenAnswer.Unavailable answer = (TokenAnswer.Unavailable) client.refresh("default", "refresh-0");

        assertThat(answer.reason()).contains(reason);
        assertThat(endpoint.requests()).hasSize(1);
    }

    @Test
    void anEndlessAnswerIsNotReadToItsEnd() {
        endpoint.answer(200, "application/json", "{\"access_token\":\"" + "a".repeat(70_000) + "\"}");

        assertThat(client.refresh("default", "refresh-0")).isInstanceOf(TokenAnswer.Unavailable.class);
    }

    @Test
    void anEndpointThatHangsIsGivenUp() {
        endpoint.hang();

        TokenAnswer answer = client(endpoint.properties(Duration.ofMillis(300))).refresh("default", "refresh-0");

        assertThat(((TokenAnswer.Unavailable) answer).reason()).startsWith("Outreach did not answer in time");
    }

    @Test
    void anEndpointThatIsNotThereIsAnOutage() {
        endpoint.close();

        assertThat(((TokenAnswer.Unavailable) client.refresh("default", "refresh-0")).reason())
                .startsWith("Outreach's host refused the connection");
    }

    @Test
    void whatIsEchoedOfASecretIsMasked() {
        endpoint.answer(
                400,
                "application/json",
                "{\"error\":\"invalid_grant\",\"error_description\":\"refresh-0 of " + TokenEndpoint.CLIENT_SECRET
                        + "\"}");

        assertThat(client.refresh("default", "refresh-0"))
                .isEqualTo(new TokenAnswer.GrantDead("400 invalid_grant: <token> of <secret>"));
    }

    @Test
    void aCodeWithoutARefreshTokenInTheAnswerIsNoGrant() {
        endpoint.answer(
                200, "application/json", "{\"access_token\":\"access\",\"token_type\":\"bearer\",\"expires_in\":7200}");

        assertThat(client.exchange(code("the-code")))
                .isInstanceOfSatisfying(TokenAnswer.Unavailable.class, answer -> assertThat(answer.reason())
                        .contains("no refresh token"));
    }

    @Test
    void aRefusedCodeIsADeadGrantAndTheCodeIsNotTold() {
        endpoint.answer(
                400, "application/json", "{\"error\":\"invalid_grant\",\"error_description\":\"the-code is expired\"}");

        assertThat(client.exchange(code("the-code")).toString())
                .contains("GrantDead")
                .doesNotContain("the-code");
        assertThat(endpoint.lastRequest("code")).isEqualTo("the-code");
        assertThat(endpoint.lastRequest("grant_type")).isEqualTo("authorization_code");
        assertThat(endpoint.lastRequest("redirect_uri")).isEqualTo(TokenEndpoint.REDIRECT_URI);
        assertThat(endpoint.lastRequest("client_secret")).isEqualTo(TokenEndpoint.CLIENT_SECRET);
    }

    private OAuth2AuthorizationCodeGrantRequest code(String code) {
        OutreachProperties properties = endpoint.properties();
        OAuth2AuthorizationRequest asked = OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(properties.authorizeUrl())
                .clientId(properties.clientId())
                .redirectUri(properties.redirectUri())
                .state("state")
                .build();
        OAuth2AuthorizationResponse answered = OAuth2AuthorizationResponse.success(code)
                .redirectUri(properties.redirectUri())
                .state("state")
                .build();
        return new OAuth2AuthorizationCodeGrantRequest(
                new AccountRegistrations(properties, Set.of("default")).findByRegistrationId("default"),
                new OAuth2AuthorizationExchange(asked, answered));
    }

    private TokenClient client(OutreachProperties properties) {
        return new TokenClient(
                properties, new AccountRegistrations(properties, Set.of("default")), properties.requests(), clock);
    }
}
