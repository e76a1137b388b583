package dev.outreachroutes.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class GroupMembersTest {

    private OptionalInt number = OptionalInt.of(2);
    private final GroupMembers members = new GroupMembers(() -> number);

    @Test
    void theConsumersOfAGroupHaveNamesOfTheirOwn() {
        assertThat(name(members.join(consumer("sales")))).isEqualTo("replica-2.0");
        assertThat(name(members.join(consumer("sales")))).isEqualTo("replica-2.1");
        assertThat(name(members.join(consumer("support")))).isEqualTo("replica-2.0");
    }

    @Test
    void aConsumerThatReplacesAClosedOneHasItsName() {
        Properties first = members.join(consumer("sales"));
        members.join(consumer("sales"));

        members.leave(first);

        assertThat(name(members.join(consumer("sales")))).isEqualTo("replica-2.0");
        assertThat(name(members.join(consumer("sales")))).isEqualTo("replica-2.2");
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
