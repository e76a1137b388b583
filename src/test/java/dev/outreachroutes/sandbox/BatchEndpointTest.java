package dev.outreachroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.outreachroutes.MovableClock;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchEndpointTest {

    private static final String SCOPES = "prospects.read prospects.write batches.read batches.write batchItems.read";
    private static final String MODIFY = "/api/v2/batches/actions/prospectsBulkModify";
    private static final String SKIP = "actionParams[skipConfirmation]=true";
    private static final String STATE = "/data/attributes/state";
    private static final Duration DELAY = Duration.ofMillis(200);

    private final MovableClock clock = MovableClock.at("2026-11-23T10:15:00Z");
    private final OutreachSandbox sandbox = OutreachSandbox.start(
            settings -> settings.clock(clock).with(Knobs.BATCH_RATE, 1).with(Knobs.PROSPECTS, new IdRange(1, 5)));
    private final SandboxClient client = new SandboxClient(sandbox, sandbox.issueAccessToken(1, SCOPES));

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void aBatchChangesOneProspectAfterAnotherAsTimeGoesOn() {
        var created = modify("{\"custom7\":\"gold\",\"title\":\"CTO\",\"ids\":[1,2,3]}");

        assertThat(created.status()).isEqualTo(200);
        assertThat(created.at("/data/id").asLong()).isEqualTo(1);
        assertThat(created.at("/data/type").asText()).isEqualTo("batch");
        var attributes = created.at("/data/attributes");
        assertThat(attributes.get("action").asText()).isEqualTo("prospectsBulkModify");
        assertThat(attributes.get("state").asText()).isEqualTo("pending");
        assertThat(attributes.get("total").asInt()).isEqualTo(3);
        assertThat(attributes.get("pending").asInt()).isEqualTo(3);
        assertThat(attributes.get("failures").asInt()).isZero();
        assertThat(attributes.get("createdAt").asText()).isEqualTo("2026-11-23T10:15:00.000Z");
        assertThat(attributes.get("startedAt").isNull()).isTrue();
        assertThat(custom7(1)).isNull();

        clock.advance(DELAY);
        assertThat(sandbox.prospect(1)).containsEntry("custom7", "gold").containsEntry("title", "CTO");
        assertThat(custom7(2)).isNull();
        var running = client.get("/api/v2/batches/1");
        assertThat(running.at(STATE).asText()).isEqualTo("progressing");
        assertThat(running.at("/data/attributes/pending").asInt()).isEqualTo(2);
        assertThat(running.at("/data/attributes/startedAt").asText()).isEqualTo("2026-11-23T10:15:00.000Z");

        clock.advance(Duration.ofMinutes(1));
        var finished = client.get("/api/v2/batches/1");
        assertThat(finished.at(STATE).asText()).isEqualTo("finished");
        assertThat(finished.at("/data/attributes/finishedAt").asText()).isEqualTo("2026-11-23T10:15:02.000Z");
        assertThat(sandbox.prospect(3)).containsEntry("updatedAt", "2026-11-23T10:15:02.000Z");
        assertThat(custom7(4)).isNull();
        assertThat(sandbox.batchesToAll()).isZero();
    }

    @Test
    void aBatchRunsByTheSystemsClockWithoutAnybodyAskingForIt() {
        try (OutreachSandbox real = OutreachSandbox.start(settings -> settings.with("batch-delay", "20ms"))) {
            real.addProspects(1, 100);
            SandboxClient other = new SandboxClient(real, real.issueAccessToken(1, SCOPES));

            send(other, SKIP, "{\"custom7\":\"gold\",\"ids\":[1,100]}");

            await().atMost(Duration.ofSeconds(5))
                    .until(() -> "gold".equals(real.prospect(100).get("custom7")));
        }
    }

    @Test
    void oneFieldMayBeNamedBesideItsValue() {
        modify("{\"fieldName\":\"custom7\",\"fieldValue\":\"gold\",\"ids\":[2]}");

        clock.advance(DELAY);

        assertThat(custom7(2)).isEqualTo("gold");
    }

    @Test
    void aBatchWithNeitherIdsNorAFilterIsForAllProspects() {
        modify("{\"custom7\":\"gold\"}");
        modify("{\"custom7\":\"gold\",\"ids\":[]}");
        send(client, SKIP + "&actionParams[filter][custom5]=silver", "{\"custom7\":\"gold\"}");

        clock.advance(Duration.ofMinutes(1));

        assertThat(LongStream.rangeClosed(1, 5).mapToObj(this::custom7)).containsOnly("gold");
        assertThat(sandbox.batchesToAll()).isEqualTo(3);
        assertThat(sandbox.batches()).allMatch(SandboxBatch::toAll);
    }

    @Test
    void aFilterChoosesProspectsByIdOrEmailAndIdsMayNarrowIt() {
        sandbox.addProspect(4, Map.of("emails", List.of("ada@example.com")));

        send(client, SKIP + "&actionParams[filter][id][]=1&actionParams[filter][id][]=2", "{\"custom7\":\"gold\"}");
        send(client, SKIP + "&actionParams[filter][id]=1..3", "{\"custom7\":\"gold\",\"ids\":[3,5]}");
        send(client, SKIP + "&actionParams[filter][emails]=ada@example.com", "{\"custom7\":\"gold\"}");
        send(client, SKIP + "&actionParams[filter][id]=77", "{\"custom7\":\"gold\"}");
        clock.advance(DELAY);

        assertThat(sandbox.batches().stream().map(SandboxBatch::prospectIds))
                .containsExactly(List.of(1L, 2L), List.of(3L), List.of(4L), List.of());
        assertThat(client.get("/api/v2/batches/4").at(STATE).asText()).isEqualTo("finished");
        assertThat(sandbox.batchesToAll()).isZero();
    }

    @Test
    void aProspectThatIsMissingOrARefusedValueFailsItsItemAlone() {
        sandbox.settings().customField("custom7", CustomField.picklist("Tier", "gold"));
        sandbox.answerAlways(3, Fault.answer(422, "{\"errors\":[{\"detail\":\"Prospect is locked.\"}]}"));
        sandbox.nextBatch(BatchScript.fails(5L));

        modify("{\"custom7\":\"gold\",\"ids\":[1,2,3,5,77]}");
        modify("{\"custom7\":\"tin\",\"ids\":[4]}");
        modify("{\"colour\":\"red\",\"ids\":[4]}");
        sandbox.deleteProspect(2);
        clock.advance(Duration.ofMinutes(1));

        assertThat(sandbox.batches().get(0).items().stream().map(SandboxBatch.Item::failure))
                .containsExactly(
                        null,
                        "Could not find 'prospect' with ID '2'.",
                        "Prospect is locked.",
                        "The item failed because the test says so.",
                        "Could not find 'prospect' with ID '77'.");
        assertThat(client.get("/api/v2/batches/1")
                        .at("/data/attributes/failures")
                        .asInt())
                .isEqualTo(4);
        assertThat(info(2)).isEqualTo("custom7 is not included in the list.");
        assertThat(info(3)).isEqualTo("'colour' is not an attribute of prospect.");
        assertThat(custom7(4)).isNull();
    }

    @Test
    void itemsTellTheirProspectAndAreReadPageByPage() {
        modify("{\"custom7\":\"gold\",\"ids\":[1,77,2]}");
        modify("{\"custom7\":\"gold\",\"ids\":[3]}");
        clock.advance(DELAY.plusSeconds(1));

        var page = get("/api/v2/batchItems?filter[batchId]=1&page[size]=2");

        assertThat(page.at("/data")).hasSize(2);
        assertThat(page.at("/data/0/attributes/state").asText()).isEqualTo("finished");
        assertThat(page.at("/data/1/attributes/failed").asBoolean()).isTrue();
        assertThat(page.at("/data/1/attributes/state").asText()).isEqualTo("failed");
        assertThat(page.at("/data/1/attributes/data").asText()).isEqualTo("{\"id\":77}");
        var rest = client.get(
                page.at("/links/next").asText().substring(sandbox.url().length()));
        assertThat(rest.at("/data")).hasSize(1);
        assertThat(rest.at("/data/0/attributes/state").asText()).isEqualTo("pending");
        assertThat(rest.at("/links").isMissingNode()).isTrue();
        assertThat(get("/api/v2/batchItems?filter[batchId]=1&filter[failed]=true")
                        .at("/data"))
                .hasSize(1);
        assertThat(get("/api/v2/batchItems").at("/data")).hasSize(4);
    }

    @Test
    void itemsNameTheirProspectAsTheKnobSays() {
        modify("{\"custom7\":\"gold\",\"ids\":[5]}");

        assertThat(data("prospect-id")).isEqualTo("{\"prospectId\":\"5\"}");
        assertThat(data("plain")).isEqualTo("5");
        assertThat(data("none")).isEqualTo("null");
    }

    @Test
    void theListOfBatchesBeginsWithTheNewestWhenAskedTo() {
        for (int id = 1; id <= 3; id++) {
            modify("{\"custom7\":\"gold\",\"ids\":[" + id + "]}");
        }

        var page = get("/api/v2/batches?sort=-createdAt&page[size]=2");

        assertThat(page.at("/data/0/id").asLong()).isEqualTo(3);
        assertThat(page.at("/data/1/id").asLong()).isEqualTo(2);
        assertThat(client.get(page.at("/links/next")
                                .asText()
                                .substring(sandbox.url().length()))
                        .at("/data/0/id")
                        .asLong())
                .isEqualTo(1);
        assertThat(client.get("/api/v2/batches").at("/data/0/id").asLong()).isEqualTo(1);
    }

    @Test
    void aBatchWaitsUntilSomebodyConfirmsHowManyItIsFor() {
        var created = send(client, "", "{\"custom7\":\"gold\",\"ids\":[1,2]}");
        clock.advance(Duration.ofMinutes(1));

        assertThat(created.at("/data/attributes/confirmCount").asInt()).isEqualTo(2);
        assertThat(client.get("/api/v2/batches/1").at(STATE).asText()).isEqualTo("unconfirmed");
        assertThat(custom7(1)).isNull();
        assertThat(post("/api/v2/batches/1/actions/confirm?actionParams[confirmedCount]=3")
                        .status())
                .isEqualTo(422);
        assertThat(post("/api/v2/batches/1/actions/confirm?actionParams[confirmedCount]=2")
                        .at(STATE)
                        .asText())
                .isEqualTo("pending");
        clock.advance(DELAY);
        assertThat(custom7(1)).isEqualTo("gold");
    }

    @Test
    void whatHasNotRunWhenABatchIsCanceledDoesNotRun() {
        modify("{\"custom7\":\"gold\",\"ids\":[1,2,3]}");
        clock.advance(DELAY);

        assertThat(post("/api/v2/batches/1/actions/cancel").at(STATE).asText()).isEqualTo("canceled");
        clock.advance(Duration.ofMinutes(1));

        assertThat(custom7(1)).isEqualTo("gold");
        assertThat(custom7(2)).isNull();
        var canceled = client.get("/api/v2/batches/1").at("/data/attributes");
        assertThat(canceled.get("canceledAt").asText()).isEqualTo("2026-11-23T10:15:00.000Z");
        assertThat(canceled.get("finishedAt").isNull()).isTrue();
        client.patch(2, "{\"custom7\":\"silver\"}");
        assertThat(sandbox.log().mostAtOnceForOneProspect()).isEqualTo(1);
    }

    @Test
    void aBatchThatIsLateOverwritesWhatCameAfterIt() {
        sandbox.nextBatch(BatchScript.delayed(Duration.ofMinutes(10)));
        modify("{\"custom7\":\"gold\",\"ids\":[1]}");

        clock.advance(Duration.ofMinutes(5));
        client.patch(1, "{\"custom7\":\"silver\"}");

        assertThat(custom7(1)).isEqualTo("silver");
        clock.advance(Duration.ofMinutes(5));
        assertThat(custom7(1)).isEqualTo("gold");
    }

    @Test
    void aBatchIsUnderWayForAProspectUntilItsItemHasRun() {
        modify("{\"custom7\":\"gold\",\"ids\":[1,2]}");
        clock.advance(DELAY);

        client.patch(1, "{\"custom7\":\"silver\"}");
        assertThat(sandbox.log().mostAtOnceForOneProspect()).isEqualTo(1);
        client.patch(2, "{\"custom7\":\"silver\"}");

        assertThat(sandbox.log().mostAtOnceForOneProspect()).isEqualTo(2);
        sandbox.log().clear();
        modify("{\"custom7\":\"tin\",\"ids\":[2]}");
        assertThat(sandbox.log().mostAtOnceForOneProspect()).isEqualTo(2);
    }

    @Test
    void aBatchStallsWhereTheScriptSays() {
        sandbox.nextBatch(BatchScript.stallsAfter(1), BatchScript.stalls());
        modify("{\"custom7\":\"gold\",\"ids\":[1,2]}");
        modify("{\"custom7\":\"gold\",\"ids\":[3]}");
        modify("{\"custom7\":\"gold\",\"ids\":[4]}");

        clock.advance(Duration.ofDays(1));

        assertThat(sandbox.batches().stream().map(SandboxBatch::state))
                .containsExactly("progressing", "pending", "finished");
        assertThat(custom7(1)).isEqualTo("gold");
        assertThat(custom7(2)).isNull();
        client.patch(3, "{}");
        assertThat(sandbox.log().mostAtOnceForOneProspect()).isEqualTo(2);
    }

    @Test
    void aVanishedBatchIsNotFoundWhetherItIsAppliedOrNot() {
        sandbox.nextBatch(BatchScript.vanishes(), BatchScript.vanishesUnapplied());
        assertThat(modify("{\"custom7\":\"gold\",\"ids\":[1]}").status()).isEqualTo(200);
        assertThat(modify("{\"custom7\":\"gold\",\"ids\":[2]}").status()).isEqualTo(200);
        clock.advance(DELAY);

        var seen = client.get("/api/v2/batches/1");

        assertThat(seen.status()).isEqualTo(404);
        assertThat(seen.at("/errors/0/detail").asText()).isEqualTo("Could not find 'batch' with ID '1'.");
        assertThat(post("/api/v2/batches/2/actions/cancel").status()).isEqualTo(404);
        assertThat(get("/api/v2/batchItems?filter[batchId]=1").at("/data")).isEmpty();
        assertThat(client.get("/api/v2/batches").at("/data")).isEmpty();
        assertThat(custom7(1)).isEqualTo("gold");
        assertThat(custom7(2)).isNull();
        client.patch(2, "{}");
        assertThat(sandbox.log().mostAtOnceForOneProspect()).isEqualTo(1);
    }

    @Test
    void aBatchRunsAlthoughItsClientSawAReset() {
        sandbox.nextAnswers(Fault.resetAfter(), Fault.resetBefore(), Fault.badGatewayAfter());

        assertThatThrownBy(() -> modify("{\"custom7\":\"gold\",\"ids\":[1]}"))
                .hasRootCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> modify("{\"custom7\":\"gold\",\"ids\":[2]}"))
                .hasRootCauseInstanceOf(IOException.class);
        assertThat(modify("{\"custom7\":\"gold\",\"ids\":[3]}").status()).isEqualTo(502);
        clock.advance(DELAY);

        assertThat(custom7(1)).isEqualTo("gold");
        assertThat(custom7(2)).isNull();
        assertThat(custom7(3)).isEqualTo("gold");
        assertThat(get("/api/v2/batches").at("/data")).hasSize(2);
    }

    @Test
    void aBatchMayBeCreatedAfterItsClientHasGivenUp() {
        sandbox.nextAnswers(Fault.appliedLate(Duration.ofMillis(50)));
        assertThatThrownBy(() -> modify("{\"custom7\":\"gold\",\"ids\":[1]}"))
                .hasRootCauseInstanceOf(IOException.class);

        await().atMost(Duration.ofSeconds(5)).until(() -> sandbox.batchCount() == 1);
    }

    @Test
    void everyScopeIsAskedForByName() {
        assertThat(with("batches.write", MODIFY).at("/errors/0/detail").asText())
                .contains("'prospects.write'");
        assertThat(with("prospects.write", MODIFY).at("/errors/0/detail").asText())
                .contains("'batches.write'");
        SandboxClient usual = new SandboxClient(sandbox);
        assertThat(usual.get("/api/v2/batches").at("/errors/0/detail").asText()).contains("'batches.read'");
        assertThat(usual.get("/api/v2/batches/1").status()).isEqualTo(403);
        assertThat(usual.get("/api/v2/batchItems").at("/errors/0/detail").asText())
                .contains("'batchItems.read'");
        assertThat(with("batches.read", "/api/v2/batches/1/actions/cancel").status())
                .isEqualTo(403);
        assertThat(sandbox.batches()).isEmpty();
    }

    @Test
    void whatIsNoOrderIsRefused() {
        assertThat(modify("{\"ids\":[1]}").status()).isEqualTo(422);
        assertThat(modify("{\"custom7\":\"gold\",\"ids\":5}").status()).isEqualTo(422);
        assertThat(modify("{\"custom7\":\"gold\",\"ids\":[1.5]}").status()).isEqualTo(422);
        assertThat(send(client, SKIP + "&actionParams[force]=true", "{\"custom7\":\"gold\",\"ids\":[1]}")
                        .status())
                .isEqualTo(400);
        assertThat(client.send("POST", MODIFY, Answer.JSON_API, "no JSON").status())
                .isEqualTo(400);
        assertThat(client.get("/api/v2/batches/one").status()).isEqualTo(404);
        assertThat(post("/api/v2/batches/actions/prospectsDestroyAll").status()).isEqualTo(404);
        assertThat(sandbox.batches()).isEmpty();
    }

    @Test
    void moreIdsThanTheKnobAllowsAreRefusedWithItsStatus() {
        sandbox.settings().with("batch-most-ids", "2");

        assertThat(modify("{\"custom7\":\"gold\",\"ids\":[1,2]}").status()).isEqualTo(200);
        assertThat(modify("{\"custom7\":\"gold\",\"ids\":[1,2,3]}").status()).isEqualTo(422);
        sandbox.settings().with("batch-too-many", "413");
        assertThat(modify("{\"custom7\":\"gold\",\"ids\":[1,2,3]}").status()).isEqualTo(413);
    }

    @Test
    void theWordsForStatesAndTheTimeOfTheEndAreKnobs() {
        sandbox.settings().with("batch-words", "completed").with("batch-finished-at", "off");
        assertThat(modify("{\"custom7\":\"gold\",\"ids\":[1,2]}").at(STATE).asText())
                .isEqualTo("queued");
        clock.advance(DELAY);
        assertThat(client.get("/api/v2/batches/1").at(STATE).asText()).isEqualTo("running");
        clock.advance(Duration.ofMinutes(1));

        var finished = client.get("/api/v2/batches/1").at("/data/attributes");

        assertThat(finished.get("state").asText()).isEqualTo("completed");
        assertThat(finished.get("finishedAt").isNull()).isTrue();
    }

    @Test
    void sharesOfBatchesStallOrVanishAndSharesOfItemsFail() {
        sandbox.settings().with("batch-rate", "100000").with("batch-item-failures", "0.5");
        sandbox.addProspects(1, 200);
        modify("{\"custom7\":\"gold\"}");
        sandbox.settings().with("batch-item-failures", "0").with("batch-stall", "1");
        modify("{\"custom7\":\"gold\",\"ids\":[1]}");
        sandbox.settings().with("batch-stall", "0").with("batch-vanish", "1");
        modify("{\"custom7\":\"gold\",\"ids\":[1]}");
        sandbox.settings().with("batch-item-failures", "0.5");
        clock.advance(Duration.ofMinutes(1));

        assertThat(client.get("/api/v2/batches/1")
                        .at("/data/attributes/failures")
                        .asInt())
                .isBetween(50, 150);
        assertThat(client.get("/api/v2/batches/2").at(STATE).asText()).isEqualTo("pending");
        assertThat(client.get("/api/v2/batches/3").status()).isEqualTo(404);
    }

    @Test
    void everyRequestAboutBatchesCountsInTheQuota() {
        modify("{\"custom7\":\"gold\",\"ids\":[1]}");
        client.get("/api/v2/batches/1");
        client.get("/api/v2/batchItems");
        sandbox.settings().with(Knobs.QUOTA, 3);

        assertThat(client.get("/api/v2/batches").status()).isEqualTo(429);
        assertThat(sandbox.windows().get(0).requests()).isEqualTo(4);
    }

    @Test
    void batchesThatAreOverAreForgottenOldestFirst() {
        sandbox.settings().with(Knobs.BATCHES_KEPT, 2);
        sandbox.nextBatch(BatchScript.stalls());
        for (int id = 1; id <= 4; id++) {
            modify("{\"custom7\":\"gold\",\"ids\":[" + id + "]}");
            clock.advance(DELAY);
        }

        assertThat(sandbox.batches().stream().map(SandboxBatch::id)).containsExactly(1L, 4L);
        assertThat(sandbox.batchCount()).isEqualTo(4);
    }

    @Test
    void aBatchMayBeForThousandsOfProspects() {
        sandbox.addProspects(1, 20_000);
        sandbox.settings().with("batch-most-ids", "20001").with("batch-rate", "100000");
        String ids = LongStream.rangeClosed(1, 20_001).mapToObj(String::valueOf).collect(Collectors.joining(","));

        modify("{\"custom7\":\"gold\",\"ids\":[" + ids + "]}");
        clock.advance(Duration.ofMinutes(1));

        assertThat(custom7(20_000)).isEqualTo("gold");
        assertThat(get("/api/v2/batchItems?filter[batchId]=1&filter[failed]=true")
                        .at("/data/0/attributes/data")
                        .asText())
                .isEqualTo("{\"id\":20001}");
    }

    private SandboxClient.Seen modify(String attributes) {
        return send(client, SKIP, attributes);
    }

    /** As the documentation has it, with the type beside the data. */
    private static SandboxClient.Seen send(SandboxClient client, String query, String attributes) {
        String document = "{\"data\":{\"attributes\":" + attributes + "},\"type\":\"prospect\"}";
        return client.send("POST", encoded(MODIFY + "?" + query), Answer.JSON_API, document);
    }

    private SandboxClient.Seen with(String scopes, String path) {
        SandboxClient other = new SandboxClient(sandbox, sandbox.issueAccessToken(1, scopes));
        String document = path.equals(MODIFY) ? "{\"data\":{\"attributes\":{\"custom7\":\"gold\",\"ids\":[1]}}}" : "";
        return other.send("POST", path, Answer.JSON_API, document);
    }

    private SandboxClient.Seen get(String path) {
        return client.get(encoded(path));
    }

    private SandboxClient.Seen post(String path) {
        return client.send("POST", encoded(path), Answer.JSON_API, "");
    }

    private static String encoded(String path) {
        return path.replace("[", URLEncoder.encode("[", StandardCharsets.UTF_8))
                .replace("]", URLEncoder.encode("]", StandardCharsets.UTF_8));
    }

    private String info(long batch) {
        return get("/api/v2/batchItems?filter[failed]=true&filter[batchId]=" + batch)
                .at("/data/0/attributes/info")
                .asText();
    }

    private String data(String knob) {
        sandbox.settings().with("batch-item-data", knob);
        return client.get("/api/v2/batchItems").at("/data/0/attributes/data").asText();
    }

    private Object custom7(long id) {
        return sandbox.prospect(id).get("custom7");
    }
}
