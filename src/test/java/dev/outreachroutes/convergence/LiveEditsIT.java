package dev.outreachroutes.convergence;

import static dev.outreachroutes.RuntimeFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.outreachroutes.LogCapture;
import dev.outreachroutes.RuntimeFixture;
import dev.outreachroutes.convergence.Landscape.Use;
import dev.outreachroutes.sandbox.Knobs;
import dev.outreachroutes.sandbox.LoggedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.context.ConfigurableApplicationContext;

/** Two replicas are fed without a pause while their routes are edited, every second time with a mistake. */
class LiveEditsIT {

    private static final Logger LOG = LoggerFactory.getLogger(LiveEditsIT.class);

    /** Of a machine that has time for it it is 5 s; what it was is in the log. */
    private static final Duration LIVE = Duration.ofSeconds(60);

    /** As long as a busy machine may do nothing for; a route that is stopped is known by itself. */
    private static final Duration LONGEST_GAP = Duration.ofSeconds(10);

    private static final Duration REST = Duration.ofMinutes(1);

    private static final int EVENTS_PER_SECOND = 200;

    /** What the edits are about. */
    private static final Use SALES = new Use(
            "emea-sales",
            "emea-ops",
            1,
            "oid",
            false,
            Map.of("firstName", "person.name.firstName"),
            Map.of(Landscape.HOT, "custom4"));

    /** What is mapped by the edits, so not from the first event on. */
    private static final Use EDITED = new Use(
            "emea-sales",
            "emea-ops",
            1,
            "oid",
            false,
            Map.of("title", "job.title"),
            Map.of(Landscape.TRIAL, "custom5"));

    /** What they leave alone. */
    private static final Use ASIA = new Use(
            "asia-sales",
            "asia-ops",
            2,
            "asiaid",
            false,
            Map.of("firstName", "person.name.firstName"),
            Map.of(Landscape.HOT, "custom10"));

    private static final String DESTINATIONS =
            """
            accounts:
              emea-ops: { quota: { requests: 1000000, period: 1h }, pace: 5000 }
              asia-ops: { quota: { requests: 1000000, period: 1h }, pace: 5000 }
            destinations:
              emea-sales:
                account: emea-ops
                identity: oid
                attributes:
                  firstName: person.name.firstName
                segments:
                  %s: { mapping-id: 4 }
              asia-sales:
                account: asia-ops
                identity: asiaid
                attributes:
                  firstName: person.name.firstName
                segments:
                  %s: { mapping-id: 10 }
            """
                    .formatted(Landscape.HOT, Landscape.HOT);

    private static final String FILE = "destinations.yaml";
    private static final String DELIVERY = "delivery.camel.yaml";
    private static final String HOT_OF_SALES = "      " + Landscape.HOT + ": { mapping-id: 4 }\n";
    private static final String BROKEN = "X-Broken";
    private static final String ADDED = "X-Added";
    private static final String REQUEST = "          - to:\n              id: patch-prospect\n";

    private final RuntimeFixture fixture =
            RuntimeFixture.create(DESTINATIONS, sandbox -> sandbox.createMissing(1, 10_000_000)
                    .quota(1_000_000, Duration.ofHours(1))
                    .with(Knobs.LOG_SIZE, 1_000_000));
    private LogCapture log;

    /** The files as they run, by name. */
    private final Map<String, String> right = new HashMap<>();

    private final Set<String> spoilt = new TreeSet<>();

    @BeforeEach
    void start() throws IOException {
        for (Use use : List.of(SALES, ASIA)) {
            fixture.with(
                    "OUTREACH_REFRESH_TOKEN_" + use.account().replace('-', '_').toUpperCase(java.util.Locale.ROOT),
                    fixture.sandbox().issueRefreshToken(use.user()));
        }
        fixture.with("REPLICA_NAME", "one").start();
        fixture.with("REPLICA_NAME", "other").start();
        // A start begins the log anew.
        log = new LogCapture("dev.outreachroutes.reload", Level.INFO);
        for (String file : List.of(FILE, DELIVERY)) {
            right.put(file, Files.readString(fixture.routes().resolve(file)));
        }
    }

    @AfterEach
    void stop() {
        log.close();
        fixture.close();
    }

