package dev.outreachroutes.console.plugin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.outreachroutes.Chromium;
import dev.outreachroutes.Events;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.sandbox.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.Environment;

/** The Outreach pages in Hawtio, as people use them: with a mouse, by keyboard, on wide and narrow screens. */
class ConsolePagesIT {

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String BASE = "/actuator/hawtio/outreach/";
    private static final int NARROW = 360;
    private static final int WIDE = 1400;

    /** Each page, and its heading. */
    private static final Map<String, String> PAGES = Map.ofEntries(
            Map.entry("destinations", "Destinations"),
            Map.entry("destinations/emea-sales", "emea-sales Live"),
            Map.entry("destinations/emea-sales/segments", "emea-sales Live"),
            Map.entry("destinations/emea-sales/resyncs", "emea-sales Live"),
            Map.entry("destinations/emea-sales/configuration", "emea-sales Live"),
            Map.entry("alerts", "Alerts"),
            Map.entry("alerts?alerts=cleared", "Alerts"),
            Map.entry("destinations/emea-sales/routes", "emea-sales Live"),
            Map.entry("prospects", "Prospects"),
            Map.entry("prospects/emea-sales/103", "Prospect 103"),
            Map.entry("dead-letters", "Dead letters"),
            Map.entry("dead-letters?view=list&letters=all", "Dead letters"),
            Map.entry("dead-letters/1", "Dead letter 1"),
            Map.entry("runs", "Runs"),
            Map.entry("requests", "Requests"),
            Map.entry("resyncs", "Resyncs"),
            Map.entry("accounts", "Accounts"),
            Map.entry("configuration", "Configuration"));

    /** As the browser's own button for the page before does it: Hawtio takes some seconds to load. */
    private static final String WITHOUT_LOADING_ANEW =
            """
            path => {
              history.pushState({}, '', path);
              dispatchEvent(new PopStateEvent('popstate'));
            }""";

    /** What hinders people a lot, by axe; empty when nothing does. Without Hawtio's own frame. */
    private static final String HINDRANCES =
            """
            async () => (await axe.run('.or-page', {resultTypes: ['violations']})).violations
              .filter(each => ['serious', 'critical'].includes(each.impact))
              .map(each => each.id + ': ' + each.nodes.map(node => node.html).join(' '))
              .join('\\n')""";

    /** What of a page, but for what can be scrolled by itself, reaches beyond the right edge of the window, and which table beyond its page. */
    private static final String TOO_WIDE =
            """
            () => [...document.querySelectorAll('.or-page *')]
              .filter(each => !each.closest('.pf-v6-c-tabs'))
              .filter(each => each.getBoundingClientRect().right
                > 1 + (each.matches('.or-table')
                  ? each.parentElement.getBoundingClientRect().right - parseFloat(getComputedStyle(each.parentElement).paddingRight)
                  : innerWidth))
              .map(each => each.outerHTML.slice(0, 200))
              .join('\\n')""";

    private static RuntimeFixture fixture;
    private static String origin;
    private static String axe;
    private static String routes;

    @BeforeAll
    static void start() throws IOException {
        try (InputStream script = ConsolePagesIT.class.getResourceAsStream("/axe.min.js")) {
            axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
        fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 300))
                .with("spring.jmx.enabled", true)
                .with("ALERT_EVERY", "1s")
                .with("outreach.alerts.dead-letters", 1);
        Environment environment = fixture.start().getEnvironment();
        origin = "http://localhost:" + environment.getProperty("local.server.port");
        routes = environment.getProperty("ROUTES_DIR");
        fixture.sandbox().answerAlways(103, Fault.answer(404, "{}"));
        fixture.sandbox().answerAlways(104, Fault.answer(404, "{}"));
        fixture.topic()
                .send(List.of(
                        Events.joins(101),
                        Events.event(102, Events.HOT, "exited", 2),
                        Events.joins(103),
                        Events.joins(104),
                        "{\"not\": \"an event\""));
        fixture.awaitRest(RuntimeFixture.SALES, SOON);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewer", "operator", "admin"})
    void everyPageOpensWithoutAComplaintAndFitsAndHindersNobody(String user) {
        Page page = open("destinations", user);
        List<String> wrong = new ArrayList<>();
        PAGES.forEach((path, title) -> {
            page.setViewportSize(WIDE, 900);
            page.evaluate(WITHOUT_LOADING_ANEW, BASE + path);
            assertThat(heading(page, title)).isVisible();
            assertThat(page.getByRole(AriaRole.PROGRESSBAR, new Page.GetByRoleOptions().setName("loading")))
                    .hasCount(0);
            page.evaluate(axe);
            check(wrong, path, "hinders", (String) page.evaluate(HINDRANCES));
            check(wrong, path, "is too wide for " + WIDE, (String) page.evaluate(TOO_WIDE));
            picture(page, path, user);
            page.setViewportSize(NARROW, 900);
            check(wrong, path, "is too wide for " + NARROW, (String) page.evaluate(TOO_WIDE));
        });
        assertThat(wrong).isEmpty();
        assertThat(complaints()).isEmpty();
    }

