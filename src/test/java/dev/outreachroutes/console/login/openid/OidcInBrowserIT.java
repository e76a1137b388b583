package dev.outreachroutes.console.login.openid;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.outreachroutes.Chromium;
import dev.outreachroutes.RuntimeFixture;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Logging in at an OpenID provider, in a browser that holds the way there and back against the pages' policy. */
class OidcInBrowserIT {

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static final OpenIdProvider PROVIDER = new OpenIdProvider();
    private static RuntimeFixture fixture;
    private static String origin;

    @BeforeAll
    static void start() {
        PROVIDER.start();
        PROVIDER.says(Map.of("preferred_username", "jane", "roles", List.of("outreach-routes-viewer")), Map.of());
        fixture = RuntimeFixture.create(sandbox -> {})
                .with("CONSOLE_OIDC_ISSUER", PROVIDER.issuer())
                .with("CONSOLE_OIDC_CLIENT_ID", OpenIdProvider.CLIENT)
                .with("CONSOLE_OIDC_CLIENT_SECRET", OpenIdProvider.SECRET);
        origin = "http://localhost:" + fixture.start().getEnvironment().getProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        fixture.close();
        PROVIDER.close();
    }

    @Test
    void thereAndBackAndOutAgain() {
        Page page = CHROMIUM.open(origin);
        page.navigate("/accounts/emea-ops");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in at localhost"))
                .click();
        page.waitForURL(origin + "/accounts/emea-ops**");
        assertThat(page.locator("header .user")).containsText("jane");

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                .click();
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("You are signed out.");
        assertThat(CHROMIUM.complaints()).isEmpty();
    }
}
