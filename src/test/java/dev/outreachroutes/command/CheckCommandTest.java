package dev.outreachroutes.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.outreachroutes.RoutesFolder;
import dev.outreachroutes.destination.file.Finding;
import dev.outreachroutes.destination.file.Finding.Severity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.ConfigurableEnvironment;

/** {@code check} tells everything that is wrong in ROUTES_DIR, in the form that is asked for, and ends with a code. */
class CheckCommandTest {

    private static final String DESTINATIONS =
            """
            destinations:
              sales:
                identity: oid
                attributes: { firstNam: person.name.firstName }
                segments:
                  3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { name: Hot, mapping-id: 151 }
                  vip: { mapping-id: 5 }
            """;

    @TempDir
    private Path directory;

    private ConfigurableEnvironment environment =
            TestSettings.with(Map.of("outreach.api-url", "https://api.outreach.io"));
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void copyRoutes() throws IOException {
        RoutesFolder.copyTo(directory);
    }

    @Test
    void theFilesAsDeliveredAreWell() {
        assertThat(run("check", "--routes", directory.toString())).isZero();
        assertThat(printed()).isEqualTo(directory + ": 0 errors, 0 warnings" + System.lineSeparator());
    }

    @Test
    void everyMistakeInEveryFileIsToldWithItsPlaceAndCure() throws IOException {
        write("destinations.yaml", DESTINATIONS);
        write(
                "delivery.camel.yaml",
                Files.readString(directory.resolve("delivery.camel.yaml"))
                        .replace("ref: leaseGuard", "ref: leaseGard"));

        assertThat(run("check", "--routes", directory.toString())).isEqualTo(1);

        assertThat(printed().lines())
                .anySatisfy(line -> assertThat(line)
                        .startsWith(directory + "/delivery.camel.yaml:")
                        .contains("there is no bean 'leaseGard'. Did you mean leaseGuard?"))
                .contains(directory
                        + "/destinations.yaml:4: error: destinations.sales.attributes.firstNam: prospects have no attribute"
                        + " named 'firstNam'. Did you mean firstName? The key is Outreach's name for the attribute, the value is"
                        + " its XDM path.")
                .anySatisfy(line -> assertThat(line)
                        .startsWith(directory + "/destinations.yaml:6: error: ")
                        .contains("mapping-id: 151 is too large"))
                .anySatisfy(line -> assertThat(line).startsWith(directory + "/destinations.yaml:5: warning: "));
        assertThat(printed()).endsWith(" errors, 1 warning" + System.lineSeparator());
    }

    @Test
    void aMethodThatABeanOfOursDoesNotHaveIsFoundWithoutMakingTheBean() throws IOException {
        write(
                "delivery.camel.yaml",
                Files.readString(directory.resolve("delivery.camel.yaml"))
                        .replaceFirst("ref: bearerToken\n( +)method: process", "ref: bearerToken\n$1method: proces"));

        assertThat(run("check", "--routes", directory.toString())).isEqualTo(1);
        assertThat(printed()).contains("the bean bearerToken has no method 'proces'. Did you mean process?");
    }

    @Test
    void warningsAloneDoNotFail() throws IOException {
        write("notes.yml", "anything: goes");

        assertThat(run("check", "--routes", directory.toString())).isZero();
        assertThat(printed()).contains("/notes.yml: warning: is not read.", "0 errors, 1 warning");
    }

    @Test
    void theDirectoryIsThatOfTheEnvironmentWhenNoneIsGiven() {
        environment = TestSettings.with(Map.of("routes.dir", directory.toString()));

        assertThat(run("check")).isZero();
        assertThat(printed()).startsWith(directory.toString());
    }

    @Test
    void aDirectoryThatIsNotThereIsNoFindingButACodeOfItsOwn() {
        assertThat(run("check", "--routes", directory.resolve("gone").toString()))
                .isEqualTo(2);
        assertThat(printed()).contains("The directory " + directory.resolve("gone") + " does not exist.");
    }

    @Test
    void aFileInThePlaceOfTheDirectoryCannotBeLookedAt() {
        Path file = directory.resolve("destinations.yaml");

        assertThat(run("check", "--routes", file.toString(), "--format", "json"))
                .isEqualTo(2);
        assertThat(json().path("exitCode").asInt()).isEqualTo(2);
        assertThat(json().path("notLooked").path(0).asText()).contains(file + " is no directory");
        assertThat(json().path("findings")).isEmpty();
    }

