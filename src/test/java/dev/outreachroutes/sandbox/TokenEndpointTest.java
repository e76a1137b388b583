package dev.outreachroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.MovableClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokenEndpointTest {

    private final MovableClock clock = MovableClock.at("2026-11-23T10:15:00Z");
    private final OutreachSandbox sandbox = OutreachSandbox.start(settings -> settings.clock(clock));
    private final SandboxClient client = new SandboxClient(sandbox, null);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void aRefreshTokenGivesAnAccessTokenThatIsGoodForTwoHours() {
        var seen = client.refresh(sandbox.issueRefreshToken());

        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.header("Cache-Control")).isEqualTo("no-store");
        assertThat(seen.at("/token_type").asText()).isEqualTo("Bearer");
        assertThat(seen.at("/expires_in").asInt()).isEqualTo(7200);
        assertThat(seen.at("/created_at").asLong()).isEqualTo(clock.instant().getEpochSecond());
        assertThat(seen.at("/scope").asText()).isEqualTo("prospects.read prospects.write prospects.delete");
        SandboxClient authorized =
                new SandboxClient(sandbox, seen.at("/access_token").asText());
        clock.advance(Duration.ofSeconds(7199));
        assertThat(authorized.get("/api/v2").status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(1));
        assertThat(authorized.get("/api/v2").status()).isEqualTo(401);
    }

    @Test
    void theRequestMayBeJson() {
        String body = "{\"client_id\":\"sandbox-client\",\"client_secret\":\"sandbox-secret\","
                + "\"grant_type\":\"refresh_token\",\"refresh_token\":\"" + sandbox.issueRefreshToken() + "\"}";

        assertThat(client.send("POST", "/oauth/token", "application/json", body).status())
                .isEqualTo(200);
    }

    @Test
    void aWrongSecretIsRefused() {
        var seen = client.form("/oauth/token", "client_id", "sandbox-client", "client_secret", "guess");

        assertThat(seen.status()).isEqualTo(401);
        assertThat(seen.at("/error").asText()).isEqualTo("invalid_client");
        assertThat(seen.header("WWW-Authenticate")).startsWith("Bearer ");
    }

    @Test
    void anUnknownRefreshTokenIsAnInvalidGrant() {
        assertInvalidGrant(client.refresh("nobody's"));
    }

    @Test
    void otherGrantTypesAndMissingParametersAreNamed() {
        assertThat(grantType("password").at("/error").asText()).isEqualTo("unsupported_grant_type");
        assertThat(grantType("refresh_token").at("/error").asText()).isEqualTo("invalid_request");
        assertThat(grantType("").status()).isEqualTo(400);
    }

    @Test
    void aUserGetsOneAccessTokenAMinute() {
        String token = sandbox.issueRefreshToken();
        client.refresh(token);

        var tooSoon = client.refresh(token);

        assertThat(tooSoon.status()).isEqualTo(429);
        assertThat(tooSoon.header("Content-Type")).isEqualTo("text/plain");
        assertThat(tooSoon.body()).isEqualTo("Retry later\n");
        assertThat(client.refresh(sandbox.issueRefreshToken(2)).status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(60));
        assertThat(client.refresh(token).status()).isEqualTo(200);
    }

    @Test
    void aUsedRefreshTokenLivesOnWhenRotationIsLenient() {
        sandbox.settings().with(Knobs.TOKEN_THROTTLE, Duration.ZERO);
        String token = sandbox.issueRefreshToken();
        client.refresh(token);

        assertThat(client.refresh(token).status()).isEqualTo(200);
    }

    @Test
    void aRefreshTokenIsDeadAfterUseWhenRotationIsStrict() {
        sandbox.settings().with(Knobs.ROTATION, Knobs.Rotation.STRICT).with(Knobs.TOKEN_THROTTLE, Duration.ZERO);
        String token = sandbox.issueRefreshToken();
        String next = client.refresh(token).at("/refresh_token").asText();

        assertInvalidGrant(client.refresh(token));
        assertThat(client.refresh(next).status()).isEqualTo(200);
    }

    @Test
    void aThrottledRequestDoesNotUseUpTheToken() {
        sandbox.settings().with(Knobs.ROTATION, Knobs.Rotation.STRICT);
        String next =
                client.refresh(sandbox.issueRefreshToken()).at("/refresh_token").asText();
        assertThat(client.refresh(next).status()).isEqualTo(429);
        clock.advance(Duration.ofMinutes(1));

        assertThat(client.refresh(next).status()).isEqualTo(200);
    }

    @Test
    void aRefreshTokenIsDeadAfterFourteenDays() {
        String token = sandbox.issueRefreshToken();
        clock.advance(Duration.ofDays(14));

        assertInvalidGrant(client.refresh(token));
    }

    @Test
    void aHundredNewerTokensPushARefreshTokenOut() {
        String token = sandbox.issueRefreshToken();
        for (int i = 0; i < 100; i++) {
            sandbox.issueRefreshToken();
        }

        assertInvalidGrant(client.refresh(token));
    }

    @Test
    void aRevokedGrantLeavesNoTokenGood() {
        String refreshToken = sandbox.issueRefreshToken();
        SandboxClient authorized = new SandboxClient(sandbox);
        sandbox.revoke(1);

        assertInvalidGrant(client.refresh(refreshToken));
        assertThat(authorized.get("/api/v2").status()).isEqualTo(401);
    }

    @Test
    void aRefreshTokenOfTheSettingsWorksFromTheStart() {
        try (OutreachSandbox other =
                OutreachSandbox.start(settings -> settings.with(Knobs.REFRESH_TOKEN, "first,second:7"))) {
            String accessToken = new SandboxClient(other, null)
                    .refresh("second")
                    .at("/access_token")
                    .asText();

            var root = new SandboxClient(other, accessToken).get("/api/v2");

            assertThat(root.at("/meta/user/id").asInt()).isEqualTo(7);
            assertThat(new SandboxClient(other, null).refresh("first").status()).isEqualTo(200);
        }
    }

    @Test
    void aLostAnswerCostsTheGrantWhenRotationIsStrict() {
        sandbox.settings().with(Knobs.ROTATION, Knobs.Rotation.STRICT).with(Knobs.TOKEN_THROTTLE, Duration.ZERO);
        String token = sandbox.issueRefreshToken();
        sandbox.nextTokenAnswers(Fault.badGatewayAfter());

        assertThat(client.refresh(token).status()).isEqualTo(502);
        assertInvalidGrant(client.refresh(token));
    }

    private SandboxClient.Seen grantType(String grantType) {
        return client.form(
                "/oauth/token",
                "client_id",
                "sandbox-client",
                "client_secret",
                "sandbox-secret",
                "grant_type",
                grantType);
    }

    private static void assertInvalidGrant(SandboxClient.Seen seen) {
        assertThat(seen.status()).isEqualTo(400);
        assertThat(seen.at("/error").asText()).isEqualTo("invalid_grant");
    }
}
