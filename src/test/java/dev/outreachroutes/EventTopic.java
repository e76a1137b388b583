package dev.outreachroutes;

import dev.outreachroutes.sandbox.LocalBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics of one {@link RuntimeFixture}: segment events, dead letters and commands about them; and how far they are read. */
public final class EventTopic implements AutoCloseable {

    private static int topics;

    private final LocalBroker broker;
    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;

    EventTopic(LocalBroker broker) {
        this.broker = broker;
        this.topic = topic(broker);
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address(), "linger.ms", "5"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static synchronized String topic(LocalBroker broker) {
        String topic = "segment-events-" + ++topics;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            admin.createTopics(List.of(
                            new NewTopic(topic, 4, (short) 1), new NewTopic(topic + ".dead-letters", 1, (short) 1)))
                    .all()
                    .get();
            return topic;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("no topic", e);
        }
    }

    public String name() {
        return topic;
    }

    public LocalBroker broker() {
        return broker;
    }

    /** Writes events, in order and to one partition, and waits until the broker has them. */
    public void send(List<String> events) {
        send(0, events);
    }

    public void send(int partition, List<String> events) {
        sendRecords(events.stream()
                .map(event -> record(partition, event.getBytes(StandardCharsets.UTF_8)))
                .toList());
    }

    /** A record of this fixture's topic; a null value is a tombstone. */
    public ProducerRecord<byte[], byte[]> record(int partition, byte[] value) {
        return new ProducerRecord<>(topic, partition, null, value);
    }

    /** Writes records, in order, and waits until the broker has them. */
    public List<RecordMetadata> sendRecords(List<ProducerRecord<byte[], byte[]>> records) {
        List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
        List<RecordMetadata> written = new java.util.ArrayList<>();
        try {
            for (Future<RecordMetadata> each : sent) {
                written.add(each.get());
            }
            return written;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("not sent", e);
        }
    }

    public void awaitIntake(String destination, Duration atMost) {
        RuntimeFixture.await(atMost).until(() -> committed(destination).equals(written()));
    }

    /** The offsets that a destination's intake has committed, by partition; partitions at 0 are left out. */
    public Map<Integer, Long> committed(String destination) {
        return admin(admin -> offsets(
                admin.listConsumerGroupOffsets(group(destination))
                        .partitionsToOffsetAndMetadata()
                        .get(),
                OffsetAndMetadata::offset));
    }

    /** The ends of the topic's partitions; empty ones are left out. */
    public Map<Integer, Long> written() {
        Map<TopicPartition, OffsetSpec> ends = producer.partitionsFor(topic).stream()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic, partition.partition()),
                        partition -> OffsetSpec.latest()));
        return admin(admin -> offsets(admin.listOffsets(ends).all().get(), ListOffsetsResultInfo::offset));
    }

    private static <T> Map<Integer, Long> offsets(Map<TopicPartition, T> found, ToLongFunction<T> offset) {
        Map<Integer, Long> offsets = new TreeMap<>();
        found.forEach((partition, each) -> {
            if (each != null && offset.applyAsLong(each) > 0) {
                offsets.put(partition.partition(), offset.applyAsLong(each));
            }
        });
        return offsets;
    }

    /** How many consumers a destination's intake has in its group. */
    public int groupMembers(String destination) {
        String group = group(destination);
        return admin(admin -> admin.describeConsumerGroups(List.of(group))
                .describedGroups()
                .get(group)
                .get()
                .members()
                .size());
    }

    /** Makes a destination read the topic from its beginning again; its intake must not run. */
    public void rewind(String destination) {
        Map<TopicPartition, OffsetAndMetadata> beginnings = producer.partitionsFor(topic).stream()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic, partition.partition()),
                        partition -> new OffsetAndMetadata(0)));
        RuntimeFixture.await(Duration.ofSeconds(20)).until(() -> groupMembers(destination) == 0);
        admin(admin -> admin.alterConsumerGroupOffsets(group(destination), beginnings)
                .all()
                .get());
    }

    private String group(String destination) {
        return topic + "." + destination;
    }

    private <T> T admin(AdminWork<T> work) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.address()))) {
            return work.with(admin);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface AdminWork<T> {
        T with(Admin admin) throws InterruptedException, ExecutionException;
    }

    /** Waits until the topic of dead letters holds this many, and gives them all. */
    public List<String> deadLetters(int count, Duration atMost) {
        TopicPartition partition = new TopicPartition(topic + ".dead-letters", 0);
        List<String> letters = new java.util.ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.address()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            RuntimeFixture.await(atMost).pollInSameThread().until(() -> {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(letter -> letters.add(new String(letter.value(), StandardCharsets.UTF_8)));
                return letters.size() >= count;
            });
        }
        return letters;
    }

    String commandsTopic() {
        return topic + ".dead-letters.commands";
    }

    /** Makes the topic of commands about dead letters. */
    public void createCommandsTopic() {
        admin(admin -> admin.createTopics(List.of(new NewTopic(commandsTopic(), 1, (short) 1)))
                .all()
                .get());
    }

    /** Writes a command about dead letters; null is a tombstone. */
    public void command(String command) {
        sendRecords(List.of(new ProducerRecord<>(
                commandsTopic(), 0, null, command == null ? null : command.getBytes(StandardCharsets.UTF_8))));
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