    private static void check(List<String> wrong, String path, String how, String what) {
        if (!what.isEmpty()) {
            wrong.add(path + " " + how + ": " + what);
        }
    }

    @Test
    void aViewerIsOfferedNothingThatAViewerMayNotDo() {
        Page page = open("destinations/emea-sales", "viewer");
        assertThat(heading(page, "emea-sales Live")).isVisible();
        for (String each : List.of("Pause", "Resync", "Check", "Connection")) {
            assertThat(button(page, each)).hasCount(0);
        }
        assertThat(link(page, "Camel")).isVisible();
        assertThat(link(page, "JMX")).hasCount(0);
        assertThat(link(page, "Audit")).hasCount(0);
        link(page, "Dead letters").first().click();
        assertThat(page.getByText("1 letter: Cannot be read")).isVisible();
        assertThat(button(page, "Replay")).hasCount(0);
    }

    @Test
    void hawtioOpensOnTheDestinationsAndOneSignsOutThereAndALinkSurvivesTheLogin() {
        Page page = CHROMIUM.open(origin, "/actuator/hawtio/", "operator");
        assertThat(heading(page, "Destinations")).isVisible();
        button(page, "operator").click();
        page.getByRole(AriaRole.MENUITEM, new Page.GetByRoleOptions().setName("Sign out"))
                .click();
        assertThat(page).hasURL(origin + "/login?out");

        Page shared = CHROMIUM.open(origin, BASE + "prospects/emea-sales/103", "operator");
        assertThat(heading(shared, "Prospect 103")).isVisible();
        assertThat(shared.getByText("Outreach has refused it for good")).isVisible();
        assertThat(link(shared, "Open in Outreach")).hasAttribute("href", "https://web.outreach.io/prospects/103");
    }

    @Test
    void addressesOfFormerPagesLeadToThoseOfTodayAlsoAfterALogin() {
        Page page = CHROMIUM.open(origin);
        page.navigate("/dead-letters?destination=emea-sales&reason=unreadable&state=all");
        page.getByLabel("Name").fill("viewer");
        page.getByLabel("Password").fill(RuntimeFixture.PASSWORD);
        button(page, "Sign in").click();
        assertThat(heading(page, "Dead letters")).isVisible();
        assertThat(page.getByLabel("State")).hasValue("all");
        assertThat(page.getByLabel("Why")).hasValue("unreadable");
        page.navigate("/dead-letters/1");
        assertThat(heading(page, "Dead letter 1")).isVisible();
        Page operators = CHROMIUM.open(origin, BASE + "audit", "operator");
        operators.navigate("/audit");
        assertThat(heading(operators, "Audit")).isVisible();
    }

    @Test
    void aViewerSeesNothingOfAProspectInADeadLetter() {
        Page page = open("dead-letters?view=list&letters=all&reason=rejected", "viewer");
        assertThat(page.getByRole(AriaRole.CHECKBOX)).hasCount(0);
        assertThat(page.getByText("a prospect", new Page.GetByTextOptions().setExact(true))
                        .first())
                .isVisible();
        assertThat(page.getByText("103")).hasCount(0);
        page.navigate(BASE + "dead-letters/" + letterOf(103));
        assertThat(page.getByText("What helps")).isVisible();
        assertThat(page.getByText("103")).hasCount(0);
        assertThat(button(page, "Discard")).hasCount(0);
    }

