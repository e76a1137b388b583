package dev.outreachroutes.bench;

import dev.outreachroutes.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Records of the largest size that brokers take by default, for two destinations with two consumers each, in a heap of 512 MB. The
 * package runs in a process of its own, which ends when its memory does.
 *
 * <p>Run as a program it prints a row for each kind of records: {@code -Drecords=}, how many of each; {@code -Dkinds=}, which,
 * separated by commas; {@code -Doptions=}, of the runtime's JVM; {@code -Dpackage=}, another than that of
 * this build.
 */
final class LargeRecords implements AutoCloseable {

    /** What a broker takes with its defaults, the record's own frame included, is 1,048,588 bytes. */
    private static final int LARGE = 1_000_000;

    private static final List<String> NAMES = List.of("first", "second");
    private static final String TOPIC = "segment-events";
    private static final int PARTITIONS = 4;
    private static final Path PACKAGED = Path.of(System.getProperty("package", "target/outreach-routes.jar"));
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final Pattern COLLECTED = Pattern.compile("->(\\d+)M\\(");

    enum Kind {
        /** One profile with a text that is mapped nowhere. */
        LONG_TEXT(LargeRecords::longText),
        /** The same, and many of them in one compressed batch: of a few bytes on the wire come a thousand times as many. */
        COMPRESSED(LargeRecords::longText),
        /** Cut off in the middle. */
        UNREADABLE(number -> cutOff(number)),
        /** A list of profiles, each of another prospect. */
        MANY_PROFILES(LargeRecords::manyProfiles),
        /** The same, each profile with as many identities as one may have. */
        MANY_IDENTITIES(LargeRecords::manyIdentities),
        /** As many values as fit. */
        MANY_VALUES(LargeRecords::manyValues),
        /** One of these after the other. */
        MIXED(number -> switch (number % 8) {
            case 0 -> manyProfiles(number);
            case 1 -> manyValues(number);
            case 2, 3, 4 -> cutOff(number);
            default -> longText(number);
        });

        private final Function<Integer, byte[]> body;

        Kind(Function<Integer, byte[]> body) {
            this.body = body;
        }
    }

    /**
     * @param seconds from the start of the process
     * @param letters dead letters of both destinations
     * @param prospects rows of both destinations
     * @param mostAfterCollection of the heap, in MB
     */
    record Result(double seconds, long letters, long prospects, int mostAfterCollection) {}

    private final Rig rig;
    private final String options;

    LargeRecords(String options) throws Exception {
        this.options = options;
        rig = new Rig(
                List.of("--log-bodies=off"),
                NAMES.stream()
                        .map(name ->
                                """
                                  %1$s:
                                    account: %1$s
                                    identity: oid
                                    attributes: { firstName: person.name.firstName }
                                """
                                        .formatted(name))
                        .collect(Collectors.joining(
                                "",
                                """
                                accounts:
                                  first: { pace: 100 }
                                  second: { pace: 100 }
                                destinations:
                                """,
                                "")));
    }

    public static void main(String[] arguments) throws Exception {
        int records = Integer.getInteger("records", 1_000);
        String kinds = System.getProperty(
                "kinds", Arrays.stream(Kind.values()).map(Kind::name).collect(Collectors.joining(",")));
        for (String kind : kinds.split(",")) {
            try (LargeRecords run = new LargeRecords(System.getProperty("options", "-Xmx512m"))) {
                Result result = run.read(Kind.valueOf(kind), records);
                System.out.printf(
                        "| %s | %,d | %,d | %,d | %.0f s | %d MB |%n",
                        kind.toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
                        records,
                        result.letters(),
                        result.prospects(),
                        result.seconds(),
                        result.mostAfterCollection());
            } catch (IllegalStateException e) {
                System.out.printf("| %s | %,d | %s |%n", kind, records, e.getMessage());
            }
        }
        System.exit(0);
    }

