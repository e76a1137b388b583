package dev.outreachroutes.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.RoutesFolder;
import dev.outreachroutes.sandbox.CustomField;
import dev.outreachroutes.sandbox.Knobs;
import dev.outreachroutes.sandbox.LoggedRequest;
import dev.outreachroutes.sandbox.OutreachSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check --account} tells what Outreach would refuse, each at its line, by the token that the environment has. */
class CheckAccountTest {

    private static final String HOT = "3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10";

    @TempDir
    private Path directory;

    private final OutreachSandbox sandbox =
            OutreachSandbox.start(settings -> settings.port(0).with(Knobs.TOKEN_THROTTLE, Duration.ZERO));
    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void configure() throws IOException {
        RoutesFolder.copyTo(directory);
        Files.writeString(
                directory.resolve("destinations.yaml"),
                """
                labels:
                  person.name: [I1]
                policies:
                  no-names: { action: exportToThirdParty, labels: [I1] }
                destinations:
                  sales:
                    identity: oid
                    marketing-actions: [exportToThirdParty]
                    attributes:
                      lastName: person.name.lastName
                      title: extendedWorkDetails.jobTitle
                    segments:
                      3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { name: Hot accounts, mapping-id: 4 }
                      a1d07c54-2e9b-4f63-9c88-5b6e0f3d2741: { name: Trial day 10, mapping-id: 5 }
                      c7e5909b-64f1-4d2a-8e37-1f0a9bd6c352: { name: VIP, mapping-id: 6 }
                """);
        settings.put("outreach.api-url", sandbox.url());
        settings.put("outreach.client-id", "sandbox-client");
        settings.put("outreach.client-secret", "sandbox-secret");
        sandbox.settings()
                .customField("custom4", CustomField.text("Hot accounts"))
                .customField("custom5", CustomField.text("Trial day 10"))
                .customField("custom6", CustomField.text("VIP"));
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void fiveKindsOfFindingsStandInOneReport() {
        sandbox.settings()
                .customField("custom4", CustomField.typed("date", "Hot accounts"))
                .customField("custom5", CustomField.picklist("Trial day 10", "realized"))
                .customField("custom6", CustomField.text("Birthday"));
        settings.put("OUTREACH_ACCESS_TOKEN", sandbox.issueAccessToken(1, "prospects.read"));

        CommandLineRun run = check();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.printed().lines())
                .anySatisfy(line -> assertThat(line).contains("/destinations.yaml:13: error: ", "of type date"))
                .anySatisfy(line -> assertThat(line)
                        .contains("/destinations.yaml:14: error: ", "'exited' is not among its options"))
                .anySatisfy(
                        line -> assertThat(line).contains("/destinations.yaml:15: warning: ", "'Birthday'", "'VIP'"))
                .anySatisfy(
                        line -> assertThat(line).contains("/destinations.yaml:10: ", "lastName is blocked", "no-names"))
                .anySatisfy(line ->
                        assertThat(line).contains("/destinations.yaml:6: error: ", "lacks the scope prospects.write"));
    }

    @Test
    void anAccessTokenIsUsedAsItIsAndOneRequestIsEnough() {
        settings.put("OUTREACH_ACCESS_TOKEN", sandbox.issueAccessToken(1, "prospects.write"));
        settings.put("OUTREACH_REFRESH_TOKEN", sandbox.issueRefreshToken());
        long tokens = sandbox.tokensIssued();

        assertThat(check().exitCode()).isZero();

        assertThat(sandbox.tokensIssued()).isEqualTo(tokens);
        assertThat(asked()).containsExactly("/api/v2/types", "/api/v2");
    }

    @Test
    void aRefreshTokenGivesATokenAndItsScopes() {
        settings.put("OUTREACH_REFRESH_TOKEN", sandbox.issueRefreshToken(1, "prospects.read"));

        CommandLineRun run = check();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.printed()).contains("lacks the scope prospects.write");
        assertThat(asked()).containsExactly("/api/v2/types");
    }

    @Test
    void withoutATokenItCouldNotLookAndSaysWhatToSet() {
        CommandLineRun run = check();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.printed())
                .contains(
                        "The account default was not looked at: there is no token; set OUTREACH_ACCESS_TOKEN, DATABASE_URL or"
                                + " OUTREACH_REFRESH_TOKEN.");
    }

    @Test
    void aDeadRefreshTokenAndADeadAccessTokenAreToldWithoutThem() {
        settings.put("OUTREACH_REFRESH_TOKEN", "secret-and-dead");
        CommandLineRun run = check();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.printed()).contains("Outreach gives no token: 400").doesNotContain("secret-and-dead");

        settings.put("OUTREACH_ACCESS_TOKEN", "secret-and-dead");
        run = check();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.printed()).contains("does not answer what is asked: 401").doesNotContain("secret-and-dead");
    }

    @Test
    void anOutreachThatIsAwayIsNoFindingAndWhatTheFilesSayIsTold() {
        settings.put("OUTREACH_ACCESS_TOKEN", "any");
        settings.put("outreach.api-url", "http://localhost:1");

        CommandLineRun run = check();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.printed()).contains("Outreach at http://localhost:1 does not answer", "lastName is blocked");
    }

    @Test
    void aDatabaseThatIsAwayIsTold() {
        settings.put("DATABASE_URL", "jdbc:postgresql://localhost:1/none");
        settings.put("spring.datasource.url", "jdbc:postgresql://localhost:1/none");
        settings.put("outreach.token-encryption-key", Base64.getEncoder().encodeToString(new byte[32]));

        CommandLineRun run = check();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.printed()).contains("The account default was not looked at: ", "database");
    }

    @Test
    void whereTypesAreRefusedTheLabelsAreCompared() {
        sandbox.settings()
                .with(Knobs.TYPES, Knobs.TypesAnswer.NO_ROUTE)
                .customField("custom4", CustomField.typed("date", "Birthday"));
        settings.put("OUTREACH_ACCESS_TOKEN", sandbox.issueAccessToken(1, "prospects.write"));

        CommandLineRun run = check();

        assertThat(run.exitCode()).isZero();
        assertThat(run.printed())
                .contains("Outreach does not tell the types of fields (404", "segments." + HOT, "'Birthday'");
    }

    @Test
    void whatIsWrongInTheFileIsToldWithoutAskingOutreach() throws IOException {
        Files.writeString(directory.resolve("destinations.yaml"), "destinations: { sales: { identity: oid } }");
        settings.put("OUTREACH_ACCESS_TOKEN", "any");

        assertThat(check().exitCode()).isEqualTo(1);
        assertThat(asked()).isEmpty();
    }

    private CommandLineRun check() {
        return CommandLineRun.of(settings, "check", "--account", "--routes", directory.toString());
    }

    private List<String> asked() {
        return sandbox.log().requests().stream()
                .map(LoggedRequest::path)
                .filter(path -> path.startsWith("/api/"))
                .toList();
    }
}
