package dev.outreachroutes.kafka;

import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Ends the start when the brokers speak TLS and we are not set to. Kafka's clients would take TLS's alert for the length of a
 * message and ask for a third of a gigabyte each, until the heap is full; nobody would find the reason in that. Brokers that are
 * away are waited for later.
 */
final class BrokerStart implements SmartInitializingSingleton {

    private final String brokers;
    private final BrokerSecurity security;

    BrokerStart(String brokers, BrokerSecurity security) {
        this.brokers = brokers;
        this.security = security;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (security.tls()) {
            return;
        }
        BrokerProbe.Finding found = BrokerProbe.ask(brokers);
        if (found.speech() == BrokerProbe.Speech.TLS) {
            throw BrokerSecurity.invalid(List.of(brokers + " " + security.unanswered(found) + "."));
        }
    }
}