    @Test
    void anOperatorSeesWhatARecordSaysWhatIsWrongWithItAndSavesIt() throws IOException {
        Page page = open("dead-letters?view=list&letters=all&reason=unreadable", "operator");
        page.locator("tbody a").first().click();
        assertThat(page.getByText("What cannot be understood")).isVisible();
        assertThat(page.getByText("body: ends in the middle of a JSON value")).isVisible();
        page.getByText(Pattern.compile("Show .* bytes of profile data")).click();
        Download saved = page.waitForDownload(button(page, "Save as a file")::click);
        assertThat(Files.readString(saved.path())).startsWith("{");
    }

    @Test
    void anOperatorDiscardsAllOfADestinationAfterAQuestion() {
        fixture.database()
                .jdbc()
                .update(
                        """
                        insert into dead_letter (destination, reason, detail, prospect_id, attributes, payload)
                        select 'emea-sales', 'failed', 'detail', n, '{custom4}', '{}' from generate_series(1, 60) n
                        """);
        Page page = open("dead-letters?view=list&destination=emea-sales&reason=failed", "operator");
        Locator all = page.getByRole(AriaRole.CHECKBOX).first();
        all.check();
        assertThat(page.getByText("50 letters chosen")).isVisible();
        all.uncheck();
        assertThat(page.getByText("All of emea-sales, Failed here:")).isVisible();
        button(page, "Discard").click();
        page.getByLabel("Why?").fill("a trial of the export");
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Discard"))
                .click();
        assertThat(page.getByText("60 dead letters discarded.")).isVisible();
        page.navigate(BASE + "dead-letters?view=list&letters=discarded&reason=failed");
        page.locator("tbody a").first().click();
        assertThat(page.getByText("a trial of the export")).isVisible();
        link(page, "Audit").click();
        assertThat(page.getByText("all that are open: reason failed")).isVisible();
    }

    private static long letterOf(long prospect) {
        return fixture.database()
                .jdbc()
                .queryForObject("select min(id) from dead_letter where prospect_id = ?", Long.class, prospect);
    }

    @Test
    void aRequestNamesTheEventsItBroughtAndIsFoundByThem() {
        Page page = open("prospects/emea-sales/101", "operator");
        Locator event = page.locator("a[href*='event=']").first();
        String id = event.textContent();
        event.click();
        assertThat(heading(page, "Requests")).isVisible();
        assertThat(page.getByLabel("Event, as partition-offset")).hasValue(id);
        assertThat(page.locator("tbody tr")).hasCount(1);
        assertThat(link(page, "101")).isVisible();
        assertThat(link(page, id)).isVisible();
        page.getByLabel("Event, as partition-offset").fill("0-999999");
        page.keyboard().press("Enter");
        assertThat(page.getByText("No request brought what 0-999999 asks for")).isVisible();
    }

    @Test
    void aChartShowsWhatIsPendingAndTheSegmentsSayOfWhenTheirMembersAre() {
        Page page = open("destinations/emea-sales?span=7d", "viewer");
        assertThat(page.getByLabel(Pattern.compile("Pending: 0 now, at most .*")))
                .isVisible();
        page.navigate(BASE + "destinations/emea-sales/segments");
        assertThat(page.getByText("Members as of")).isVisible();
    }

