package dev.outreachroutes.kafka;

import dev.outreachroutes.settings.InvalidSettingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Gives the consumers of this process the names under which their groups know them: Kafka's static membership. A process that is
 * started in the place of one that was killed takes over its partitions at once, if both have the same name.
 *
 * <p>A consumer's name is its place among those of its group here, and the process's name. The group hands partitions out in the order
 * of the names, so with the place first every replica gets some before one gets a second.
 */
final class GroupMembers {

    private final String process;
    private final Map<String, List<Thread>> placesByGroup = new HashMap<>();

    /**
     * @param process this process's name, which no other replica has; empty: no names are given
     * @throws InvalidSettingException when Kafka would not take the name
     */
    GroupMembers(String process) {
        if (!process.matches("[A-Za-z0-9._-]{0,200}")) {
            throw BrokerSecurity.invalid(
                    List.of(
                            "KAFKA_GROUP_INSTANCE_ID may have letters, digits, dots, hyphens and underscores, and 200 of them."));
        }
        this.process = process;
    }

    /** A consumer's properties, for the thread that makes and polls it; with a name, if there is one for it. */
    Properties named(Properties consumer) {
        Properties named = new Properties();
        named.putAll(consumer);
        if (!process.isEmpty()) {
            int place = place(consumer.getProperty(ConsumerConfig.GROUP_ID_CONFIG), Thread.currentThread());
            named.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, place + "." + process);
        }
        return named;
    }

    /** The thread's own place, or else the first that no living thread has. */
    private synchronized int place(String group, Thread thread) {
        List<Thread> places = placesByGroup.computeIfAbsent(group, any -> new ArrayList<>());
        int place = places.indexOf(thread);
        for (int i = 0; place < 0; i++) {
            if (i == places.size()) {
                places.add(thread);
            }
            if (places.get(i) == thread || !places.get(i).isAlive()) {
                places.set(i, thread);
                place = i;
            }
        }
        return place;
    }
}
