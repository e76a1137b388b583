package dev.outreachroutes;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * People at real browsers: a static field of a test class with {@code @RegisterExtension}. One Chromium serves all tests of the
 * JVM. The pages that a test opens are closed after it; if it failed, or with {@code -Dscreenshots}, they leave pictures in
 * {@code target/screenshots}.
 *
 * <p>The browser is the machine's own: Playwright's would have to be downloaded. Where there is none, the tests are skipped.
 */
public final class Chromium implements ExecutionCondition, BeforeAllCallback, AfterEachCallback {

    private static final String WHAT_TO_DO =
            "No Chromium here, so tests in the browser are skipped. Install one (apt-get install chromium), or set CHROMIUM to"
                    + " the path of a Chromium or Chrome.";
    private static final List<String> USUAL =
            List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");
    /** Each JVM unpacks the driver, 138 MB, below this, and removes it; what a killed one leaves is removed by the next build. */
    private static final Path DRIVER = Path.of("target", "playwright");

    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    /** Nothing but our own pages is reached: neither by these, nor by the browser that would look for updates. */
    private static final String LOOPBACK_ONLY =
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1";

    private static final double PATIENCE_MILLIS = 60_000;

    private final List<BrowserContext> people = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private Browser browser;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext test) {
        if (executable().isPresent()) {
            return ConditionEvaluationResult.enabled("");
        }
        System.out.println(test.getDisplayName() + ": " + WHAT_TO_DO);
        return ConditionEvaluationResult.disabled(WHAT_TO_DO);
    }

    @Override
    public void beforeAll(ExtensionContext test) {
        browser = test.getRoot()
                .getStore(ExtensionContext.Namespace.create(Chromium.class))
                .getOrComputeIfAbsent(
                        Running.class, key -> Running.start(executable().orElseThrow()), Running.class)
                .browser;
    }

    /** A window of somebody new, who has no cookies yet; addresses are below the origin. */
    public Page open(String origin) {
        BrowserContext person = browser.newContext(new Browser.NewContextOptions().setBaseURL(origin));
        people.add(person);
        person.setDefaultTimeout(PATIENCE_MILLIS);
        person.onConsoleMessage(this::said);
        person.onWebError(error -> complaints.add("uncaught: " + error.error()));
        person.onRequestFailed(this::failed);
        person.onResponse(this::answered);
        return person.newPage();
    }

    /** The page that somebody gets who asks for this path, is sent to the login, and signs in. */
    public Page open(String origin, String path, String user) {
        Page page = open(origin);
        page.navigate(path);
        page.getByLabel("Name").fill(user);
        page.getByLabel("Password").fill(RuntimeFixture.PASSWORD);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        page.waitForURL(origin + path + "**");
        return page;
    }

    /**
     * What a developer would find red in the browser's tools in this test: errors of scripts and of the Content Security Policy,
     * requests that failed, and answers of 400 and more.
     */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    private void said(ConsoleMessage message) {
        if (message.type().equals("error")) {
            complaints.add("console: " + message.text() + " (" + message.location() + ")");
        }
    }

    private void failed(Request request) {
        // The browser gives up by itself what a page asked for that is being left.
        if (!"net::ERR_ABORTED".equals(request.failure())) {
            complaints.add(request.method() + " " + request.url() + " failed: " + request.failure());
        }
    }

    private void answered(Response response) {
        if (response.status() >= 400) {
            complaints.add(response.request().method() + " " + response.url() + " was answered " + response.status());
        }
    }

    @Override
    public void afterEach(ExtensionContext test) {
        try {
            if (test.getExecutionException().isPresent() || System.getProperty("screenshots") != null) {
                picture(test);
            }
        } finally {
            people.forEach(BrowserContext::close);
            people.clear();
            complaints.clear();
        }
    }

    private void picture(ExtensionContext test) {
        String name = test.getRequiredTestClass().getSimpleName() + "."
                + test.getRequiredTestMethod().getName();
        int number = 0;
        for (Page page :
                people.stream().flatMap(person -> person.pages().stream()).toList()) {
            Path file = SCREENSHOTS.resolve(name + (number++ == 0 ? "" : "-" + number) + ".png");
            try {
                page.screenshot(new Page.ScreenshotOptions().setPath(file));
            } catch (PlaywrightException e) {
                System.out.println("No " + file + ": " + e.getMessage());
            }
        }
    }

    private static Optional<Path> executable() {
        String named = System.getenv("CHROMIUM");
        return (named == null ? USUAL.stream() : Stream.of(named))
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The browser, until the last test of the JVM is done. */
    private static final class Running implements ExtensionContext.Store.CloseableResource {

        private final Playwright playwright;
        private final Browser browser;

        private Running(Playwright playwright, Browser browser) {
            this.playwright = playwright;
            this.browser = browser;
        }

        static Running start(Path executable) {
            try {
                Files.createDirectories(DRIVER);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            System.setProperty("playwright.driver.tmpdir", DRIVER.toString());
            Playwright playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            Browser browser = playwright
                    .chromium()
                    .launch(new LaunchOptions()
                            .setExecutablePath(executable)
                            .setTimeout(PATIENCE_MILLIS)
                            // Root cannot have a sandbox; the only pages are our own.
                            .setChromiumSandbox(false)
                            .setArgs(List.of("--disable-gpu", "--disable-quic", LOOPBACK_ONLY)));
            PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
            return new Running(playwright, browser);
        }

        @Override
        public void close() {
            browser.close();
            playwright.close();
        }
    }
}
