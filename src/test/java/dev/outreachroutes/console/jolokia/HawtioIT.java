package dev.outreachroutes.console.jolokia;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.outreachroutes.Chromium;
import dev.outreachroutes.RuntimeFixture;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** Hawtio as people see it. */
class HawtioIT {

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static RuntimeFixture fixture;
    private static String origin;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> {}).with("spring.jmx.enabled", true);
        ConfigurableApplicationContext runtime = fixture.start();
        origin = "http://localhost:" + runtime.getEnvironment().getProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void theCamelTabShowsTheRoutesOfTheDestination() {
        Page page = hawtio("viewer", "Camel");

        assertThat(node(page, "emea-sales.intake")).isVisible();
        assertThat(node(page, "emea-sales.delivery")).isVisible();
        node(page, "emea-sales.intake").click();
        assertThat(page.getByText("(ID: emea-sales.commit-offsets)")).isVisible();
        assertThat(page.getByText("(ID: wait-and-try-again)")).hasCount(0);
        for (String tab : List.of("Attributes", "Operations", "Source", "Properties", "Exchanges", "Chart")) {
            page.getByRole(
                            AriaRole.LINK,
                            new Page.GetByRoleOptions().setName(tab).setExact(true))
                    .click();
            assertThat(page).hasURL(Pattern.compile(".*/camel/" + tab.toLowerCase(Locale.ROOT) + ".*"));
        }
        assertThat(complaints()).isEmpty();
    }

    @Test
    void theJmxTabShowsTheDestination() {
        Page page = hawtio("operator", "JMX");

        // Hawtio reads its tree anew while Kafka's clients add MBeans, and then forgets what it was asked to show.
        await().pollInSameThread().atMost(Duration.ofMinutes(1)).until(() -> {
            page.getByRole(AriaRole.SEARCHBOX).fill("");
            page.getByRole(AriaRole.SEARCHBOX).fill("emea-sales");
            page.waitForTimeout(500);
            return node(page, "emea-sales").isVisible();
        });
        node(page, "emea-sales").click();

        assertThat(page.getByRole(AriaRole.ROW, new Page.GetByRoleOptions().setName("Account emea-ops")))
                .isVisible();
        assertThat(page.getByRole(AriaRole.ROW, new Page.GetByRoleOptions().setName("QuotaLeft")))
                .isVisible();
        assertThat(complaints()).isEmpty();
    }

    private static Page hawtio(String user, String tab) {
        Page page = CHROMIUM.open(origin, "/actuator/hawtio/", user);
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(tab).setExact(true))
                .click();
        return page;
    }

    /** A line of the tree on the left. */
    private static Locator node(Page page, String name) {
        return page.getByRole(AriaRole.TREE)
                .getByText(name, new Locator.GetByTextOptions().setExact(true))
                .first();
    }

    private static List<String> complaints() {
        return CHROMIUM.complaints().stream()
                // Runs are not kept yet.
                .filter(complaint -> !complaint.contains("/runs?"))
                // Kafka's clients take MBeans away while Hawtio reads what it has just listed.
                .filter(complaint -> !(complaint.contains("InstanceNotFoundException") && complaint.contains("kafka.")))
                .toList();
    }
}
