package dev.outreachroutes.destination;

import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SortedSet;
import java.util.TreeSet;

/** Everything {@code destinations.yaml} says, checked. */
public record Destinations(List<Account> accounts, List<Destination> destinations) {

    public Destinations {
        accounts = List.copyOf(accounts);
        destinations = List.copyOf(destinations);
    }

    /**
     * @throws NoSuchElementException when there is no destination of that name
     */
    public Destination named(String name) {
        return destinations.stream()
                .filter(destination -> destination.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(
                        "There is no destination named '" + name + "'; destinations.yaml has "
                                + destinations.stream().map(Destination::name).toList()));
    }

    /** The accounts that a destination uses, by name. Another needs no connection, and is shown nowhere. */
    public SortedSet<Account> used() {
        SortedSet<Account> used = new TreeSet<>(Comparator.comparing(Account::name));
        destinations.forEach(destination -> used.add(destination.account()));
        return used;
    }

    /** The destinations that share an account's grant and quota. */
    public List<Destination> of(Account account) {
        return destinations.stream()
                .filter(destination -> destination.account().equals(account))
                .toList();
    }
}
