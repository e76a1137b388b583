package dev.outreachroutes.kafka;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Gives the consumers of this process the names under which their groups know them: Kafka's static membership. A process that is
 * started in the place of one that was killed takes over its names and so its partitions, at once. Without names the group would
 * wait for each killed member until its session ends, and, when kills follow each other, hardly ever come to an assignment.
 *
 * <p>A name is the consumer's place among those of the same group here, and this replica's number. The group hands partitions out in
 * the order of the names, so with the place first every replica gets some before one gets a second. Kafka refuses the older of two
 * with the same name; it then comes here for another.
 */
final class GroupMembers {

    private final Supplier<OptionalInt> replica;
    private final Map<String, Set<Integer>> placesByGroup = new HashMap<>();

    /**
     * @param replica this process's number among the replicas; empty: no names are given
     */
    GroupMembers(Supplier<OptionalInt> replica) {
        this.replica = replica;
    }

    /**
     * The properties of a consumer, with a name that no other here has.
     *
     * @return a copy; without a name for a consumer without a group, and when this replica has no number
     */
    synchronized Properties join(Properties consumer) {
        Properties named = new Properties();
        named.putAll(consumer);
        String group = consumer.getProperty(ConsumerConfig.GROUP_ID_CONFIG);
        OptionalInt number = group == null ? OptionalInt.empty() : replica.get();
        if (number.isPresent()) {
            Set<Integer> places = placesByGroup.computeIfAbsent(group, any -> new HashSet<>());
            int place = 0;
            while (!places.add(place)) {
                place++;
            }
            named.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, place + ".replica-" + number.getAsInt());
        }
        return named;
    }

    /** The consumer with these properties is closed; its name is free. */
    synchronized void leave(Properties named) {
        String name = named.getProperty(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
        if (name != null) {
            placesByGroup
                    .get(named.getProperty(ConsumerConfig.GROUP_ID_CONFIG))
                    .remove(Integer.valueOf(name.substring(0, name.indexOf('.'))));
        }
    }
}