    @Test
    void aLinkLeadsToHawtiosPageOfARouteAndOfAnMBeanAndBack() {
        Page page = open("destinations/emea-sales/in-hawtio/route/emea-sales.delivery", "viewer");
        assertThat(heading(page, "emea-sales.delivery")).isVisible();
        link(page, "Back to emea-sales").click();
        assertThat(heading(page, "emea-sales Live")).isVisible();
        link(page, "emea-sales.intake").click();
        assertThat(heading(page, "emea-sales.intake")).isVisible();

        Page operators = open("destinations/emea-sales/routes", "operator");
        operators
                .getByRole(AriaRole.TABPANEL)
                .getByText("emea-sales", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(operators
                        .getByText("dev.outreachroutes:type=Destination,name=emea-sales")
                        .first())
                .isVisible();
        link(operators, "Back to emea-sales").click();
        assertThat(heading(operators, "emea-sales Live")).isVisible();
    }

    @Test
    void anOperatorSeesWhatStandsInTheLineOfAFinding() throws IOException {
        Path file = Path.of(routes, "destinations.yaml");
        String well = Files.readString(file);
        try {
            Files.writeString(file, well.replace("identity: oid", "identiti: oid"));
            Page page = open("configuration", "operator");
            button(page, "Check the files").click();
            assertThat(page.locator("pre.or-line").getByText("identiti: oid")).isVisible();
            assertThat(page.getByText(Pattern.compile("destinations.yaml:[0-9]+"))
                            .first())
                    .isVisible();
        } finally {
            Files.writeString(file, well);
        }
    }

    @Test
    void anAccountShowsItsRequestsOverTime() {
        Page page = open("accounts", "viewer");
        assertThat(page.getByLabel(Pattern.compile("Requests for prospects by hour.*")))
                .isVisible();
        assertThat(page.getByLabel(Pattern.compile("All requests by day.*"))).isVisible();
    }

    @Test
    void anOperatorPausesWithAReasonAndResumes() {
        Page page = open("destinations/emea-sales", "operator");
        button(page, "Pause").click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Pause")))
                .isDisabled();
        dialog.getByLabel("Why?").fill("fields are being moved");
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Pause"))
                .click();
        assertThat(heading(page, "emea-sales Paused")).isVisible();
        assertThat(page.getByText("fields are being moved")).isVisible();
        button(page, "Resume").click();
        assertThat(heading(page, "emea-sales Live")).isVisible();
        link(page, "Audit").click();
        assertThat(page.getByText("fields are being moved").first()).isVisible();
    }

    @Test
    void theBellOfEveryPageLeadsToTheAlertsOfWhichAnOperatorAcknowledgesOne() {
        Page page = open("runs", "operator");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("\\d+ alerts?")))
                .click();
        assertThat(heading(page, "Alerts")).isVisible();
        Locator letters = page.getByRole(AriaRole.ROW)
                .filter(new Locator.FilterOptions().setHasText("open dead letters of the last hour"));
        assertThat(letters.getByText("warning")).isVisible();
        letters.getByText("Acknowledge", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(page.getByText("You have acknowledged it: emea-sales")).isVisible();
        assertThat(letters.getByText("by operator")).isVisible();
        Page viewers = open("alerts", "viewer");
        assertThat(viewers.getByText("by operator")).isVisible();
        assertThat(button(viewers, "Acknowledge")).hasCount(0);
        link(viewers, "emea-sales").first().click();
        assertThat(heading(viewers, "Dead letters")).isVisible();
    }

    @Test
    void anOperatorPlansAResyncAndBeginsIt() {
        Page page = open("destinations/emea-sales", "operator");
        button(page, "Resync").click();
        button(page, "Plan").click();
        assertThat(page.getByText("It changes nothing.")).isVisible();
        button(page, "Begin").click();
        assertThat(page.getByText("done", new Page.GetByTextOptions().setExact(true)))
                .isVisible();
    }

    @Test
    void anOperatorReplaysAGroupOfLettersAndSeesWhatCameOfThem() {
        fixture.sandbox().answer(110, Fault.answer(409, "{}"));
        fixture.sandbox().answer(111, Fault.answer(409, "{}"));
        fixture.topic().send(List.of(Events.joins(110), Events.joins(111)));
        fixture.awaitRest(RuntimeFixture.SALES, SOON);
        Page page = open("dead-letters", "operator");
        Locator group = page.locator(".or-groups > section")
                .filter(new Locator.FilterOptions().setHasText("2 letters: Outreach refuses it 409"));
        group.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Replay"))
                .click();
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Replay"))
                .click();
        assertThat(page.getByText("2 dead letters will be replayed")).isVisible();
        page.navigate(BASE + "dead-letters?view=list&letters=all");
        assertThat(page.getByRole(AriaRole.ROW)
                        .filter(new Locator.FilterOptions().setHasText("110"))
                        .getByText(Pattern.compile("replayed|delivered")))
                .isVisible();
    }

