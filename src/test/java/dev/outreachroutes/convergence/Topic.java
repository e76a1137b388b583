package dev.outreachroutes.convergence;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.ConsumerGroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topic of events, seen from outside: what is written to it, and how far the consumer groups are. */
final class Topic implements AutoCloseable {

    static final String NAME = "segment-events";

    private static final String GROUP_PREFIX = "outreach-routes.";
    private static final List<TopicPartition> PARTITIONS = IntStream.range(0, History.PARTITIONS)
            .mapToObj(partition -> new TopicPartition(NAME, partition))
            .toList();

    private final String brokers;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    Topic(String brokers) {
        this.brokers = brokers;
        this.admin = Admin.create(
                Map.of("bootstrap.servers", brokers, "default.api.timeout.ms", "10000", "request.timeout.ms", "5000"));
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", brokers, "acks", "all", "enable.idempotence", "true"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        try {
            // Records carry the times of their history, which are older than the broker would keep.
            admin.createTopics(List.of(
                            new NewTopic(NAME, History.PARTITIONS, (short) 1).configs(Map.of("retention.ms", "-1")),
                            new NewTopic(NAME + ".dead-letters", 1, (short) 1)))
                    .all()
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("no topic", e);
        }
    }

    /** In the order of the calls. */
    Future<RecordMetadata> send(FeedRecord record) {
        return producer.send(new ProducerRecord<>(NAME, record.partition(), record.timestamp(), null, record.value()));
    }

    /**
     * Records that a destination's group has still to commit, by partition.
     *
     * @throws IllegalStateException while the broker does not answer
     */
    Map<Integer, Long> lag(String destination) {
        Map<Integer, Long> ends = ends();
        try {
            var committed = admin.listConsumerGroupOffsets(GROUP_PREFIX + destination)
                    .partitionsToOffsetAndMetadata()
                    .get(10, TimeUnit.SECONDS);
            Map<Integer, Long> lag = new TreeMap<>();
            ends.forEach((partition, end) -> {
                OffsetAndMetadata done = committed.get(new TopicPartition(NAME, partition));
                long left = end - (done == null ? 0 : done.offset());
                if (left > 0) {
                    lag.put(partition, left);
                }
            });
            return lag;
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the broker does not say how far " + destination + " is", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /**
     * Behind the last record of each partition.
     *
     * @throws IllegalStateException while the broker does not answer
     */
    Map<Integer, Long> ends() {
        try {
            Map<Integer, Long> ends = new TreeMap<>();
            admin.listOffsets(PARTITIONS.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
                    .all()
                    .get(10, TimeUnit.SECONDS)
                    .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
            return ends;
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the broker does not say where the topic ends", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Everything from these offsets to what are the ends now, partition by partition in its order. */
    void read(Map<Integer, Long> from, Consumer<ConsumerRecord<byte[], byte[]>> to) {
        Map<Integer, Long> ends = ends();
        try (KafkaConsumer<byte[], byte[]> reader = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "max.partition.fetch.bytes",
                        "2000000",
                        "enable.auto.commit",
                        "false"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            reader.assign(PARTITIONS);
            PARTITIONS.forEach(partition -> reader.seek(partition, from.get(partition.partition())));
            while (PARTITIONS.stream()
                    .anyMatch(partition -> reader.position(partition) < ends.get(partition.partition()))) {
                reader.poll(Duration.ofMillis(100)).forEach(to);
            }
        }
    }

    /** Consumers that share a destination's partitions, once that is settled; 0 while it is not. */
    int members(String destination) {
        try {
            String group = GROUP_PREFIX + destination;
            ConsumerGroupDescription description = admin.describeConsumerGroups(List.of(group))
                    .describedGroups()
                    .get(group)
                    .get(10, TimeUnit.SECONDS);
            boolean settled = description.state() == ConsumerGroupState.STABLE;
            return settled ? description.members().size() : 0;
        } catch (ExecutionException | TimeoutException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** A consumer that joins a destination's group, does nothing for a while, and leaves: partitions go and come back. */
    void disturb(String destination, Duration duration) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        brokers,
                        "group.id",
                        GROUP_PREFIX + destination,
                        "enable.auto.commit",
                        "false",
                        "auto.offset.reset",
                        "earliest",
                        "partition.assignment.strategy",
                        "org.apache.kafka.clients.consumer.RangeAssignor"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(NAME));
            long end = System.nanoTime() + duration.toNanos();
            while (System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(100));
            }
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
        admin.close(Duration.ofSeconds(1));
    }
}
