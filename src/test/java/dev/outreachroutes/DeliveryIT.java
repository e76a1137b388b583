package dev.outreachroutes;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.outreachroutes.account.Connections;
import dev.outreachroutes.account.token.Authoriser;
import dev.outreachroutes.account.token.TokenAnswer;
import dev.outreachroutes.mapping.DatedValue;
import dev.outreachroutes.mapping.ProspectChange;
import dev.outreachroutes.monitor.Accounts;
import dev.outreachroutes.quota.Pauses;
import dev.outreachroutes.sandbox.Fault;
import dev.outreachroutes.sandbox.Knobs;
import dev.outreachroutes.sandbox.LoggedRequest;
import dev.outreachroutes.sandbox.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.context.ConfigurableApplicationContext;

/** What becomes of a prospect change by the way in which Outreach answers. Waits are configured short. */
class DeliveryIT {

    private static final Duration SOON = Duration.ofSeconds(15);

    /** A token younger than this counts as refused for another reason than its age. */
    private static final Duration OLD_TOKEN = Duration.ofMinutes(11);

    private static final RunningClock CLOCK = new RunningClock();

    private static final String MAY_NOT =
            "{\"errors\":[{\"id\":\"unauthorizedRequest\",\"title\":\"Unauthorized Request\","
                    + "\"detail\":\"You are not authorized to perform that request.\"}]}";

    private static RuntimeFixture fixture;
    private static ConfigurableApplicationContext replica;
    private static long nextProspect = 1;

    private final long prospect = nextProspect++;

