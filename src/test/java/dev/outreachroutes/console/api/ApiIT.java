package dev.outreachroutes.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.Events;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.sandbox.Fault;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP API: what it tells, to whom, and that it answers whatever it is asked as its description says. */
class ApiIT {

    private static final Duration SOON = Duration.ofMinutes(1);
    private static final String SALES = "/api/v1/destinations/emea-sales";

    private static RuntimeFixture fixture;
    private static ApiCalls api;

    @BeforeAll
    static void start() throws Exception {
        fixture = RuntimeFixture.create(sandbox -> sandbox.createMissing(1, 300))
                .with("console.login.failures-per-user-and-address", 100_000)
                .with("console.login.failures-per-address", 100_000)
                .with("ALERT_EVERY", "500ms")
                .with("outreach.alerts.dead-letters", 1);
        api = new ApiCalls(
                "http://localhost:" + fixture.start().getEnvironment().getProperty("local.server.port"));
        fixture.sandbox().answerAlways(103, Fault.answer(404, "{}"));
        fixture.topic()
                .send(List.of(
                        Events.joins(101),
                        Events.event(102, Events.HOT, "exited", 2),
                        Events.joins(103),
                        "{\"not\": \"an event\""));
        fixture.awaitRest(RuntimeFixture.SALES, SOON);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void aDestinationTellsHowItStandsAndIsPausedAndResumed() throws Exception {
        JsonNode all = api.get("/api/v1/destinations", "viewer").json();
        assertThat(all.path("items").path(0).path("name").asText()).isEqualTo("emea-sales");
        assertThat(api.get(SALES, "viewer").json().path("state").asText()).isEqualTo("live");
        assertThat(api.get(SALES, "viewer").json().path("deadLetters").asInt()).isEqualTo(2);

        assertThat(api.call("POST", SALES + "/pause", "operator", "{\"reason\": \"fields are being moved\"}")
                        .json()
                        .path("message")
                        .asText())
                .isEqualTo("Delivery is paused");
        JsonNode paused = api.get(SALES, "viewer").json();
        assertThat(paused.path("state").asText()).isEqualTo("paused");
        assertThat(paused.path("reason").asText()).isEqualTo("fields are being moved");
        fixture.topic().send(List.of(Events.joins(150)));
        fixture.topic().awaitIntake(RuntimeFixture.SALES, SOON);
        JsonNode waiting = api.get(SALES + "/prospects/150", "operator")
                .json()
                .path("fields")
                .path(0);
        assertThat(waiting.path("state").asText()).isEqualTo("pending");
        JsonNode pending =
                api.get(SALES + "/prospects/pending", "operator").json().path("items");
        assertThat(pending).hasSize(1);
        assertThat(pending.path(0).path("values").path("custom4").asText()).isEqualTo("realized");
        assertThat(api.get(SALES + "/prospects/pending", "viewer").text())
                .contains("custom4")
                .doesNotContain("realized");
        assertThat(api.get(SALES + "/prospects/pending/count", "viewer")
                        .json()
                        .path("byAttribute")
                        .path("custom4")
                        .asInt())
                .isEqualTo(1);
        assertThat(waiting.path("reason").asText()).matches("Delivery is paused since \\S+: fields are being moved\\.");
        assertThat(api.call("POST", SALES + "/resume", "operator", null)
                        .json()
                        .path("message")
                        .asText())
                .isEqualTo("Delivery goes on");
        fixture.awaitRest(RuntimeFixture.SALES, SOON);
    }

    @Test
    void anHourTellsWhatCameAndWhatBecameOfItAlsoAsCommaSeparatedValues() throws Exception {
        JsonNode runs = api.get(SALES + "/runs", "viewer").json();
        assertThat(sum(runs, "received")).isGreaterThanOrEqualTo(3);
        assertThat(sum(runs, "activated")).isGreaterThanOrEqualTo(3);
        assertThat(sum(runs, "unreadable")).isEqualTo(1);
        assertThat(sum(runs, "failed")).isEqualTo(1);
        assertThat(api.get(SALES + "/runs?bucket=day", "viewer")
                        .json()
                        .path("items")
                        .path(0)
                        .path("hour")
                        .asText())
                .endsWith("T00:00:00Z");

        ApiCalls.Answer table = api.getAs("text/csv", SALES + "/runs", "viewer");
        assertThat(table.type()).startsWith("text/csv");
        assertThat(table.text().lines().findFirst().orElseThrow())
                .startsWith("hour,received,activated,excluded,failed,activation_rate,");
        assertThat(table.text().lines()).hasSize(1 + runs.path("items").size());
        assertThat(api.getAs("text/csv", "/api/v1/destinations/none/runs", "viewer")
                        .type())
                .startsWith("application/problem+json");
        assertThat(api.getAs("*/*", SALES + "/runs", "viewer").type()).startsWith("application/json");
    }

    private static long sum(JsonNode runs, String number) {
        return StreamSupport.stream(runs.path("items").spliterator(), false)
                .mapToLong(run -> run.path(number).asLong())
                .sum();
    }

    @Test
    void theProfilesThatWereExcludedAreListedWithTheirPlaceAndWithoutValues() throws Exception {
        fixture.topic()
                .send(List.of(
                        """
                        {"person": {"name": {"firstName": "ada@example.org"}}, "identityMap": {"oid": [{"id": "x@example.org"}]}}""",
                        """
                        {"identityMap": {"oid": [{"id": "180"}]}}"""));
        fixture.topic().awaitIntake(RuntimeFixture.SALES, SOON);

        ApiCalls.Answer answer = api.get(SALES + "/exclusions?limit=1", "operator");
        JsonNode newest = answer.json().path("items").path(0);
        JsonNode before = api.get(
                        SALES + "/exclusions?limit=1&cursor="
                                + answer.json().path("next").asText(),
                        "operator")
                .json()
                .path("items")
                .path(0);
        assertThat(List.of(newest.path("reason").asText(), before.path("reason").asText()))
                .containsExactlyInAnyOrder("nothing-mapped", "id-not-numeric");
        JsonNode unmapped = api.get(SALES + "/exclusions?reason=nothing-mapped", "operator")
                .json()
                .path("items")
                .path(0);
        assertThat(unmapped.path("prospectId").asLong()).isEqualTo(180);
        assertThat(unmapped.path("topic").asText()).isEqualTo(fixture.topic().name());
        assertThat(unmapped.path("offset").isNumber()).isTrue();
        ApiCalls.Answer wrong = api.get(SALES + "/exclusions?reason=id-not-numeric", "operator");
        assertThat(wrong.json().path("items").path(0).path("prospectId").isNull())
                .isTrue();
        assertThat(wrong.text()).contains("\"oid\"").doesNotContain("example.org");
    }

    @Test
    void aDestinationTellsHowManyProspectsHaveStillToBeSentOtherwise() {
        // As another replica leaves it that runs with other values and is half through; this one may have looked
        // already.
        fixture.database()
                .jdbc()
                .update(
                        """
                        insert into status_values (destination, configured, changed_at, concerns, renewed, looked_to)
                        values ('emea-sales', '{"custom4": ["Yes", "exited"]}', now(), 12, 5, 400)
                        on conflict (destination) do update
                        set configured = excluded.configured, concerns = excluded.concerns, renewed = excluded.renewed,
                            looked_to = excluded.looked_to
                        """);
        try {
            RuntimeFixture.await(SOON)
                    .until(() -> api.get(SALES, "viewer")
                                    .json()
                                    .path("statusesToRenew")
                                    .asLong()
                            == 7);
        } finally {
            fixture.database().jdbc().update("delete from status_values");
        }
    }

    @Test
    void aPathThatTheServerDoesNotTakeIsAnsweredByAProblemToo() throws Exception {
        for (String path :
                List.of("/api/v1/destinations/emea%2Fsales", "/api/v1/destinations/emea%5Csales", "/api/v1//x")) {
            ApiCalls.Answer answer = api.get(path, "operator");

            assertThat(answer.status()).as(path).isEqualTo(400);
            assertThat(answer.type()).as(path).startsWith("application/problem+json");
        }
    }

    @Test
    void aFieldTellsItsValueWhereItCameFromAndWhatOutreachConfirmed() throws Exception {
        JsonNode prospect = api.get(SALES + "/prospects/101", "operator").json();
        JsonNode field = prospect.path("fields").path(0);
        assertThat(field.path("attribute").asText()).isEqualTo("custom4");
        assertThat(field.path("source").path("segment").asText()).isEqualTo(Events.HOT);
        assertThat(field.path("desired").path("value").asText()).isEqualTo("realized");
        assertThat(field.path("desired").path("status").asText()).isEqualTo("realized");
        assertThat(field.path("desired").path("topic").asText())
                .isEqualTo(fixture.topic().name());
        assertThat(field.path("desired").path("offset").isNumber()).isTrue();
        assertThat(field.path("acknowledgedValue").asText()).isEqualTo("realized");
        assertThat(field.path("state").asText()).isEqualTo("confirmed");
        assertThat(prospect.path("standing").path("pendingSince").isNull()).isTrue();

        JsonNode refused = api.get(SALES + "/prospects/103", "operator").json();
        assertThat(refused.path("fields").path(0).path("state").asText()).isEqualTo("refused");
        assertThat(refused.path("deadLetters")).hasSize(1);
    }

    @Test
    void aViewerSeesNoValueOfAPerson() throws Exception {
        ApiCalls.Answer answer = api.get(SALES + "/prospects/101", "viewer");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).doesNotContain("realized");
        assertThat(answer.json().path("fields").path(0).path("state").asText()).isEqualTo("confirmed");
        assertThat(api.get(SALES + "/prospects?attribute=custom4&value=realized", "viewer")
                        .status())
                .isEqualTo(403);
        assertThat(api.get("/api/v1/dead-letters?text=an", "viewer").status()).isEqualTo(403);
        JsonNode letter = api.get("/api/v1/dead-letters?reason=rejected", "viewer")
                .json()
                .path("items")
                .path(0);
        assertThat(letter.path("httpStatus").asInt()).isEqualTo(404);
        assertThat(letter.path("prospectId").isNull()).isTrue();
        assertThat(letter.path("errorText").isNull()).isTrue();
        assertThat(api.get(SALES + "/requests", "viewer")
                        .json()
                        .path("items")
                        .path(0)
                        .path("error")
                        .isNull())
                .isTrue();
    }

