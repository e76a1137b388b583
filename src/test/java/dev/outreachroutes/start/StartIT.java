package dev.outreachroutes.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.RuntimeFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A start that cannot succeed ends, and its first screen says what to set right, without a stack trace. */
@ExtendWith(OutputCaptureExtension.class)
class StartIT {

    private static RuntimeFixture fixture;

    @TempDir
    private Path directory;

    @BeforeAll
    static void prepare() {
        fixture = RuntimeFixture.create(sandbox -> {});
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void aStepThatIsUnknownIsToldWithItsFileAndLine(CapturedOutput output) throws IOException {
        Path delivery = copyOfRoutes().resolve("delivery.camel.yaml");
        String edited = Files.readString(delivery).replace("- throttle:", "- throtle:");
        Files.writeString(delivery, edited);
        long line =
                1 + edited.lines().takeWhile(each -> !each.contains("throtle")).count();

        failToStart("ROUTES_DIR", directory.toString());

        assertThat(output).contains("Unknown node id: throtle").contains("delivery.camel.yaml, line " + line + ":");
        assertNoStackTrace(output);
    }

    @Test
    void anEndpointThatIsUnknownIsToldWithItsRouteAndFile(CapturedOutput output) throws IOException {
        Path intake = copyOfRoutes().resolve("intake.camel.yaml");
        Files.writeString(intake, Files.readString(intake).replace("uri: kafka:", "uri: kafkaa:"));

        failToStart("ROUTES_DIR", directory.toString());

        assertThat(output)
                .contains("The route emea-sales.intake in file:" + intake)
                .contains("No endpoint could be found for: kafkaa://");
        assertNoStackTrace(output);
    }

    @Test
    void everyMistakeInTheFilesIsToldTogether(CapturedOutput output) throws IOException {
        Path routes = copyOfRoutes();
        Path delivery = routes.resolve("delivery.camel.yaml");
        Files.writeString(
                delivery,
                Files.readString(delivery)
                        .replace("routeConfigurationId: delivery-errors", "routeConfigurationId: delivery-error"));
        Path destinations = routes.resolve("destinations.yaml");
        Files.writeString(destinations, Files.readString(destinations).replace("identity:", "identiy:"));

        Files.writeString(routes.resolve("own.camel.yml"), "");

        failToStart("ROUTES_DIR", directory.toString());

        assertThat(output)
                .containsPattern("WARN .*own.camel.yml: is not read. Rename it to end with .camel.yaml")
                .contains(directory + " has 3 mistakes:")
                .contains("delivery: there is no routeConfiguration with the ID 'delivery-error'")
                .contains("Did you mean delivery-errors?")
                .contains("destinations.emea-sales.identiy: is not a known key. Did you mean identity?");
        assertNoStackTrace(output);
    }

    @Test
    void whatCamelFindsWhenItLoadsTheFilesIsToldWithoutAStackTrace(CapturedOutput output) throws IOException {
        Files.writeString(
                copyOfRoutes().resolve("own.camel.yaml"),
                "- beans:\n    - name: own\n      type: com.example.Nothing\n");

        failToStart("ROUTES_DIR", directory.toString());

        assertThat(output).contains("The route files cannot be loaded: com.example.Nothing");
        assertNoStackTrace(output);
    }

    @Test
    void aDirectoryWithoutRoutesIsTold(CapturedOutput output) {
        failToStart("ROUTES_DIR", directory.toString());

        assertThat(output).contains("destinations.yaml: does not exist in " + directory, "ROUTES_DIR");
        assertNoStackTrace(output);
    }

    @Test
    void aMissingEncryptionKeyIsTold(CapturedOutput output) {
        failToStart("TOKEN_ENCRYPTION_KEY", "");

        assertThat(output).contains("TOKEN_ENCRYPTION_KEY is not set", "openssl rand -base64 32");
        assertNoStackTrace(output);
    }

    @Test
    void aUserWhosePasswordIsNoHashIsTold(CapturedOutput output) {
        failToStart("console.users.viewer.password", "secret");

        assertThat(output)
                .contains("The password of the console's user \"viewer\" is not a bcrypt hash", "htpasswd")
                .doesNotContain("secret");
        assertNoStackTrace(output);
    }

    @Test
    void aRoleThatIsUnknownIsTold(CapturedOutput output) {
        failToStart("console.users.viewer.role", "boss");

        assertThat(output).contains("console.users.viewer.role", "ADMIN", "OPERATOR", "VIEWER");
        assertNoStackTrace(output);
    }

    @Test
    void anOpenIdProviderWithoutAClientIsTold(CapturedOutput output) {
        failToStart("CONSOLE_OIDC_ISSUER", "https://login.example.com");

        assertThat(output).contains("CONSOLE_OIDC_ISSUER is set, and CONSOLE_OIDC_CLIENT_ID is not");
        assertNoStackTrace(output);
    }

    @Test
    void aDatabaseThatDoesNotExistIsTold(CapturedOutput output) {
        failToStart(
                "DATABASE_URL",
                fixture.database().url().replaceFirst("/test\\d+[?].*", "/nowhere?user=postgres&password=hidden"));

        assertThat(output)
                .contains("database \"nowhere\" does not exist", "DATABASE_URL")
                .doesNotContain("hidden");
        assertNoStackTrace(output);
    }

    private Path copyOfRoutes() throws IOException {
        try (var files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        return directory;
    }

    private static void failToStart(String name, String value) {
        assertThatThrownBy(() -> fixture.start(name, value)).isInstanceOf(Exception.class);
    }

    private static void assertNoStackTrace(CapturedOutput output) {
        assertThat(output).contains("APPLICATION FAILED TO START").doesNotContain("\tat ");
    }
}
