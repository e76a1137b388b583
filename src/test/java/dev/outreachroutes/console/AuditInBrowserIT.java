package dev.outreachroutes.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.outreachroutes.Chromium;
import dev.outreachroutes.RuntimeFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The audit with long names and long reasons, on narrow and wide screens. */
class AuditInBrowserIT {

    @RegisterExtension
    static final Chromium CHROMIUM = new Chromium();

    /** Words of the table that stand on several lines. They may break after a hyphen, and where they fit no line. */
    private static final String BROKEN_WORDS =
            """
            () => {
              const broken = [];
              for (const cell of document.querySelectorAll('table td, table th')) {
                const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
                while (texts.nextNode()) {
                  const node = texts.currentNode;
                  for (const word of node.data.matchAll(/[^\\s-]+-?/g)) {
                    const range = document.createRange();
                    range.setStart(node, word.index);
                    range.setEnd(node, word.index + word[0].length);
                    const lines = new Set([...range.getClientRects()].map(each => Math.round(each.top)));
                    if (lines.size > 1 && word[0].length * 8 < cell.clientWidth) {
                      broken.push(word[0]);
                    }
                  }
                }
              }
              return broken.join(' ');
            }
            """;

    private static RuntimeFixture fixture;
    private static String origin;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> {});
        origin = "http://localhost:" + fixture.start().getEnvironment().getProperty("local.server.port");
        entry(
                "outreach-routes",
                "pause",
                "emea-enterprise-sales-development",
                "delivery",
                """
                Outreach refused 10 prospects in a row and took none in between, the last with: 403 unauthorizedOauthScope: Your \
                authorization does not include the required scope 'prospects.write'.""");
        entry(
                "bartholomew.featherstonehaugh@emea.example",
                "discard",
                "emea-enterprise-sales-development",
                "1,234 dead letters",
                "all that are open: reason attempts-exhausted, since 2026-11-23T10:00:00Z");
        entry("admin", "connect", "emea-ops", "account", "by another Outreach user than before");
        entry("jane", "replay", "emea-sales", "dead letter 17", "");
    }

    private static void entry(String who, String what, String target, String subject, String detail) {
        fixture.database()
                .jdbc()
                .update(
                        "insert into audit (at, who, what, target, subject, detail) values ('2026-11-23T10:11:12.345678Z',"
                                + " ?, ?, ?, ?, ?)",
                        who,
                        what,
                        target,
                        subject,
                        detail);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 768, 1280})
    void noWordBreaksAndNothingIsWiderThanTheScreen(int width) {
        Page page = CHROMIUM.open(origin, "/audit", "operator");
        page.setViewportSize(width, 900);
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target/screenshots/audit-" + width + ".png"))
                .setFullPage(true));

        assertThat(page.evaluate(BROKEN_WORDS)).isEqualTo("");
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(width);
    }
}
