package dev.outreachroutes.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** Asks Kafka who reads a topic, and how far, whichever replica that is. */
public final class GroupReading {

    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

    private final Supplier<Admin> admin;
    private final Supplier<String> problem;
    private final Function<String, Optional<Reader>> readers;

    /**
     * @param admin made when it is first needed
     * @param problem what is in the way between this process and the brokers; empty when nothing is
     * @param readers which group reads what in a route, by its ID
     */
    GroupReading(Supplier<Admin> admin, Supplier<String> problem, Function<String, Optional<Reader>> readers) {
        this.admin = admin;
        this.problem = problem;
        this.readers = readers;
    }

    /** A group and its topic. */
    record Reader(String group, String topic) {}

    /**
     * How a group stands.
     *
     * @param members consumers that read, in all replicas; 0 when nobody does
     * @param unread records of the topic that are not committed yet, or a few more: what transactions leave in it counts too
     */
    public record Standing(int members, long unread) {}

    /** What is in the way between this process and the brokers, as the health tells it; empty when nothing is. */
    public String problem() {
        return problem.get();
    }

    /**
     * How the groups of routes stand. Takes some seconds at most.
     *
     * @param routes their IDs
     * @return by route; without those of which Kafka does not tell it now, or whose topic is not there
     */
    public Map<String, Standing> of(Collection<String> routes) {
        Map<String, Reader> asked = new HashMap<>();
        routes.forEach(route -> readers.apply(route).ifPresent(reader -> asked.put(route, reader)));
        Map<String, Standing> standings = new HashMap<>();
        if (asked.isEmpty() || !problem().isEmpty()) {
            return standings;
        }
        try {
            Map<String, ConsumerGroupDescription> groups = answer(admin.get()
                    .describeConsumerGroups(
                            asked.values().stream().map(Reader::group).toList())
                    .all());
            Map<String, TopicDescription> topics = answer(admin.get()
                    .describeTopics(asked.values().stream().map(Reader::topic).collect(Collectors.toSet()))
                    .allTopicNames());
            for (Map.Entry<String, Reader> each : asked.entrySet()) {
                Reader reader = each.getValue();
                List<TopicPartition> partitions = topics.get(reader.topic()).partitions().stream()
                        .map(partition -> new TopicPartition(reader.topic(), partition.partition()))
                        .toList();
                int members = groups.get(reader.group()).members().size();
                standings.put(each.getKey(), new Standing(members, unread(reader.group(), partitions)));
            }
            return standings;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            // The health says what is wrong.
            return Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Map.of();
        }
    }

    private long unread(String group, List<TopicPartition> partitions)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed =
                answer(admin.get().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<TopicPartition, Long> begin = offsets(partitions, OffsetSpec.earliest());
        long unread = 0;
        for (Map.Entry<TopicPartition, Long> end :
                offsets(partitions, OffsetSpec.latest()).entrySet()) {
            OffsetAndMetadata at = committed.get(end.getKey());
            long from = Math.max(at == null ? 0 : at.offset(), begin.get(end.getKey()));
            unread += Math.max(0, end.getValue() - from);
        }
        return unread;
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, TimeoutException, InterruptedException {
        return answer(admin.get()
                        .listOffsets(partitions.stream().collect(Collectors.toMap(each -> each, each -> which)))
                        .all())
                .entrySet()
                .stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().offset()));
    }

    private static <T> T answer(KafkaFuture<T> future)
            throws ExecutionException, TimeoutException, InterruptedException {
        return future.get(LONGEST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
}