    @BeforeAll
    static void start() {
        fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 100_000)
                        .quota(100_000, Duration.ofHours(1))
                        .with(Knobs.TOKEN_THROTTLE, Duration.ZERO))
                .with(CLOCK)
                .with("outreach.backlog.settle-time", "200ms")
                .with("outreach.backlog.first-back-off", "50ms")
                .with("outreach.backlog.longest-back-off", "200ms")
                .with("outreach.backlog.quota-fallback", "1s")
                .with("outreach.backlog.max-attempts", "8")
                .with("outreach.token.mint-interval", "0s")
                .with("outreach.token.fresh-for", "0s")
                .with("camel.component.http.response-timeout", "1000")
                .with("camel.component.http.so-timeout", "1000");
        replica = fixture.start();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @BeforeEach
    @AfterEach
    void normal() {
        fixture.sandbox().clearFaults();
        fixture.database().jdbc().update("delete from quota");
    }

    @Test
    void aSuccessIsOneRequestWithNothingOfOursInItsHeaders() {
        deliver("realized");

        LoggedRequest request = onlyRequest();
        assertThat(request.method()).isEqualTo("PATCH");
        assertThat(request.path()).isEqualTo("/api/v2/prospects/" + prospect);
        assertThat(request.body())
                .isEqualTo("{\"data\":{\"type\":\"prospect\",\"id\":" + prospect
                        + ",\"attributes\":{\"custom4\":\"realized\"}}}");
        Bodies.assertValid(request.body());
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(request.headers().keySet());
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "Accept",
                        "Accept-Encoding",
                        "Authorization",
                        "Connection",
                        "Content-Length",
                        "Content-Type",
                        "Host",
                        "User-Agent");
        assertThat(request.headers().get("Content-Type")).isEqualTo("application/vnd.api+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"502 before", "502 after", "500", "reset before", "reset after", "late"})
    void anAnswerThatSaysNothingForSureIsTriedAgainUntilOneDoes(String kind) {
        Fault fault =
                switch (kind) {
                    case "502 before" -> Fault.badGatewayBefore();
                    case "502 after" -> Fault.badGatewayAfter();
                    case "500" -> Fault.serverError();
                    case "reset before" -> Fault.resetBefore();
                    case "reset after" -> Fault.resetAfter();
                    default -> Fault.slow(Duration.ofSeconds(2));
                };
        fixture.sandbox().answer(prospect, fault, fault);
        deliver("realized");

        assertThat(fixture.sandbox().log().requests(prospect)).hasSize(3);
        assertThat(inOutreach()).isEqualTo("realized");
        assertThat(fixture.sandbox().log().mostAtOnceForOneProspect()).isEqualTo(1);
    }

    @Test
    void aValueInDoubtIsSentEvenWhenTheDesiredOneReturnsToWhatWasAcknowledged() {
        deliver("realized");
        fixture.sandbox().answer(prospect, Fault.badGatewayAfter());
        fold("exited", 2);
        await(SOON).until(() -> fixture.sandbox().log().requests(prospect).size() == 2);
        fold("realized", 3);
        awaitRest();

        assertThat(inOutreach()).isEqualTo("realized");
    }

    @ParameterizedTest
    @EnumSource(Knobs.RetryAfter.class)
    void whenTheQuotaIsUsedUpTheAccountWaitsAsItIsToldAndNoAttemptIsCounted(Knobs.RetryAfter form) {
        fixture.sandbox().settings().with(Knobs.RETRY_AFTER, form);
        fixture.sandbox().answer(prospect, Fault.rateLimited());
        fold("realized", 1);
        await(SOON).until(() -> closedUntil() != null);

        Instant windowEnd = fixture.sandbox().windows().stream()
                .map(Window::end)
                .max(Instant::compareTo)
                .orElseThrow();
        assertThat(Duration.between(CLOCK.instant(), closedUntil()))
                .isCloseTo(Duration.between(Instant.now(), windowEnd), Duration.ofSeconds(4));
        assertThat(fixture.sandbox().log().requests(prospect))
                .extracting(LoggedRequest::status)
                .containsExactly(429);

        CLOCK.advance(Duration.ofSeconds(3_701));
        awaitRest();
        assertThat(fixture.sandbox().log().requests(prospect))
                .extracting(LoggedRequest::status)
                .containsExactly(429, 200);
        assertThat(attempts()).isZero();
    }

    @Test
    void whenTheAccessTokenIsRefusedItIsRenewedOnceAndTheRequestRepeated() {
        CLOCK.advance(OLD_TOKEN);
        long before = fixture.sandbox().tokensIssued();
        fixture.sandbox()
                .answer(
                        prospect,
                        Fault.answer(
                                401,
                                "{\"error\":\"Invalid JWT token.\",\"description\":\"The JWT token could not be decoded.\"}"));
        deliver("realized");

        assertThat(fixture.sandbox().log().requests(prospect))
                .extracting(LoggedRequest::status)
                .containsExactly(401, 200);
        assertThat(fixture.sandbox().tokensIssued()).isEqualTo(before + 1);
        assertThat(attempts()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 415, 422})
    void aRefusedChangeIsADeadLetterUntilSomethingNewIsDesired(int status) {
        fixture.sandbox()
                .answer(
                        prospect,
                        Fault.answer(
                                status,
                                "{\"errors\":[{\"id\":\"validationError\",\"title\":\"Validation Error\",\"detail\":\"It can't be.\"}]}"));
        deliver("realized");

        Map<String, Object> letter =
                fixture.database().jdbc().queryForMap("select * from dead_letter where prospect_id = ?", prospect);
        assertThat(letter)
                .containsEntry("reason", "rejected")
                .containsEntry("destination", SALES)
                .containsEntry("http_status", status);
        assertThat((String) letter.get("error_text")).contains("It can't be.");
        assertThat(new String((byte[]) letter.get("payload"), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"custom4\":\"realized\"");
        onlyRequest();

        fold("exited", 2);
        awaitRest();
        assertThat(inOutreach()).isEqualTo("exited");
        await(SOON)
                .until(() -> fixture.database()
                                .jdbc()
                                .queryForObject(
                                        "select count(*) from dead_letter where published_at is null", Integer.class)
                        == 0);
    }

    @Test
    void anAttributeThatOutreachPointsAtIsADeadLetterAloneAndTheRestIsSentWithoutIt() {
        fixture.sandbox()
                .answer(
                        prospect,
                        Fault.answer(
                                422,
                                """
                                {"errors":[{"id":"validationError","title":"Validation Error","detail":"Custom4 is invalid.",
                                            "source":{"pointer":"/data/attributes/custom4"}}]}
                                """));
        RuntimeFixture.backlog(replica)
                .fold(
                        SALES,
                        List.of(new ProspectChange(
                                prospect,
                                Map.of(
                                        "custom4", new DatedValue(TextNode.valueOf("realized"), Instant.EPOCH),
                                        "custom5", new DatedValue(TextNode.valueOf("exited"), Instant.EPOCH)))));

        awaitRest();
        assertThat(fixture.sandbox().prospect(prospect)).containsEntry("custom5", "exited");
        List<LoggedRequest> requests = fixture.sandbox().log().requests(prospect);
        assertThat(requests).hasSize(2);
        assertThat(requests.get(1).body()).contains("custom5").doesNotContain("custom4");
        assertThat(fixture.database()
                        .jdbc()
                        .queryForObject(
                                "select convert_from(payload, 'UTF8') from dead_letter where prospect_id = ?",
                                String.class,
                                prospect))
                .contains("\"attributes\":{\"custom4\":\"realized\"}");
        deliver("exited");
        assertThat(fixture.sandbox().prospect(prospect)).containsEntry("custom4", "exited");
    }

    @Test
    void aChangeThatFailsTooOftenInARowIsADeadLetterToo() {
        fixture.sandbox().answerAlways(prospect, Fault.serverError());
        fold("realized", 1);
        await(SOON).until(() -> {
            // Others succeed meanwhile, or the whole account would wait.
            fixture.database().jdbc().update("update quota set closed_until = null, probing = false, failures = 0");
            return fixture.database().pending(SALES) == 0;
        });

        assertThat(fixture.database()
                        .jdbc()
                        .queryForObject("select reason from dead_letter where prospect_id = ?", String.class, prospect))
                .isEqualTo("attempts-exhausted");
        assertThat(fixture.sandbox().log().requests(prospect)).hasSize(8);
    }

    @Test
    void aUserWhoMayNotPausesTheAccountsDestinationsUntilTheyAreResumed() {
        fixture.sandbox()
                .answer(
                        prospect,
                        Fault.answer(
                                403,
                                "{\"errors\":[{\"id\":\"unauthorizedOauthScope\",\"title\":\"Unauthorized OAuth Scope\","
                                        + "\"detail\":\"Your authorization does not include the required scope 'prospects.write'.\"}]}"));
        fold("realized", 1);
        Pauses pauses = replica.getBean(Pauses.class);
        await(SOON).until(() -> pauses.isPaused(SALES));

        assertThat(pauses.of(SALES).orElseThrow().reason()).contains("prospects.write");
        assertThat(fixture.database().pending(SALES)).isEqualTo(1);
        Map<String, Object> entry = fixture.database()
                .jdbc()
                .queryForMap("select who, what, target, detail from audit order by id desc limit 1");
        assertThat(entry)
                .containsEntry("who", "outreach-routes")
                .containsEntry("what", "pause")
                .containsEntry("target", SALES)
                .containsEntry("detail", pauses.of(SALES).orElseThrow().reason());
        await(SOON).untilAsserted(() -> {
            Health health = deliveryHealth();
            assertThat(health.getStatus()).isEqualTo(Status.DOWN);
            assertThat((String) health.getDetails().get(SALES)).contains("paused since", "prospects.write");
        });
        pauses.resume(SALES);
        await(SOON).until(() -> deliveryHealth().getStatus().equals(Status.UP));
        awaitRest();
        assertThat(inOutreach()).isEqualTo("realized");
    }

    @Test
    void aProspectThatTheUserMayNotEditIsOneDeadLetterAndNobodyElseWaits() {
        fixture.sandbox().answerAlways(prospect, Fault.answer(403, MAY_NOT));
        long other = prospect + 50_000;
        RuntimeFixture.backlog(replica)
                .fold(SALES, List.of(change(prospect, "custom4", "firstName", "lastName"), change(other, "custom4")));
        awaitRest();

        assertThat(fixture.sandbox().prospect(other)).containsEntry("custom4", "x");
        assertThat(replica.getBean(Pauses.class).isPaused(SALES)).isFalse();
        assertThat(fixture.sandbox().log().requests(prospect)).hasSize(3);
        Map<String, Object> letter =
                fixture.database().jdbc().queryForMap("select * from dead_letter where prospect_id = ?", prospect);
        assertThat(letter).containsEntry("reason", "rejected").containsEntry("http_status", 403);
        assertThat(payload()).contains("custom4", "firstName", "lastName");
    }

    @Test
    void anAttributeThatTheUserMayNotEditIsADeadLetterAlone() {
        fixture.sandbox().answerAlways(prospect, Fault.answerTo("lastName", 403, MAY_NOT));
        deliverAll("custom4", "firstName", "lastName");

        assertThat(fixture.sandbox().prospect(prospect))
                .containsEntry("custom4", "x")
                .containsEntry("firstName", "x")
                .doesNotContainEntry("lastName", "x");
        assertThat(payload()).contains("\"attributes\":{\"lastName\":\"x\"}");
        assertThat(fixture.sandbox().log().requests(prospect)).hasSizeLessThanOrEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"errors\":[{\"id\":\"validationError\",\"detail\":\"Contacts email hash has already been taken.\",\"source\":{\"pointer\":\"/data\"}}]}",
                "{\"errors\":[{\"id\":\"validationDataTooLongError\",\"detail\":\"Data provided is too long.\"}]}",
                "{\"errors\":[{\"detail\":\"Last name is too long.\"}]}",
                "{\"errors\":[]}",
                "no"
            })
    void aRefusalThatPointsAtNothingCostsOnlyTheAttributeThatItMeans(String body) {
        fixture.sandbox().answerAlways(prospect, Fault.answerTo("lastName", 422, body));
        deliverAll("custom4", "custom5", "firstName", "lastName");

        assertThat(fixture.sandbox().prospect(prospect))
                .containsEntry("custom4", "x")
                .containsEntry("custom5", "x")
                .containsEntry("firstName", "x");
        assertThat(payload()).contains("\"attributes\":{\"lastName\":\"x\"}");
        assertThat(fixture.sandbox().log().requests(prospect)).hasSizeLessThanOrEqualTo(8);

        fold("exited", 2);
        awaitRest();
        assertThat(inOutreach()).isEqualTo("exited");
        assertThat(fixture.sandbox().log().requests(prospect)).hasSizeLessThanOrEqualTo(9);
    }

    @Test
    void aSegmentStatusThatTheAnswerShowsOtherwiseIsADeadLetterAndNotAcknowledged() {
        fixture.sandbox().addProspect(prospect, Map.of("custom4", "realized", "firstName", "Nora"));
        fixture.sandbox().answer(prospect, Fault.unchanged());
        deliverAll("custom4", "firstName");

        assertThat(fixture.sandbox().log().requests(prospect)).hasSize(1);
        assertThat(fixture.database().jdbc().queryForMap("select * from dead_letter where prospect_id = ?", prospect))
                .containsEntry("reason", "rejected")
                .containsEntry("http_status", 200);
        assertThat(payload()).contains("\"attributes\":{\"custom4\":\"x\"}");
        assertThat(fixture.database().acknowledged(prospect)).isEqualTo("{\"firstName\": \"x\"}");
    }

    @Test
    void refusalsOfManyInARowPauseTheDestination() {
        List<ProspectChange> changes = new ArrayList<>();
        for (long id = prospect; id < prospect + 30; id++) {
            fixture.sandbox().answerAlways(id, Fault.answer(403, MAY_NOT));
            changes.add(change(id, "custom4"));
        }
        RuntimeFixture.backlog(replica).fold(SALES, changes);
        Pauses pauses = replica.getBean(Pauses.class);
        await(SOON).until(() -> pauses.isPaused(SALES));

        assertThat(pauses.of(SALES).orElseThrow().reason()).contains("10 prospects in a row", "unauthorizedRequest");
        // What was on its way may be the tenth once more.
        await(SOON)
                .until(() -> fixture.database()
                                .jdbc()
                                .queryForObject("select count(*) from prospect where claim is not null", Integer.class)
                        == 0);
        fixture.sandbox().clearFaults();
        pauses.resume(SALES);
        awaitRest();
        nextProspect += 30;
    }

    private static Health deliveryHealth() {
        return replica.getBean("deliveryHealthIndicator", HealthIndicator.class).health();
    }

    private String payload() {
        return fixture.database()
                .jdbc()
                .queryForObject(
                        "select convert_from(payload, 'UTF8') from dead_letter where prospect_id = ?",
                        String.class,
                        prospect);
    }

    private void deliverAll(String... attributes) {
        RuntimeFixture.backlog(replica).fold(SALES, List.of(change(prospect, attributes)));
        awaitRest();
    }

    private static ProspectChange change(long prospectId, String... attributes) {
        Map<String, DatedValue> values = new HashMap<>();
        for (String attribute : attributes) {
            values.put(attribute, new DatedValue(TextNode.valueOf("x"), Instant.EPOCH));
        }
        return new ProspectChange(prospectId, values);
    }

    @Test
    void duringMaintenanceTheAccountWaitsUntilItsAnnouncedEnd() {
        fixture.sandbox().answer(prospect, Fault.maintenance(Duration.ofSeconds(3)));
        deliver("realized");

        List<LoggedRequest> requests = fixture.sandbox().log().requests(prospect);
        assertThat(requests).extracting(LoggedRequest::status).containsExactly(503, 200);
        assertThat(Duration.between(requests.get(0).time(), requests.get(1).time()))
                .isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void aDeadGrantStopsDeliveryAndLosesNothing() {
        CLOCK.advance(OLD_TOKEN);
        long otherUser = 7;
        fixture.sandbox().revoke(1);
        fold("realized", 1);
        await(SOON).until(() -> replica.getBean(Connections.class)
                .state("emea-ops")
                .status()
                .needsPerson());
        assertThat(fixture.database().pending(SALES)).isEqualTo(1);

        Accounts accounts = replica.getBean(Accounts.class);
        accounts.connect(
                accounts.named("emea-ops").orElseThrow(),
                replica.getBean(Connections.class).state("emea-ops").grantNumber(),
                new TokenAnswer.Tokens(
                        fixture.sandbox().issueAccessToken(otherUser),
                        fixture.sandbox().issueRefreshToken(otherUser),
                        Duration.ofHours(2),
                        Set.of()),
                new Authoriser(otherUser, "User 7", "Sandbox"),
                "jane");
        awaitRest();
        assertThat(inOutreach()).isEqualTo("realized");
    }

    private void deliver(String status) {
        fold(status, 1);
        awaitRest();
    }

    private void fold(String status, int clock) {
        RuntimeFixture.backlog(replica)
                .fold(
                        SALES,
                        List.of(new ProspectChange(
                                prospect,
                                Map.of(
                                        "custom4",
                                        new DatedValue(
                                                TextNode.valueOf(status),
                                                Instant.parse("2026-03-01T00:00:00Z")
                                                        .plusSeconds(clock))))));
    }

    private static void awaitRest() {
        await(SOON).until(() -> fixture.database().pending(SALES) == 0);
    }

    private LoggedRequest onlyRequest() {
        List<LoggedRequest> requests = fixture.sandbox().log().requests(prospect);
        assertThat(requests).hasSize(1);
        return requests.get(0);
    }

    private Object inOutreach() {
        return fixture.sandbox().prospect(prospect).get("custom4");
    }

    private static Instant closedUntil() {
        return fixture
                .database()
                .jdbc()
                .query(
                        "select closed_until from quota where closed_until is not null",
                        (row, number) -> row.getTimestamp(1).toInstant())
                .stream()
                .findFirst()
                .orElse(null);
    }

    private int attempts() {
        return fixture.database()
                .jdbc()
                .queryForObject("select attempts from prospect where prospect_id = ?", Integer.class, prospect);
    }
}
