package dev.outreachroutes.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outreachroutes.settings.InvalidSettingException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupMembersTest {

    private final GroupMembers members = new GroupMembers("pod-2");
    private final ExecutorService first = Executors.newSingleThreadExecutor();
    private final ExecutorService second = Executors.newSingleThreadExecutor();

    @AfterEach
    void end() {
        first.shutdownNow();
        second.shutdownNow();
    }

    @Test
    void theConsumersOfAGroupHaveNamesOfTheirOwn() throws Exception {
        assertThat(name(members, first, "sales")).isEqualTo("0.pod-2");
        assertThat(name(members, second, "sales")).isEqualTo("1.pod-2");
        assertThat(name(members, second, "support")).isEqualTo("0.pod-2");
    }

    @Test
    void aThreadThatMakesAnotherConsumerGivesItTheNameOfTheOneBefore() throws Exception {
        name(members, first, "sales");
        name(members, second, "sales");

        assertThat(name(members, first, "sales")).isEqualTo("0.pod-2");
        assertThat(name(members, second, "sales")).isEqualTo("1.pod-2");
    }

    @Test
    void aRouteThatIsStartedAgainHasTheNamesOfBefore() throws Exception {
        name(members, first, "sales");
        Thread thread = first.submit(Thread::currentThread).get();
        first.shutdown();
        thread.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(thread.isAlive()).isFalse();

        assertThat(name(members, second, "sales")).isEqualTo("0.pod-2");
    }

    @Test
    void everyReplicaGetsAPartitionBeforeOneGetsASecond() throws Exception {
        Map<String, Subscription> group = new HashMap<>();
        for (int replica = 0; replica < 3; replica++) {
            GroupMembers ofReplica = new GroupMembers("pod-" + replica);
            for (ExecutorService thread : List.of(first, second)) {
                Subscription subscription = new Subscription(List.of("segment-events"));
                subscription.setGroupInstanceId(Optional.of(name(ofReplica, thread, "sales")));
                group.put("client-" + replica + "-" + group.size(), subscription);
            }
        }

        Map<String, List<TopicPartition>> assigned = new RangeAssignor().assign(Map.of("segment-events", 4), group);

        for (int replica = 0; replica < 3; replica++) {
            String client = "client-" + replica;
            assertThat(assigned.entrySet().stream()
                            .filter(entry -> entry.getKey().startsWith(client))
                            .mapToInt(entry -> entry.getValue().size())
                            .sum())
                    .as(client)
                    .isPositive();
        }
    }

    @Test
    void withoutANameOfTheProcessThereIsNone() throws Exception {
        assertThat(name(new GroupMembers(""), first, "sales")).isNull();
    }

    @Test
    void aNameThatKafkaWouldNotTakeEndsTheStart() {
        assertThatThrownBy(() -> new GroupMembers("pod 2"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("KAFKA_GROUP_INSTANCE_ID");
    }

    private static String name(GroupMembers members, ExecutorService thread, String group) throws Exception {
        Properties consumer = new Properties();
        consumer.put("group.id", group);
        return thread.submit(() -> members.named(consumer).getProperty("group.instance.id"))
                .get();
    }
}
