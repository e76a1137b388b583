package dev.outreachroutes.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.outreachroutes.Chromium;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.deadletter.DeadLetters;
import dev.outreachroutes.outreach.ProspectUpdate;
import dev.outreachroutes.profile.Fault;
import dev.outreachroutes.profile.Faults;
import dev.outreachroutes.profile.Place;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The way from the list through a dead letter to its end, as a person with a real browser goes it. */
class DeadLettersInBrowserIT {

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    private static final int NARROW = 400;

    private static RuntimeFixture fixture;
    private static DeadLetters deadLetters;
    private static String origin;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> {});
        ConfigurableApplicationContext runtime = fixture.start();
        origin = "http://localhost:" + runtime.getEnvironment().getProperty("local.server.port");
        deadLetters = runtime.getBean(DeadLetters.class);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void anOperatorFindsALetterReadsItsCureReplaysOneAndDiscardsTheRest() {
        Page page = CHROMIUM.open(origin, "/dead-letters", "operator");
        assertThat(page.getByText("No open dead letters")).isVisible();
        shoot(page, "empty");
        letters();

        page.navigate("/dead-letters");
        assertThat(page.locator("h2.first")).hasText("4 found");
        shoot(page, "list");
        page.getByText("Search", new Page.GetByTextOptions().setExact(true))
                .first()
                .click();
        page.getByLabel("Text, in the error or in the event").fill("jean-luc");
        button(page, "Search").click();
        assertThat(page.locator("h2.first")).hasText("1 found");
        page.locator("tbody a").click();
        assertThat(page.getByText("in Outreach's settings there must be a custom field 4"))
                .isVisible();
        shoot(page, "letter");
        button(page, "Replay").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("1 dead letter is being replayed");

        page.navigate("/dead-letters?reason=unreadable");
        page.getByLabel("Select dead letter").first().check();
        page.getByText("Discard", new Page.GetByTextOptions().setExact(true)).click();
        button(page, "Discard selected").click();
        // The browser wants the note.
        assertThat(page.getByRole(AriaRole.STATUS)).hasCount(0);
        page.getByLabel("Why? It is kept with them").fill("A test of the new export");
        shoot(page, "discard");
        button(page, "Discard selected").click();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("1 dead letter is discarded");

        page.navigate("/audit");
        assertThat(page.getByRole(AriaRole.ROW)).hasCount(3);
        shoot(page, "audit");
        assertThat(CHROMIUM.complaints()).isEmpty();
    }

    private static void letters() {
        change(48_123, 422, "validationError at /data/attributes/custom4: Custom4 is invalid.", "custom4", "Jean-Luc");
        change(48_124, 404, "resourceNotFound: Could not find 'prospect' with ID '48124'.", "custom4", "realized");
        unreadable(
                7, "{\"segmentMembership\": {\"ups\": {}, <b>bold</b>", "body: is not JSON in line 1, near column 35");
        unreadable(
                123_456_789_012L,
                "[" + "\"averyverylongvaluewithoutanyspace".repeat(30) + "\"]",
                "/profiles/3/segmentMembership/ups/" + "long".repeat(20) + ": is no object but "
                        + "a text ".repeat(20));
    }

    private static void change(long prospect, int status, String said, String attribute, String value) {
        keep(DeadLetter.ofChange(
                "emea-sales",
                "rejected",
                status + " " + said,
                status,
                said,
                ProspectUpdate.of(prospect, Map.of(attribute, TextNode.valueOf(value)))));
    }

    private static void unreadable(long offset, String payload, String why) {
        Faults faults = new Faults();
        for (int i = 0; i < 30; i++) {
            faults.add(new Fault(Place.BODY.child("profiles").child(i), Fault.Kind.NO_JSON, why));
        }
        keep(DeadLetter.ofRecord(
                "emea-sales",
                new DeadLetter.Source("segment-events", 0, offset, Instant.parse("2026-11-20T10:00:00Z"), null),
                faults,
                payload.getBytes(StandardCharsets.UTF_8)));
    }

    private static void keep(DeadLetter letter) {
        deadLetters.keep(List.of(letter));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    /** Whole pages, wide and narrow; nothing of a narrow one has to be scrolled sideways. */
    private static void shoot(Page page, String name) {
        for (int width : new int[] {1280, NARROW}) {
            page.setViewportSize(width, 800);
            assertThat((boolean) page.evaluate(
                            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
                    .as(name + " fits into " + width + " pixels")
                    .isTrue();
            assertThat((boolean) page.evaluate(
                            "Array.from(document.querySelectorAll('[hidden]')).every(e => !e.checkVisibility())"))
                    .as("nothing hidden is shown on " + name)
                    .isTrue();
            if (System.getProperty("screenshots") != null) {
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(Path.of("target", "screenshots", "dead-letters-" + name + "-" + width + ".png")));
            }
        }
        page.setViewportSize(1280, 800);
    }
}