    @Test
    void anEmptyDirectoryHasWhatIsMissingInIt(@TempDir Path empty) {
        assertThat(run("check", "--routes=" + empty)).isEqualTo(1);
        assertThat(printed()).contains(empty + "/destinations.yaml: error: does not exist in " + empty);
    }

    @Test
    void jsonIsOneObjectWithCountsAndFindings() throws IOException {
        write("destinations.yaml", DESTINATIONS);

        assertThat(run("check", "--routes", directory.toString(), "--format", "json"))
                .isEqualTo(1);

        JsonNode result = json();
        assertThat(result.path("exitCode").asInt()).isEqualTo(1);
        assertThat(result.path("directory").asText()).isEqualTo(directory.toString());
        assertThat(result.path("errors").asInt()).isEqualTo(2);
        assertThat(result.path("warnings").asInt()).isEqualTo(1);
        assertThat(result.path("notLooked")).isEmpty();
        JsonNode first = result.path("findings").path(0);
        assertThat(first.path("severity").asText()).isEqualTo("error");
        assertThat(first.path("file").asText()).isEqualTo(directory + "/destinations.yaml");
        assertThat(first.path("line").asInt()).isEqualTo(4);
        assertThat(first.path("path").asText()).isEqualTo("destinations.sales.attributes.firstNam");
        assertThat(first.path("problem").asText()).isEqualTo("prospects have no attribute named 'firstNam'");
        assertThat(first.path("cure").asText()).startsWith("Did you mean firstName? ");
    }

    @Test
    void aFindingAboutAWholeFileHasNoLineInJson(@TempDir Path empty) {
        run("check", "--routes", empty.toString(), "--format", "json");

        assertThat(json().path("findings").path(0).path("line").isNull()).isTrue();
    }

    @Test
    void githubGetsAnAnnotationForEachFinding() throws IOException {
        write("destinations.yaml", DESTINATIONS);

        assertThat(run("check", "--routes", directory.toString(), "--format", "github"))
                .isEqualTo(1);

        assertThat(printed().lines())
                .contains("::error file=" + directory
                        + "/destinations.yaml,line=4,title=destinations.sales.attributes.firstNam::prospects have no"
                        + " attribute named 'firstNam'. Did you mean firstName? The key is Outreach's name for the"
                        + " attribute, the value is its XDM path.")
                .allMatch(line -> line.startsWith("::error ") || line.startsWith("::warning "));
    }

    @Test
    void whatHasAMeaningInAWorkflowCommandIsEscaped() {
        Finding finding = new Finding(
                Severity.ERROR, "a,b.yaml", 3, "destinations.a:b,c%", "100% of 'x': wrong, or not", "Write\nit.");
        ReportForm.GITHUB.print(
                new CheckResult(Path.of("routes"), List.of("Line one\r\nline two"), List.of(finding)), out());

        assertThat(printed().lines())
                .containsExactly(
                        "::error file=routes/a%2Cb.yaml,line=3,title=destinations.a%3Ab%2Cc%25::100%25 of 'x': wrong, or not. Write\\u000ait.",
                        "::error title=check could not look::Line one%0D%0Aline two");
    }

    @Test
    void aDirectoryBelowTheCurrentOneIsNamedAsInTheRepository() {
        Path absolute = Path.of("routes").toAbsolutePath();
        Finding finding = new Finding(Severity.WARNING, "destinations.yaml", 0, "", "is odd", "Look.");
        ReportForm.GITHUB.print(new CheckResult(absolute, List.of(), List.of(finding)), out());

        assertThat(printed().lines())
                .containsExactly("::warning file=routes/destinations.yaml,title=destinations.yaml::is odd. Look.");
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    private int run(String... arguments) {
        return CommandLine.run(arguments, () -> environment, out()).orElseThrow();
    }

    private PrintStream out() {
        return new PrintStream(printed, true, StandardCharsets.UTF_8);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private JsonNode json() {
        try {
            return new ObjectMapper().readTree(printed());
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + printed(), e);
        }
    }
}