    @Test
    void editsAreLiveInSecondsAndMistakesChangeNothingWhileNoEventIsLostAndTheOthersNeverPause() {
        Instant begin;
        Instant touchingAll;
        int writtenWhenEdited;
        SteadyFeed feed = new SteadyFeed(fixture.topic(), List.of(SALES, ASIA), EVENTS_PER_SECOND);
        try (feed) {
            await(LIVE)
                    .until(() -> patches(SALES, Instant.MIN).size() > 100
                            && patches(ASIA, Instant.MIN).size() > 100);
            begin = Instant.now();
            Map<String, Route> before = routes(ASIA.name());

            edited(
                    "an attribute is mapped",
                    FILE,
                    text -> text.replaceFirst("(firstName: person.*\n)", "$1      title: job.title\n"),
                    "attributes.title",
                    request -> request.body().contains("\"title\""));
            broken(
                    "no YAML",
                    FILE,
                    text -> marked(text)
                            .replace("identity: asiaid\n    attributes", "identity: [asiaid\n    attributes"),
                    "attributes");
            edited(
                    "a segment gets a mapping ID",
                    FILE,
                    text -> text.replace(
                            HOT_OF_SALES, HOT_OF_SALES + "      " + Landscape.TRIAL + ": { mapping-id: 5 }\n"),
                    "custom5",
                    request -> request.body().contains("\"custom5\""));
            broken(
                    "against the schema",
                    FILE,
                    text -> marked(text).replaceFirst("pace: 5000", "pace: quick"),
                    "pace: quick");
            edited(
                    "a status gets another value",
                    FILE,
                    text -> text.replace("{ mapping-id: 4 }", "{ mapping-id: 4, entered: \"Yes\" }"),
                    "entered",
                    request -> request.body().contains("\"custom4\":\"Yes\""));
            broken(
                    "an unknown attribute",
                    FILE,
                    text -> marked(text).replaceFirst("title: job", "titel: job"),
                    "titel");
            edited(
                    "a destination is described",
                    FILE,
                    text -> text.replaceFirst("    account: emea", "    description: Sales\n    account: emea"),
                    "description",
                    null);
            broken(
                    "a mapping ID twice",
                    FILE,
                    text -> marked(text).replaceFirst("mapping-id: 5", "mapping-id: 4"),
                    Landscape.TRIAL);
            edited(
                    "an account gets another pace",
                    FILE,
                    text -> text.replaceFirst("pace: 5000", "pace: 4000"),
                    "pace",
                    null);
            broken("no template", DELIVERY, text -> marked(text).replace("id: delivery\n", "id: deliveries\n"), null);
            edited(
                    "a destination is added",
                    FILE,
                    text -> text
                            + "  more-sales:\n    account: emea-ops\n    identity: moreid\n    attributes: { company: job.company }\n",
                    "more-sales",
                    null);
            broken(
                    "a mistyped configuration",
                    DELIVERY,
                    text -> marked(text).replace("ConfigurationId: delivery-errors", "ConfigurationId: delivery-erors"),
                    "delivery-erors");
            edited(
                    "a destination is removed",
                    FILE,
                    text -> text.substring(0, text.indexOf("  more-sales:")),
                    "more-sales",
                    null);
            broken("an empty file", FILE, text -> "", null);
            assertThat(routes(ASIA.name())).as("routes of " + ASIA.name()).isEqualTo(before);
            touchingAll = Instant.now();
            edited(
                    "a step is added to the template of all",
                    DELIVERY,
                    text -> withHeader(text, ADDED),
                    DELIVERY,
                    request -> request.headers().containsKey(ADDED));
            broken(
                    "half a file",
                    FILE,
                    text -> marked(text).substring(0, marked(text).lastIndexOf("mapping-id")),
                    Landscape.HOT);
            writtenWhenEdited = feed.written().size();
            await(LIVE).until(() -> feed.written().size() > writtenWhenEdited + EVENTS_PER_SECOND);
        }
        Instant end = Instant.now();
        fixture.awaitRest(SALES.name(), REST);
        fixture.awaitRest(ASIA.name(), REST);
        List<FeedRecord> all = feed.written();
        Map<String, Oracle> oracles = Map.of(
                "all of " + SALES.name(),
                Oracle.of(SALES, all),
                "all of " + ASIA.name(),
                Oracle.of(ASIA, all),
                // What was read before it was mapped may be missing.
                "mapped late",
                Oracle.of(EDITED, all.subList(writtenWhenEdited, all.size())));
        await(REST)
                .untilAsserted(() -> oracles.forEach((what, oracle) ->
                        assertThat(differences(oracle)).as(what).isEmpty()));

        LOG.info(
                "What Outreach holds is the fold of {} events, {} ms after the last",
                all.size(),
                Duration.between(end, Instant.now()).toMillis());
        assertThat(fixture.database().deadLetters()).isZero();
        assertThat(fixture.patches())
                .as("what a refused file asked for")
                .noneMatch(request ->
                        request.headers().containsKey(BROKEN) || request.body().contains("\"custom99\""));
        Duration gap = longestGap(begin, touchingAll);
        LOG.info(
                "Longest gap of {}: {} ms, and {} ms while all delivery routes were made anew",
                ASIA.name(),
                gap.toMillis(),
                longestGap(touchingAll, end).toMillis());
        assertThat(gap).isLessThan(LONGEST_GAP);
    }

    /** Writes files that are right, and waits until both replicas run them and a request shows it. */
    private void edited(
            String what, String file, UnaryOperator<String> edit, String change, Predicate<LoggedRequest> effect) {
        List<String> before = versions();
        right.put(file, changed(right.get(file), edit));
        Instant written = Instant.now();
        spoilt.add(file);
        spoilt.forEach(each -> write(each, right.get(each)));
        spoilt.clear();
        await(LIVE)
                .until(() -> versions().stream().noneMatch(before::contains)
                        && healths().stream().allMatch(each -> each.getStatus().equals(Status.UP)));
        Duration both = Duration.between(written, Instant.now());
        assertThat(healths())
                .as(what)
                .allSatisfy(health ->
                        assertThat(health.getDetails().get("change")).asString().contains(change));
        String seen = "";
        if (effect != null) {
            await(LIVE).until(() -> patches(SALES, written).stream().anyMatch(effect));
            Instant first = patches(SALES, written).stream()
                    .filter(effect)
                    .map(LoggedRequest::time)
                    .min(Instant::compareTo)
                    .orElseThrow();
            seen = ", the first request by it after "
                    + Duration.between(written, first).toMillis() + " ms";
        }
        LOG.info("{}: on both replicas after {} ms{}", what, both.toMillis(), seen);
    }

