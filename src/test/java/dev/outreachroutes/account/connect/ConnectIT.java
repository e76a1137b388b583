package dev.outreachroutes.account.connect;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.Events;
import dev.outreachroutes.RunningClock;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.account.ConnectionStatus;
import dev.outreachroutes.account.Connections;
import dev.outreachroutes.account.token.TokenAnswer;
import dev.outreachroutes.console.login.Person;
import dev.outreachroutes.monitor.Accounts;
import dev.outreachroutes.monitor.ManagedDestinations;
import dev.outreachroutes.outreach.NotConnectedException;
import dev.outreachroutes.sandbox.Fault;
import dev.outreachroutes.sandbox.Knobs;
import dev.outreachroutes.sandbox.LoggedRequest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** Connecting an account by the console's pages and the sandbox's. Two replicas run; the pages are those of the first. */
class ConnectIT {

    private static final String ADMIN = "admin";
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String ACCOUNT = "/accounts/emea-ops";
    private static final String CONNECT = "form[action$=/connect]";
    private static final String AUTHORISE = "form[action=/oauth/authorize]";

    /** The sandbox's and the replicas'. */
    private static final RunningClock CLOCK = new RunningClock();

    private static RuntimeFixture fixture;
    private static ConfigurableApplicationContext replica;
    private static ConfigurableApplicationContext other;
    private static String origin;

