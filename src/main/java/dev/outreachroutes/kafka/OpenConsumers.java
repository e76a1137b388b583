package dev.outreachroutes.kafka;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The consumers of this process that read now. */
final class OpenConsumers {

    private final Set<PatientConsumer> consumers = ConcurrentHashMap.newKeySet();

    void opened(PatientConsumer consumer) {
        consumers.add(consumer);
    }

    void closed(PatientConsumer consumer) {
        consumers.remove(consumer);
    }

    Set<PatientConsumer> now() {
        return Set.copyOf(consumers);
    }

    /** Has each of them replaced by another. */
    void giveUp() {
        consumers.forEach(PatientConsumer::giveUp);
    }

    /** Has each of a group replaced by another. */
    void giveUp(String group) {
        consumers.stream().filter(consumer -> consumer.isOf(group)).forEach(PatientConsumer::giveUp);
    }
}
