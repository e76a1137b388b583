package dev.outreachroutes.kafka;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads a topic for a while in a process of its own, and prints how far it came in each partition and what is wrong. */
final class ReaderWithoutLibraries {

    private ReaderWithoutLibraries() {}

    public static void main(String[] arguments) {
        Properties properties = new Properties();
        properties.putAll(Map.of(
                "bootstrap.servers",
                arguments[0],
                "group.id",
                "reader",
                "enable.auto.commit",
                "false",
                "auto.offset.reset",
                "earliest",
                "key.deserializer",
                ByteArrayDeserializer.class.getName(),
                "value.deserializer",
                ByteArrayDeserializer.class.getName()));
        BatchBound.of(properties);
        BrokerTrouble trouble = new BrokerTrouble(arguments[0]);
        LostRecords lost = new LostRecords(new SimpleMeterRegistry());
        LostRecords.Reset reset = lost.takeOver(properties);
        Map<String, Long> reached = new TreeMap<>();
        try (PatientConsumer consumer = new PatientConsumer(properties, trouble, lost, reset, closed -> {})) {
            consumer.subscribe(List.of(arguments[1]));
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            int quiet = 0;
            while (quiet < 20 && System.nanoTime() < end) {
                var records = consumer.poll(Duration.ofMillis(50));
                records.forEach(
                        record -> reached.merge(Integer.toString(record.partition()), record.offset() + 1, Math::max));
                quiet = records.isEmpty() && !consumer.assignment().isEmpty() ? quiet + 1 : 0;
            }
            System.out.println("reached " + reached);
            System.out.println("health " + trouble.now().orElse("is well"));
        }
        System.exit(0);
    }
}