    /**
     * Writes a file with a mistake, and waits until both replicas have told it.
     *
     * @param place what stands in the line that is told; null when it is none
     */
    private void broken(String what, String file, UnaryOperator<String> edit, String place) {
        List<String> before = versions();
        String text = changed(right.get(file), edit);
        Instant written = Instant.now();
        spoilt.add(file);
        write(file, text);
        await(LIVE).until(() -> healths().stream()
                .allMatch(each -> each.getStatus().equals(Status.DOWN)));
        LOG.info(
                "{}: told by both replicas after {} ms",
                what,
                Duration.between(written, Instant.now()).toMillis());
        String told = place == null
                ? file
                : "%s, line %d,"
                        .formatted(
                                file, text.substring(0, text.lastIndexOf(place)).split("\n", -1).length);
        assertThat(healths()).as(what).allSatisfy(health -> assertThat(
                        (List<?>) health.getDetails().get("mistakes"))
                .anySatisfy(mistake -> assertThat(mistake).asString().startsWith(told)));
        assertThat(log.lines())
                .as(what)
                .anySatisfy(line -> assertThat(line).startsWith("WARN").contains("so it is not taken", told));
        assertThat(versions()).as(what).isEqualTo(before);
    }

    /** With something that is right, and shows in the requests if it is taken. */
    private static String marked(String text) {
        return text.contains("routeTemplate")
                ? withHeader(text, BROKEN)
                : text.replace(
                        HOT_OF_SALES.strip().replace(" }", ""),
                        Landscape.NEWS + ": { mapping-id: 99 }\n      "
                                + HOT_OF_SALES.strip().replace(" }", ""));
    }

    private static String withHeader(String text, String name) {
        return text.replace(
                REQUEST,
                """
                          - setHeader:
                              id: %s
                              name: %s
                              expression:
                                constant:
                                  expression: "yes"
                """
                                .formatted(name.toLowerCase(java.util.Locale.ROOT), name)
                        + REQUEST);
    }

    private static String changed(String text, UnaryOperator<String> edit) {
        String changed = edit.apply(text);
        assertThat(changed).isNotEqualTo(text);
        return changed;
    }

    private void write(String file, String text) {
        try {
            Files.writeString(fixture.routes().resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Health> healths() {
        return fixture.replicas().stream()
                .map(replica -> replica.getBean("configurationHealthIndicator", HealthIndicator.class)
                        .health())
                .toList();
    }

    private List<String> versions() {
        return healths().stream()
                .map(health -> (String) health.getDetails().get("version"))
                .toList();
    }

    /** The routes of a destination in both replicas; others when they were made anew. */
    private Map<String, Route> routes(String destination) {
        Map<String, Route> routes = new HashMap<>();
        for (ConfigurableApplicationContext replica : fixture.replicas()) {
            replica.getBean(CamelContext.class).getRoutes().stream()
                    .filter(route -> route.getId().startsWith(destination + "."))
                    .forEach(route -> routes.put(
                            replica.getEnvironment().getProperty("replica.name") + " " + route.getId(), route));
        }
        assertThat(routes).hasSize(6);
        return routes;
    }

    private List<LoggedRequest> patches(Use use, Instant from) {
        return fixture.patches().stream()
                .filter(request ->
                        request.user() == use.user() && request.time().isAfter(from))
                .toList();
    }

    private Duration longestGap(Instant from, Instant to) {
        List<Instant> times = new ArrayList<>(patches(ASIA, from).stream()
                .map(LoggedRequest::time)
                .filter(to::isAfter)
                .sorted()
                .toList());
        times.add(0, from);
        times.add(to);
        Duration longest = Duration.ZERO;
        for (int i = 1; i < times.size(); i++) {
            Duration gap = Duration.between(times.get(i - 1), times.get(i));
            longest = gap.compareTo(longest) > 0 ? gap : longest;
        }
        return longest;
    }

    private List<String> differences(Oracle oracle) {
        List<String> differences = new ArrayList<>();
        for (long prospect : oracle.prospects()) {
            Map<String, Object> holds = fixture.sandbox().prospect(prospect);
            oracle.desired(prospect).forEach((attribute, value) -> {
                String should =
                        attribute.equals("custom4") && value.asText().equals("realized") ? "Yes" : value.asText();
                if (!should.equals(holds.get(attribute))) {
                    differences.add("%s of prospect %d is %s and should be %s"
                            .formatted(attribute, prospect, holds.get(attribute), should));
                }
            });
        }
        return differences;
    }
}
