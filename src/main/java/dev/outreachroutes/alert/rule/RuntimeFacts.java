package dev.outreachroutes.alert.rule;

import java.util.Map;

/**
 * What is known of all replicas when they are looked at.
 *
 * @param kafka what is in the way to Kafka; empty when nothing is
 * @param refused replicas that do not run the files they have, and why
 * @param differing whether replicas run different configurations
 */
public record RuntimeFacts(String kafka, Map<String, String> refused, boolean differing) {

    public RuntimeFacts {
        refused = Map.copyOf(refused);
    }
}
