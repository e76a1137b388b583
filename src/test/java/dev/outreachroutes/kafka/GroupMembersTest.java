package dev.outreachroutes.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class GroupMembersTest {

    private OptionalInt number = OptionalInt.of(2);
    private final GroupMembers members = new GroupMembers(() -> number);

    @Test
    void theConsumersOfAGroupHaveNamesOfTheirOwn() {
        assertThat(name(members.join(consumer("sales")))).isEqualTo("0.replica-2");
        assertThat(name(members.join(consumer("sales")))).isEqualTo("1.replica-2");
        assertThat(name(members.join(consumer("support")))).isEqualTo("0.replica-2");
    }

    @Test
    void aConsumerThatReplacesAClosedOneHasItsName() {
        Properties first = members.join(consumer("sales"));
        members.join(consumer("sales"));

        members.leave(first);

        assertThat(name(members.join(consumer("sales")))).isEqualTo("0.replica-2");
        assertThat(name(members.join(consumer("sales")))).isEqualTo("2.replica-2");
    }

    @Test
    void everyReplicaGetsAPartitionBeforeOneGetsASecond() {
        Map<String, Subscription> group = new HashMap<>();
        for (int replica = 0; replica < 3; replica++) {
            number = OptionalInt.of(replica);
            for (int consumer = 0; consumer < 2; consumer++) {
                Subscription subscription = new Subscription(List.of("segment-events"));
                subscription.setGroupInstanceId(Optional.of(name(members.join(consumer("sales" + replica)))));
                group.put("client-" + replica + "-" + consumer, subscription);
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
    void withoutANumberAndWithoutAGroupThereIsNoName() {
        assertThat(name(members.join(new Properties()))).isNull();
        number = OptionalInt.empty();
        Properties unnamed = members.join(consumer("sales"));
        assertThat(name(unnamed)).isNull();
        members.leave(unnamed);
    }

    @Test
    void theGivenPropertiesStayAsTheyAre() {
        Properties given = consumer("sales");

        members.join(given);

        assertThat(given).hasSize(1);
    }

    private static Properties consumer(String group) {
        Properties properties = new Properties();
        properties.put("group.id", group);
        return properties;
    }

    private static String name(Properties properties) {
        return properties.getProperty("group.instance.id");
    }
}