    @Test
    void prospectsAreFoundByStateSegmentStatusAndValuePageByPage() throws Exception {
        assertThat(ids("?state=refused")).containsExactly(103L);
        assertThat(ids("?segment=" + Events.HOT + "&status=exited")).containsExactly(102L);
        assertThat(ids("?attribute=custom4&value=exited")).containsExactly(102L);
        assertThat(ids("?state=in-doubt")).isEmpty();
        JsonNode first = api.get(SALES + "/prospects?limit=1", "operator").json();
        assertThat(first.path("items")).hasSize(1);
        JsonNode second = api.get(
                        SALES + "/prospects?limit=1&cursor="
                                + first.path("next").asText(),
                        "operator")
                .json();
        assertThat(second.path("items").path(0).path("prospectId").asLong()).isEqualTo(102);
    }

    @Test
    void requestsAreListedAndTheirValuesRecordedForAWhile() throws Exception {
        long recording = api.call("POST", SALES + "/recordings", "operator", "{\"prospectId\": 160, \"minutes\": 5}")
                .json()
                .path("id")
                .asLong();
        assertThat(api.get("/api/v1/recordings", "viewer").json().path("items")).hasSize(1);
        fixture.topic().send(List.of(Events.joins(160)));
        fixture.awaitRest(RuntimeFixture.SALES, SOON);

        JsonNode request = api.get(SALES + "/prospects/160", "operator")
                .json()
                .path("requests")
                .path(0);
        assertThat(request.path("status").asInt()).isEqualTo(200);
        assertThat(request.path("values").path("custom4").asText()).isEqualTo("realized");
        assertThat(api.get(SALES + "/requests", "viewer").text())
                .contains("160")
                .doesNotContain("realized");
        assertThat(api.call("DELETE", "/api/v1/recordings/" + recording, "operator", null)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aProspectIsForgottenByAnAdmin() throws Exception {
        fixture.topic().send(List.of(Events.joins(170)));
        fixture.awaitRest(RuntimeFixture.SALES, SOON);
        JsonNode removed =
                api.call("DELETE", SALES + "/prospects/170", "admin", null).json();
        assertThat(removed.path("prospects").asInt()).isEqualTo(1);
        assertThat(removed.path("requests").asInt()).isEqualTo(1);
        assertThat(api.get(SALES + "/prospects/170", "operator").status()).isEqualTo(404);
    }

    @Test
    void aResyncIsPlannedAndBegunAndTellsWhatDiffers() throws Exception {
        JsonNode planned = api.call(
                        "POST", SALES + "/resyncs", "operator", "{\"compare\": true, \"prospects\": [101, 102]}")
                .json();
        assertThat(planned.path("state").asText()).isEqualTo("planned");
        assertThat(planned.path("expected").asInt()).isEqualTo(2);
        assertThat(planned.path("pages").asInt()).isEqualTo(1);
        String resync = "/api/v1/resyncs/" + planned.path("id").asLong();
        assertThat(api.call("POST", resync + "/start", "operator", null).status())
                .isEqualTo(200);
        RuntimeFixture.await(SOON)
                .until(() -> api.get(resync, "viewer").json().path("state").asText(), "done"::equals);
        assertThat(api.get(resync, "viewer").json().path("different").asInt()).isZero();
        assertThat(api.call("POST", resync + "/start", "operator", null).status())
                .isEqualTo(409);
        assertThat(api.get("/api/v1/audit", "operator").json().findValuesAsText("subject"))
                .contains("resync " + planned.path("id").asLong());
    }

    @Test
    void aBodyThatIsTooLongIsRefusedBeforeItIsRead() throws Exception {
        ApiCalls.Answer answer = api.call(
                "POST", SALES + "/prospects/forget", "admin", "{\"prospects\": [" + "1,".repeat(2_200_000) + "1]}");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.type()).startsWith("application/problem+json");
    }

    @Test
    void aListThatNamesNothingIsNotAll() throws Exception {
        for (String list : List.of("[]", "[null]", "[1.5]", "[101, null]", "[\"x\"]")) {
            String body = "{\"prospects\": " + list + "}";
            assertThat(api.call("POST", SALES + "/resyncs", "operator", body).status())
                    .as(body)
                    .isEqualTo(400);
            assertThat(api.call("POST", SALES + "/prospects/forget", "admin", body)
                            .status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(api.call(
                                "POST",
                                "/api/v1/dead-letters/replay",
                                "operator",
                                "{\"destination\": \"emea-sales\", \"ids\": [null]}")
                        .status())
                .isEqualTo(400);
        assertThat(api.call("POST", SALES + "/resyncs", "operator", "{\"segments\": []}")
                        .status())
                .isEqualTo(400);
    }

    private static List<Long> ids(String query) throws Exception {
        List<Long> ids = new ArrayList<>();
        api.get(SALES + "/prospects" + query, "operator")
                .json()
                .path("items")
                .forEach(item -> ids.add(item.path("prospectId").asLong()));
        return ids;
    }

    @Test
    void deadLettersAreFoundAndDiscarded() throws Exception {
        JsonNode letters = api.get("/api/v1/dead-letters?reason=unreadable", "viewer")
                .json()
                .path("items");
        assertThat(letters).hasSize(1);
        long id = letters.path(0).path("id").asLong();
        assertThat(api.get("/api/v1/dead-letters/" + id, "viewer").json().path("cures"))
                .isNotEmpty();
        assertThat(api.get("/api/v1/dead-letters/" + id + "/payload", "operator")
                        .text())
                .contains("not");
        assertThat(api.call("POST", "/api/v1/dead-letters/discard", "operator", "{}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void openLettersAreGroupedByWhatHelps() throws Exception {
        JsonNode groups = api.get("/api/v1/dead-letters/groups?destination=emea-sales", "viewer")
                .json()
                .path("items");
        JsonNode refused = StreamSupport.stream(groups.spliterator(), false)
                .filter(group -> group.path("httpStatus").asInt() == 404)
                .findFirst()
                .orElseThrow();
        assertThat(refused.path("reason").asText()).isEqualTo("rejected");
        assertThat(refused.path("attributes").path(0).asText()).isEqualTo("custom4");
        assertThat(refused.path("count").asInt()).isEqualTo(1);
        assertThat(refused.path("cures").path(0).asText()).contains("no prospect of this number");
        long id = refused.path("ids").path(0).asLong();
        assertThat(api.get("/api/v1/dead-letters?ids=" + id, "operator")
                        .json()
                        .path("items")
                        .path(0)
                        .path("prospectId")
                        .asLong())
                .isEqualTo(103);
        assertThat(api.get("/api/v1/dead-letters/groups?destination=none", "viewer")
                        .json()
                        .path("items"))
                .isEmpty();
    }

    @Test
    void anAccountTellsItsRequestsByHourAndByDay() throws Exception {
        JsonNode usage = api.get("/api/v1/accounts/emea-ops/usage", "viewer").json();
        long hours = usage.path("hours").findValues("requests").stream()
                .mapToLong(JsonNode::asLong)
                .sum();
        long days = usage.path("days").findValues("requests").stream()
                .mapToLong(JsonNode::asLong)
                .sum();
        assertThat(hours).isPositive();
        // Who authorised the account, and what its fields are, was asked as well.
        assertThat(days).isGreaterThan(hours);
    }

    @Test
    void segmentsTellTheirFieldsAndHowManyHaveArrived() throws Exception {
        // They are counted in the background. Prospect 103 is refused.
        RuntimeFixture.await(Duration.ofSeconds(20)).untilAsserted(() -> {
            JsonNode members =
                    api.get(SALES + "/prospects/members", "viewer").json().path("items");
            JsonNode hot = StreamSupport.stream(members.spliterator(), false)
                    .filter(each -> each.path("segment").asText().equals(Events.HOT)
                            && each.path("status").asText().equals("realized"))
                    .findFirst()
                    .orElseThrow();
            assertThat(hot.path("desired").asInt() - hot.path("acknowledged").asInt())
                    .isEqualTo(1);
        });
        assertThat(api.get(SALES + "/segments", "viewer").text()).contains("\"fieldLabel\":", "\"fieldType\":");
    }

    @Test
    void anAlertIsListedAndAcknowledgedOnce() throws Exception {
        RuntimeFixture.await(SOON).until(() -> !api.get("/api/v1/alerts", "viewer")
                .json()
                .path("items")
                .isEmpty());
        JsonNode alert = api.get("/api/v1/alerts", "viewer").json().at("/items/0");
        assertThat(alert.path("condition").asText()).isEqualTo("dead-letters-grow");
        assertThat(alert.path("subject").asText()).isEqualTo(RuntimeFixture.SALES);
        assertThat(alert.path("link").asText())
                .isEqualTo("/actuator/hawtio/outreach/dead-letters?destination=emea-sales");
        assertThat(alert.path("acknowledgedBy").isNull()).isTrue();

        String acknowledgement = "/api/v1/alerts/" + alert.path("id").asLong() + "/acknowledgement";
        assertThat(api.call("POST", acknowledgement, "operator", null)
                        .json()
                        .path("acknowledgedBy")
                        .asText())
                .isEqualTo("operator");
        assertThat(api.call("POST", acknowledgement, "admin", null).status()).isEqualTo(409);
        assertThat(api.call("POST", acknowledgement, "admin", null)
                        .json()
                        .path("detail")
                        .asText())
                .isEqualTo("It has been acknowledged by operator.");
        assertThat(api.get("/api/v1/alerts?state=cleared", "viewer").json().path("items"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"viewer", "operator", "admin"})
    void whoeverAsksIsToldWhoThatIs(String user) throws Exception {
        JsonNode me = api.get("/api/v1/me", user).json();
        assertThat(me.path("name").asText()).isEqualTo(user);
        assertThat(me.path("role").asText()).isEqualTo(user);
        assertThat(me.path("outreachWebUrl").asText()).isEqualTo("https://web.outreach.io");
    }

    /** The status tells who is let in; 400 and 404 are answers to somebody who is. */
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            useHeadersInDisplayName = true,
            textBlock =
                    """
            method | path                                               | anonymous | viewer | operator | admin
            GET    | /api/openapi.json                                  | 401       | 200    | 200      | 200
            GET    | /api/v1/me                                         | 401       | 200    | 200      | 200
            GET    | /api/v1/dead-letters/groups                        | 401       | 200    | 200      | 200
            GET    | /api/v1/destinations/emea-sales/prospects/members  | 401       | 200    | 200      | 200
            GET    | /api/v1/destinations                               | 401       | 200    | 200      | 200
            GET    | /api/v1/destinations/emea-sales/segments           | 401       | 200    | 200      | 200
            GET    | /api/v1/destinations/none                          | 401       | 404    | 404      | 404
            GET    | /api/v1/destinations/emea-sales/prospects          | 401       | 200    | 200      | 200
            GET    | /api/v1/destinations/emea-sales/prospects/101      | 401       | 200    | 200      | 200
            GET    | /api/v1/destinations/emea-sales/prospects/999999   | 401       | 404    | 404      | 404
            GET    | /api/v1/destinations/emea-sales/prospects/0        | 401       | 400    | 400      | 400
            GET    | /api/v1/destinations/emea-sales/prospects/x        | 401       | 400    | 400      | 400
            POST   | /api/v1/destinations/none/pause                    | 401       | 403    | 404      | 404
            POST   | /api/v1/destinations/none/resume                   | 401       | 403    | 404      | 404
            GET    | /api/v1/accounts                                   | 401       | 200    | 200      | 200
            GET    | /api/v1/accounts/emea-ops/usage                    | 401       | 200    | 200      | 200
            GET    | /api/v1/accounts/emea-ops                          | 401       | 200    | 200      | 200
            POST   | /api/v1/accounts/none/check                        | 401       | 403    | 404      | 404
            GET    | /api/v1/dead-letters                               | 401       | 200    | 200      | 200
            GET    | /api/v1/dead-letters/999999                        | 401       | 404    | 404      | 404
            GET    | /api/v1/dead-letters/999999/payload                | 401       | 403    | 404      | 404
            POST   | /api/v1/dead-letters/replay                        | 401       | 403    | 400      | 400
            POST   | /api/v1/dead-letters/discard                       | 401       | 403    | 400      | 400
            GET    | /api/v1/audit                                      | 401       | 403    | 200      | 200
            GET    | /api/v1/configuration                              | 401       | 200    | 200      | 200
            POST   | /api/v1/configuration/check                        | 401       | 403    | 200      | 200
            POST   | /api/v1/configuration/reload                       | 401       | 403    | 200      | 200
            POST   | /api/v1/destinations/none/resyncs                  | 401       | 403    | 404      | 404
            POST   | /api/v1/resyncs/999999/start                       | 401       | 403    | 404      | 404
            GET    | /api/v1/resyncs/999999/differences                 | 401       | 404    | 404      | 404
            POST   | /api/v1/destinations/none/recordings               | 401       | 403    | 400      | 400
            DELETE | /api/v1/recordings/999999                          | 401       | 403    | 404      | 404
            GET    | /api/v1/recordings                                 | 401       | 200    | 200      | 200
            GET    | /api/v1/accounts/emea-ops/requests                 | 401       | 200    | 200      | 200
            GET    | /api/v1/destinations/emea-sales/requests           | 401       | 200    | 200      | 200
            GET    | /api/v1/destinations/emea-sales/resyncs            | 401       | 200    | 200      | 200
            GET    | /api/v1/destinations/emea-sales/prospects/pending  | 401       | 200    | 200      | 200
            GET    | /api/v1/destinations/none/prospects/pending/count  | 401       | 404    | 404      | 404
            DELETE | /api/v1/destinations/none/prospects/1              | 401       | 403    | 403      | 404
            DELETE | /api/v1/destinations/emea-sales/prospects/0        | 401       | 403    | 403      | 400
            POST   | /api/v1/destinations/none/prospects/forget         | 401       | 403    | 403      | 400
            GET    | /api/v1/destinations/emea-sales/runs               | 401       | 200    | 200      | 200
            GET    | /api/v1/destinations/emea-sales/runs?bucket=week   | 401       | 400    | 400      | 400
            GET    | /api/v1/destinations/emea-sales/runs?from=2020-01-01T00:00:00Z | 401       | 400    | 400      | 400
            GET    | /api/v1/destinations/emea-sales/runs?to=1960-01-01T00:00:00Z | 401       | 400    | 400      | 400
            GET    | /api/v1/destinations/none/runs                     | 401       | 404    | 404      | 404
            GET    | /api/v1/destinations/emea-sales/exclusions         | 401       | 403    | 200      | 200
            GET    | /api/v1/destinations/emea-sales/exclusions?reason=none | 401       | 403    | 400      | 400
            GET    | /api/v1/destinations/none/exclusions               | 401       | 403    | 404      | 404
            GET    | /api/v1/alerts                                     | 401       | 200    | 200      | 200
            GET    | /api/v1/alerts?state=cleared                       | 401       | 200    | 200      | 200
            GET    | /api/v1/alerts?state=none                          | 401       | 400    | 400      | 400
            POST   | /api/v1/alerts/999999/acknowledgement              | 401       | 403    | 404      | 404
            GET    | /api/v1/nothing                                    | 401       | 404    | 404      | 404
            POST   | /api/v1/accounts                                   | 401       | 403    | 403      | 405
            """)
    void eachRoleGetsWhatItMay(String method, String path, int anonymous, int viewer, int operator, int admin)
            throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (String user : new String[] {null, "viewer", "operator", "admin"}) {
            ApiCalls.Answer answer = api.call(method, path, user, null);
            statuses.add(answer.status());
            if (answer.status() >= 400) {
                assertThat(answer.type()).startsWith("application/problem+json");
                assertThat(answer.json().path("status").asInt()).isEqualTo(answer.status());
                assertThat(answer.json().path("detail").asText()).isNotEmpty();
            }
        }
        assertThat(statuses).containsExactly(anonymous, viewer, operator, admin);
    }

    /** Every operation of the description, with values that nobody expects: no 500, and no answer that is not described. */
    @Test
    void whateverIsAskedIsAnsweredAsTheDescriptionSays() throws Exception {
        JsonNode description = api.get("/api/openapi.json", "admin").json();
        assertThat(description.path("openapi").asText()).startsWith("3.1");
        Random random = new Random(20261127);
        List<String> wrong = new ArrayList<>();
        description.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> {
                    for (int i = 0; i < 40; i++) {
                        String address = address(path.getKey(), operation.getValue(), random);
                        String body = operation.getValue().has("requestBody") || random.nextInt(5) == 0
                                ? odd(BODIES, random)
                                : null;
                        try {
                            ApiCalls.Answer answer = api.call(
                                    operation.getKey().toUpperCase(java.util.Locale.ROOT), address, "admin", body);
                            JsonNode response =
                                    operation.getValue().path("responses").path(Integer.toString(answer.status()));
                            boolean described = Stream.of(answer.type().split(";"))
                                    .findFirst()
                                    .filter(type -> response.path("content").has(type))
                                    .isPresent();
                            if (!described || answer.status() >= 500) {
                                wrong.add(operation.getKey() + " " + address + " " + body + ": " + answer);
                            }
                        } catch (Exception e) {
                            wrong.add(operation.getKey() + " " + address + ": " + e);
                        }
                    }
                }));
        assertThat(wrong).isEmpty();
    }

    private static final List<String> VALUES = List.of(
            "emea-sales",
            "emea-ops",
            "1",
            // A prospect that no other test looks at, for it may be forgotten.
            "250",
            "0",
            "-1",
            "9223372036854775807",
            "9223372036854775808",
            "1e3",
            "x",
            "%",
            "'",
            "\"",
            "é",
            "\u202e",
            "null",
            "true",
            "..",
            " ",
            // Several of them still fit into an address.
            "a".repeat(1000),
            "open",
            "all",
            "refused",
            "realized",
            "no-outreach-id",
            "day",
            "2026-01-01T00:00:00Z",
            "+1000000000-01-01T00:00:00Z",
            "custom4",
            Events.HOT,
            ";",
            "[]",
            "{}",
            "\n",
            "\u0000");

    private static final List<String> BODIES = List.of(
            "",
            "{}",
            "[]",
            "null",
            "1",
            "\"text\"",
            "{\"ids\": [1, null]}",
            "{\"ids\": \"x\"}",
            "{\"ids\": [99999999999999999999]}",
            "{\"reason\": {\"a\": 1}}",
            "{\"reason\": \"\u0000\"}",
            "{\"destination\": \"emea-sales\", \"reason\": \"none\"}",
            "{\"destination\": \"\\u0000\"}",
            "{",
            "[".repeat(5000),
            "{\"ids\": [" + "1,".repeat(2000) + "1]}");

    private static String odd(List<String> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }

    private static String address(String path, JsonNode operation, Random random) {
        String address = path;
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.path("parameters")) {
            String name = parameter.path("name").asText();
            String value = URLEncoder.encode(odd(VALUES, random), StandardCharsets.UTF_8)
                    .replace("+", "%20");
            if (parameter.path("in").asText().equals("path")) {
                // What a server takes for another path, or for none at all, is no value of a parameter.
                boolean plain = !value.matches("\\.\\.|%20|%0A|%00|%3B|%25");
                address = address.replace("{" + name + "}", plain ? value : "emea-sales");
            } else if (random.nextInt(3) > 0) {
                query.append(query.isEmpty() ? "?" : "&")
                        .append(name)
                        .append('=')
                        .append(value);
            }
        }
        return address + query;
    }

    @Test
    void theDescriptionNamesEveryAnswerAndEveryParameter() throws Exception {
        JsonNode description = api.get("/api/openapi.json", "viewer").json();
        List<String> undescribed = new ArrayList<>();
        description.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> {
                    if (operation.getValue().path("summary").asText().isEmpty()
                            || !operation.getValue().path("responses").has("200")) {
                        undescribed.add(operation.getKey() + " " + path.getKey());
                    }
                }));
        assertThat(undescribed).isEmpty();
    }
}
