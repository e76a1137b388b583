package dev.outreachroutes.destination;

import java.util.List;
import java.util.NoSuchElementException;

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

    /** The destinations that share an account's grant and quota. */
    public List<Destination> of(Account account) {
        return destinations.stream()
                .filter(destination -> destination.account().equals(account))
                .toList();
    }
}
