package dev.outreachroutes.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlEndpointTest {

    private final OutreachSandbox sandbox = OutreachSandbox.start();
    private final SandboxClient client = new SandboxClient(sandbox);

    @AfterEach
    void close() {
        sandbox.close();
    }

    @Test
    void prospectsAreAddedAndShown() {
        control("prospects", "{\"first\":1,\"last\":3}");
        control("prospects", "{\"id\":2,\"attributes\":{\"custom4\":\"realized\"}}");

        assertThat(client.get("/sandbox/prospects/2").at("/attributes/custom4").asText())
                .isEqualTo("realized");
        assertThat(client.get("/sandbox/prospects/4").status()).isEqualTo(404);
    }

    @Test
    void knobsAreTurnedWhileItRuns() {
        var seen = control("knobs", "{\"quota\":5,\"create-missing\":\"1..10\",\"patch-fields\":true}");

        assertThat(seen.at("/create-missing").asText()).isEqualTo("1..10");
        assertThat(client.patch(3, "{}").header("X-RateLimit-Limit")).isEqualTo("5");
        assertThat(control("knobs", "{\"colour\":\"red\"}").status()).isEqualTo(400);
    }

    @Test
    void faultsAreScripted() {
        control("knobs", "{\"create-missing\":true}");
        control(
                "faults",
                "{\"next\":[{\"kind\":\"bad-gateway-before\",\"times\":2}],\"prospect\":5,"
                        + "\"answers\":[{\"status\":422,\"body\":{\"errors\":[]}}]}");

        assertThat(client.patch(1, "{}").status()).isEqualTo(502);
        assertThat(client.patch(1, "{}").status()).isEqualTo(502);
        assertThat(client.patch(1, "{}").status()).isEqualTo(200);
        assertThat(client.patch(5, "{}").body()).isEqualTo("{\"errors\":[]}");
        control("faults", "{\"maintenance\":\"5m\"}");
        assertThat(client.patch(5, "{}").status()).isEqualTo(503);
        control("faults", "{\"clear\":true}");
        assertThat(client.patch(5, "{}").status()).isEqualTo(200);
    }

    @Test
    void aProspectThatAlwaysFailsFailsFromTheFirstRequestOn() {
        control("knobs", "{\"create-missing\":true}");
        control("faults", "{\"prospect\":5,\"always\":{\"status\":404,\"body\":\"gone\"}}");

        assertThat(client.patch(5, "{}").status()).isEqualTo(404);
        assertThat(client.patch(5, "{}").status()).isEqualTo(404);
    }

    @Test
    void tokensAreMadeAndRevokedAndQuotaSpent() {
        String token = control("tokens", "{\"user\":3}").at("/refresh_token").asText();
        String accessToken = client.refresh(token).at("/access_token").asText();
        control("quota", "{\"user\":3,\"spend\":10000}");
        assertThat(new SandboxClient(sandbox, accessToken).get("/api/v2").status())
                .isEqualTo(429);

        control("revoke", "{\"user\":3}");

        assertThat(client.refresh(token).status()).isEqualTo(400);
    }

    @Test
    void theStateCountsWhatHappened() {
        client.patch(1, "{}");

        var state = client.get("/sandbox/state");

        assertThat(state.at("/requests").asInt()).isEqualTo(1);
        assertThat(state.at("/statuses/404").asInt()).isEqualTo(1);
        assertThat(state.at("/windows/0/requests").asInt()).isEqualTo(1);
        assertThat(client.get("/sandbox/requests?prospect=1").at("/0/status").asInt())
                .isEqualTo(404);
    }

    @Test
    void batchesAreScriptedAndCounted() {
        control("prospects", "{\"first\":1,\"last\":3}");
        control("knobs", "{\"batch-delay\":\"off\"}");
        control(
                "faults",
                "{\"batches\":[{\"kind\":\"stalls\"},{\"kind\":\"vanishes\",\"applied\":false},"
                        + "{\"kind\":\"fails\",\"prospects\":[2]},{\"kind\":\"delayed\",\"delay\":\"1h\"}]}");
        SandboxClient writer = new SandboxClient(sandbox, sandbox.issueAccessToken(1, "prospects.write batches.write"));
        for (int i = 0; i < 5; i++) {
            writer.send(
                    "POST",
                    "/api/v2/batches/actions/prospectsBulkModify?actionParams%5BskipConfirmation%5D=true",
                    Answer.JSON_API,
                    "{\"data\":{\"attributes\":{\"custom4\":\"realized\"" + (i == 4 ? "}}}" : ",\"ids\":[2]}}}"));
        }

        var state = client.get("/sandbox/state");

        assertThat(state.at("/batches/count").asInt()).isEqualTo(5);
        assertThat(state.at("/batchesToAll").asInt()).isEqualTo(1);
        assertThat(state.at("/batches/states/pending").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(control("faults", "{\"batches\":[{\"kind\":\"explodes\"}]}").status())
                .isEqualTo(400);
    }

    private SandboxClient.Seen control(String what, String body) {
        return client.send("POST", "/sandbox/" + what, "application/json", body);
    }
}
