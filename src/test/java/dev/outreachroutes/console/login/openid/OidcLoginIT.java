package dev.outreachroutes.console.login.openid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.RunningClock;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.console.login.Person;
import dev.outreachroutes.console.login.openid.OpenIdProvider.Fault;
import dev.outreachroutes.console.proxy.StrippingProxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.ConfigurableApplicationContext;

/** Logging in at an OpenID provider, from the login page and back. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OidcLoginIT {

    private static final RunningClock CLOCK = new RunningClock();
    private static final OpenIdProvider PROVIDER = new OpenIdProvider();

    private static RuntimeFixture fixture;
    private static ConfigurableApplicationContext runtime;
    private static String origin;

    /** The provider is away when the runtime starts. */
    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> {})
                .with(CLOCK)
                .with("CONSOLE_OIDC_ISSUER", PROVIDER.issuer())
                .with("CONSOLE_OIDC_CLIENT_ID", OpenIdProvider.CLIENT)
                .with("CONSOLE_OIDC_CLIENT_SECRET", OpenIdProvider.SECRET)
                .with("CONSOLE_OIDC_ROLES_CLAIM", "realm_access.roles")
                .with("CONSOLE_OIDC_ROLES_VIEWER", "staff,outreach-routes-viewer");
        runtime = fixture.start();
        origin = "http://localhost:" + runtime.getEnvironment().getProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        fixture.close();
        PROVIDER.close();
    }

    @AfterEach
    void behave() {
        PROVIDER.does(Fault.NONE);
    }

    @Test
    @Order(1)
    void aProviderThatIsAwayIsToldAndTriedAgain() {
        Person person = new Person(origin);
        press(person);
        assertThat(person.address()).isEqualTo(origin + "/login?provider-away");
        assertThat(message(person)).isEqualTo("localhost does not answer. Try again in a moment.");
        assertThat(Person.signedIn(origin, "viewer", RuntimeFixture.PASSWORD).address())
                .isEqualTo(origin + "/");

        PROVIDER.start();
        says("outreach-routes-viewer");
        CLOCK.advance(Duration.ofSeconds(6));
        press(person);
        assertThat(person.address()).isEqualTo(origin + "/");
    }

    @Test
    void aPersonIsLetInAsFarAsTheRoleGoes() {
        says("offline_access", "outreach-routes-operator", "staff");
        Person person = new Person(origin);
        person.open("/accounts/emea-ops");
        person.follow("a[href=/login/oidc]");

        assertThat(person.address()).startsWith(origin + "/accounts/emea-ops");
        assertThat(person.page().select("header .user").text()).contains("jane");
        assertThat(person.page().select("button").eachText()).contains("Pause");
        person.open("/actuator/env");
        assertThat(person.page().select("main").text()).contains("This needs the role admin.");
    }

    @Test
    void theRoleMayComeFromTheUserInfo() {
        PROVIDER.says(Map.of(), Map.of("realm_access", Map.of("roles", List.of("outreach-routes-admin"))));
        Person person = new Person(origin);
        press(person);
        person.open("/actuator/env");
        assertThat(person.status()).isEqualTo(404);
        assertThat(person.page().select("header .user").text()).contains(OpenIdProvider.PERSON);
    }

    @Test
    void whoHasNoRoleIsToldWhichValueIsMissing() {
        double before = RuntimeFixture.count(runtime, "outreach.logins", "result", "no-role");
        says("admin", "offline_access");
        Person person = new Person(origin);
        press(person);

        assertThat(message(person))
                .contains(
                        "localhost knows you, but gives you no role here",
                        "\"realm_access.roles\": staff or outreach-routes-viewer, outreach-routes-operator,"
                                + " outreach-routes-admin");
        assertNotIn(person);
        assertThat(RuntimeFixture.count(runtime, "outreach.logins", "result", "no-role"))
                .isEqualTo(before + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            DENIES            | localhost has not let you in.
            OTHER_STATE       | The page was open too long. Try again.
            OTHER_NONCE       | The answer of localhost cannot be used. The log says why.
            OTHER_AUDIENCE    | The answer of localhost cannot be used. The log says why.
            OTHER_KEY         | The answer of localhost cannot be used. The log says why.
            UNSIGNED          | The answer of localhost cannot be used. The log says why.
            EXPIRED           | The answer of localhost cannot be used. The log says why.
            OTHER_PERSON      | localhost does not answer. Try again in a moment.
            NO_TOKEN_ENDPOINT | localhost does not answer. Try again in a moment.
            """)
    void anAnswerThatProvesNothingLetsNobodyIn(Fault fault, String words) {
        says("outreach-routes-admin");
        PROVIDER.does(fault);
        Person person = new Person(origin);
        press(person);

        assertThat(message(person)).isEqualTo(words);
        assertNotIn(person);
    }

    @Test
    void anAnswerToNoQuestionLetsNobodyIn() {
        Person person = new Person(origin);
        person.open("/login/oidc/callback?code=1&state=2");
        assertThat(message(person)).isEqualTo("The page was open too long. Try again.");
        person.open("/login/oidc/callback");
        assertNotIn(person);
        person.open("/login/oidc/other");
        assertNotIn(person);
    }

    @Test
    void aGrantOfOutreachIsNoLogin() {
        Person admin = Person.signedIn(origin, "admin", RuntimeFixture.PASSWORD);
        admin.open("/accounts/emea-ops");
        CLOCK.advance(Duration.ofMinutes(2));
        admin.fill("form[action=/accounts/emea-ops/connect]");
        assertThat(admin.address()).startsWith(fixture.sandbox().url() + "/oauth/authorize");
        String state = admin.address().replaceAll(".*[?&]state=([^&]*).*", "$1");
        int exchanges = PROVIDER.exchanges();
        admin.open("/login/oidc/callback?code=1&state=" + state);

        assertThat(message(admin)).isEqualTo("The answer of localhost cannot be used. The log says why.");
        assertThat(PROVIDER.exchanges()).isEqualTo(exchanges);
    }

    @Test
    void whoSignsOutHereIsSignedOutThereToo() {
        says("outreach-routes-viewer");
        int before = PROVIDER.logouts();
        Person person = new Person(origin);
        press(person);
        person.fill("form[action=/logout]");

        assertThat(PROVIDER.logouts()).isEqualTo(before + 1);
        assertThat(person.address()).isEqualTo(origin + "/login?out");
        assertNotIn(person);
    }

    @Test
    void theWayThereAndBackStaysBelowThePrefixOfAProxy() {
        says("outreach-routes-viewer");
        try (StrippingProxy proxy = new StrippingProxy("/outreach")) {
            proxy.to(origin);
            String console = proxy.origin() + "/outreach";
            Person person = new Person(console);
            person.open("/accounts/emea-ops");
            assertThat(person.address()).isEqualTo(console + "/login");
            person.follow("a[href=/outreach/login/oidc]");
            assertThat(person.address()).startsWith(console + "/accounts/emea-ops");
            person.fill("form[action=/outreach/logout]");
            assertThat(person.address()).isEqualTo(console + "/login?out");
        }
    }

    @Test
    void whoSignedInWithAPasswordIsNotSentToTheProviderToSignOut() {
        Person person = Person.signedIn(origin, "viewer", RuntimeFixture.PASSWORD);
        person.fill("form[action=/logout]");
        assertThat(person.address()).isEqualTo(origin + "/login?out");
    }

    private static void assertNotIn(Person person) {
        person.open("/accounts/emea-ops");
        assertThat(person.address()).startsWith(origin + "/login");
    }

    private static void press(Person person) {
        person.open("/login");
        assertThat(person.page().select("a[href=/login/oidc]").text()).isEqualTo("Sign in at localhost");
        person.follow("a[href=/login/oidc]");
    }

    private static void says(String... roles) {
        PROVIDER.says(Map.of("preferred_username", "jane", "realm_access", Map.of("roles", List.of(roles))), Map.of());
    }

    private static String message(Person person) {
        return person.page().select(".message").text();
    }
}