    /**
     * Writes records and has them read from the start.
     *
     * @throws IllegalStateException when the process ends, or the records are not read in time
     */
    Result read(Kind kind, int records) throws Exception {
        produce(kind, records);
        Path directory = Files.createTempDirectory("large-records");
        Path log = directory.resolve("runtime.log");
        Path collections = directory.resolve("collections.log");
        long start = System.nanoTime();
        ChildProcess runtime = rig.replica(
                log,
                options + " -XX:+ExitOnOutOfMemoryError -Xlog:gc:file=" + collections + " -jar " + PACKAGED,
                Map.of("OUTREACH_REFRESH_TOKEN", ""));
        try {
            awaitRead(runtime, log);
            return new Result(
                    (System.nanoTime() - start) / 1e9,
                    count("dead_letter"),
                    count("prospect"),
                    mostAfterCollection(collections));
        } finally {
            runtime.kill();
        }
    }

    private void produce(Kind kind, int records) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        rig.broker.address(),
                        "max.request.size",
                        LARGE + 10_000,
                        "batch.size",
                        LARGE,
                        "linger.ms",
                        100,
                        "compression.type",
                        kind == Kind.COMPRESSED ? "zstd" : "none"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(TOPIC, i % PARTITIONS, null, kind.body.apply(i)));
            }
        }
    }

    private void awaitRead(ChildProcess runtime, Path log) throws Exception {
        long end = System.nanoTime() + LONGEST.toNanos();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", rig.broker.address()))) {
            Map<TopicPartition, Long> written = written(admin);
            for (String name : NAMES) {
                while (!written.equals(committed(admin, name))) {
                    if (!runtime.isAlive() || System.nanoTime() > end) {
                        throw new IllegalStateException((runtime.isAlive() ? "still reading" : "ended") + " at "
                                + committed(admin, name) + " of " + written + "; see " + log);
                    }
                    Thread.sleep(200);
                }
            }
        }
    }

    private static Map<TopicPartition, Long> written(Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, PARTITIONS)
                .boxed()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(TOPIC, partition), partition -> OffsetSpec.latest()));
        return offsets(admin.listOffsets(ends).all().get(), ListOffsetsResultInfo::offset);
    }

    private static Map<TopicPartition, Long> committed(Admin admin, String name) throws Exception {
        return offsets(
                admin.listConsumerGroupOffsets("outreach-routes." + name)
                        .partitionsToOffsetAndMetadata()
                        .get(),
                OffsetAndMetadata::offset);
    }

    private static <T> Map<TopicPartition, Long> offsets(Map<TopicPartition, T> found, Function<T, Long> offset) {
        return found.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> offset.apply(entry.getValue())));
    }

    private long count(String table) {
        return rig.jdbc().queryForObject("select count(*) from " + table, Long.class);
    }

    private static int mostAfterCollection(Path collections) throws IOException {
        Matcher matcher = COLLECTED.matcher(Files.readString(collections));
        return matcher.results()
                .mapToInt(result -> Integer.parseInt(result.group(1)))
                .max()
                .orElse(0);
    }

    private static byte[] longText(int number) {
        return profile(number, "\"notes\":\"" + "x".repeat(LARGE - 200) + "\"");
    }

    private static byte[] cutOff(int number) {
        byte[] whole = longText(number);
        return Arrays.copyOf(whole, whole.length - 10);
    }

    private static byte[] manyValues(int number) {
        return profile(number, "\"notes\":[" + "[],".repeat((LARGE - 200) / 3) + "0]");
    }

    private static byte[] manyProfiles(int number) {
        StringBuilder list = new StringBuilder(LARGE).append('[');
        for (int i = 0; list.length() < LARGE - 200; i++) {
            list.append(i == 0 ? "" : ",")
                    .append(new String(profile(number * 20_000 + i, "\"n\":" + number), StandardCharsets.UTF_8));
        }
        return list.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] manyIdentities(int number) {
        StringBuilder list = new StringBuilder(LARGE).append('[');
        for (int i = 0; list.length() < LARGE - 2_000; i++) {
            int first = number * 100_000 + i * 50 + 1;
            list.append(i == 0 ? "" : ",")
                    .append(IntStream.range(first, first + 50)
                            .mapToObj(id -> "{\"id\":" + id + "}")
                            .collect(Collectors.joining(
                                    ",",
                                    "{\"identityMap\":{\"oid\":[",
                                    "]},\"person\":{\"name\":{\"firstName\":\"N\"}}}")));
        }
        return list.append(']').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] profile(int number, String more) {
        return """
                {"identityMap":{"oid":[{"id":"%d"}]},"person":{"name":{"firstName":"N%d"}},%s}"""
                .formatted(number + 1, number, more)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        rig.close();
    }
}
