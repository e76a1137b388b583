package dev.outreachroutes.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.outreachroutes.Chromium;
import dev.outreachroutes.RuntimeFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The way to Outreach and back with a real browser, which keeps to the pages' security policy and to the rules for cookies. */
class ConnectInBrowserTest {

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static final String ACCOUNT = "/accounts/emea-ops";

    private static RuntimeFixture fixture;
    private static String origin;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> {}).with("OUTREACH_REFRESH_TOKEN", "");
        ConfigurableApplicationContext runtime = fixture.start();
        origin = "http://localhost:" + runtime.getEnvironment().getProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void anAdminConnectsAnAccount() {
        Page page = CHROMIUM.open(origin, ACCOUNT, "admin");

        press(page, "Connect");
        page.waitForURL(fixture.sandbox().url() + "/oauth/authorize**");
        page.getByLabel("E-mail").fill("ada@analytical.example");
        page.getByLabel("Password").fill("any");
        press(page, "Authorise");

        page.waitForURL(origin + ACCOUNT);
        assertThat(page.getByRole(AriaRole.MAIN)).containsText("Connected as User");
        assertThat(page.getByText("✓").first()).isVisible();
        assertThat(CHROMIUM.complaints()).isEmpty();
    }

    @Test
    void aWrongPasswordIsTold() {
        Page page = CHROMIUM.open(origin);
        page.navigate("/");
        page.getByLabel("Name").fill("admin");
        page.getByLabel("Password").fill("guess");
        press(page, "Sign in");

        assertThat(page.getByRole(AriaRole.ALERT)).hasText("Name or password is wrong.");
        assertThat(CHROMIUM.complaints()).isEmpty();
    }

    private static void press(Page page, String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }
}
