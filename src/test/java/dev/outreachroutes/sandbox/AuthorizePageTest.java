package dev.outreachroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.MovableClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuthorizePageTest {

    private static final String BACK = "https://routes.example/connected";
    private static final String QUERY =
            "/oauth/authorize?client_id=sandbox-client&response_type=code&redirect_uri=" + BACK;

    private final MovableClock clock = MovableClock.at("2026-11-23T10:15:00Z");
    private final OutreachSandbox sandbox =
            OutreachSandbox.start(settings -> settings.clock(clock).with(Knobs.TOKEN_THROTTLE, Duration.ZERO));
    private final SandboxClient client = new SandboxClient(sandbox, null);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void thePageShowsWhatIsAskedAndEscapesIt() {
        var page = client.get(QUERY + "&scope=prospects.read&state=%22%3E%3Cscript%3E");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body())
                .contains("<li>prospects.read</li>", "&quot;&gt;&lt;script&gt;")
                .doesNotContain("prospects.write", "<script>");
    }

    @Test
    void whoAuthorisesIsSentBackWithACodeThatWorksOnce() {
        String location = decide("authorise", "ada@example.com", "x").header("Location");
        assertThat(location).startsWith(BACK + "?code=").endsWith("&state=s%201");
        String code = location.substring(location.indexOf('=') + 1, location.indexOf('&'));

        var first = exchange(code, BACK);
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.at("/scope").asText()).isEqualTo("prospects.read prospects.write");
        assertThat(exchange(code, BACK).at("/error").asText()).isEqualTo("invalid_grant");
        SandboxClient authorized =
                new SandboxClient(sandbox, first.at("/access_token").asText());
        assertThat(authorized.get("/api/v2").at("/meta/user/email").asText()).isEqualTo("ada@example.com");
    }

    @Test
    void aCodeIsBoundToItsRedirectUriAndSoonTooOld() {
        String location = decide("authorise", "ada@example.com", "x").header("Location");
        String code = location.substring(location.indexOf('=') + 1, location.indexOf('&'));
        assertThat(exchange(code, "https://elsewhere.example").status()).isEqualTo(400);

        location = decide("authorise", "ada@example.com", "x").header("Location");
        code = location.substring(location.indexOf('=') + 1, location.indexOf('&'));
        clock.advance(Duration.ofSeconds(60));
        assertThat(exchange(code, BACK).status()).isEqualTo(400);
    }

    @Test
    void whoDeniesIsSentBackWithAnError() {
        var denied = decide("deny", "", "");

        assertThat(denied.status()).isEqualTo(302);
        assertThat(denied.header("Location"))
                .startsWith(BACK + "?error=access_denied&")
                .endsWith("&state=s%201");
    }

    @Test
    void emptyCredentialsShowThePageAgain() {
        assertThat(decide("authorise", "ada@example.com", "").status()).isEqualTo(200);
    }

    @Test
    void aRequestThatCannotBeTrustedIsNotRedirected() {
        assertThat(client.get("/oauth/authorize?client_id=other&response_type=code&redirect_uri=" + BACK)
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/oauth/authorize?client_id=sandbox-client&response_type=code")
                        .status())
                .isEqualTo(400);
        assertThat(client.get("/oauth/authorize?client_id=sandbox-client&response_type=code&redirect_uri=javascript:x")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aScopeOrResponseTypeThatIsNotOfferedIsSentBackAsAnError() {
        assertThat(client.get(QUERY + "&scope=accounts.all").header("Location")).contains("error=invalid_scope");
        assertThat(client.get(QUERY.replace("type=code", "type=token")).header("Location"))
                .contains("error=unsupported_response_type");
    }

    private SandboxClient.Seen decide(String decision, String email, String password) {
        return client.form(
                "/oauth/authorize",
                "client_id",
                "sandbox-client",
                "response_type",
                "code",
                "redirect_uri",
                BACK,
                "scope",
                "prospects.read prospects.write",
                "state",
                "s 1",
                "email",
                email,
                "password",
                password,
                "decision",
                decision);
    }

    private SandboxClient.Seen exchange(String code, String redirectUri) {
        return client.form(
                "/oauth/token",
                "client_id",
                "sandbox-client",
                "client_secret",
                "sandbox-secret",
                "grant_type",
                "authorization_code",
                "redirect_uri",
                redirectUri,
                "code",
                code);
    }
}