    @Test
    void anOperatorGoesFromANumberOfARunToTheProfilesBehindItAndSavesTheNumbers() throws IOException {
        fixture.topic().send(List.of("{\"identityMap\": {\"oid\": [{\"id\": \"120\"}]}}"));
        fixture.awaitRest(RuntimeFixture.SALES, SOON);
        Page page = open("runs", "operator");
        Download saved = page.waitForDownload(button(page, "Save as CSV")::click);
        assertThat(Files.readString(saved.path())).startsWith("hour,received,activated,");
        Locator activated = page.locator("tbody tr").first();
        link(page, "still pending").first().click();
        assertThat(heading(page, "Prospects")).isVisible();
        assertThat(page.getByText("No prospect is so")).isVisible();
        page.goBack();
        activated.locator("td[data-label=Delivered] a").click();
        assertThat(heading(page, "Requests")).isVisible();
        assertThat(page.getByLabel("Outcome")).hasValue("acknowledged");
        assertThat(link(page, "101")).isVisible();
        page.goBack();
        activated.locator("td[data-label=Failed] a").first().click();
        assertThat(heading(page, "Dead letters")).isVisible();
        assertThat(link(page, "103")).isVisible();
        page.goBack();
        link(page, "nothing-mapped").first().click();
        assertThat(heading(page, "Excluded profiles")).isVisible();
        page.evaluate(axe);
        assertThat((String) page.evaluate(HINDRANCES)).isEmpty();
        page.setViewportSize(NARROW, 900);
        assertThat((String) page.evaluate(TOO_WIDE)).isEmpty();
        assertThat(link(page, "120")).isVisible();

        Page viewers = open("runs", "viewer");
        assertThat(viewers.getByText("nothing-mapped").first()).isVisible();
        assertThat(link(viewers, "nothing-mapped")).hasCount(0);
    }

    @Test
    void lettersAreChosenAndDiscardedByKeyboardAlone() {
        fixture.topic().send(List.of("{\"also\": \"no event\""));
        fixture.awaitRest(RuntimeFixture.SALES, SOON);
        Page page = open("dead-letters?view=list&reason=unreadable", "operator");
        Locator newest = page.getByRole(AriaRole.CHECKBOX).nth(1);
        newest.focus();
        page.keyboard().press("Space");
        assertThat(page.getByText("1 letter chosen")).isVisible();
        button(page, "Discard").focus();
        page.keyboard().press("Enter");
        page.getByLabel("Why?").focus();
        page.keyboard().type("a trial");
        page.keyboard().press("Enter");
        assertThat(page.getByText("1 dead letter discarded.")).isVisible();
    }

    @Test
    void aPageSaysThatTheServerIsAwayAndThatASessionIsOver() {
        Page page = open("destinations", "viewer");
        assertThat(link(page, "emea-sales")).isVisible();
        page.route("**/api/v1/**", route -> route.abort());
        assertThat(page.getByText("The server does not answer.")).isVisible();
        assertThat(link(page, "emea-sales")).isVisible();
        page.unroute("**/api/v1/**");
        assertThat(page.getByText("The server does not answer.")).hasCount(0);
        page.context().clearCookies();
        page.getByText("Sign in again").click();
        assertThat(page.getByLabel("Password")).isVisible();
    }

    private static Page open(String path, String user) {
        return CHROMIUM.open(origin, BASE + path, user);
    }

    private static Locator heading(Page page, String name) {
        return page.getByRole(
                AriaRole.HEADING,
                new Page.GetByRoleOptions().setName(name).setExact(true).setLevel(1));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator link(Page page, String name) {
        return page.getByRole(
                AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void picture(Page page, String path, String user) {
        if (System.getProperty("screenshots") != null) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(Path.of(
                            "target", "screenshots", "console-" + path.replaceAll("\\W+", "-") + "-" + user + ".png")));
        }
    }

    private static List<String> complaints() {
        return CHROMIUM.complaints().stream()
                // What Hawtio asks for when its page is left.
                .filter(complaint -> !complaint.contains("TypeError: Failed to fetch"))
                .toList();
    }
}
