package dev.outreachroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.outreachroutes.MovableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProspectEndpointTest {

    private static final String ATTRIBUTE = "/data/attributes/";

    private final MovableClock clock = MovableClock.at("2026-11-23T10:15:00.700Z");
    private final OutreachSandbox sandbox = OutreachSandbox.start(settings -> settings.clock(clock));
    private final SandboxClient client = new SandboxClient(sandbox);

    @BeforeEach
    void add() {
        sandbox.addProspect(48213, Map.of("firstName", "Ada", "emails", List.of("Ada@example.com")));
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void onlyWhatIsSentChangesAndTheWholeProspectIsAnswered() {
        clock.advance(Duration.ofSeconds(5));

        var seen = client.patch(48213, "{\"custom4\":\"realized\",\"title\":\"CTO\"}");

        assertThat(seen.status()).isEqualTo(200);
        assertThat(seen.header("Content-Type")).startsWith("application/vnd.api+json");
        assertThat(seen.at("/data/id").isInt()).isTrue();
        assertThat(seen.at("/data/attributes")).hasSize(229);
        assertThat(seen.at("/data/relationships")).hasSize(21);
        assertThat(seen.at(ATTRIBUTE + "custom4").asText()).isEqualTo("realized");
        assertThat(seen.at(ATTRIBUTE + "firstName").asText()).isEqualTo("Ada");
        assertThat(seen.at(ATTRIBUTE + "custom5").isNull()).isTrue();
        assertThat(seen.at(ATTRIBUTE + "createdAt").asText()).isEqualTo("2026-11-23T10:15:00.000Z");
        assertThat(seen.at(ATTRIBUTE + "updatedAt").asText()).isEqualTo("2026-11-23T10:15:05.000Z");
        assertThat(seen.at("/data/relationships/updater/data/id").asInt()).isEqualTo(1);
        assertThat(sandbox.prospect(48213)).containsEntry("custom4", "realized").containsEntry("title", "CTO");
    }

    @Test
    void whatChangesNothingIsNoUpdate() {
        client.patch(48213, "{\"custom4\":\"realized\"}");
        clock.advance(Duration.ofMinutes(1));

        assertThat(client.patch(48213, "{\"custom4\":\"realized\"}")
                        .at(ATTRIBUTE + "updatedAt")
                        .asText())
                .isEqualTo("2026-11-23T10:15:00.000Z");
    }

    @Test
    void nullClearsAnAttribute() {
        client.patch(48213, "{\"custom4\":\"realized\"}");
        client.patch(48213, "{\"custom4\":null,\"firstName\":null}");

        assertThat(sandbox.prospect(48213)).containsEntry("custom4", null).containsEntry("name", "Ada@example.com");
    }

    @Test
    void aProspectThatIsNotThereIsNotFound() {
        var seen = client.patch(1, "{}");

        assertThat(seen.status()).isEqualTo(404);
        assertThat(seen.at("/errors/0/id").asText()).isEqualTo("resourceNotFound");
        assertThat(seen.at("/errors/0/detail").asText()).isEqualTo("Could not find 'prospect' with ID '1'.");
        assertThat(client.get("/api/v2/prospects/abc").at("/errors/0/id").asText())
                .isEqualTo("resourceNotFound");
        assertThat(client.get("/api/v2/prospect").at("/errors/0/id").asText()).isEqualTo("routeNotFound");
    }

    @Test
    void idsOfARangeExistWithoutBeingAdded() {
        sandbox.settings().createMissing(100, 200);

        assertThat(client.patch(150, "{\"custom1\":\"x\"}").status()).isEqualTo(200);
        assertThat(client.patch(201, "{\"custom1\":\"x\"}").status()).isEqualTo(404);
        assertThat(client.send("DELETE", "/api/v2/prospects/150", null, "").status())
                .isEqualTo(204);
        assertThat(client.patch(150, "{\"custom1\":\"x\"}").status()).isEqualTo(404);
    }

    @Test
    void typeAndIdMustBeThoseOfTheUrl() {
        String otherId = "{\"data\":{\"type\":\"prospect\",\"id\":1,\"attributes\":{}}}";
        String otherType = "{\"data\":{\"type\":\"account\",\"id\":48213,\"attributes\":{}}}";
        String noId = "{\"data\":{\"type\":\"prospect\",\"attributes\":{}}}";

        assertThat(client.patchDocument(48213, otherId).status()).isEqualTo(409);
        assertThat(client.patchDocument(48213, otherType).status()).isEqualTo(409);
        sandbox.settings().with(Knobs.MISMATCH, 422);
        assertThat(client.patchDocument(48213, noId).status()).isEqualTo(422);
    }

    @Test
    void whatIsNotJsonIsABadRequest() {
        assertThat(client.patchDocument(48213, "{\"data\"").status()).isEqualTo(400);
        assertThat(client.patchDocument(48213, "[]").status()).isEqualTo(400);
    }

    @Test
    void aBodyOfAnotherContentTypeIsRefusedWithTheOddKey() {
        var seen = client.send("PATCH", "/api/v2/prospects/48213", "application/json", "{}");

        assertThat(seen.status()).isEqualTo(415);
        assertThat(seen.at("/errors/0/details").asText()).contains("application/vnd.api+json");
        assertThat(client.send("GET", "/api/v2/prospects/48213", null, "").status())
                .isEqualTo(200);
        sandbox.settings().with(Knobs.CONTENT_TYPE, Knobs.ContentType.ALWAYS);
        assertThat(client.send("GET", "/api/v2/prospects/48213", null, "").status())
                .isEqualTo(415);
    }

    @Test
    void anUnknownAttributeIsRefusedOrIgnoredAsTheKnobSays() {
        var seen = client.patch(48213, "{\"custom151\":\"x\"}");
        assertThat(seen.status()).isEqualTo(422);
        assertThat(pointer(seen)).isEqualTo("/data/attributes/custom151");

        sandbox.settings().with("unknown-attribute", "bad-request");
        assertThat(client.patch(48213, "{\"custom151\":\"x\"}").status()).isEqualTo(400);
        sandbox.settings().with("unknown-attribute", "ignore");
        assertThat(client.patch(48213, "{\"custom151\":\"x\"}").status()).isEqualTo(200);
    }

    @Test
    void aReadOnlyAttributeIsIgnoredOrRefusedAsTheKnobSays() {
        assertThat(client.patch(48213, "{\"name\":\"x\"}")
                        .at(ATTRIBUTE + "name")
                        .asText())
                .isEqualTo("Ada");
        sandbox.settings().with("read-only", "unprocessable");
        assertThat(client.patch(48213, "{\"name\":\"x\"}").status()).isEqualTo(422);
    }

    @Test
    void aTextThatIsTooLongIsRefusedAndNothingOfTheRequestApplied() {
        var seen = client.patch(48213, "{\"custom1\":\"x\",\"title\":\"" + "x".repeat(256) + "\"}");

        assertThat(seen.status()).isEqualTo(422);
        assertThat(seen.at("/errors/0/id").asText()).isEqualTo("validationDataTooLongError");
        assertThat(sandbox.prospect(48213)).containsEntry("custom1", null);
    }

    @Test
    void aTypedCustomFieldTakesOnlyItsValues() {
        sandbox.settings()
                .customField("custom4", CustomField.picklist("Hot accounts", "realized", "exited"))
                .customField("custom5", CustomField.typed("date", "Since"))
                .customField("custom6", CustomField.typed("boolean", "Warm"));

        assertThat(client.patch(48213, "{\"custom4\":\"exited\",\"custom5\":\"2026-11-23\",\"custom6\":1}")
                        .status())
                .isEqualTo(200);
        assertThat(sandbox.prospect(48213)).containsEntry("custom6", "true");
        assertThat(pointer(client.patch(48213, "{\"custom4\":\"gone\"}"))).isEqualTo("/data/attributes/custom4");
        sandbox.settings().with(Knobs.TYPE_CHECK, Knobs.TypeCheck.DATA);
        assertThat(pointer(client.patch(48213, "{\"custom5\":\"today\"}"))).isEqualTo("/data");
        sandbox.settings().with(Knobs.TYPE_CHECK, Knobs.TypeCheck.OFF);
        assertThat(client.patch(48213, "{\"custom5\":\"today\"}").status()).isEqualTo(200);
        JsonNode validations = client.get("/api/v2/types").at("/data/0/meta/validations");
        assertThat(validations.at("/custom4/definition/1").asText()).isEqualTo("exited");
        assertThat(client.get("/api/v2").at("/data/attributes/prospectLabel5").asText())
                .isEqualTo("Since");
    }

    @Test
    void anEmailAddressBelongsToOneProspect() {
        sandbox.addProspect(2, Map.of());

        var seen = client.patch(2, "{\"emails\":[\"ada@EXAMPLE.com\"]}");

        assertThat(seen.status()).isEqualTo(422);
        assertThat(seen.at("/errors/0/detail").asText()).isEqualTo("Contacts email hash has already been taken.");
        assertThat(client.patch(48213, "{\"emails\":[]}").status()).isEqualTo(200);
        assertThat(client.patch(2, "{\"emails\":[\"ada@EXAMPLE.com\"]}").status())
                .isEqualTo(200);
    }

    @Test
    void optingOutIsStamped() {
        assertThat(client.patch(48213, "{\"optedOut\":true}")
                        .at(ATTRIBUTE + "optedOutAt")
                        .asText())
                .isEqualTo("2026-11-23T10:15:00.000Z");
        assertThat(client.patch(48213, "{\"optedOut\":false}")
                        .at(ATTRIBUTE + "optedOutAt")
                        .isNull())
                .isTrue();
    }

    @Test
    void aToOneRelationshipCanBeWritten() {
        String owner = "{\"data\":{\"type\":\"prospect\",\"id\":48213,\"relationships\":"
                + "{\"owner\":{\"data\":{\"type\":\"user\",\"id\":\"7\"}}}}}";

        assertThat(client.patchDocument(48213, owner)
                        .at("/data/relationships/owner/data/id")
                        .asInt())
                .isEqualTo(7);
    }

    @Test
    void fieldsShortenTheAnswerToAReadAndByKnobToAWrite() {
        String path = "/api/v2/prospects/48213?fields%5Bprospect%5D=custom4,firstName";
        String write = "{\"data\":{\"type\":\"prospect\",\"id\":48213,\"attributes\":{}}}";

        assertThat(client.get(path).at("/data/attributes")).hasSize(2);
        assertThat(client.send("PATCH", path, Answer.JSON_API, write).at("/data/attributes"))
                .hasSize(229);
        sandbox.settings().with(Knobs.PATCH_FIELDS, true);
        assertThat(client.send("PATCH", path, Answer.JSON_API, write).at("/data/attributes"))
                .hasSize(2);
    }

    @Test
    void scopesAreNotAdditive() {
        SandboxClient writer = new SandboxClient(sandbox, sandbox.issueAccessToken(1, "prospects.write"));

        assertThat(writer.patch(48213, "{}").status()).isEqualTo(200);
        var seen = writer.get("/api/v2/prospects/48213");
        assertThat(seen.status()).isEqualTo(403);
        assertThat(seen.at("/errors/0/detail").asText()).contains("'prospects.read'");
        assertThat(new SandboxClient(sandbox, sandbox.issueAccessToken(1, "prospects.all"))
                        .get("/api/v2/prospects/48213")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anUndecodableTokenIsRefusedByTheGateway() {
        var seen = new SandboxClient(sandbox, "nonsense").get("/api/v2/prospects/48213");

        assertThat(seen.status()).isEqualTo(401);
        assertThat(seen.at("/error").asText()).isEqualTo("Invalid JWT token.");
    }

    @Test
    void anExpiredTokenIsRefusedAsTheKnobsSay() {
        clock.advance(Duration.ofHours(2));
        assertThat(client.get("/api/v2").at("/error").asText()).isEqualTo("Expired JWT token.");

        sandbox.settings().with("expired-status", "403").with("expired-body", "jsonapi");
        assertThat(client.get("/api/v2").status()).isEqualTo(403);
        assertThat(client.get("/api/v2").at("/errors/0/id").asText()).isEqualTo("unauthorized");
    }

    @Test
    void aProspectCanBeCreated() {
        var seen = client.send(
                "POST",
                "/api/v2/prospects",
                Answer.JSON_API,
                "{\"data\":{\"type\":\"prospect\",\"attributes\":{\"lastName\":\"Byron\"}}}");

        assertThat(seen.status()).isEqualTo(201);
        assertThat(sandbox.prospect(seen.at("/data/id").asLong())).containsEntry("name", "Byron");
    }

    @Test
    void aListIsReadPageByPage() {
        sandbox.addProspects(1, 5);

        var page = client.get("/api/v2/prospects?filter%5Bid%5D=2..5&page%5Bsize%5D=3&sort=-id&count=true");
        assertThat(page.at("/data").findValuesAsText("self"))
                .hasSize(3)
                .first()
                .asString()
                .endsWith("/5");
        assertThat(page.at("/meta/count").asInt()).isEqualTo(4);
        var last = client.get(
                page.at("/links/next").asText().substring(sandbox.url().length()));
        assertThat(last.at("/data/0/id").asInt()).isEqualTo(2);
        assertThat(last.at("/links").isMissingNode()).isTrue();
        assertThat(client.get("/api/v2/prospects").at("/data")).hasSize(6);
        assertThat(client.get("/api/v2/prospects?filter%5Bemails%5D=ada@example.com")
                        .at("/data/0/id")
                        .asInt())
                .isEqualTo(48213);
    }

    @Test
    void aListMayBeUnfilteredShortUnsortedOrBehindAsTheKnobsSay() {
        sandbox.addProspects(1, 5);
        String two = "/api/v2/prospects?filter%5Bid%5D=2,3&fields%5Bprospect%5D=firstName";

        sandbox.settings().with("list-filter", "off");
        assertThat(client.get(two).at("/data")).hasSize(6);
        sandbox.settings().with("list-filter", "on").with("list-sorted", "off");
        assertThat(client.get(two).at("/data/0/id").asInt()).isEqualTo(3);
        sandbox.settings().with("list-most", "1");
        assertThat(client.get(two + "&page%5Bsize%5D=2").at("/data")).hasSize(1);
        assertThat(client.get(two).at("/links/next").isMissingNode()).isFalse();

        sandbox.settings().with("list-lag", "60s");
        sandbox.addProspect(2, Map.of("firstName", "Grace"));
        assertThat(client.get("/api/v2/prospects/2")
                        .at("/data/attributes/firstName")
                        .asText())
                .isEqualTo("Grace");
        assertThat(client.get(two).at("/data/0/attributes/firstName").isNull()).isTrue();
        clock.advance(Duration.ofSeconds(61));
        assertThat(client.get(two).at("/data/0/attributes/firstName").asText()).isEqualTo("Grace");
    }

    private static String pointer(SandboxClient.Seen seen) {
        return seen.at("/errors/0/source/pointer").asText();
    }
}