    private Person admin;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> sandbox.clock(CLOCK).with(Knobs.ROTATION, Knobs.Rotation.STRICT))
                .with(CLOCK)
                .with("OUTREACH_REFRESH_TOKEN", "")
                .with("outreach.token.check", "1s");
        replica = fixture.start();
        other = fixture.start();
        fixture.sandbox().addProspects(71, 73);
        origin = "http://localhost:" + replica.getEnvironment().getProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @BeforeEach
    void disconnected() {
        fixture.sandbox().clearFaults();
        fixture.sandbox().log().clear();
        CLOCK.advance(Duration.ofMinutes(3));
        Accounts accounts = replica.getBean(Accounts.class);
        accounts.disconnect(accounts.named("emea-ops").orElseThrow(), "test");
        fixture.database().jdbc().update("update connection set outreach_user = null");
        admin = Person.signedIn(origin, ADMIN, RuntimeFixture.PASSWORD);
    }

    @Test
    void anAdminConnectsAndComesBackToWhoTheAccountIsConnectedAs() {
        connect("ada@analytical.example");

        assertThat(admin.address()).isEqualTo(origin + ACCOUNT);
        assertThat(text())
                .contains("Connected as User")
                .contains("(Sandbox)")
                .contains("prospects.read prospects.write")
                .contains("The account is connected. Delivery goes on.")
                .contains(", by " + ADMIN)
                .doesNotContain("ada@analytical.example");
        assertThat(admin.page().select("span.state.good").text()).isEqualTo("✓");
        assertThat(admin.open(ACCOUNT).text()).doesNotContain("Delivery goes on");
    }

    @Test
    void whatWaitedForTheConnectionIsDeliveredByBothReplicas() {
        fixture.topic().send(List.of(Events.joins(71)));
        fixture.topic().awaitIntake(SALES, SOON);
        assertThat(fixture.database().pending(SALES)).isEqualTo(1);

        connect("ada@analytical.example");

        fixture.awaitRest(SALES, SOON);
        assertThat(fixture.sandbox().prospect(71)).containsEntry("custom4", "realized");
        await(SOON).ignoreExceptionsInstanceOf(NotConnectedException.class).untilAsserted(() -> assertThat(
                        other.getBean(Connections.class).accessToken("emea-ops"))
                .isEqualTo(replica.getBean(Connections.class).accessToken("emea-ops")));
    }

    @Test
    void onlyTheScopesThatAreConfiguredAreAskedFor() {
        admin.open(ACCOUNT);
        admin.fill(CONNECT);

        assertThat(admin.page().select("li").eachText()).containsExactly("prospects.read", "prospects.write");
    }

    @Test
    void whoDeclinesAtOutreachIsToldThatNothingHasChanged() {
        admin.open(ACCOUNT);
        admin.fill(CONNECT);
        admin.fill(AUTHORISE, "decision", "deny");

        assertThat(admin.address()).isEqualTo(origin + ACCOUNT);
        assertThat(text()).contains("Access was not granted at Outreach").contains("Disconnected");
    }

    @Test
    void aCodeThatIsTooOldEndsInAPageThatSaysSo() {
        String answer = answerOfOutreach();
        CLOCK.advance(Duration.ofMinutes(2));
        admin.open(answer);

        assertThat(admin.address()).isEqualTo(origin + ACCOUNT);
        assertThat(text()).contains("does not accept the authorisation code").contains("Press Connect again");
        assertThat(status()).isEqualTo(ConnectionStatus.DISCONNECTED);
    }

    @Test
    void anAnswerWithAnotherStateIsNotUsed() {
        String answer = answerOfOutreach();
        admin.open(answer.replaceAll("state=[^&]+", "state=guessed"));

        assertThat(admin.status()).isEqualTo(400);
        assertThat(text()).contains("This answer from Outreach is not used").contains("Nothing has changed");
        assertThat(tokenRequests()).isEmpty();
        assertThat(status()).isEqualTo(ConnectionStatus.DISCONNECTED);
    }

    @Test
    void anotherBrowserCannotUseTheAnswer() {
        String answer = answerOfOutreach();
        Person stranger = new Person(origin);
        stranger.open(answer);
        assertThat(stranger.address()).startsWith(origin + "/login");

        Person secondAdmin = Person.signedIn(origin, ADMIN, RuntimeFixture.PASSWORD);
        secondAdmin.open(answer);
        assertThat(secondAdmin.page().text()).contains("This answer from Outreach is not used");
        assertThat(tokenRequests()).isEmpty();
    }

    @Test
    void anAnswerIsUsedOnce() {
        String answer = answerOfOutreach();
        admin.open(answer);
        assertThat(text()).contains("Connected as User");

        admin.open(answer);
        assertThat(text()).contains("This answer from Outreach is not used");
        assertThat(status()).isEqualTo(ConnectionStatus.CONNECTED);
    }

    @Test
    void wordsInALinkAreNotShown() {
        admin.open("/oauth/callback?error=access_denied&error_description=Call+0800+555+now");
        assertThat(text()).doesNotContain("0800");

        admin.open(ACCOUNT);
        admin.fill(CONNECT);
        admin.open("/oauth/callback?error=call_now&error_description=Call+0800+555+now");
        assertThat(text())
                .contains("did not authorise the application (call_now)")
                .doesNotContain("0800");
    }

    @Test
    void soonAfterATokenThePersonWaitsBeforeGoingToOutreach() {
        connect("ada@analytical.example");
        CLOCK.advance(Duration.ofSeconds(10));

        admin.open(ACCOUNT);
        admin.fill(CONNECT);
        assertThat(text()).contains("only one token a minute, and there was one just now");
        assertThat(admin.header("Refresh")).matches("(2|3)\\d; url=emea-ops/continue");
        assertThat(admin.open(ACCOUNT + "/continue").text()).contains("there was one just now");

        CLOCK.advance(Duration.ofSeconds(31));
        admin.open(ACCOUNT + "/continue");
        authorise("ada@analytical.example");
        assertThat(text()).contains("You have authorised it");
        assertThat(tokenRequests())
                .filteredOn(request -> request.status() == 429)
                .isEmpty();
        CLOCK.advance(Duration.ofSeconds(15));
        admin.open(ACCOUNT + "/continue");
        CLOCK.advance(Duration.ofSeconds(6));
        assertThat(admin.open(ACCOUNT + "/continue").text()).contains("The account is connected");
    }

    @Test
    void aTokenThatOutreachRefusesToGiveYetIsAskedForAgain() {
        fixture.sandbox().nextTokenAnswers(Fault.rateLimited(), Fault.rateLimited());
        connect("ada@analytical.example");

        for (int again = 0; again < 2; again++) {
            assertThat(text()).contains("You have authorised it");
            CLOCK.advance(Duration.ofSeconds(15));
            admin.open(ACCOUNT + "/continue");
        }
        assertThat(text()).contains("The account is connected");
    }

    @Test
    void aTokenThatOutreachNeverGivesIsNotAskedForForEver() {
        fixture.sandbox().nextTokenAnswers(Fault.times(9, Fault.rateLimited()));
        connect("ada@analytical.example");
        for (int again = 0; again < 4; again++) {
            CLOCK.advance(Duration.ofSeconds(15));
            admin.open(ACCOUNT + "/continue");
        }

        assertThat(text()).contains("gives this account no token yet").contains("Disconnected");
    }

    @Test
    void whoeverReconnectsAsAnotherUserIsAskedFirst() {
        connect("ada@analytical.example");
        String first = connectedAs();
        CLOCK.advance(Duration.ofMinutes(2));

        connect("charles@analytical.example");
        assertThat(text()).contains("Until now this account was connected as " + first);
        admin.fill("form[action$=/decline]");
        assertThat(text()).contains("Nothing has changed");
        assertThat(connectedAs()).isEqualTo(first);

        CLOCK.advance(Duration.ofMinutes(2));
        connect("charles@analytical.example");
        admin.fill("form[action$=/accept]");
        assertThat(text()).contains("The account is connected");
        assertThat(connectedAs()).isNotEqualTo(first).startsWith("User");
    }

    @Test
    void anotherUserIsNoticedAfterADisconnectionToo() {
        connect("ada@analytical.example");
        admin.fill("form[action$=/disconnect]");
        CLOCK.advance(Duration.ofMinutes(2));

        connect("charles@analytical.example");
        assertThat(text()).contains("You have authorised as").contains("Until now this account was connected as");
        assertThat(status()).isEqualTo(ConnectionStatus.DISCONNECTED);
    }

    @Test
    void aCodeThatComesBackAfterADisconnectionElsewhereConnectsNothing() {
        connect("ada@analytical.example");
        CLOCK.advance(Duration.ofMinutes(2));
        String answer = answerOfOutreach();
        disconnectElsewhere();

        admin.open(answer);
        assertThat(text())
                .contains("Meanwhile jane has disconnected the account")
                .contains("Press Connect again");
        assertThat(tokenRequests()).isEmpty();
        assertThat(status()).isEqualTo(ConnectionStatus.DISCONNECTED);

        connect("ada@analytical.example");
        assertThat(status()).isEqualTo(ConnectionStatus.CONNECTED);
    }

    @Test
    void aCodeThatComesBackAfterADisconnectionInAnotherWindowConnectsNothing() {
        connect("ada@analytical.example");
        CLOCK.advance(Duration.ofMinutes(2));
        String answer = answerOfOutreach();
        admin.open(ACCOUNT);
        admin.fill("form[action$=/disconnect]");

        admin.open(answer);
        assertThat(text()).contains("This attempt was given up before");
        assertThat(status()).isEqualTo(ConnectionStatus.DISCONNECTED);
    }

    @Test
    void aTokenOrAnAnswerThatIsWaitedForConnectsNothingAfterADisconnection() {
        connect("ada@analytical.example");
        CLOCK.advance(Duration.ofMinutes(2));
        fixture.sandbox().nextTokenAnswers(Fault.rateLimited());
        connect("ada@analytical.example");
        disconnectElsewhere();
        CLOCK.advance(Duration.ofSeconds(15));
        admin.open(ACCOUNT + "/continue");
        assertThat(text()).contains("Meanwhile jane has disconnected the account");

        CLOCK.advance(Duration.ofMinutes(2));
        connect("charles@analytical.example");
        assertThat(text()).contains("Until now this account was connected as");
        disconnectElsewhere();
        admin.fill("form[action$=/accept]");
        assertThat(text()).contains("Meanwhile jane has disconnected the account");
        assertThat(status()).isEqualTo(ConnectionStatus.DISCONNECTED);
    }

    @Test
    void anotherUserFindsTheWholeQuotaAndTheFirstOneWhatIsLeftOfTheOwn() {
        connect("ada@analytical.example");
        CLOCK.advance(Duration.ofSeconds(10));
        fixture.topic().send(List.of(Events.joins(73)));
        fixture.awaitRest(SALES, SOON);
        fixture.database()
                .jdbc()
                .update(
                        """
                        update quota_ledger set requests = 4692
                        where slot = (select max(slot) from quota_ledger where not in_flight and outreach_user > 0)
                        """);
        CLOCK.advance(Duration.ofMinutes(2));
        replica.getBean(Accounts.class).look();
        connect("charles@analytical.example");
        admin.fill("form[action$=/accept]");
        assertThat(quotaLeft()).isBetween(9_980, 10_000);

        CLOCK.advance(Duration.ofMinutes(2));
        connect("ada@analytical.example");
        admin.fill("form[action$=/accept]");
        assertThat(quotaLeft()).isBetween(5_280, 5_308);
    }

    @Test
    void aQuestionThatStoodForTooLongIsAskedNoMore() {
        connect("ada@analytical.example");
        CLOCK.advance(Duration.ofMinutes(2));
        connect("charles@analytical.example");
        CLOCK.advance(Duration.ofMinutes(11));

        assertThat(admin.open(ACCOUNT).select("form[action$=/accept]")).isEmpty();
    }

    @Test
    void replicasThatNeedATokenAtTheSameInstantAskForOneAndNoneIsRefused() {
        connect("ada@analytical.example");
        for (int round = 0; round < 3; round++) {
            long before = fixture.sandbox().tokensIssued();
            CLOCK.advance(Duration.ofHours(2));
            List<String> tokens = List.of(replica, other).parallelStream()
                    .map(each -> each.getBean(Connections.class).accessToken("emea-ops"))
                    .toList();

            assertThat(tokens.get(0)).isEqualTo(tokens.get(1));
            assertThat(fixture.sandbox().tokensIssued()).isEqualTo(before + 1);
        }
        assertThat(tokenRequests()).extracting(LoggedRequest::status).containsOnly(200);
    }

    @Test
    void anAccountThatIsConnectedInAnotherWayAfterADisconnectionDeliversToo() {
        connect("ada@analytical.example");
        admin.fill("form[action$=/disconnect]");
        assertThat(text()).contains("Paused");

        replica.getBean(Connections.class)
                .connect(
                        "emea-ops",
                        replica.getBean(Connections.class).state("emea-ops").grantNumber(),
                        new TokenAnswer.Tokens(
                                fixture.sandbox().issueAccessToken(2),
                                fixture.sandbox().issueRefreshToken(2),
                                Duration.ofHours(2),
                                Set.of()),
                        null,
                        "test");
        await(SOON).untilAsserted(() -> assertThat(fixture.database().jdbc().queryForList("select 1 from pause"))
                .isEmpty());
    }

    @Test
    void whenOutreachDoesNotSayWhoAuthorisedThePersonDecides() {
        connect("ada@analytical.example");
        CLOCK.advance(Duration.ofMinutes(2));

        fixture.sandbox().nextAnswers(Fault.serverError());
        connect("ada@analytical.example");

        assertThat(text()).contains("Outreach did not say who has authorised it");
        admin.fill("form[action$=/accept]");
        assertThat(text()).contains("The account is connected");
        CLOCK.advance(Duration.ofHours(1));
        await(SOON).untilAsserted(() -> assertThat(admin.open(ACCOUNT).text()).contains("Connected as User"));
    }

    @Test
    void disconnectingForgetsTheTokensAndPausesTheDestinationsUntilTheNextConnection() {
        connect("ada@analytical.example");
        admin.fill("form[action$=/disconnect]");

        assertThat(text())
                .contains("The tokens are forgotten")
                .contains("Disconnected")
                .contains("Paused");
        assertThat(fixture.database()
                        .jdbc()
                        .queryForObject(
                                "select count(*) from connection where refresh_token is null and access_token is null",
                                Integer.class))
                .isEqualTo(1);
        fixture.topic().send(List.of(Events.joins(72)));
        fixture.topic().awaitIntake(SALES, SOON);
        await(SOON)
                .until(() ->
                        other.getBean(Connections.class).state("emea-ops").status() == ConnectionStatus.DISCONNECTED);
        assertThat(fixture.database().pending(SALES)).isEqualTo(1);

        CLOCK.advance(Duration.ofMinutes(2));
        connect("ada@analytical.example");
        fixture.awaitRest(SALES, SOON);
        assertThat(fixture.sandbox().prospect(72)).containsEntry("custom4", "realized");
    }

    @Test
    void resumeIsNotOfferedWhileTheAccountIsDisconnectedNorSaidToHaveHappened() {
        await(SOON).untilAsserted(() -> assertThat(admin.open(ACCOUNT).text()).contains("Paused"));
        assertThat(admin.page().select("form[action$=/resume]")).isEmpty();

        assertThat(replica.getBean(ManagedDestinations.class).all().get(0).resume())
                .contains("Not resumed", "disconnected");
        assertThat(fixture.database().jdbc().queryForList("select 1 from pause"))
                .hasSize(1);
    }

    @Test
    void whatADisconnectionPausesAndAConnectionResumesIsInTheAudit() {
        connect("ada@analytical.example");
        admin.fill("form[action$=/disconnect]");
        assertThat(lastDecisions())
                .contains("outreach-routes pause emea-sales The account 'emea-ops' is disconnected; connecting it lets"
                        + " delivery go on");

        CLOCK.advance(Duration.ofMinutes(2));
        connect("ada@analytical.example");
        assertThat(lastDecisions()).contains("outreach-routes resume emea-sales The account 'emea-ops' is connected");
    }

    private static List<String> lastDecisions() {
        return fixture.database()
                .jdbc()
                .queryForList(
                        "select who || ' ' || what || ' ' || target || ' ' || detail from audit order by id desc limit 3",
                        String.class);
    }

    @Test
    void anOperatorsPauseOutlivesAReconnection() {
        replica.getBean(ManagedDestinations.class).all().get(0).pause("fields\nchange");
        connect("ada@analytical.example");

        assertThat(text()).contains("Paused").contains("fields change").contains("A destination of it is still paused");
        admin.fill("form[action$=/resume]");
        assertThat(text()).contains("Delivery goes on");
    }

    @Test
    void theAccountNamesTheQuotaRequestAmongTheOthers() {
        connect("ada@analytical.example");
        List<LoggedRequest> asked = fixture.sandbox().log().requests().stream()
                .filter(request -> request.path().equals("/api/v2"))
                .toList();

        assertThat(asked).isNotEmpty();
        assertThat(fixture.database().jdbc().queryForObject("select sum(requests) from quota_ledger", Integer.class))
                .isPositive();
    }

    private static int quotaLeft() {
        return replica.getBean(ManagedDestinations.class).all().get(0).getQuotaLeft();
    }

    /** By the other replica. */
    private static void disconnectElsewhere() {
        Accounts accounts = other.getBean(Accounts.class);
        accounts.disconnect(accounts.named("emea-ops").orElseThrow(), "jane");
    }

    private void connect(String email) {
        admin.open(ACCOUNT);
        admin.fill(CONNECT);
        authorise(email);
    }

    private void authorise(String email) {
        admin.fill(AUTHORISE, "email", email, "password", "any", "decision", "authorise");
    }

    /** The address to which Outreach sends the browser, without going there. */
    private String answerOfOutreach() {
        admin.open(ACCOUNT);
        admin.fill(CONNECT);
        fixture.sandbox().log().clear();
        return admin.wouldLeadTo(
                AUTHORISE, "email", "ada@analytical.example", "password", "any", "decision", "authorise");
    }

    private String text() {
        Document page = admin.page();
        return page.text();
    }

    private String connectedAs() {
        return admin.open(ACCOUNT).select("p.state b").text().replace("Connected as ", "");
    }

    private static ConnectionStatus status() {
        return replica.getBean(Connections.class).state("emea-ops").status();
    }

    private static List<LoggedRequest> tokenRequests() {
        return fixture.sandbox().log().requests().stream()
                .filter(request -> request.path().equals("/oauth/token"))
                .toList();
    }
}
