package dev.outreachroutes.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.destination.file.Finding;
import dev.outreachroutes.routes.RoutesOnStandIns;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files are exchanged in many ways; broken ones are told, and what runs goes on. */
class ConfigurationWatcherTest {

    private static final String FILE = "destinations.yaml";
    private static final String OTHER = RoutesOnStandIns.DESTINATIONS.replace("mapping-id: 4", "mapping-id: 44");

    private RoutesOnStandIns routes;
    private ConfigurationWatcher watcher;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Map<String, String> costs = new HashMap<>();

    @BeforeEach
    void start() throws Exception {
        routes = new RoutesOnStandIns();
        watcher = new ConfigurationWatcher(
                routes.directory,
                routes.references(),
                routes.running,
                (before, after) -> costs,
                meters,
                InstantSource.system());
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    @Test
    void whatAChangeCostsIsSaidByTheCheckAndWithTheChange() throws Exception {
        costs.put("emea-sales", "which costs much");
        routes.write(FILE, OTHER);

        assertThat(watcher.check()).extracting(Finding::toString).anySatisfy(told -> assertThat(told)
                .contains("destinations.emea-sales", "which costs much"));
        look();
        assertThat(watcher.state().change()).contains("destinations.emea-sales: which costs much");
    }

    @Test
    void aFileThatIsWrittenInPlaceOrRenamedToItsPlaceIsTaken() throws Exception {
        routes.write(FILE, OTHER);
        look();
        assertThat(attribute()).isEqualTo("custom44");
        assertThat(watcher.state().change())
                .containsExactly(
                        "destinations.alpha.segments.3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10.mappingId: 4 is now 44");

        Path written = routes.directory.resolve(".destinations.yaml.swp");
        Files.writeString(written, RoutesOnStandIns.DESTINATIONS);
        Files.move(written, routes.directory.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
        look();
        assertThat(attribute()).isEqualTo("custom4");
        assertThat(changes("applied")).isEqualTo(2);
    }

    @Test
    void aDirectoryOfLinksIsTakenWhenItsTargetIsExchanged() throws Exception {
        Path first = copyOfAll("..first");
        Path second = copyOfAll("..second");
        Files.writeString(second.resolve(FILE), OTHER);
        Path data = routes.directory.resolve("..data");
        Files.createSymbolicLink(data, first.getFileName());
        for (Path file : files(first)) {
            Path link = routes.directory.resolve(file.getFileName());
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, Path.of("..data").resolve(file.getFileName()));
        }
        look();
        assertThat(attribute()).isEqualTo("custom4");

        Path next = routes.directory.resolve("..data_tmp");
        Files.createSymbolicLink(next, second.getFileName());
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
        look();

        assertThat(attribute()).isEqualTo("custom44");
    }

    private Path copyOfAll(String name) throws IOException {
        Path copy = Files.createDirectory(routes.directory.resolve(name));
        for (Path file : files(routes.directory)) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        return copy;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".yaml") && Files.isRegularFile(file))
                    .toList();
        }
    }

    @Test
    void contentCountsWhenTwoLooksSeeTheSame() {
        routes.write(FILE, OTHER.substring(0, OTHER.length() / 2));
        watcher.look();
        routes.write(FILE, OTHER.substring(0, OTHER.length() - 20));
        watcher.look();
        routes.write(FILE, OTHER);
        watcher.look();
        assertThat(watcher.state().isWell()).isTrue();
        assertThat(attribute()).isEqualTo("custom4");

        watcher.look();
        assertThat(attribute()).isEqualTo("custom44");
        assertThat(changes("refused")).isZero();
    }

    @Test
    void whatIsBrokenIsToldWithItsLineOnceAndOverWhenItIsMended() {
        routes.write(FILE, OTHER.replace("mapping-id: 5", "mapping-id: 500"));
        look();
        look();

        assertThat(attribute()).isEqualTo("custom4");
        assertThat(changes("refused")).isEqualTo(1);
        assertThat(watcher.state().isWell()).isFalse();
        Finding finding = watcher.state().findings().get(0);
        assertThat(finding.file()).isEqualTo(FILE);
        assertThat(finding.line()).isEqualTo(14);
        assertThat(finding.toString()).contains("500 is too large");

        routes.write(FILE, RoutesOnStandIns.DESTINATIONS);
        look();
        assertThat(watcher.state().isWell()).isTrue();
        assertThat(changes("applied")).isZero();
    }

    @Test
    void anEmptyOrMissingFileOrNoDirectoryAtAllChangesNothing() throws Exception {
        for (String text : List.of("", "\n", "{", "\u0000\u0001", "a: &a [*a, *a]")) {
            routes.write(FILE, text);
            look();
            assertRefused();
        }
        Files.delete(routes.directory.resolve(FILE));
        look();
        assertRefused();
        Files.createDirectory(routes.directory.resolve(FILE));
        look();
        assertRefused();
        Files.move(routes.directory, routes.directory.resolveSibling("away"));
        look();
        assertRefused();

        Files.createDirectory(routes.directory);
        for (Path file : files(routes.directory.resolveSibling("away"))) {
            Files.copy(file, routes.directory.resolve(file.getFileName()));
        }
        routes.write(FILE, OTHER);
        look();
        assertThat(watcher.state().isWell()).isTrue();
        assertThat(attribute()).isEqualTo("custom44");
    }

    @Test
    void aBombOfAliasesCostsNothingButItself() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 40; i++) {
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(9) + "*a" + (i - 1)));
        }
        routes.write(FILE, bomb.toString());
        look();
        assertRefused();
        routes.write(FILE, "[".repeat(200_000));
        look();
        assertRefused();
    }

    @Test
    void aRouteWithoutAnIdNeedsARestart() {
        routes.write(
                "own.camel.yaml", "- route:\n    from:\n      uri: direct:a\n      steps:\n        - log: hello\n");
        look();

        assertRefused();
        assertThat(watcher.state().findings().toString()).contains("Give every route an ID");
    }

    @Test
    void anOperatorChecksWithoutChangingAndReloadsWithoutWaiting() {
        routes.write(FILE, OTHER.replace("identity: oid", "identiy: oid"));
        assertThat(watcher.check()).isNotEmpty();
        assertThat(watcher.state().isWell()).isTrue();
        assertThat(watcher.reload().isWell()).isFalse();

        routes.write(FILE, OTHER);
        assertThat(watcher.reload().isWell()).isTrue();
        assertThat(attribute()).isEqualTo("custom44");
    }

    private void assertRefused() {
        assertThat(watcher.state().isWell()).isFalse();
        assertThat(watcher.state().findings()).isNotEmpty();
        assertThat(attribute()).isEqualTo("custom4");
        assertThat(routes.camel.getRoutes()).allMatch(route -> routes.camel
                .getRouteController()
                .getRouteStatus(route.getId())
                .isStarted());
    }

    private void look() {
        watcher.look();
        watcher.look();
    }

    private String attribute() {
        return routes.destinations
                .named("alpha")
                .segments()
                .get("3f6c2b1e-8d47-4a9e-b0c5-71e2d94f6a10")
                .attribute();
    }

    private double changes(String result) {
        return meters.counter("outreach.configuration.changes", "result", result)
                .count();
    }
}
