package dev.outreachroutes.console.proxy;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.outreachroutes.Chromium;
import dev.outreachroutes.RuntimeFixture;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.core.env.Environment;

/** The console as one of several programs of a host, below a path: behind a proxy that takes the path off, or with the path itself. */
class BelowPrefixInBrowserIT {

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static final String PREFIX = "/outreach";
    private static final String ACCOUNT = PREFIX + "/accounts/emea-ops";

    private final StrippingProxy proxy = new StrippingProxy(PREFIX);
    private final RuntimeFixture fixture = RuntimeFixture.create(sandbox -> {})
            .with("OUTREACH_REFRESH_TOKEN", "")
            .with("spring.jmx.enabled", true);

    @AfterEach
    void stop() {
        fixture.close();
        proxy.close();
    }

    @Test
    void behindAProxyThatTakesThePrefixOff() {
        proxy.to("http://127.0.0.1:" + start().getProperty("local.server.port"));
        everythingStaysBelowThePrefix(proxy.origin());
    }

    @Test
    void behindAProxyThatTakesThePrefixOffWithTheRedirectUriThatIsRegistered() {
        fixture.with("CONSOLE_TRUSTED_PROXIES", "127.0.0.1")
                .with("OUTREACH_REDIRECT_URI", proxy.origin() + PREFIX + "/connected");
        proxy.to("http://127.0.0.1:" + start().getProperty("local.server.port"));
        everythingStaysBelowThePrefix(proxy.origin());
    }

    @Test
    void withThePrefixAsContextPath() {
        fixture.with("SERVER_SERVLET_CONTEXT_PATH", PREFIX);
        everythingStaysBelowThePrefix("http://localhost:" + start().getProperty("local.server.port"));
    }

    @Test
    void theManagementsPortBehindAProxyThatTakesThePrefixOff() {
        fixture.with("MANAGEMENT_SERVER_PORT", "0");
        proxy.to("http://127.0.0.1:" + start().getProperty("local.management.port"));
        hawtioShowsTheRoutes(CHROMIUM.open(proxy.origin(), PREFIX + "/actuator/hawtio/", "viewer"), proxy.origin());
    }

    private Environment start() {
        return fixture.start().getEnvironment();
    }

    private static void everythingStaysBelowThePrefix(String origin) {
        Page page = CHROMIUM.open(origin, ACCOUNT, "admin");
        assertThat(page.locator("a[href]").all()).isNotEmpty().allSatisfy(link -> assertThat(link.getAttribute("href"))
                .startsWith(PREFIX + "/"));
        assertThat(page.context().cookies())
                .filteredOn(cookie -> !cookie.name.equals("outreach-routes"))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie.path).isEqualTo(PREFIX));

        button(page, "Connect").click();
        page.getByLabel("E-mail").fill("ada@analytical.example");
        page.getByLabel("Password").fill("any");
        button(page, "Authorise").click();
        assertThat(page).hasURL(origin + ACCOUNT);
        assertThat(page.getByText("Connected as User")).isVisible();

        page.navigate(PREFIX + "/dead-letters");
        assertThat(page).hasURL(origin + PREFIX + "/actuator/hawtio/outreach/dead-letters");

        page.navigate(PREFIX + "/");
        link(page, "Console").click();
        assertThat(page.getByRole(
                        AriaRole.HEADING,
                        new Page.GetByRoleOptions().setName("Destinations").setExact(true)))
                .isVisible();
        assertThat(page).hasURL(origin + PREFIX + "/actuator/hawtio/outreach/destinations");
        assertThat(link(page, "emea-sales")).isVisible();
        link(page, "Camel").click();
        hawtioShowsTheRoutes(page, origin);
        page.navigate(PREFIX + "/");
        button(page, "Sign out").click();
        assertThat(page).hasURL(origin + PREFIX + "/login?out");
    }

    /** Also after a reload of where one is, and without a slash at the end. */
    private static void hawtioShowsTheRoutes(Page page, String origin) {
        showsTheRoutes(page);
        assertThat(page.url()).startsWith(origin + PREFIX + "/actuator/hawtio/camel");
        page.reload();
        showsTheRoutes(page);
        assertThat(complaints()).isEmpty();
    }

    private static void showsTheRoutes(Page page) {
        assertThat(page.getByRole(AriaRole.TREE)
                        .getByText("emea-sales.delivery", new Locator.GetByTextOptions().setExact(true))
                        .first())
                .isVisible();
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator link(Page page, String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static List<String> complaints() {
        return CHROMIUM.complaints().stream()
                // Runs are not kept yet.
                .filter(complaint -> !complaint.contains("/runs?"))
                // Kafka's clients take MBeans away while Hawtio reads what it has just listed.
                .filter(complaint -> !(complaint.contains("InstanceNotFoundException") && complaint.contains("kafka.")))
                // What Hawtio asks for when its page is left.
                .filter(complaint -> !complaint.contains("TypeError: Failed to fetch"))
                .toList();
    }
}
