package dev.outreachroutes.destination;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * For which mappings nothing is sent, and why: what the configuration itself says ({@link Destination#blocked()}) together with what others
 * have found, such as the check of the account. Of several reasons the one is told that stays when the others are mended. Nothing is sent for such an attribute; what is desired of it waits, and goes out when its
 * mapping is no longer here. The destination's other attributes are not concerned.
 *
 * <p>May be used by several threads. What one call returns is of one moment; nothing is kept of it by whoever asks.
 */
public final class BlockedMappings {

    private final Destinations destinations;
    private final Map<String, Map<String, Map<String, String>>> found = new ConcurrentHashMap<>();
    private volatile Predicate<String> unknown = account -> false;

    public BlockedMappings(Destinations destinations) {
        this.destinations = destinations;
    }

    /**
     * The blocked attributes of a destination.
     *
     * @param destination its name
     * @return by attribute, in their order, the reason as words for a person, without any value; empty when none is, or when there is no
     *     such destination
     */
    public Map<String, String> of(String destination) {
        Map<String, String> blocked = new TreeMap<>();
        destinations.find(destination).ifPresent(each -> {
            blocked.putAll(each.dryRun());
            blocked.putAll(found.getOrDefault(each.account().name(), Map.of()).getOrDefault(destination, Map.of()));
            blocked.putAll(each.governance().blocked());
        });
        return blocked;
    }

    /**
     * Takes in what was found of the destinations of an account, in place of what was found of them before.
     *
     * @param byDestination attribute and reason
     */
    public void found(String account, Map<String, Map<String, String>> byDestination) {
        Map<String, Map<String, String>> copy = new LinkedHashMap<>();
        byDestination.forEach((destination, reasons) -> copy.put(destination, Map.copyOf(reasons)));
        found.put(account, Map.copyOf(copy));
    }

    /**
     * Whether it is about to be found out which mappings of an account cannot work, so that nothing is to be sent for it until then.
     *
     * @param account its name
     */
    public boolean isUnknown(String account) {
        return unknown.test(account);
    }

    /**
     * Asks from now on whether it is about to be found out.
     *
     * @param whether by the account's name; never for long, and never waits
     */
    public void unknownWhile(Predicate<String> whether) {
        unknown = Objects.requireNonNull(whether);
    }
}
