package dev.outreachroutes.convergence;

import dev.outreachroutes.ChildProcess;
import dev.outreachroutes.sandbox.LocalBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The system under test and all it needs, each in a process of its own: broker, PostgreSQL, sandbox Outreach, replicas. */
final class Installation implements AutoCloseable {

    static final int MOST_REPLICAS = 3;

    /** Much longer than a start takes, on a machine that has other things to do. */
    private static final Duration LONGEST_START = Duration.ofMinutes(5);

    /** Of each destination in each replica: fewer than partitions, so that batches hold records of several. */
    private static final int CONSUMERS = 1;

    private static final Path PACKAGED = Path.of("target", "outreach-routes.jar");

    private final Path directory;
    private final Path routes;
    private final LocalBroker broker;
    private final Postgres postgres;
    private final Sandbox sandbox;
    private final Topic topic;
    private final List<Replica> replicas = new ArrayList<>();
    private final List<FakeTime> clocks = new ArrayList<>();
    private final Map<String, String> refreshTokens = new ConcurrentHashMap<>();
    private long lastProspect = 1_000_000;

    /**
     * @param directory where logs and data go
     * @param clocks whether the processes get clocks that can be moved
     */
    Installation(Path directory, boolean clocks) {
        this.directory = directory.toAbsolutePath();
        try {
            Files.createDirectories(this.directory);
            this.routes = routes(this.directory.resolve("routes"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        broker = LocalBroker.start(0);
        postgres = new Postgres(this.directory);
        sandbox = new Sandbox(this.directory);
        topic = new Topic(broker.address());
        Landscape.USES.forEach(
                use -> refreshTokens.computeIfAbsent(use.account(), account -> sandbox.refreshToken(use.user())));
        Path jar = unpacked(this.directory.resolve("application"));
        for (int i = 1; i <= MOST_REPLICAS; i++) {
            String name = "replica-" + i;
            FakeTime clock = clocks ? new FakeTime(this.directory.resolve("clock-of-replica-" + i)) : null;
            if (clock != null) {
                this.clocks.add(clock);
            }
            replicas.add(new Replica(jar, log(i), () -> environment(clock, name)));
        }
    }

    /** The same files as in the package, in the layout that starts fastest. */
    private static Path unpacked(Path target) {
        if (!Files.exists(PACKAGED)) {
            throw new IllegalStateException(PACKAGED + " is missing: ./mvnw package makes it");
        }
        ChildProcess.run(
                ChildProcess.java(List.of(
                        "-Djarmode=tools", "-jar", PACKAGED.toString(), "extract", "--destination", target.toString())),
                Map.of(),
                target.resolveSibling("extract.log"),
                Duration.ofMinutes(1));
        return target.resolve(PACKAGED.getFileName());
    }

    private static Path routes(Path target) throws IOException {
        Files.createDirectories(target);
        try (var files = Files.newDirectoryStream(Path.of("routes"), "*.camel.yaml")) {
            for (Path file : files) {
                Files.copy(file, target.resolve(file.getFileName()));
            }
        }
        Files.writeString(target.resolve("destinations.yaml"), Landscape.yaml());
        return target;
    }

    /** Times are short, so that a schedule takes seconds; what they are to each other is as in the defaults. */
    private Map<String, String> environment(FakeTime clock, String name) {
        Map<String, String> variables = new HashMap<>();
        variables.put("KAFKA_GROUP_INSTANCE_ID", name);
        if (clock != null) {
            variables.putAll(clock.environment());
        }
        variables.put("ROUTES_DIR", routes.toString());
        variables.put("KAFKA_BROKERS", broker.address());
        variables.put("DATABASE_URL", postgres.url());
        variables.put("DATABASE_USERNAME", "postgres");
        variables.put("OUTREACH_API_URL", sandbox.url());
        variables.put("OUTREACH_CLIENT_ID", "sandbox-client");
        variables.put("OUTREACH_CLIENT_SECRET", "sandbox-secret");
        refreshTokens.forEach((account, token) ->
                variables.put("OUTREACH_REFRESH_TOKEN_" + account.toUpperCase(java.util.Locale.ROOT), token));
        variables.put("TOKEN_ENCRYPTION_KEY", Base64.getEncoder().encodeToString(new byte[32]));
        variables.put("CONSOLE_PASSWORD", Replica.PASSWORD);
        variables.put("DELIVERY_CONCURRENCY", "4");
        variables.put("INTAKE_CONSUMERS", Integer.toString(CONSUMERS));
        variables.put("INTAKE_BATCH_SIZE", "50");
        variables.put("OUTREACH_BACKLOG_LEASE", "7s");
        variables.put("OUTREACH_BACKLOG_SENDWITHIN", "1500ms");
        variables.put("OUTREACH_BACKLOG_LONGESTREQUEST", "2500ms");
        variables.put("OUTREACH_BACKLOG_SETTLETIME", "2s");
        variables.put("OUTREACH_BACKLOG_FIRSTBACKOFF", "200ms");
        variables.put("OUTREACH_BACKLOG_LONGESTBACKOFF", "2s");
        variables.put("OUTREACH_BACKLOG_QUOTAFALLBACK", "3s");
        // Several faults of a schedule may forbid more prospects in a row than that; nobody would resume the
        // destination.
        variables.put("OUTREACH_BACKLOG_FORBIDDENINAROW", "100000");
        variables.put("OUTREACH_BACKLOG_REJECTEDINAROW", "100000");
        variables.put("OUTREACH_BULK_FEWEST", "4");
        variables.put("OUTREACH_BULK_MOST", "40");
        variables.put("OUTREACH_BULK_FIRSTLOOK", "300ms");
        variables.put("OUTREACH_BULK_LONGESTLOOK", "1s");
        variables.put("OUTREACH_BULK_TIMELIMIT", "5s");
        variables.put("OUTREACH_BULK_LATE", "4s");
        variables.put("OUTREACH_BULK_LOOKAFTER", "20s");
        variables.put("OUTREACH_BULK_REFUSED", "5s");
        variables.put("OUTREACH_TOKEN_MINTINTERVAL", "1200ms");
        variables.put("OUTREACH_TOKEN_FRESHFOR", "0s");
        variables.put("OUTREACH_TOKEN_YOUNGFOR", "0s");
        variables.put("OUTREACH_TOKEN_CHECK", "2s");
        variables.put("CAMEL_COMPONENT_HTTP_CONNECTTIMEOUT", "500");
        variables.put("CAMEL_COMPONENT_HTTP_CONNECTIONREQUESTTIMEOUT", "500");
        variables.put("CAMEL_COMPONENT_HTTP_RESPONSETIMEOUT", "1500");
        variables.put("CAMEL_COMPONENT_HTTP_SOTIMEOUT", "1500");
        variables.put("CAMEL_COMPONENT_KAFKA_SHUTDOWNTIMEOUT", "2000");
        variables.put("CAMEL_MAIN_SHUTDOWNTIMEOUT", "10");
        return variables;
    }

    /** Brings up as many replicas as the schedule has, and ends the others; waits until they are ready. */
    void replicas(int count) {
        for (int i = 0; i < MOST_REPLICAS; i++) {
            if (i < count) {
                replicas.get(i).start();
            } else {
                replicas.get(i).stop();
            }
        }
        Instant latest = Instant.now().plus(LONGEST_START);
        List<String> missing = missing(count);
        while (!missing.isEmpty()) {
            if (Instant.now().isAfter(latest)) {
                replicas.subList(0, count).forEach(Replica::printThreads);
                throw new IllegalStateException("not ready: " + String.join("; ", missing));
            }
            Pause.of(Duration.ofMillis(100));
            missing = missing(count);
        }
    }

    /** What is not there yet: each replica is to be ready, and the partitions are to be shared out among exactly these. */
    private List<String> missing(int count) {
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String readiness = replicas.get(i).readiness();
            if (!readiness.startsWith("200 ")) {
                missing.add("replica " + (i + 1) + " answers " + readiness);
            }
        }
        for (Landscape.Use use : Landscape.USES) {
            int members = topic.members(use.name());
            if (members != count * CONSUMERS) {
                missing.add("%s is read by %d consumers, not %d".formatted(use.name(), members, count * CONSUMERS));
            }
        }
        return missing;
    }

    /** Numbers that no schedule has had. */
    synchronized long prospects(int count) {
        long first = lastProspect + 1;
        lastProspect += count;
        return first;
    }

    /** A new grant for the account, for replicas started from now on. */
    void grant(String account) {
        long user = Landscape.USES.stream()
                .filter(use -> use.account().equals(account))
                .findFirst()
                .orElseThrow()
                .user();
        refreshTokens.put(account, sandbox.refreshToken(user));
    }

    LocalBroker broker() {
        return broker;
    }

    Postgres postgres() {
        return postgres;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    Topic topic() {
        return topic;
    }

    List<Replica> replicas() {
        return replicas;
    }

    /** @param replica counted from 0 */
    FakeTime clock(int replica) {
        return clocks.get(replica);
    }

    /** What replicas have logged; counted from 1. */
    Path log(int replica) {
        return directory.resolve("replica-" + replica + ".log");
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        replicas.forEach(Replica::kill);
        topic.close();
        sandbox.kill();
        postgres.stop("immediate");
        broker.close();
    }
}
