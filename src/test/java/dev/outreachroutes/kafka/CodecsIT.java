package dev.outreachroutes.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outreachroutes.ChildProcess;
import dev.outreachroutes.sandbox.LocalBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compressed records, in a process whose folder for temporary files lets libraries be loaded, and in one where it does not. */
class CodecsIT {

    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");
    private static final int EACH = 20;

    private static LocalBroker broker;

    /** Each partition has some records that are not compressed, some compressed by its codec, and some that are not. */
    @BeforeAll
    static void write() throws Exception {
        broker = LocalBroker.start(0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.createTopics(List.of(new NewTopic("compressed", CODECS.size(), (short) 1)))
                    .all()
                    .get();
        }
        for (String codec : List.of("none", "", "none")) {
            for (int partition = 0; partition < CODECS.size(); partition++) {
                write(partition, codec.isEmpty() ? CODECS.get(partition) : codec);
            }
        }
    }

    private static void write(int partition, String codec) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address(), "compression.type", codec, "linger.ms", "20"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < EACH; i++) {
                producer.send(new ProducerRecord<>("compressed", partition, null, new byte[500]));
            }
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void allAreReadWhereLibrariesCanBeLoaded(@TempDir Path directory) throws Exception {
        String output = read("first-reader", directory, List.of());

        assertThat(output).contains("reached {0=60, 1=60, 2=60, 3=60, 4=60}", "health is well");
    }

    @Test
    void wherePartitionsCannotBeReadTheyStandStillWithOneLineAndTheOthersGoOn(@TempDir Path directory)
            throws Exception {
        Path folder = Files.createFile(directory.resolve("no-folder"));

        String output = read(
                "reader", directory, List.of("-Dorg.xerial.snappy.tempdir=" + folder, "-DZstdTempFolder=" + folder));

        assertThat(output).contains("reached {0=60, 1=60, 2=20, 3=60, 4=20}");
        assertThat(output.lines().filter(line -> line.contains("WARN") && line.contains("stands still")))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line)
                        .contains("compressed-2 stands still for reader", "snappy", folder.toString(), "noexec"))
                .anySatisfy(line -> assertThat(line)
                        .contains("compressed-4 stands still for reader", "zstd", folder.toString(), "noexec"));
        assertThat(output).containsPattern("health compressed-[24] stands still, because .*(snappy|zstd)");
    }

    private static String read(String group, Path directory, List<String> options) throws Exception {
        Path log = directory.resolve("output.txt");
        ChildProcess.run(
                ChildProcess.java(
                        options,
                        ReaderWithoutLibraries.class.getName(),
                        List.of(broker.address(), "compressed", group)),
                Map.of(),
                log,
                Duration.ofSeconds(120));
        return Files.readString(log);
    }
}
