package dev.outreachroutes.destination;

import java.util.AbstractSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts and destinations as they are now: what {@code destinations.yaml} says, checked. It is the one owner of them. Whoever
 * needs one asks here at the moment of need, by name, and keeps none, so that {@link #replace} is seen by all.
 *
 * <p>May be used by several threads. What one call returns is of one content; two calls may see two.
 */
public final class Destinations {

    private record Content(
            List<Account> accounts, List<Destination> destinations, List<Sender> senders, RoutesVersion routes) {
        Content {
            accounts = List.copyOf(accounts);
            destinations = List.copyOf(destinations);
            senders = List.copyOf(senders);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Destinations.class);

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    private volatile Content now;

    public Destinations(List<Account> accounts, List<Destination> destinations) {
        this(accounts, destinations, List.of(), RoutesVersion.NONE);
    }

    /**
     * @param senders who may send events by HTTP
     * @param routes the version of the route files that serve them
     */
    public Destinations(
            List<Account> accounts, List<Destination> destinations, List<Sender> senders, RoutesVersion routes) {
        now = new Content(accounts, destinations, senders, routes);
    }

    /** Takes over the content of others in place of its own, and tells the listeners. */
    public void replace(Destinations others) {
        now = others.now;
        listeners.forEach(Destinations::tell);
    }

    /**
     * Has something done after each replacement, when it is in force: for what has to be there before anybody asks for it, such as a
     * metric of each destination. It is done by the thread that replaces, so it must not wait, in the order in which it was asked for.
     * Should it fail, that is logged, the replacement stands, and the other listeners are told.
     */
    public void onReplace(Runnable listener) {
        listeners.add(listener);
    }

    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.error(
                    "The configuration is replaced, and {} could not follow it",
                    listener.getClass().getName(),
                    e);
        }
    }

    /** The version of the route files that serve them. */
    public RoutesVersion routes() {
        return now.routes();
    }

    /** All accounts that are listed, {@code default} among them. */
    public List<Account> accounts() {
        return now.accounts();
    }

    /** All destinations, in the order of the file. */
    public List<Destination> destinations() {
        return now.destinations();
    }

    /** Who may send events by HTTP, in the order of the file. */
    public List<Sender> senders() {
        return now.senders();
    }

    /** The destination of a name; empty when there is none. */
    public Optional<Destination> find(String name) {
        return now.destinations().stream()
                .filter(destination -> destination.name().equals(name))
                .findFirst();
    }

    /**
     * The destination of a name.
     *
     * @throws NoSuchElementException when there is none
     */
    public Destination named(String name) {
        return find(name)
                .orElseThrow(() -> new NoSuchElementException(
                        "There is no destination named '" + name + "'; destinations.yaml has "
                                + destinations().stream().map(Destination::name).toList()));
    }

    /** The accounts that a destination uses, by name. Another needs no connection, and is shown nowhere. */
    public SortedSet<Account> used() {
        SortedSet<Account> used = new TreeSet<>(Comparator.comparing(Account::name));
        destinations().forEach(destination -> used.add(destination.account()));
        return used;
    }

    /** The names of the accounts that a destination uses: a view, which shows at each look what is so then. */
    public Set<String> usedNames() {
        return new AbstractSet<>() {
            @Override
            public Iterator<String> iterator() {
                return used().stream().map(Account::name).iterator();
            }

            @Override
            public int size() {
                return used().size();
            }
        };
    }

    /** The destinations that share an account's grant and quota. */
    public List<Destination> of(Account account) {
        return destinations().stream()
                .filter(destination -> destination.account().name().equals(account.name()))
                .toList();
    }
}
