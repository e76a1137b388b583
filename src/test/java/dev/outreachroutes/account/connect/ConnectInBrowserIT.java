package dev.outreachroutes.account.connect;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import dev.outreachroutes.Chromium;
import dev.outreachroutes.RunningClock;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.monitor.Accounts;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The way through login, the account's page and Outreach's page, as a person with a real browser goes it. */
class ConnectInBrowserIT {

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static final String ACCOUNT = "/accounts/emea-ops";
    private static final String OUTREACH = "**/oauth/authorize";

    /** The sandbox's and the runtime's. */
    private static final RunningClock CLOCK = new RunningClock();

    private static RuntimeFixture fixture;
    private static ConfigurableApplicationContext runtime;
    private static String origin;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> sandbox.clock(CLOCK))
                .with(CLOCK)
                .with("OUTREACH_REFRESH_TOKEN", "");
        runtime = fixture.start();
        origin = "http://localhost:" + runtime.getEnvironment().getProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @BeforeEach
    void disconnected() {
        CLOCK.advance(Duration.ofMinutes(3));
        Accounts accounts = runtime.getBean(Accounts.class);
        accounts.disconnect(accounts.named("emea-ops").orElseThrow(), "test");
        fixture.database().jdbc().update("update connection set outreach_user = null");
    }

    @Test
    void anAdminLogsInConnectsAuthorisesAndSeesConnected() {
        Page page = CHROMIUM.open(origin, ACCOUNT, "admin");
        assertThat(page.getByText("Disconnected", new Page.GetByTextOptions().setExact(true))
                        .first())
                .isVisible();

        connect(page);
        assertThat(page.getByRole(AriaRole.LISTITEM)).hasText(new String[] {"prospects.read", "prospects.write"});
        authorise(page);

        assertThat(page).hasURL(origin + ACCOUNT);
        assertThat(page.getByText("Connected as User")).isVisible();
        assertThat(page.locator("span.state.good")).hasText("✓");
        assertThat(row(page, "Scopes")).containsText("prospects.read prospects.write");
        assertThat(row(page, "Since")).containsText("by admin");
        assertThat(CHROMIUM.complaints()).isEmpty();
    }

    @Test
    void aWrongPasswordIsToldOnTheLoginPage() {
        Page page = CHROMIUM.open(origin);
        page.navigate(ACCOUNT);
        page.getByLabel("Name").fill("admin");
        page.getByLabel("Password").fill("guess");
        button(page, "Sign in").click();

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("password");
        assertThat(page).hasURL(Pattern.compile(".*/login.*"));
    }

    @Test
    void anAnswerWithTheWrongStateIsNotUsed() {
        Page page = CHROMIUM.open(origin, ACCOUNT, "admin");
        connect(page);
        onTheWayBack(page, address -> address.replaceAll("state=[^&]+", "state=guessed"));
        authorise(page);

        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("not used")))
                .isVisible();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Nothing has changed");
        button(page, "Accounts", AriaRole.LINK).last().click();
        assertThat(page.getByText("Disconnected", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
    }

    @Test
    void whoDeniesConsentIsToldThatNothingHasChanged() {
        Page page = CHROMIUM.open(origin, ACCOUNT, "admin");
        connect(page);
        button(page, "Deny").click();

        assertThat(page.getByRole(AriaRole.ALERT)).containsText("Access was not granted at Outreach");
        assertThat(page).hasURL(origin + ACCOUNT);
    }

    @Test
    void aCodeThatHasExpiredOnItsWayIsToldAndTheNextOneConnects() {
        Page page = CHROMIUM.open(origin, ACCOUNT, "admin");
        connect(page);
        onTheWayBack(page, address -> {
            CLOCK.advance(Duration.ofMinutes(2));
            return address;
        });
        authorise(page);
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("does not accept the authorisation code");

        page.unroute(OUTREACH);
        connect(page);
        authorise(page);
        assertThat(page.getByText("Connected as User")).isVisible();
    }

    @Test
    void anotherOutreachUserIsAskedAboutAndDisconnectingIsNotOneClick() {
        Page page = CHROMIUM.open(origin, ACCOUNT, "admin");
        connect(page);
        authorise(page);
        assertThat(page.getByText("Connected as User")).isVisible();
        CLOCK.advance(Duration.ofMinutes(3));

        button(page, "Reconnect").click();
        authorise(page, "charles@analytical.example");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("You have authorised as");
        button(page, "Leave it as it is").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Nothing has changed");

        assertThat(button(page, "Disconnect emea-ops")).isHidden();
        page.getByText("Disconnect", new Page.GetByTextOptions().setExact(true)).click();
        button(page, "Disconnect emea-ops").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("The tokens are forgotten");
        assertThat(page.getByText("Paused", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
        assertThat(CHROMIUM.complaints()).isEmpty();
    }

    @Test
    void aViewerSeesTheAccountAndNoButton() {
        Page page = CHROMIUM.open(origin, ACCOUNT, "viewer");

        assertThat(page.getByText("Only an admin can connect")).isVisible();
        assertThat(page.getByRole(AriaRole.BUTTON)).hasText(new String[] {"Sign out"});
        assertThat(CHROMIUM.complaints()).isEmpty();
    }

    private static void connect(Page page) {
        button(page, "Connect").click();
    }

    private static void authorise(Page page) {
        authorise(page, "ada@analytical.example");
    }

    private static void authorise(Page page, String email) {
        page.getByLabel("E-mail").fill(email);
        page.getByLabel("Password").fill("any");
        button(page, "Authorise").click();
    }

    /** What Outreach's page sends the browser back to goes through this first. */
    private static void onTheWayBack(Page page, UnaryOperator<String> address) {
        page.route(OUTREACH, route -> {
            APIResponse answer = route.fetch(new Route.FetchOptions().setMaxRedirects(0));
            String location = answer.headers().get("location");
            route.fulfill(
                    new Route.FulfillOptions().setStatus(302).setHeaders(Map.of("Location", address.apply(location))));
        });
    }

    private static Locator button(Page page, String name) {
        return button(page, name, AriaRole.BUTTON);
    }

    private static Locator button(Page page, String name, AriaRole role) {
        return page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator row(Page page, String head) {
        return page.getByRole(AriaRole.ROW, new Page.GetByRoleOptions().setName(head));
    }
}
