package dev.outreachroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.console.login.Person;
import dev.outreachroutes.deadletter.DeadLetter;
import dev.outreachroutes.deadletter.DeadLetters;
import dev.outreachroutes.outreach.ProspectUpdate;
import dev.outreachroutes.profile.Fault;
import dev.outreachroutes.profile.Faults;
import dev.outreachroutes.profile.Place;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;

/** The pages of dead letters and of the audit, over HTTP, as each role sees them. */
class DeadLetterPagesIT {

    private static final String SALES = "emea-sales";
    private static final String HTML = "<script>alert(1)</script><img src=x onerror=alert(2)>";
    private static final String NAME = "Vanderletter";
    private static final long PROSPECT = 48_123;

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

    @BeforeEach
    void empty() {
        fixture.database().jdbc().update("truncate dead_letter, audit restart identity");
    }

    @Test
    void whereThereAreNoneThePageSaysThatNothingIsToBeDone() {
        Document page = person("viewer").open("/dead-letters");

        assertThat(page.text()).contains("No open dead letters").contains("Nothing is to be done here");
        assertThat(page.select("form[action$=replay]")).isEmpty();
    }

    @Test
    void anOperatorSeesWhatWasSentWhatWasSaidAndWhatHelps() {
        refused(PROSPECT, "custom4", "It is no option: " + HTML);
        Person operator = person("operator");

        Document list = operator.open("/dead-letters");
        assertThat(list.select("tbody tr").text())
                .contains("Refused by Outreach (422)")
                .contains("Prospect 48123")
                .contains("custom4")
                .contains(SALES);
        Document one = operator.follow("tbody a");
        assertThat(one.select("ol.cure").text()).contains("'Hot accounts EMEA'").contains("mapping ID 4");
        assertThat(one.select("pre").text()).contains("\"custom4\" : \"" + NAME + HTML + "\"");
        assertThat(one.text()).contains("It is no option: " + HTML).contains("Prospect 48123");
        assertThat(one.select("script, img")).isEmpty();
        assertThat(list.select("script, img")).isEmpty();

        operator.follow("a[href$=payload]");
        assertThat(operator.header("Content-Disposition")).isEqualTo("attachment; filename=\"dead-letter-1.json\"");
        assertThat(operator.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(operator.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void aViewerSeesReasonsAndTimesAndNothingOfAProspect() {
        refused(PROSPECT, "custom4", NAME + " is no option");
        unreadable(7, "{\"name\": \"" + NAME + "\"", NAME);
        fixture.database()
                .jdbc()
                .update("update dead_letter set note = ?, outcome = ?, record_key = ?", NAME, NAME, NAME.getBytes());
        Person viewer = person("viewer");

        Document list = viewer.open("/dead-letters");
        assertThat(list.text())
                .contains("Refused by Outreach (422)")
                .contains("offset 7")
                .contains("2 found");
        assertThat(list.select("input[type=checkbox], form[method=post]:not(.user) button"))
                .isEmpty();
        for (String page : List.of("/dead-letters", "/dead-letters/1", "/dead-letters/2", "/dead-letters?state=all")) {
            String html = viewer.open(page).outerHtml();
            assertThat(html).as(page).doesNotContain(NAME).doesNotContain("48123");
        }
        assertThat(viewer.open("/dead-letters/1").select("ol.cure").text()).contains("mapping ID 4");
        // Nor by asking whether something would be found.
        assertThat(viewer.open("/dead-letters?text=nothing-has-this").text()).contains("2 found");
        assertThat(viewer.open("/dead-letters?prospect=1").text()).contains("2 found");
        for (String page : List.of("/dead-letters/1/payload", "/audit")) {
            viewer.open(page);
            assertThat(viewer.status()).as(page).isEqualTo(403);
        }
    }

    @Test
    void aSearchNarrowsTheListAndStaysInThePagesLinks() {
        for (int i = 1; i <= 60; i++) {
            refused(i, "custom4", "wrong");
        }
        unreadable(7, "äöü & {x}", "is not JSON");
        Person operator = person("operator");

        assertThat(operator.open("/dead-letters?prospect=7").text())
                .contains("1 found")
                .contains("Prospect 7");
        assertThat(operator.open("/dead-letters").text()).contains("61 found");
        operator.fill("form.filter", "text", "ÄÖÜ & {x}");
        assertThat(operator.page().text()).contains("1 found").contains("offset 7");
        operator.open("/dead-letters?reason=rejected");
        assertThat(operator.page().select("tbody tr")).hasSize(50);
        Document older = operator.follow("a[rel=next]");
        assertThat(older.select("tbody tr")).hasSize(10);
        assertThat(operator.address()).contains("reason=rejected").contains("before=");
        assertThat(operator.open("/dead-letters?from=2200-01-01T00:00").text()).contains("No dead letter fits");
        assertThat(operator.open("/dead-letters?destination=gone%26more").text())
                .contains("No dead letter fits");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prospect=x",
                "from=yesterday",
                "state=lost",
                "prospect=99999999999999999999",
                "prospect=0",
                "from=2026-01-02T00:00&to=2026-01-01T00:00"
            })
    void aSearchThatCannotBeIsToldAndShowsNothing(String query) {
        refused(1, "custom4", "wrong");
        Person operator = person("operator");
        Document page = operator.open("/dead-letters?" + query);

        assertThat(operator.status()).isEqualTo(200);
        assertThat(page.select("[role=alert]").text()).isNotEmpty();
        assertThat(page.select("tbody tr")).isEmpty();
    }

    @Test
    void anOperatorReplaysTheSelectedAndDiscardsAllThatWereFound() {
        for (int i = 1; i <= 4; i++) {
            refused(i, "custom4", "wrong");
        }
        Person operator = person("operator");
        operator.open("/dead-letters");
        operator.fill("form[action=/dead-letters/replay]", "id", "2");
        assertThat(operator.page().select("[role=status]").text()).contains("1 dead letter is being replayed");
        RuntimeFixture.await(Duration.ofSeconds(20)).until(() -> state(2).equals("replayed"));

        operator.open("/dead-letters");
        operator.fill("form[action=/dead-letters/replay]");
        assertThat(operator.page().select("[role=alert]").text()).contains("no dead letter was selected");

        operator.open("/dead-letters?prospect=3");
        discard(operator, "all", "true", "note", "");
        assertThat(operator.page().select("[role=alert]").text()).contains("Say in a note");
        assertThat(state(3)).isEqualTo("open");
        operator.open("/dead-letters?prospect=3");
        discard(operator, "all", "true", "note", "the person " + HTML);
        assertThat(operator.page().select("[role=status]").text()).contains("1 dead letter is discarded");
        assertThat(List.of(state(1), state(3), state(4))).containsExactly("open", "discarded", "open");
        assertThat(operator.open("/dead-letters/3").text())
                .contains("by operator: the person " + HTML)
                .doesNotContain("What to do");

        Document audit = operator.open("/audit");
        assertThat(audit.select("tbody tr").eachText().get(0))
                .contains("operator discard 1 dead letter")
                .contains("of one prospect")
                .doesNotContain("the person");
        assertThat(audit.select("tbody tr").eachText().get(1)).contains("operator replay dead letter 2");
    }

    @Test
    void oneLetterIsReplayedAndDiscardedOnItsOwnPage() {
        refused(1, "custom4", "wrong");
        refused(2, "custom4", "wrong");
        Person operator = person("operator");
        operator.open("/dead-letters/1");
        operator.fill("form[action=/dead-letters/replay]");
        assertThat(operator.page().select("[role=status]").text()).contains("is being replayed");
        RuntimeFixture.await(Duration.ofSeconds(20)).until(() -> state(1).equals("replayed"));
        operator.open("/dead-letters/2");
        operator.fill("form[action=/dead-letters/discard]", "note", "no use");
        assertThat(operator.page().select("[role=status]").text()).contains("1 dead letter is discarded");
        assertThat(state(2)).isEqualTo("discarded");
        operator.open("/dead-letters/99");
        assertThat(operator.status()).isEqualTo(404);
    }

    @Test
    void theAuditHasWhatIsDoneToAccountsAndDestinations() {
        Person admin = person("admin");
        admin.open("/accounts/emea-ops");
        admin.fill("form[action$=/pause]");
        admin.fill("form[action$=/resume]");
        admin.open("/accounts/emea-ops");
        admin.fill("form[action$=/disconnect]");

        assertThat(admin.open("/audit").select("tbody tr").eachText())
                .satisfiesExactly(
                        entry -> assertThat(entry)
                                .endsWith(
                                        "outreach-routes pause delivery emea-sales The account 'emea-ops' is disconnected;"
                                                + " connecting it lets delivery go on"),
                        entry -> assertThat(entry).endsWith("admin disconnect account emea-ops"),
                        entry -> assertThat(entry).endsWith("admin resume delivery emea-sales"),
                        entry -> assertThat(entry).endsWith("admin pause delivery emea-sales by an operator"));
    }

    @Test
    void aLongEventIsCutOffAndCanBeDownloadedWhole() {
        unreadable(7, "[" + "1,".repeat(300_000) + "]", "is not JSON");
        Person operator = person("operator");
        Document page = operator.open("/dead-letters/1");

        assertThat(page.text()).contains("Only the beginning is shown").contains("Download all of it (600002 bytes)");
        assertThat(page.outerHtml()).hasSizeLessThan(50_000);
    }

    private static void discard(Person operator, String... fields) {
        // The button leads the form elsewhere.
        Document page = operator.page();
        assertThat(page.select("button[formaction=/dead-letters/discard]")).isNotEmpty();
        operator.fillAndSendTo("/dead-letters/discard", "form[action=/dead-letters/replay]", fields);
    }

    private static String state(long id) {
        return fixture.database().jdbc().queryForObject("select state from dead_letter where id = ?", String.class, id);
    }

    private static void refused(long prospect, String attribute, String said) {
        keep(DeadLetter.ofChange(
                SALES,
                "rejected",
                "422 " + said,
                422,
                said,
                ProspectUpdate.of(prospect, Map.of(attribute, TextNode.valueOf(NAME + HTML)))));
    }

    private static void unreadable(long offset, String payload, String why) {
        Faults faults = new Faults();
        for (int i = 0; i < 25; i++) {
            faults.add(new Fault(Place.BODY.child(why).child(i), Fault.Kind.NO_JSON, why));
        }
        keep(DeadLetter.ofRecord(
                SALES,
                new DeadLetter.Source("segment-events", 0, offset, Instant.EPOCH, null),
                faults,
                payload.getBytes(StandardCharsets.UTF_8)));
    }

    private static void keep(DeadLetter letter) {
        deadLetters.keep(List.of(letter));
    }

    private static Person person(String user) {
        return Person.signedIn(origin, user, RuntimeFixture.PASSWORD);
    }
}
