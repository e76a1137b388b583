package dev.outreachroutes.monitor;

import static dev.outreachroutes.RuntimeFixture.SALES;
import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.outreachroutes.Events;
import dev.outreachroutes.RuntimeFixture;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.yaml.snakeyaml.Yaml;

/** docs/metrics.md lists the metrics that a runtime shows which has done some of everything, and the files of docker/ ask for no others. */
class MetricsIT {

    private static final Duration SOON = Duration.ofMinutes(1);

    /** SHA-256 of "metrics". */
    private static final String TOKEN_HASH = "177a7ea3611fe6b138557deaf44941614b66c0ece1766308044c8b65c8ba2123";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** Of a metric of ours by its name: type and tags. */
    private static final Map<String, String> DOCUMENTED = new TreeMap<>();

    private static final Map<String, String> SHOWN = new TreeMap<>();

    /** Tags by the name of a sample, whoever's it is. */
    private static final Map<String, Set<String>> SAMPLES = new TreeMap<>();

    private static RuntimeFixture fixture;
    private static String origin;

    @BeforeAll
    static void workAndLook() throws Exception {
        fixture = RuntimeFixture.create(
                """
                accounts:
                  emea-ops:
                    pace: 5000
                    budget: { requests: 500000, period: year, from: 2026-01-01 }
                destinations:
                  emea-sales:
                    account: emea-ops
                    identity: oid
                    attributes:
                      firstName: person.name.firstName
                    segments:
                      3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10: { name: Hot accounts EMEA, mapping-id: 4 }
                senders:
                  adobe: { token-sha256: %s }
                """
                        .formatted(TOKEN_HASH),
                sandbox -> sandbox.createMissing(1, 1_000));
        ConfigurableApplicationContext replica = fixture.start();
        origin = "http://localhost:" + replica.getEnvironment().getProperty("local.server.port");
        work();
        read(get("/actuator/prometheus"));
        for (String line : Files.readAllLines(Path.of("docs/metrics.md"))) {
            String[] cells = line.split("\\|");
            if (cells.length >= 6 && cells[1].strip().startsWith("`outreach_")) {
                DOCUMENTED.put(
                        cells[1].strip().replace("`", ""),
                        cells[2].strip() + " "
                                + tags(Stream.of(cells[4].split(",")).map(String::strip)));
                assertThat(cells[3]).as("the unit in: " + line).isNotBlank();
                assertThat(cells[5]).as("the meaning in: " + line).isNotBlank();
            }
        }
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    private static void work() throws Exception {
        List<String> events = new ArrayList<>(Events.join(1, 20));
        events.add("{\"not\": \"an event\"");
        events.add("{\"identityMap\": {\"oid\": []}, \"segmentMembership\": {}}");
        fixture.topic().send(events);
        fixture.awaitRest(SALES, SOON);
        post("/events", "{}", 401);
        post("/api/v1/destinations/" + SALES + "/prospects/forget", "{\"prospects\": [7]}", 200);
        post("/api/v1/destinations/" + SALES + "/resyncs", "{\"begin\": true, \"compare\": true}", 200);
        fixture.edit("destinations.yaml", text -> text.replace("pace: 5000", "pace: 4000"));
        await(SOON).untilAsserted(() -> assertThat(get("/actuator/prometheus"))
                .contains("outreach_resync_found_total", "outreach_configuration_changes_total", "outreach_connected"));
    }

    @Test
    void thePageListsTheMetricsThatThereAreWithTheirTypesAndTags() {
        assertThat(SHOWN).containsExactlyInAnyOrderEntriesOf(DOCUMENTED);
    }

    @Test
    void everyExpressionOfTheDashboardAsksForMetricsAndTagsThatThereAre() throws IOException {
        JsonNode dashboard = JsonMapper.builder()
                .build()
                .readTree(Path.of("docker/grafana/dashboards/outreach-routes.json")
                        .toFile());
        List<String> expressions = new ArrayList<>(dashboard.findValuesAsText("expr"));
        expressions.addAll(dashboard.findValuesAsText("definition"));

        assertThat(expressions).hasSizeGreaterThan(20);
        assertThat(expressions.stream().flatMap(MetricsIT::unknown)).isEmpty();
        assertThat(StreamSupport.stream(dashboard.get("panels").spliterator(), false)
                        .filter(panel -> panel.get("type").asText().equals("row"))
                        .map(panel -> panel.path("repeat").asText()))
                .as("rows for each account and each segment")
                .contains("account", "segment");
    }

    @Test
    void everyAlertRuleAsksForMetricsAndTagsThatThereAre() throws IOException {
        List<String> expressions = new ArrayList<>();
        expressions(new Yaml().load(Files.readString(Path.of("docker/prometheus/alerts.yml"))), expressions);

        assertThat(expressions).hasSizeGreaterThan(8);
        assertThat(expressions.stream().flatMap(MetricsIT::unknown)).isEmpty();
    }

    @Test
    void anExpressionThatAsksForSomethingElseIsFound() {
        assertThat(unknown("sum by (destination) (rate(outreach_evnts_total[5m]))"))
                .containsExactly("outreach_evnts_total");
        assertThat(unknown("max(outreach_pending{account=\"a\"}) > 1")).containsExactly("outreach_pending: account");
        assertThat(unknown("sum by (reasn) (outreach_excluded_total)")).containsExactly("reasn");
    }

    private static void expressions(Object node, List<String> found) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if ("expr".equals(key)) {
                    found.add(value.toString());
                } else {
                    expressions(value, found);
                }
            });
        } else if (node instanceof List<?> list) {
            list.forEach(each -> expressions(each, found));
        }
    }

    /** Metrics of which no sample is shown, and tags that none of the metrics has. */
    private static Stream<String> unknown(String expression) {
        List<String> unknown = new ArrayList<>();
        Set<String> tags = new HashSet<>(Set.of("le"));
        Matcher metric = Pattern.compile("\\b([a-z]+_[a-z0-9_]+|up)\\b(?!\\s*\\()(?:\\{([^}]*)})?")
                .matcher(expression.replaceAll("by \\([^)]*\\)", "").replaceAll("\\$__?[a-z_]+", ""));
        while (metric.find()) {
            Set<String> has = metric.group(1).equals("up") ? Set.of("job", "instance") : SAMPLES.get(metric.group(1));
            if (has == null) {
                unknown.add(metric.group(1));
                continue;
            }
            tags.addAll(has);
            Pattern.compile("([a-z_]+)\\s*[=!]")
                    .matcher(metric.group(2) == null ? "" : metric.group(2))
                    .results()
                    .map(match -> match.group(1))
                    .filter(tag -> !has.contains(tag))
                    .forEach(tag -> unknown.add(metric.group(1) + ": " + tag));
        }
        if (unknown.isEmpty()) {
            Pattern.compile("by \\(([^)]*)\\)|label_values\\(.*, (\\w+)\\)")
                    .matcher(expression)
                    .results()
                    .flatMap(MetricsIT::names)
                    .filter(tag -> !tags.contains(tag))
                    .forEach(unknown::add);
        }
        return unknown.stream();
    }

    private static Stream<String> names(MatchResult match) {
        return Stream.of((match.group(1) == null ? match.group(2) : match.group(1)).split("\\s*,\\s*"));
    }

    /** Takes in what a scrape shows. What summaries and histograms are made of is theirs. */
    private static void read(String scrape) {
        Map<String, String> types = new TreeMap<>();
        Matcher type = Pattern.compile("(?m)^# TYPE (\\S+) (\\w+)$").matcher(scrape);
        while (type.find()) {
            types.put(type.group(1), type.group(2));
        }
        Matcher sample = Pattern.compile("(?m)^(\\w+)(?:\\{(.*)})? \\S+$").matcher(scrape);
        while (sample.find()) {
            Set<String> tags = Pattern.compile("(\\w+)=\"")
                    .matcher(sample.group(2) == null ? "" : sample.group(2))
                    .results()
                    .map(match -> match.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            SAMPLES.computeIfAbsent(sample.group(1), name -> new TreeSet<>()).addAll(tags);
            String name = types.containsKey(sample.group(1))
                    ? sample.group(1)
                    : sample.group(1).replaceFirst("_(count|sum|bucket)$", "");
            boolean maximum = name.endsWith("_max") && types.containsKey(name.replaceFirst("_max$", ""));
            if (name.startsWith("outreach_") && !maximum) {
                SHOWN.put(name, types.get(name) + " " + tags(tags.stream().filter(each -> !each.equals("le"))));
            }
        }
    }

    private static Set<String> tags(Stream<String> names) {
        return names.filter(name -> !name.isEmpty()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(origin + path)));
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static void post(String path, String body, int status) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        assertThat(send(request).statusCode()).isEqualTo(status);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        String admin = "admin:" + RuntimeFixture.PASSWORD;
        return HTTP.send(
                request.header(
                                "Authorization",
                                "Basic " + Base64.getEncoder().encodeToString(admin.getBytes(StandardCharsets.UTF_8)))
                        .build(),
                BodyHandlers.ofString());
    }
}
